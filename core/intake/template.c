#include "intake/template.h"
#include "base/messages.h"
#include "intake/internal.h"
#include <stdlib.h>
#include <string.h>

typedef struct described { /* what a cell of a column may hold */
  const char *type;
  const cs_words *words; /* "word" */
  const json_t *label;   /* by language; NULL: none */
  cs_every every;        /* "period" */
  int32_t decimals;      /* "number" */
} described;

static int no_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }

static const char *in_language(const json_t *label) {
  return json_string_value(json_object_get(label, cs_lang_get() == CS_ZH ? "zh" : "en"));
}

/* ---- columns ---- */

static void describe_fact(const cs_fact *f, described *out) {
  static const char *const types[] = {[CS_FACT_TEXT] = "text",
                                      [CS_FACT_DATE] = "date",
                                      [CS_FACT_INTEGER] = "number",
                                      [CS_FACT_CODE] = "code",
                                      [CS_FACT_WORD] = "word"};
  *out = (described){.type = types[f->type], .label = f->label};
  if (f->type == CS_FACT_WORD) out->words = &f->words;
}

static const cs_fact *field_named(const cs_vocabulary *v, const char *name) {
  for (uint32_t i = 0; i < v->field_count; i++) {
    if (strcmp(v->fields[i].name, name) != 0) continue;
    for (uint32_t k = 0; k < v->event_count; k++) {
      if (v->events[k].fields[i] != NULL) return v->events[k].fields[i];
    }
  }
  return NULL;
}

/* Of a kind of subject that a pack declares; NULL: it has none of this name, or the kind is another. */
static const cs_fact *declared_named(const cs_subject_type *type, const char *name) {
  for (uint32_t i = 0; type != NULL && i < type->attribute_count; i++) {
    if (strcmp(type->attributes[i].name, name) == 0) return &type->attributes[i];
  }
  return NULL;
}

/* The core's own columns, which the kinds share by name. */
static bool describe_own(const cs_intake *in, const char *name, described *out) {
  const cs_vocabulary *v = in->vocabulary;
  const cs_serial *series = v->default_series < 0 ? NULL : &v->series[v->default_series];
  bool metrics = in->kind == &cs_kind_metrics;
  const cs_serial *serial = metrics ? (v->metric_count > 0 ? v->metrics : NULL) : series;
  const cs_words *kinds = in->kind == &cs_kind_events     ? &v->event_words
                          : in->kind == &cs_kind_absences ? &v->span_words
                                                          : &v->day_words;
  const struct {
    const char *name;
    described is;
  } own[] = {
      {"employee", {.type = "code"}},
      {"code", {.type = "code"}},
      {"period", {.type = "period", .every = serial == NULL ? CS_MONTH : serial->every}},
      {"rating",
       {.type = series == NULL ? "text" : "word", .words = series == NULL ? NULL : &series->words}},
      {"series", {.type = "word", .words = &v->series_words}},
      {"metric", {.type = "word", .words = &v->metric_words}},
      {"value", {.type = "number", .decimals = serial == NULL ? 0 : serial->decimals}},
      {"on", {.type = "date"}},
      {"date", {.type = "date"}},
      {"from", {.type = "date"}},
      {"to", {.type = "date"}},
      {"kind", {.type = "word", .words = kinds}},
      {"ref", {.type = "code"}},
      {"name", {.type = "text"}},
      {"department", {.type = "text"}},
      {"note", {.type = "text"}},
      {"role", {.type = "word", .words = &v->role_words}},
      {"relation", {.type = "word", .words = &v->relation_words}},
      {"actor", {.type = "code"}},
      {"delegate", {.type = "code"}},
  };
  for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
    if (strcmp(own[i].name, name) != 0) continue;
    *out = own[i].is;
    return true;
  }
  return false;
}

static void describe(const cs_intake *in, const char *name, described *out) {
  const cs_vocabulary *v = in->vocabulary;
  int32_t attribute = cs_vocabulary_attribute(v, name);
  const cs_fact *field = in->kind == &cs_kind_events ? field_named(v, name) : NULL;
  *out = (described){.type = "text"};
  const cs_fact *declared = declared_named(in->subject_type, name);
  if (in->kind == &cs_kind_employees && attribute >= 0) {
    describe_fact(&v->attributes[attribute], out);
  } else if (declared != NULL) {
    describe_fact(declared, out);
  } else if (!describe_own(in, name, out) && field != NULL) {
    describe_fact(field, out);
  }
  if (out->label == NULL && attribute >= 0) out->label = v->attributes[attribute].label;
  if (out->type[0] == 'w' && out->words->size == 0) out->type = "text";
}

const cs_words *cs_template_words(const cs_intake *in, const char *column) {
  described d;
  describe(in, column, &d);
  return strcmp(d.type, "word") == 0 ? d.words : NULL;
}

/* ---- titles, choices, hints ---- */

/* NULL: no memory. */
static const char *title_of(const cs_intake *in, size_t place, const described *d) {
  static const char *const chinese[][2] = {
      {"employee", "工号"}, {"code", "工号"},    {"period", "期间"},     {"rating", "评级"},
      {"series", "序列"},   {"metric", "指标"},  {"value", "数值"},      {"on", "日期"},
      {"date", "日期"},     {"kind", "类型"},    {"ref", "单号"},        {"from", "开始日期"},
      {"to", "结束日期"},   {"name", "姓名"},    {"department", "部门"}, {"note", "备注"},
      {"role", "角色"},     {"per", "适用范围"}, {"relation", "关系"},   {"subject", "主体"},
      {"object", "对象"},   {"actor", "委托人"}, {"delegate", "代理人"}, {"reason", "原因"}};
  const char *name = in->columns.columns[place].name, *title = in_language(d->label);
  for (size_t i = 0;
       title == NULL && cs_lang_get() == CS_ZH && i < sizeof chinese / sizeof *chinese; i++) {
    if (strcmp(chinese[i][0], name) == 0) title = chinese[i][1];
  }
  if (title == NULL) return name;
  int32_t found = cs_columns_place(&in->columns, title);
  if (found == CS_ENOMEM) return NULL;
  return found == (int32_t)place
             ? title
             : name; /* of two attributes with one label only the name says which */
}

static int choices_of(cs_intake *in, const cs_words *words, cs_arena *arena, cs_xlsx_look *out,
                      cs_err *err) {
  const char **choices = cs_arena_alloc(arena, (words->size + 1) * sizeof *choices);
  if (choices == NULL) return no_memory(err);
  for (uint32_t i = 0; i < words->size; i++) {
    const char *label = words->upper ? NULL : in_language(words->labels[i]);
    int32_t place =
        label == NULL ? -1 : cs_words_find(words, cs_slice_of(label, strlen(label)), &in->scratch);
    if (place == CS_ENOMEM) return no_memory(err);
    choices[i] = place == (int32_t)i ? label : in->vocabulary->terms[words->terms[i]];
  }
  out->choices = choices;
  out->choice_count = words->size;
  out->open = words->open;
  return CS_OK;
}

static const char *hint_of(const described *d) {
  if (strcmp(d->type, "date") == 0) return CS_MSG_template_date;
  if (strcmp(d->type, "code") == 0) return CS_MSG_template_code;
  if (strcmp(d->type, "word") == 0) return CS_MSG_template_word;
  if (strcmp(d->type, "number") == 0) return CS_MSG_template_number;
  if (strcmp(d->type, "period") != 0) return NULL;
  return d->every == CS_MONTH     ? CS_MSG_template_month
         : d->every == CS_QUARTER ? CS_MSG_template_quarter
         : d->every == CS_HALF    ? CS_MSG_template_half
                                  : CS_MSG_template_year;
}

static int add_column(cs_intake *in, size_t place, cs_template *t, cs_err *err) {
  cs_template_column *out = &t->columns[t->count++];
  const cs_column *column = &in->columns.columns[place];
  described d;
  describe(in, column->name, &d);
  bool coded = strcmp(d.type, "code") == 0 || strcmp(d.type, "period") == 0;
  *out = (cs_template_column){.type = d.type, .required = column->required};
  out->name = cs_arena_text(t->arena, column->name, strlen(column->name));
  const char *title = title_of(in, place, &d);
  out->title = title == NULL ? NULL : cs_arena_text(t->arena, title, strlen(title));
  if (out->name == NULL || out->title == NULL) return no_memory(err);
  out->look =
      (cs_xlsx_look){.title = out->title, .required = column->required, .hint = hint_of(&d)};
  out->look.kind = coded                           ? CS_XLSX_CODE
                   : strcmp(d.type, "date") == 0   ? CS_XLSX_DATE
                   : strcmp(d.type, "number") == 0 ? CS_XLSX_NUMBER
                                                   : CS_XLSX_TEXT;
  return strcmp(d.type, "word") == 0 ? choices_of(in, d.words, t->arena, &out->look, err) : CS_OK;
}

int cs_template_of(cs_intake *in, cs_template *out, cs_err *err) {
  *out = (cs_template){.arena = cs_arena_new(4096)};
  if (out->arena == NULL) return no_memory(err);
  out->columns = cs_arena_alloc(out->arena, (in->columns.count + 1) * sizeof *out->columns);
  if (out->columns == NULL) return no_memory(err);
  int rc = CS_OK;
  for (size_t i = 0; rc == CS_OK && i < in->columns.count; i++) rc = add_column(in, i, out, err);
  return rc;
}

int cs_template_init(const cs_vocabulary *v, const char *kind, cs_template *out, cs_err *err) {
  *out = (cs_template){0};
  const cs_intake_options options = {.kind = kind};
  cs_intake *in = calloc(1, sizeof *in);
  if (in == NULL) return no_memory(err);
  in->vocabulary = v;
  in->options = &options;
  int rc = cs_intake_open_kind(in, err);
  if (rc == CS_OK) rc = cs_template_of(in, out, err);
  cs_intake_deinit(in);
  free(in);
  return rc;
}

void cs_template_deinit(cs_template *t) {
  cs_arena_free(t->arena);
  *t = (cs_template){0};
}
