/* Mapping files. Every complaint names the file, the member and what was expected there. */
#include "base/messages.h"
#include "base/json.h"
#include "base/source.h"
#include "intake/internal.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAPPING_MAX ((size_t)4 << 20)

static int expected(const cs_mapping *m, const char *member, const char *what, cs_err *err) {
  cs_buf shown = {0};
  cs_text_put_visible(&shown, member, strlen(member));
  return cs_buf_end(
      &shown,
      cs_fail(err, CS_EINPUT, CS_MSG_intake_mapping_expected, m->name, cs_buf_str(&shown), what),
      err);
}

static int no_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }

static const char *keep(cs_mapping *m, const char *text) {
  return cs_arena_text(m->arena, text, strlen(text));
}

/* A text, or an array of texts, kept in the mapping. */
static int read_texts(cs_mapping *m, const char *member, const json_t *json, const char ***out,
                      size_t *count, cs_err *err) {
  size_t n = json_is_string(json) ? 1 : json_array_size(json);
  if (n == 0 && !json_is_array(json)) return expected(m, member, CS_MSG_intake_want_texts, err);
  *out = cs_arena_alloc(m->arena, (n + 1) * sizeof **out);
  if (*out == NULL) return no_memory(err);
  for (size_t i = 0; i < n; i++) {
    const char *text = json_string_value(json_is_string(json) ? json : json_array_get(json, i));
    if (text == NULL || *text == '\0') return expected(m, member, CS_MSG_intake_want_texts, err);
    (*out)[i] = keep(m, text);
    if ((*out)[i] == NULL) return no_memory(err);
  }
  *count = n;
  return CS_OK;
}

static int read_dates(cs_mapping *m, const json_t *json, cs_err *err) {
  int rc = read_texts(m, "dates", json, &m->dates, &m->date_count, err);
  for (size_t i = 0; rc == CS_OK && i < m->date_count; i++) {
    int years = 0, months = 0, days = 0;
    for (const char *at = m->dates[i]; *at != '\0'; at++) {
      years += *at == 'Y';
      months += *at == 'M';
      days += *at == 'D';
    }
    if (years != 1 || months != 1 || days != 1)
      return expected(m, m->dates[i], CS_MSG_intake_want_layout, err);
  }
  return rc;
}

static int read_column(cs_mapping *m, const char *column, const json_t *json, cs_mapped_column *out,
                       cs_err *err) {
  *out = (cs_mapped_column){.column = keep(m, column), .kind = CS_FROM_HEADER, .with = " "};
  if (out->column == NULL) return no_memory(err);
  if (!json_is_object(json)) {
    int rc = read_texts(m, column, json, &out->headers, &out->header_count, err);
    return rc == CS_OK && out->header_count == 0
               ? expected(m, column, CS_MSG_intake_want_source, err)
               : rc;
  }
  const json_t *join = json_object_get(json, "join"), *with = json_object_get(json, "with");
  const json_t *value = json_object_get(json, "value");
  if (value != NULL && json_is_string(value) && json_object_size(json) == 1) {
    out->kind = CS_FROM_VALUE;
    out->value = keep(m, json_string_value(value));
    return out->value == NULL ? no_memory(err) : CS_OK;
  }
  bool known = join != NULL && json_object_size(json) == (with == NULL ? 1u : 2u);
  if (!known || (with != NULL && !json_is_string(with)))
    return expected(m, column, CS_MSG_intake_want_source, err);
  out->kind = CS_FROM_JOIN;
  if (with != NULL && (out->with = keep(m, json_string_value(with))) == NULL) return no_memory(err);
  int rc = read_texts(m, column, join, &out->headers, &out->header_count, err);
  return rc == CS_OK && out->header_count == 0 ? expected(m, column, CS_MSG_intake_want_source, err)
                                               : rc;
}

static int read_columns(cs_mapping *m, const json_t *json, cs_err *err) {
  if (!json_is_object(json)) return expected(m, "columns", CS_MSG_intake_want_object, err);
  m->columns = cs_arena_alloc(m->arena, (json_object_size(json) + 1) * sizeof *m->columns);
  if (m->columns == NULL) return no_memory(err);
  const char *column;
  json_t *source;
  json_object_foreach((json_t *)json, column, source) {
    int rc = read_column(m, column, source, &m->columns[m->column_count++], err);
    if (rc != CS_OK) return rc;
  }
  return CS_OK;
}

/* The left side is compared as cells are: NFKC and trimmed. */
static const char *keep_normal(cs_mapping *m, const char *text) {
  cs_buf out = {0};
  cs_err ignored;
  const char *kept = NULL;
  if (cs_text_normalise(text, strlen(text), &out, &ignored) == CS_OK)
    kept = cs_arena_text(m->arena, out.data, out.size);
  cs_buf_deinit(&out);
  return kept;
}

static int compare_from(const void *a, const void *b) {
  return strcmp(((const cs_mapped_value *)a)->from, ((const cs_mapped_value *)b)->from);
}

static int read_rows(cs_mapping *m, const char *member, const json_t *json, bool blanks,
                     cs_mapped_value **out, size_t *count, cs_err *err) {
  const char *want = blanks ? CS_MSG_intake_want_values : CS_MSG_intake_want_wide;
  if (!json_is_object(json)) return expected(m, member, want, err);
  *out = cs_arena_alloc(m->arena, (json_object_size(json) + 1) * sizeof **out);
  if (*out == NULL) return no_memory(err);
  const char *from;
  json_t *to;
  json_object_foreach((json_t *)json, from, to) {
    if (!json_is_string(to) && !(blanks && json_is_null(to))) return expected(m, member, want, err);
    cs_mapped_value *row = &(*out)[(*count)++];
    row->from = keep_normal(m, from);
    row->to = json_is_null(to) ? NULL : keep(m, json_string_value(to));
    if (row->from == NULL || (row->to == NULL && !json_is_null(to))) return no_memory(err);
  }
  qsort(*out, *count, sizeof **out, compare_from);
  return CS_OK;
}

static int read_values(cs_mapping *m, const json_t *json, cs_err *err) {
  if (!json_is_object(json)) return expected(m, "values", CS_MSG_intake_want_object, err);
  m->values = cs_arena_alloc(m->arena, (json_object_size(json) + 1) * sizeof *m->values);
  if (m->values == NULL) return no_memory(err);
  const char *column;
  json_t *rows;
  json_object_foreach((json_t *)json, column, rows) {
    cs_mapped_values *values = &m->values[m->value_count++];
    values->column = keep(m, column);
    if (values->column == NULL) return no_memory(err);
    int rc = read_rows(m, column, rows, true, &values->rows, &values->count, err);
    if (rc != CS_OK) return rc;
    for (size_t i = 0; i < values->count; i++) {
      if (strcmp(values->rows[i].from, "*") == 0) values->otherwise = &values->rows[i];
    }
  }
  return CS_OK;
}

static int read_wide(cs_mapping *m, const json_t *json, cs_err *err) {
  static const struct {
    const char *text;
    cs_every every;
  } forms[] = {{"YYYY-MM", CS_MONTH}, {"YYYY-Qn", CS_QUARTER}, {"YYYY-Hn", CS_HALF},
               {"YYYY", CS_YEAR},     {"YYYY年M月", CS_MONTH}, {"YYYY年MM月", CS_MONTH},
               {"YYYY年", CS_YEAR}}; /* each is any way to write such a period */
  const json_t *columns = json_object_get(json, "columns"), *into = json_object_get(json, "into");
  if (!json_is_object(json) || columns == NULL ||
      json_object_size(json) != (into == NULL ? 1u : 2u)) {
    return expected(m, "wide", CS_MSG_intake_want_wide, err);
  }
  m->wide = true;
  m->into[0] = "period";
  m->into[1] = m->kind != NULL && strcmp(m->kind, "metrics") == 0 ? "value" : "rating";
  if (into != NULL) {
    const char **names;
    size_t count;
    int rc = read_texts(m, "into", into, &names, &count, err);
    if (rc != CS_OK) return rc;
    if (count != 2) return expected(m, "into", CS_MSG_intake_want_into, err);
    m->into[0] = names[0];
    m->into[1] = names[1];
  }
  if (json_is_object(columns))
    return read_rows(m, "wide", columns, false, &m->periods, &m->period_count, err);
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
    if (!json_is_string(columns) || strcmp(json_string_value(columns), forms[i].text) != 0)
      continue;
    m->wide_any = true;
    m->wide_every = forms[i].every;
    return CS_OK;
  }
  return expected(m, "wide", CS_MSG_intake_want_wide, err);
}

static int read_encoding(cs_mapping *m, const json_t *json, cs_err *err) {
  const char *text = json_string_value(json);
  if (text == NULL) text = "";
  if (strcmp(text, "auto") == 0) {
    m->encoding = CS_ENC_AUTO;
  } else if (strcmp(text, "utf-8") == 0) {
    m->encoding = CS_ENC_UTF8;
  } else if (strcmp(text, "gb18030") == 0) {
    m->encoding = CS_ENC_GB18030;
  } else {
    return expected(m, "encoding", "\"auto\", \"utf-8\", \"gb18030\"", err);
  }
  return CS_OK;
}

#define KIND_LIST(name) #name " "
#define KIND_IS(kind) || strcmp(json_string_value(json), #kind) == 0
static int read_kind(cs_mapping *m, const json_t *json, cs_err *err) {
  if (!json_is_string(json) || !(false CS_INTAKE_KINDS(KIND_IS))) {
    return expected(m, "kind", CS_INTAKE_KINDS(KIND_LIST), err);
  }
  m->kind = keep(m, json_string_value(json));
  return m->kind == NULL ? no_memory(err) : CS_OK;
}

static int read_skip(cs_mapping *m, const json_t *json, cs_err *err) {
  json_int_t n = json_integer_value(json);
  if (!json_is_integer(json) || n < 0 || n > 10000)
    return expected(m, "skip_lines", CS_MSG_intake_want_skip, err);
  m->skip_lines = (uint32_t)n;
  return CS_OK;
}

static int read_ignore(cs_mapping *m, const json_t *json, cs_err *err) {
  return read_texts(m, "ignore", json, &m->ignore, &m->ignore_count, err);
}

static int read_all(cs_mapping *m, const json_t *json, cs_err *err) {
  static const struct {
    const char *member;
    int (*read)(cs_mapping *, const json_t *, cs_err *);
  } members[] = {{"kind", read_kind},   {"encoding", read_encoding}, {"skip_lines", read_skip},
                 {"dates", read_dates}, {"columns", read_columns},   {"values", read_values},
                 {"wide", read_wide},   {"ignore", read_ignore}};
  const size_t count = sizeof members / sizeof *members;
  if (!json_is_object(json)) return expected(m, "{", CS_MSG_intake_want_object, err);
  const char *member;
  json_t *value;
  json_object_foreach((json_t *)json, member, value) {
    size_t i = 0;
    while (i < count && strcmp(member, members[i].member) != 0) i++;
    if (i == count)
      return expected(m, member, "kind, encoding, skip_lines, dates, columns, values, wide, ignore",
                      err);
  }
  for (size_t i = 0; i < count; i++) { /* in this order: `wide` asks for the kind */
    value = json_object_get(json, members[i].member);
    int rc = value == NULL ? CS_OK : members[i].read(m, value, err);
    if (rc != CS_OK) return rc;
  }
  return CS_OK;
}

int cs_mapping_parse(const char *name, const char *json, size_t size, cs_mapping **out,
                     cs_err *err) {
  *out = NULL;
  if (size >= 3 && memcmp(json, "\xef\xbb\xbf", 3) == 0) {
    json += 3;
    size -= 3;
  }
  json_error_t wrong;
  json_t *document = NULL;
  int rc = cs_json_read(json, size, JSON_REJECT_DUPLICATES, &document, &wrong, err);
  if (rc == CS_EINPUT) {
    rc = cs_fail(err, rc, CS_MSG_intake_mapping_json, name, wrong.line, wrong.column, wrong.text);
  }
  if (rc != CS_OK) return rc;
  rc = CS_ENOMEM;
  cs_mapping *m = calloc(1, sizeof *m);
  if (m != NULL) m->arena = cs_arena_new(1024);
  if (m == NULL || m->arena == NULL ||
      (m->name = cs_arena_text(m->arena, name, strlen(name))) == NULL) {
    no_memory(err);
  } else {
    rc = read_all(m, document, err);
  }
  json_decref(document);
  if (rc == CS_OK) {
    *out = m;
  } else {
    cs_mapping_free(m);
  }
  return rc;
}

int cs_mapping_load(const char *path, cs_mapping **out, cs_err *err) {
  *out = NULL;
  int descriptor;
  bool plain;
  int opened = cs_source_open(path, &descriptor, &plain, err);
  if (opened != CS_OK) return opened;
  FILE *file = fdopen(descriptor, "rb");
  if (file == NULL) {
    close(descriptor);
    return no_memory(err);
  }
  cs_buf text = {0};
  char bytes[4096];
  size_t n;
  while ((n = fread(bytes, 1, sizeof bytes, file)) > 0 && text.size <= MAPPING_MAX)
    cs_buf_put(&text, bytes, n);
  int rc = CS_OK;
  if (ferror(file)) {
    rc = cs_fail(err, CS_EIO, CS_MSG_intake_cannot_read, path, strerror(errno));
  } else if (text.failed) {
    rc = no_memory(err);
  } else if (text.size > MAPPING_MAX) {
    rc = cs_fail(err, CS_EINPUT, CS_MSG_intake_mapping_large, path, (int)(MAPPING_MAX >> 20));
  } else {
    rc = cs_mapping_parse(path, text.data == NULL ? "" : text.data, text.size, out, err);
  }
  fclose(file);
  cs_buf_deinit(&text);
  return rc;
}

void cs_mapping_free(cs_mapping *m) {
  if (m == NULL) return;
  cs_arena_free(m->arena);
  free(m);
}
