#include "form/template.h"
#include "base/arena.h"
#include "base/messages.h"
#include "base/text.h"
#include "form/markup.h"
#include <stdlib.h>
#include <string.h>

typedef enum piece_kind { TEXT, VALUE, SECTION, INVERTED, END } piece_kind;

typedef struct piece {
  piece_kind kind;
  const char *text; /* TEXT: in the template, not terminated; else the name, terminated */
  size_t size;
  size_t partner; /* SECTION, INVERTED: its END; END: what it ends */
  unsigned line;
} piece;

struct cs_template {
  const char *name;
  cs_arena *arena;
  piece *pieces;
  size_t count, capacity;
};

/* -- reading ------------------------------------------------------------------------------------------------ */

typedef struct parser {
  cs_template *t;
  const char *at, *end;
  unsigned line;
  size_t open[CS_TEMPLATE_DEPTH];
  size_t depth;
  cs_err *err;
} parser;

static int wrong(const parser *p, const char *problem, const char *what, size_t size) {
  cs_buf shown = {0};
  cs_text_put_visible(&shown, what, size > 40 ? 40 : size);
  return cs_buf_end(&shown,
                    cs_fail(p->err, CS_EPACK, CS_MSG_template_wrong, p->t->name, p->line,
                            cs_buf_str(&shown), problem),
                    p->err);
}

static int add(parser *p, piece_kind kind, const char *text, size_t size) {
  cs_template *t = p->t;
  if (t->count == t->capacity) {
    size_t capacity = t->capacity ? t->capacity * 2 : 32;
    piece *more = realloc(t->pieces, capacity * sizeof *more);
    if (more == NULL) return cs_fail(p->err, CS_ENOMEM, "%s", CS_MSG_no_memory);
    t->pieces = more;
    t->capacity = capacity;
  }
  t->pieces[t->count++] = (piece){kind, text, size, 0, p->line};
  return CS_OK;
}

static void advance(parser *p, size_t n) {
  for (size_t i = 0; i < n; i++) p->line += p->at[i] == '\n';
  p->at += n;
}

static int begin_section(parser *p, piece_kind kind, const char *name, size_t size) {
  if (p->depth == CS_TEMPLATE_DEPTH) return wrong(p, CS_MSG_template_deep, name, size);
  p->open[p->depth++] = p->t->count;
  return add(p, kind, name, size);
}

static int end_section(parser *p, const char *name, size_t size) {
  if (p->depth == 0) return wrong(p, CS_MSG_template_not_open, name, size);
  size_t begin = p->open[--p->depth];
  if (strcmp(p->t->pieces[begin].text, name) != 0)
    return wrong(p, CS_MSG_template_not_open, name, size);
  int rc = add(p, END, name, size);
  if (rc != CS_OK) return rc;
  p->t->pieces[begin].partner = p->t->count - 1;
  p->t->pieces[p->t->count - 1].partner = begin;
  return CS_OK;
}

static bool is_name(const char *s, size_t n) {
  if (n == 0 || n > 64) return false;
  for (size_t i = 0; i < n; i++) {
    char c = s[i];
    bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                c == '_' || c == '-' || c == '.';
    if (!good) return false;
  }
  return true;
}

/* {{…}} at p->at */
static int tag(parser *p) {
  const char *from = p->at + 2, *close = from;
  while (close + 1 < p->end && !(close[0] == '}' && close[1] == '}')) close++;
  if (close + 1 >= p->end)
    return wrong(p, CS_MSG_template_unclosed, p->at, (size_t)(p->end - p->at));
  size_t whole = (size_t)(close + 2 - p->at);
  char sigil = from < close && strchr("#^/!", *from) ? *from++ : '\0';
  size_t size = (size_t)(close - from);
  cs_text_trim(&from, &size);
  int rc = CS_OK;
  if (sigil != '!') {
    if (!is_name(from, size)) return wrong(p, CS_MSG_template_name, p->at, whole);
    const char *name = cs_arena_text(p->t->arena, from, size);
    if (name == NULL) return cs_fail(p->err, CS_ENOMEM, "%s", CS_MSG_no_memory);
    rc = sigil == '#'   ? begin_section(p, SECTION, name, size)
         : sigil == '^' ? begin_section(p, INVERTED, name, size)
         : sigil == '/' ? end_section(p, name, size)
                        : add(p, VALUE, name, size);
  }
  advance(p, whole);
  return rc;
}

/* Text up to the next {{, its tags checked on the way. */
static int text(parser *p) {
  const char *from = p->at;
  unsigned line = p->line;
  while (p->at < p->end && !(p->at + 1 < p->end && p->at[0] == '{' && p->at[1] == '{')) {
    size_t length = 1;
    size_t left = (size_t)(p->end - p->at);
    const char *problem;
    if (*p->at == '<' && !cs_markup_tag(p->at, left, &length, &problem))
      return wrong(p, problem, p->at, left);
    if (*p->at == '&' && !cs_markup_entity(p->at, left, &length, &problem))
      return wrong(p, problem, p->at, left);
    advance(p, length);
  }
  int rc = add(p, TEXT, from, (size_t)(p->at - from));
  if (rc == CS_OK) p->t->pieces[p->t->count - 1].line = line;
  return rc;
}

int cs_template_parse(const char *name, const char *bytes, size_t size, cs_template **out,
                      cs_err *err) {
  *out = NULL;
  cs_template *t = calloc(1, sizeof *t);
  if (t == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  parser p = {.t = t, .at = bytes, .end = bytes + size, .line = 1, .err = err};
  t->arena = cs_arena_new(1024);
  t->name = t->arena ? cs_arena_text(t->arena, name, strlen(name)) : NULL;
  int rc = t->name ? CS_OK : cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  if (rc == CS_OK && size > CS_TEMPLATE_MOST) {
    rc = cs_fail(err, CS_EPACK, CS_MSG_template_large, name, CS_TEMPLATE_MOST);
  }
  if (rc == CS_OK && !cs_utf8_valid(bytes, size)) {
    rc = cs_fail(err, CS_EPACK, CS_MSG_template_encoding, name);
  }
  while (rc == CS_OK && p.at < p.end) {
    bool is_tag = p.end - p.at >= 2 && p.at[0] == '{' && p.at[1] == '{';
    rc = is_tag ? tag(&p) : text(&p);
  }
  if (rc == CS_OK && p.depth > 0) {
    const piece *open = &t->pieces[p.open[p.depth - 1]];
    p.line = open->line;
    rc = wrong(&p, CS_MSG_template_unclosed, open->text, open->size);
  }
  if (rc != CS_OK) {
    cs_template_free(t);
    return rc;
  }
  *out = t;
  return CS_OK;
}

void cs_template_free(cs_template *t) {
  if (t == NULL) return;
  cs_arena_free(t->arena);
  free(t->pieces);
  free(t);
}

int cs_template_each(const cs_template *t, int (*each)(void *, const cs_template_use *),
                     void *user) {
  int rc = 0;
  for (size_t i = 0; i < t->count && rc == 0; i++) {
    const piece *p = &t->pieces[i];
    if (p->kind == TEXT) continue;
    cs_template_use use = {.kind = p->kind == VALUE      ? CS_USE_VALUE
                                   : p->kind == SECTION  ? CS_USE_SECTION
                                   : p->kind == INVERTED ? CS_USE_INVERTED
                                                         : CS_USE_END,
                           .name = p->text,
                           .line = p->line};
    rc = each(user, &use);
  }
  return rc;
}

/* -- printing ------------------------------------------------------------------------------------------------ */

void cs_form_put_html(cs_buf *out, const char *s, size_t n) {
  for (size_t i = 0; i < n;) {
    uint32_t point;
    size_t size = cs_utf8_next(s + i, n - i, &point);
    if (size == 0) {
      i++;
      continue;
    }
    bool hidden = (point < 0x20 && point != '\n' && point != '\t') ||
                  (point >= 0x7f && point < 0xa0) || (point >= 0x200b && point <= 0x200f) ||
                  (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069) ||
                  point == 0xfeff;
    if (point == '&')
      cs_buf_puts(out, "&amp;");
    else if (point == '<')
      cs_buf_puts(out, "&lt;");
    else if (point == '>')
      cs_buf_puts(out, "&gt;");
    else if (point == '"')
      cs_buf_puts(out, "&quot;");
    else if (point == '\'')
      cs_buf_puts(out, "&#39;");
    else if (!hidden)
      cs_buf_put(out, s + i, size);
    i += size;
  }
}

typedef struct printer {
  const cs_template *t;
  const json_t *context[CS_TEMPLATE_DEPTH + 1];
  size_t depth; /* contexts; the innermost is last */
  unsigned steps;
  cs_buf *out;
  size_t limit;
  cs_err *err;
} printer;

static const json_t *member(const json_t *object, const char *name) {
  char part[65];
  const char *dot;
  while ((dot = strchr(name, '.')) != NULL) {
    memcpy(part, name, (size_t)(dot - name));
    part[dot - name] = '\0';
    object = json_object_get(object, part);
    if (object == NULL) return NULL;
    name = dot + 1;
  }
  return json_object_get(object, name);
}

/* From the innermost context outwards; NULL: nothing of that name. */
static const json_t *find(const printer *p, const char *name) {
  if (strcmp(name, ".") == 0) return p->context[p->depth - 1];
  for (size_t i = p->depth; i-- > 0;) {
    const json_t *found = json_is_object(p->context[i]) ? member(p->context[i], name) : NULL;
    if (found) return found;
  }
  return NULL;
}

static bool there(const json_t *v) {
  if (json_is_string(v)) return json_string_length(v) > 0;
  if (json_is_array(v)) return json_array_size(v) > 0;
  return !json_is_null(v) && !json_is_false(v);
}

static void put_value(printer *p, const json_t *v) {
  if (json_is_string(v)) cs_form_put_html(p->out, json_string_value(v), json_string_length(v));
  if (json_is_integer(v)) cs_buf_printf(p->out, "%lld", (long long)json_integer_value(v));
  if (json_is_true(v)) cs_buf_puts(p->out, "✓");
}

static int print(printer *p, size_t from, size_t to);

static int exhausted(printer *p, const piece *s) {
  if (++p->steps <= CS_TEMPLATE_STEPS && p->out->size <= p->limit) return CS_OK;
  return cs_fail(p->err, CS_ELIMIT, CS_MSG_template_limit, p->t->name, s->line, CS_TEMPLATE_STEPS,
                 CS_TEMPLATE_OUTPUT);
}

static int print_within(printer *p, const json_t *context, size_t from, size_t to) {
  int spent = exhausted(p, &p->t->pieces[from - 1]); /* an empty section is work, too */
  if (spent != CS_OK) return spent;
  p->context[p->depth++] = context;
  int rc = print(p, from, to);
  p->depth--;
  return rc;
}

static int section(printer *p, const piece *s, size_t index, const json_t *v) {
  size_t from = index + 1, to = s->partner;
  if (s->kind == INVERTED) return there(v) ? CS_OK : print(p, from, to);
  if (!there(v)) return CS_OK;
  if (!json_is_array(v)) return print_within(p, v, from, to);
  for (size_t i = 0; i < json_array_size(v); i++) {
    int rc = print_within(p, json_array_get(v, i), from, to);
    if (rc != CS_OK) return rc;
  }
  return CS_OK;
}

static int print(printer *p, size_t from, size_t to) {
  for (size_t i = from; i < to; i++) {
    const piece *s = &p->t->pieces[i];
    int spent = exhausted(p, s);
    if (spent != CS_OK) return spent;
    if (s->kind == TEXT) {
      cs_buf_put(p->out, s->text, s->size);
      continue;
    }
    const json_t *v = find(p, s->text);
    if (v == NULL)
      return cs_fail(p->err, CS_EPACK, CS_MSG_template_unknown, p->t->name, s->line, s->text);
    if (s->kind == VALUE) {
      put_value(p, v);
      continue;
    }
    int rc = section(p, s, i, v);
    if (rc != CS_OK) return rc;
    i = s->partner;
  }
  return CS_OK;
}

int cs_template_render(const cs_template *t, const json_t *data, cs_buf *out, cs_err *err) {
  printer p = {.t = t,
               .context = {data},
               .depth = 1,
               .out = out,
               .limit = out->size + CS_TEMPLATE_OUTPUT,
               .err = err};
  int rc = print(&p, 0, t->count);
  if (rc == CS_OK && out->failed) rc = cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  return rc;
}
