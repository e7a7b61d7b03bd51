/* A pack as data, of any bytes. Holds: it is refused with a text, or every cycle and check of it compiles but for
 * parameters without a value; what is compiled judges people without facts and people with some, every time the
 * same, and can explain what it judged. */
#include "assess/check.h"
#include "cycle/decision.h"
#include "mutate_json.h"
#include <unistd.h>

static cs_store *store;

#define PATH "/tmp/cursus-fuzz-pack-XXXXXX"
static char path[sizeof PATH];

/* Of an open database without a name these stay. */
static void leave(void) {
  char side[sizeof path + 8];
  snprintf(side, sizeof side, "%s-wal", path);
  unlink(side);
  snprintf(side, sizeof side, "%s-shm", path);
  unlink(side);
}

static void open_store(void) {
  cs_err err = {0};
  if (path[0] == '\0') atexit(leave);
  strcpy(path, PATH);
  int file = mkstemp(path);
  HOLDS(file >= 0);
  close(file);
  unlink(path);
  HOLDS(cs_store_open(path, CS_STORE_CREATE, &store, &err) == CS_OK);
  unlink(path);
  HOLDS(cs_work_begin(store, &err) == CS_OK); /* for symbols; never committed */
}

static void set(cs_record *r, cs_class klass, uint32_t instance, const char *name, int32_t at,
                cs_value value) {
  cs_err err = {0};
  cs_entry e = {.slot = {.klass = klass, .instance = instance, .at = at}, .txn = 1, .value = value};
  if (name[0] == '\0' || cs_symbol_intern(store, name, strlen(name), &e.slot.name, &err) != CS_OK)
    return;
  HOLDS(cs_record_add(r, &e, &err) == CS_OK);
}

static cs_value symbol(const char *text) {
  cs_err err = {0};
  cs_symbol s = 0;
  if (text == NULL || text[0] == '\0' ||
      cs_symbol_intern(store, text, strlen(text), &s, &err) != CS_OK)
    return (cs_value){0};
  return (cs_value){.kind = CS_SYMBOL, .number = s};
}

/* A fact for what the pack declares: the `n`-th person has other values than the one before, and fewer. */
static void set_attributes(cs_record *r, const json_t *pack, size_t n) {
  const char *name;
  json_t *attribute;
  size_t i = 0;
  json_object_foreach(json_object_get(pack, "attributes"), name, attribute) {
    if ((++i + n) % 5 == 4) continue;
    const char *type = json_string_value(json_object_get(attribute, "type"));
    const json_t *order = json_object_get(
        json_object_get(json_object_get(pack, "values"), type == NULL ? "" : type), "order");
    cs_value value = {.kind = CS_DATE,
                      .number = cs_date_of(2024 + (int)(n % 3), 1 + (int)(i % 12), 1)};
    if (type != NULL && strcmp(type, "integer") == 0)
      value = (cs_value){.kind = CS_INT, .number = (int64_t)n - 1};
    if (type != NULL && strcmp(type, "text") == 0) value = symbol("word");
    if (json_array_size(order) > 0)
      value =
          symbol(json_string_value(json_array_get(order, (n * 3 + i) % json_array_size(order))));
    set(r, CS_ATTRIBUTE, 0, name, n % 2 == 0 ? CS_DATE_MIN : cs_date_of(2025, 3, 1), value);
  }
}

static void set_series(cs_record *r, const json_t *pack, size_t n) {
  static const struct {
    const char *name;
    cs_every every;
  } grains[] = {{"month", CS_MONTH}, {"quarter", CS_QUARTER}, {"half", CS_HALF}, {"year", CS_YEAR}};
  const char *name;
  json_t *series;
  json_object_foreach(json_object_get(pack, "series"), name, series) {
    const char *scale = json_string_value(json_object_get(series, "scale")),
               *every = json_string_value(json_object_get(series, "every"));
    const json_t *order = json_object_get(
        json_object_get(json_object_get(pack, "values"), scale == NULL ? "" : scale), "order");
    if (json_array_size(order) == 0 || every == NULL) continue;
    for (size_t g = 0; g < sizeof grains / sizeof *grains; g++) {
      if (strcmp(every, grains[g].name) != 0) continue;
      cs_period now = cs_period_of(grains[g].every, cs_date_of(2026, 7, 1));
      for (int back = 1; back <= 14; back++) {
        if ((size_t)back % (n + 2) == 0) continue;
        const char *value =
            json_string_value(json_array_get(order, ((size_t)back * n) % json_array_size(order)));
        set(r, CS_SERIES, 0, name, CS_PERIOD_SLOT(grains[g].every, now - back), symbol(value));
      }
    }
  }
}

static void set_events(cs_record *r, const json_t *pack, size_t n) {
  const char *kind, *field;
  json_t *event, *declared;
  uint32_t instance = 0;
  json_object_foreach(json_object_get(pack, "events"), kind, event) {
    instance++;
    set(r, CS_EVENT, instance, "kind", 0, symbol(kind));
    set(r, CS_EVENT, instance, "on", 0,
        (cs_value){.kind = CS_DATE, .number = cs_date_of(2026, 1 + (int)(n % 6), 9)});
    json_object_foreach(json_object_get(event, "fields"), field, declared) {
      const json_t *values = json_object_get(declared, "values");
      if (json_array_size(values) > 0 && n % 3 != 2)
        set(r, CS_EVENT, instance, field, 0,
            symbol(json_string_value(json_array_get(values, n % json_array_size(values)))));
    }
  }
  json_object_foreach(json_object_get(pack, "spans"), kind, event) {
    void *first = json_object_iter(json_object_get(event, "kinds"));
    instance++;
    set(r, CS_SPAN, instance, "from", 0,
        (cs_value){.kind = CS_DATE, .number = cs_date_of(2025, 11, 20)});
    if (n % 2 == 0)
      set(r, CS_SPAN, instance, "to", 0,
          (cs_value){.kind = CS_DATE, .number = cs_date_of(2026, 2, 28)});
    if (first != NULL) set(r, CS_SPAN, instance, "kind", 0, symbol(json_object_iter_key(first)));
  }
}

static void make_person(cs_record *r, const json_t *pack, size_t n) {
  cs_record_clear(r, "E0000001");
  if (n == 0) return; /* no fact at all */
  set(r, CS_ATTRIBUTE, 0, "code", CS_DATE_MIN,
      (cs_value){.kind = CS_STRING, .text = "E0000001", .size = 8});
  set_attributes(r, pack, n);
  set_series(r, pack, n);
  set_events(r, pack, n);
}

static void check_explanation(cs_evaluator *e, cs_outcome outcome) {
  json_t *explained = NULL;
  cs_err err = {0};
  HOLDS(cs_evaluator_explain(e, &explained, &err) == CS_OK);
  const char *told = json_string_value(json_object_get(explained, "outcome"));
  HOLDS(told != NULL && strcmp(told, cs_outcome_name(outcome)) == 0);
  json_decref(explained);
}

/* `most` people; explaining tries combinations of facts and so is what takes the time. */
static void judge(const cs_program *program, const json_t *pack, size_t most, bool moves,
                  bool explained) {
  cs_err err = {0};
  cs_evaluator *one, *two;
  if (cs_program_has_opaque(program)) return;
  int rc = cs_evaluator_new(program, store, NULL, NULL, &one, &err);
  HOLDS(rc == CS_OK);
  HOLDS(cs_evaluator_new(program, store, NULL, NULL, &two, &err) == CS_OK);
  cs_record r;
  HOLDS(cs_record_init(&r, &err) == CS_OK);
  for (size_t n = 0; n < most; n++) {
    cs_decision a, b;
    make_person(&r, pack, n);
    HOLDS(cs_evaluator_judge(one, &r, UINT32_MAX, &a, &err) == CS_OK);
    HOLDS(cs_evaluator_judge(two, &r, UINT32_MAX, &b, &err) == CS_OK);
    HOLDS(cs_decision_equal(&a, &b));
    HOLDS((a.outcome == CS_UNDETERMINED) == (a.missing_count > 0) || a.outcome == CS_OUT_OF_SCOPE);
    for (size_t i = 1; i < a.missing_count; i++) HOLDS(strcmp(a.missing[i - 1], a.missing[i]) < 0);
    bool qualifies = a.outcome == CS_DIRECT || a.outcome == CS_PANEL;
    HOLDS((qualifies && moves) == (a.to != NULL));
    if (explained && n > 1 && a.outcome != CS_OUT_OF_SCOPE && a.outcome != CS_ERROR)
      check_explanation(one, a.outcome);
  }
  cs_record_deinit(&r);
  cs_evaluator_free(one);
  cs_evaluator_free(two);
}

typedef int (*compile)(const cs_pack *pack, const char *part, const json_t *effective,
                       cs_date as_of, cs_program **out, cs_err *err);

static void judge_part(const cs_pack *pack, compile compile_part, const char *name,
                       const json_t *effective, bool moves) {
  static const int dates[][3] = {{2026, 7, 1}, {1, 1, 1}, {9999, 12, 31}};
  for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
    cs_program *program;
    cs_err err = {0};
    int rc = compile_part(pack, name, effective, cs_date_of(dates[i][0], dates[i][1], dates[i][2]),
                          &program, &err);
    HOLDS(rc == CS_OK || (rc == CS_EPARAM && err.text[0] != '\0'));
    if (rc == CS_OK) judge(program, cs_pack_json(pack), i == 0 ? 4 : 2, moves, i == 0);
    cs_program_free(program);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  cs_pack *pack;
  cs_err err = {0};
  if (store != NULL && cs_symbol_count(store) > 5000) {
    cs_store_close(store);
    store = NULL;
  }
  if (store == NULL) open_store();
  int rc = cs_pack_parse((const char *)data, size, &pack, &err);
  HOLDS((rc == CS_OK) == (pack != NULL));
  HOLDS(rc == CS_OK || (rc == CS_EPACK && err.text[0] != '\0'));
  if (rc != CS_OK) return 0;

  json_t *effective = NULL, *part;
  const char *name;
  HOLDS(cs_pack_settings(pack, NULL, &effective, &err) == CS_OK);
  json_object_foreach(json_object_get(cs_pack_json(pack), "cycles"), name, part) {
    judge_part(pack, cs_program_compile, name, effective, true);
  }
  json_object_foreach(json_object_get(cs_pack_json(pack), "checks"), name, part)
      judge_part(pack, cs_check_compile, name, effective, false);
  json_decref(effective);
  cs_pack_free(pack);
  return 0;
}
