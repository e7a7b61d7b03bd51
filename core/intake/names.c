/* People by name. Names are personal fields: they are read from beside the chain, and all that goes on is a code. A name that
 * several people have is asked back: the row is bad, and says who they are. */
#include "base/messages.h"
#include "intake/internal.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN 6        /* people named in a reason */
#define LOOKED_AT 1000 /* people of one name whose departments are compared */

typedef struct named { /* a person with a name; rows of one name are a chain */
  uint64_t hash;
  size_t code;   /* in `codes` */
  uint32_t next; /* of the same place in the table, + 1; 0: none */
} named;

typedef struct nameless { /* a row of employees that was found by its name */
  uint64_t hash;
  uint64_t line; /* 0: it was refused */
} nameless;

struct cs_names {
  named *people;
  uint32_t count, capacity;
  uint32_t *table, mask;                 /* place in people + 1 */
  cs_buf codes, folded, detail, fitting; /* `fitting`: of `detail`, those of the department named */
  cs_record record;                      /* a candidate's */
  cs_symbol department, position, left_on;
  nameless *rows;
  size_t row_count, row_capacity;
};

static int no_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }

int cs_names_columns(cs_intake *in, cs_err *err) {
  cs_columns *c = &in->columns;
  bool employees = in->kind == &cs_kind_employees;
  c->employee = cs_columns_place(c, employees ? "code" : "employee");
  if (c->employee == CS_ENOMEM) return no_memory(err);
  if (employees) {
    int32_t name = cs_columns_place(c, "name");
    if (name == CS_ENOMEM) return no_memory(err);
    int32_t attribute = cs_vocabulary_attribute(in->vocabulary, "name");
    if (attribute >= 0 && in->vocabulary->attributes[attribute].personal) c->name = name;
    if (c->name >= 0) c->department = cs_columns_place(c, "department");
    return c->department == CS_ENOMEM ? no_memory(err) : CS_OK;
  }
  if (!in->kind->needs_person || c->employee != 0) return CS_OK;
  int32_t rc = cs_columns_want(c, "name", false, "姓名 员工姓名 名字", err);
  if (rc >= 0) {
    c->name = rc;
    rc = c->department = cs_columns_want(c, "department", false, "部门 所属部门 所在部门", err);
  }
  return rc < 0 ? rc : CS_OK;
}

void cs_names_free(struct cs_names *n) {
  if (n == NULL) return;
  free(n->people);
  free(n->table);
  free(n->rows);
  cs_buf_deinit(&n->codes);
  cs_buf_deinit(&n->folded);
  cs_buf_deinit(&n->detail);
  cs_buf_deinit(&n->fitting);
  cs_record_deinit(&n->record);
  free(n);
}

/* ---- the index ---- */

static uint64_t hash_of(const cs_buf *text) { /* FNV-1a */
  uint64_t hash = 14695981039346656037u;
  for (size_t i = 0; i < text->size; i++)
    hash = (hash ^ (unsigned char)text->data[i]) * 1099511628211u;
  return hash;
}

static int add_person(void *user, const char *code, const char *value, size_t size) {
  struct cs_names *n = user;
  cs_buf_clear(&n->folded);
  if (!cs_intake_fold(value, size, &n->folded) || n->folded.size == 0)
    return n->folded.failed ? CS_ENOMEM : 0;
  if (n->count == n->capacity) {
    uint32_t capacity = n->capacity == 0 ? 256 : n->capacity * 2;
    named *people = realloc(n->people, capacity * sizeof *people);
    if (people == NULL) return CS_ENOMEM;
    n->people = people;
    n->capacity = capacity;
  }
  n->people[n->count++] = (named){.hash = hash_of(&n->folded), .code = n->codes.size};
  cs_buf_put(&n->codes, code, strlen(code) + 1);
  return n->codes.failed ? CS_ENOMEM : 0;
}

static bool link_people(struct cs_names *n) {
  uint32_t size = 16;
  while (size < n->count * 2u) size *= 2;
  n->table = calloc(size, sizeof *n->table);
  if (n->table == NULL) return false;
  n->mask = size - 1;
  for (uint32_t i = n->count; i-- > 0;) { /* so that a chain goes by code */
    uint32_t *place = &n->table[n->people[i].hash & n->mask];
    n->people[i].next = *place;
    *place = i + 1;
  }
  return true;
}

/* The symbol of an attribute; 0: nobody has it. */
static cs_symbol attribute(const cs_intake *in, const char *name) {
  return cs_symbol_find(in->store, name, strlen(name));
}

static int open_names(cs_intake *in, cs_err *err) {
  if (in->names != NULL) return CS_OK;
  struct cs_names *n = calloc(1, sizeof *n);
  if (n == NULL) return no_memory(err);
  in->names = n;
  int rc = cs_record_init(&n->record, err);
  if (rc == CS_OK) rc = cs_personal_each(in->store, in->company->id, "name", add_person, n, err);
  if (rc == CS_ENOMEM || (rc == CS_OK && !link_people(n))) return no_memory(err);
  n->department = attribute(in, "department");
  n->position = attribute(in, "position");
  n->left_on = attribute(in, "left_on");
  return rc;
}

/* ---- candidates ---- */

typedef struct candidates {
  const char *any, *first; /* codes, in names->codes: of the first one; of the first that fits */
  size_t called, fitting;
} candidates;

static const cs_value *latest(const struct cs_names *n, cs_symbol name) {
  const cs_entry *e =
      name == 0 ? NULL : cs_record_attribute(&n->record, name, CS_DATE_MAX - 1, UINT32_MAX);
  return e == NULL ? NULL : &e->value;
}

static void put_value(const cs_intake *in, cs_buf *out, const cs_value *value) {
  char date[CS_DATE_SIZE];
  switch (value->kind) {
    case CS_STRING:
      cs_text_put_visible(out, value->text, cs_text_fit(value->text, value->size, 40));
      break;
    case CS_SYMBOL: cs_buf_puts(out, cs_symbol_text(in->store, (cs_symbol)value->number)); break;
    case CS_DATE: cs_buf_puts(out, cs_date_text((cs_date)value->number, date)); break;
    case CS_INT:
    case CS_NONE: break;
  }
}

/* As the packs call the position, in the language set. */
static const char *position_called(const cs_intake *in, const char *name) {
  int32_t place = cs_vocabulary_attribute(in->vocabulary, "position");
  const cs_words *words = place < 0 ? NULL : &in->vocabulary->attributes[place].words;
  for (uint32_t i = 0; words != NULL && i < words->size; i++)
    if (strcmp(in->vocabulary->terms[words->terms[i]], name) == 0)
      return cs_intake_called(in, words, i);
  return name;
}

/* "E001 (department, position, left 2026-01-31)" */
static void put_person(const cs_intake *in, const char *code, cs_buf *out) {
  struct cs_names *n = in->names;
  const cs_value *facts[] = {latest(n, n->department), latest(n, n->position),
                             latest(n, n->left_on)};
  size_t shown = 0;
  cs_text_put_visible(out, code, strlen(code));
  for (size_t i = 0; i < 3; i++) {
    if (facts[i] == NULL || facts[i]->kind == CS_NONE) continue;
    cs_buf_puts(out, shown++ == 0 ? " (" : ", ");
    if (i == 2) cs_buf_printf(out, "%s ", CS_MSG_names_left);
    if (i == 1 && facts[i]->kind == CS_SYMBOL)
      cs_buf_puts(out, position_called(in, cs_symbol_text(in->store, (cs_symbol)facts[i]->number)));
    else
      put_value(in, out, facts[i]);
  }
  if (shown > 0) cs_buf_putc(out, ')');
}

/* The number-th of a list that does not grow beyond SHOWN. */
static void tell(const cs_intake *in, const char *code, size_t number, cs_buf *out) {
  if (number > SHOWN) return;
  if (number > 1) cs_buf_puts(out, "; ");
  put_person(in, code, out);
}

static void tell_more(size_t count, cs_buf *out) {
  if (count > SHOWN) cs_buf_printf(out, CS_MSG_list_more, (unsigned long long)(count - SHOWN));
}

/* Is the person's department, as it is known now, the one that the row names (folded in `wanted`)? 1, 0, CS_ENOMEM. */
static int in_department(const struct cs_names *n, const cs_buf *wanted, const cs_intake *in) {
  const cs_value *value = latest(n, n->department);
  cs_buf text = {0}, own = {0};
  if (value != NULL) put_value(in, &text, value);
  bool same = text.size > 0 && cs_intake_fold(text.data, text.size, &own) &&
              own.size == wanted->size && memcmp(own.data, wanted->data, own.size) == 0;
  int rc = text.failed || own.failed ? CS_ENOMEM : same;
  cs_buf_deinit(&text);
  cs_buf_deinit(&own);
  return rc;
}

/* Everybody of the name in `folded`: counted, compared with the department (empty: any), the first ones told in `detail`
 * and `fitting`. */
static int look_up(cs_intake *in, const cs_buf *folded, const cs_buf *department, candidates *out,
                   cs_err *err) {
  struct cs_names *n = in->names;
  uint64_t hash = hash_of(folded);
  *out = (candidates){0};
  cs_buf_clear(&n->detail);
  cs_buf_clear(&n->fitting);
  for (uint32_t at = n->table[hash & n->mask]; at != 0; at = n->people[at - 1].next) {
    const char *code = n->codes.data + n->people[at - 1].code;
    if (n->people[at - 1].hash != hash || ++out->called > LOOKED_AT) continue;
    if (out->called == 1) out->any = code;
    int rc = cs_person_load(in->store, in->company->id, code, &n->record, err);
    if (rc != CS_OK && rc != CS_ENOTFOUND) return rc;
    int fits = department->size == 0 ? 1 : in_department(n, department, in);
    if (fits < 0) return no_memory(err);
    if (fits && out->fitting++ == 0) out->first = code;
    tell(in, code, out->called, &n->detail);
    if (fits) tell(in, code, out->fitting, &n->fitting);
  }
  tell_more(out->called, &n->detail);
  tell_more(out->fitting, &n->fitting);
  return n->detail.failed || n->fitting.failed ? no_memory(err) : CS_OK;
}

static int refuse(cs_intake *in, const char *reason, const char *form, cs_err *err) {
  const cs_column *c = &in->columns.columns[in->columns.name];
  cs_buf detail = {0};
  cs_buf_puts(&detail, reason);
  if (form != NULL) cs_buf_printf(&detail, "%s%s", CS_MSG_say_colon, form);
  const cs_problem problem = {.line = in->line,
                              .column = c->shown,
                              .value = c->raw,
                              .reason = reason,
                              .detail = cs_buf_str(&detail)};
  in->bad = true;
  int rc = detail.failed ? no_memory(err) : cs_report_error(in, &problem, err);
  cs_buf_deinit(&detail);
  return rc;
}

int cs_names_resolve(cs_intake *in, cs_err *err) {
  const cs_columns *c = &in->columns;
  cs_buf department = {0};
  int rc = open_names(in, err);
  if (rc != CS_OK) return rc;
  struct cs_names *n = in->names;
  cs_slice name = c->columns[c->name].raw;
  cs_buf_clear(&n->folded);
  bool fine = cs_intake_fold(name.text, name.size, &n->folded);
  if (c->department >= 0 && c->columns[c->department].given) {
    cs_slice text = c->columns[c->department].raw;
    fine = fine && cs_intake_fold(text.text, text.size, &department);
  }
  candidates found = {0};
  if (fine)
    rc = look_up(in, &n->folded, &department, &found, err);
  else if (n->folded.failed || department.failed)
    rc = no_memory(err);
  if (in->kind == &cs_kind_employees &&
      found.called == 1) { /* whose department the row may change */
    found.fitting = 1;
    found.first = found.any;
  }
  bool elsewhere = department.size > 0 && found.called > 0 && found.fitting == 0;
  cs_buf_deinit(&department);
  if (rc != CS_OK) return rc;
  if (found.called == 0)
    return refuse(in, in->kind == &cs_kind_employees ? CS_MSG_names_new : CS_MSG_names_nobody, NULL,
                  err);
  if (elsewhere) return refuse(in, CS_MSG_names_elsewhere, cs_buf_str(&n->detail), err);
  if (found.fitting != 1) return refuse(in, CS_MSG_names_several, cs_buf_str(&n->fitting), err);
  cs_buf_clear(&in->code);
  cs_buf_puts(&in->code, found.first);
  return in->code.failed ? no_memory(err) : CS_OK;
}

/* ---- names that the file itself gives ---- */

int cs_names_remember(cs_intake *in, cs_err *err) {
  struct cs_names *n = in->names;
  const cs_columns *c = &in->columns;
  if (n == NULL || cs_columns_text(in, c->employee).size > 0) return CS_OK;
  if (n->row_count == n->row_capacity) {
    size_t capacity = n->row_capacity == 0 ? 64 : n->row_capacity * 2;
    nameless *rows = realloc(n->rows, capacity * sizeof *rows);
    if (rows == NULL) return no_memory(err);
    n->rows = rows;
    n->row_capacity = capacity;
  }
  cs_slice name = c->columns[c->name].raw;
  cs_buf_clear(&n->folded);
  if (!cs_intake_fold(name.text, name.size, &n->folded)) return no_memory(err);
  n->rows[n->row_count++] = (nameless){.hash = hash_of(&n->folded), .line = in->line};
  return CS_OK;
}

static int by_hash(const void *a, const void *b) {
  const nameless *x = a, *y = b;
  if (x->hash != y->hash) return x->hash < y->hash ? -1 : 1;
  return (x->line > y->line) - (x->line < y->line);
}

/* The first row with this hash, or behind where it would be. */
static size_t first_of(const struct cs_names *n, uint64_t hash) {
  size_t low = 0, high = n->row_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (n->rows[middle].hash < hash)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* The row in hand has a code and a name: rows that have the name alone are refused. */
static int refuse_namesakes(cs_intake *in, cs_slice name, uint64_t line, cs_err *err) {
  struct cs_names *n = in->names;
  cs_buf_clear(&n->folded);
  if (!cs_intake_fold(name.text, name.size, &n->folded))
    return n->folded.failed ? no_memory(err) : CS_OK;
  uint64_t hash = hash_of(&n->folded);
  char detail[256];
  snprintf(detail, sizeof detail, CS_MSG_names_beside_line, (unsigned long long)line);
  for (size_t i = first_of(n, hash); i < n->row_count && n->rows[i].hash == hash; i++) {
    if (n->rows[i].line == 0) continue;
    const cs_problem p = {.line = n->rows[i].line,
                          .column = in->columns.columns[in->columns.name].shown,
                          .value = name,
                          .reason = CS_MSG_names_beside,
                          .detail = detail};
    n->rows[i].line = 0;
    int rc = cs_intake_settle(in, p.line, err);
    if (rc == CS_OK) rc = cs_merge_reject(in, &p, err);
    if (rc != CS_OK) return rc;
  }
  return CS_OK;
}

int cs_names_settle(cs_intake *in, cs_err *err) {
  struct cs_names *n = in->names;
  if (n == NULL || n->row_count == 0 || in->sheet == NULL) return CS_OK;
  qsort(n->rows, n->row_count, sizeof *n->rows, by_hash);
  cs_row row;
  int rc = cs_sheet_rewind(in->sheet, err);
  while (rc == CS_OK && (rc = cs_sheet_next(in->sheet, &row, err)) != 0) {
    bool broken = rc == CS_EINPUT && cs_sheet_book(in->sheet) == NULL; /* it was told before */
    if (rc != 1 && !broken) return rc;
    rc = CS_OK;
    if (broken || row.line <= in->header_line) continue;
    rc = cs_columns_read(in, &row, 0, err);
    if (rc != CS_OK) return rc;
    cs_slice code = cs_columns_text(in, in->columns.employee),
             name = in->columns.columns[in->columns.name].raw;
    rc = cs_columns_memory(&in->columns, err);
    if (rc == CS_OK && code.size > 0 && name.size > 0)
      rc = refuse_namesakes(in, name, row.line, err);
  }
  return rc;
}

int cs_names_compare(cs_intake *in, cs_err *err) {
  const cs_column *c = &in->columns.columns[in->columns.name];
  if (c->raw.size == 0) return CS_OK;
  cs_buf held = {0}, own = {0}, given = {0};
  bool erased;
  int rc = cs_person_personal(in->store, in->company->id, cs_buf_str(&in->code), "name", UINT32_MAX,
                              &held, &erased, err);
  bool differ = rc == 1 && cs_intake_fold(held.data, held.size, &own) &&
                cs_intake_fold(c->raw.text, c->raw.size, &given) &&
                (own.size != given.size || memcmp(own.data, given.data, own.size) != 0);
  cs_buf_deinit(&held);
  if (rc >= 0) rc = cs_buf_end(&own, rc, err);
  if (rc >= 0) rc = cs_buf_end(&given, rc, err);
  if (rc < 0) return rc;
  return differ ? cs_intake_warn(in, in->columns.name, CS_MSG_names_differ, err) : CS_OK;
}
