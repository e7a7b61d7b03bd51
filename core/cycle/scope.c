#include "base/json.h"
#include "base/messages.h"
#include "cycle/scope_parts.h"
#include "store/backup.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ARENA_BLOCK 65536

static int no_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }

static const char *keep(cs_scope *x, const char *text) {
  return cs_arena_text(x->arena, text, strlen(text));
}

int cs_scope_change_add(cs_scope *x, cs_scope_change change, cs_err *err) {
  if (x->change_count == x->change_capacity) {
    size_t capacity = x->change_capacity == 0 ? 1024 : x->change_capacity * 2;
    cs_scope_change *changes = realloc(x->changes, capacity * sizeof *changes);
    if (changes == NULL) return no_memory(err);
    x->changes = changes;
    x->change_capacity = capacity;
  }
  x->changes[x->change_count++] = change;
  return CS_OK;
}

static int compare_changes(const void *a, const void *b) {
  const cs_scope_change *x = a, *y = b;
  if (x->txn != y->txn) return x->txn < y->txn ? -1 : 1;
  if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
  if (x->first != y->first) return x->first < y->first ? -1 : 1;
  return (x->second > y->second) - (x->second < y->second);
}

/* -- pay ------------------------------------------------------------------------------------------------------------ */
bool cs_scope_is_pay(const cs_scope *x, const char *name) {
  return name != NULL && json_object_get(x->pay, name) != NULL;
}

static bool is_money(const json_t *pack, const char *parameter) {
  const json_t *p = json_object_get(json_object_get(pack, "parameters"), parameter);
  const char *unit = json_string_value(json_object_get(p, "unit"));
  return unit != NULL && strcmp(unit, "money") == 0;
}

/* Attributes that an effect of the pack fills from a money table. */
static bool note_effects(cs_scope *x, const json_t *pack, const json_t *part) {
  size_t i;
  const char *key;
  json_t *one;
  const char *write = json_string_value(json_object_get(part, "write"));
  const char *table = json_string_value(json_object_get(json_object_get(part, "value"), "table"));
  if (write != NULL && table != NULL && is_money(pack, table) &&
      json_object_set_new(x->pay, write, json_true()) != 0)
    return false;
  json_array_foreach((json_t *)part, i, one) {
    if (!note_effects(x, pack, one)) return false;
  }
  json_object_foreach((json_t *)part, key, one) {
    if (!note_effects(x, pack, one)) return false;
  }
  return true;
}

static bool note_pay(cs_scope *x, const json_t *pack) {
  const char *name;
  json_t *one;
  json_object_foreach(json_object_get(pack, "attributes"), name, one) {
    if (json_is_true(json_object_get(one, "pay")) &&
        json_object_set_new(x->pay, name, json_true()) != 0)
      return false;
  }
  json_object_foreach(json_object_get(pack, "parameters"), name, one) {
    if (is_money(pack, name) && json_object_set_new(x->pay, name, json_true()) != 0) return false;
  }
  return note_effects(x, pack, json_object_get(pack, "procedures"));
}

const char *cs_scope_settings(cs_scope *x, const char *settings) {
  json_t *whole = NULL;
  cs_err ignored;
  if (x->options->without_pay &&
      cs_json_reread(settings, strlen(settings), &whole, &ignored) != CS_OK)
    return NULL; /* rather than with the pay */
  json_t *parameters = json_object_get(whole, "parameters");
  const char *name, *kept = NULL;
  void *next;
  json_t *one;
  bool changed = false;
  json_object_foreach_safe(parameters, next, name, one) {
    if (cs_scope_is_pay(x, name)) changed = json_object_del(parameters, name) == 0 || changed;
  }
  if (changed) {
    char *text = cs_json_text(whole);
    if (text != NULL) kept = keep(x, text);
    free(text);
  } else {
    kept = keep(x, settings);
  }
  json_decref(whole);
  return kept;
}

/* -- what there is to write ----------------------------------------------------------------------------------------- */
typedef struct noting {
  cs_scope *scope;
  cs_err *err;
} noting;

static int note_adoption(void *user, const cs_adoption *a) {
  const noting *n = user;
  cs_scope *x = n->scope;
  cs_adoption *more = cs_arena_alloc(x->arena, (x->adoption_count + 1) * sizeof *more);
  if (more == NULL) return no_memory(n->err);
  if (x->adoption_count > 0) memcpy(more, x->adoptions, x->adoption_count * sizeof *more);
  more[x->adoption_count] = *a;
  more[x->adoption_count].settings = keep(x, a->settings);
  more[x->adoption_count].pack_id = "";
  x->adoptions = more;
  return more[x->adoption_count++].settings == NULL ? no_memory(n->err) : CS_OK;
}

static int read_adoptions(cs_scope *x, cs_err *err) {
  noting n = {x, err};
  int rc = cs_adoption_each(x->source, x->company->id, CS_DATE_MAX, note_adoption, &n, err);
  for (uint32_t i = 0; rc == CS_OK && i < x->adoption_count; i++) {
    cs_pack *pack = NULL;
    rc = cs_pack_open(x->source, x->adoptions[i].hash, &pack, err);
    if (rc == CS_OK && !note_pay(x, cs_pack_json(pack))) rc = no_memory(err);
    cs_pack_free(pack);
    const cs_scope_change change = {
        .txn = x->adoptions[i].txn, .kind = CS_SCOPE_ADOPTION, .first = i};
    if (rc == CS_OK) rc = cs_scope_change_add(x, change, err);
  }
  x->adopted = cs_arena_alloc(x->arena, (x->adoption_count + 1) * sizeof *x->adopted);
  if (rc == CS_OK && x->adopted == NULL) rc = no_memory(err);
  for (uint32_t i = 0; rc == CS_OK && i < x->adoption_count; i++) {
    x->adopted[i] = 0;
    x->adoptions[i].settings = cs_scope_settings(x, x->adoptions[i].settings);
    if (x->adoptions[i].settings == NULL) rc = no_memory(err);
  }
  return rc;
}

static cs_symbol symbol(cs_store *s, const char *name) {
  return cs_symbol_find(s, name, strlen(name));
}

static bool has_value(const cs_scope *x, const cs_record *r) {
  cs_symbol name = symbol(x->source, x->options->attribute), left = symbol(x->source, "left_on"),
            code = symbol(x->source, "code");
  const char *wanted = x->options->value;
  if (name == 0 || code == 0 || !cs_record_exists(r, code, UINT32_MAX)) return false;
  const cs_entry *gone =
      left == 0 ? NULL : cs_record_attribute(r, left, CS_DATE_MAX - 1, UINT32_MAX);
  if (gone != NULL && gone->value.kind == CS_DATE && gone->value.number < x->options->on)
    return false;
  const cs_entry *e = cs_record_attribute(r, name, x->options->on, UINT32_MAX);
  if (e == NULL) return false;
  if (e->value.kind == CS_SYMBOL)
    return strcmp(cs_symbol_text(x->source, (cs_symbol)e->value.number), wanted) == 0;
  return e->value.kind == CS_STRING && e->value.size == strlen(wanted) &&
         memcmp(e->value.text, wanted, e->value.size) == 0;
}

bool cs_scope_leaves_pay(const cs_scope *x, const cs_record *r, uint32_t entry) {
  return x->options->without_pay &&
         cs_scope_is_pay(x, cs_symbol_text(x->source, r->entries[entry].slot.name));
}

int cs_scope_take(cs_scope *x, cs_record *r,
                  bool (*leave)(const cs_scope *x, const cs_record *r, uint32_t entry),
                  cs_err *err) {
  cs_scope_subject *more = realloc(x->subjects, (x->subject_count + 1) * sizeof *more);
  if (more == NULL) return no_memory(err);
  x->subjects = more;
  cs_scope_subject *p = &more[x->subject_count];
  *p = (cs_scope_subject){0};
  int rc = cs_record_init(&p->to, err);
  if (rc != CS_OK) return rc;
  uint32_t place = x->subject_count++;
  p->from = *r; /* theirs now */
  *r = (cs_record){.code = ""};
  cs_record_clear_as(&p->to, p->from.kind, p->from.code);
  for (uint32_t i = 0; rc == CS_OK && i < p->from.count; i++) {
    if (leave != NULL && leave(x, &p->from, i)) continue;
    const cs_scope_change change = {
        .txn = p->from.entries[i].txn, .kind = CS_SCOPE_FACT, .first = place, .second = i};
    rc = cs_scope_change_add(x, change, err);
  }
  return rc == CS_OK ? cs_record_init(r, err) : rc;
}

static int read_people(cs_scope *x, cs_err *err) {
  cs_people *people = NULL;
  cs_record r;
  int rc = cs_record_init(&r, err);
  if (rc == CS_OK) rc = cs_people_open(x->source, x->company->id, NULL, NULL, &people, err);
  while (rc == CS_OK && (rc = cs_people_next(people, &r, err)) == 1)
    rc = has_value(x, &r) ? cs_scope_take(x, &r, cs_scope_leaves_pay, err) : CS_OK;
  cs_people_close(people);
  cs_record_deinit(&r);
  x->person_count = x->subject_count;
  x->report->people = x->person_count;
  if (rc == CS_OK && x->person_count == 0)
    rc = cs_fail(err, CS_ENOTFOUND, CS_MSG_scope_nobody, x->options->attribute, x->options->value);
  return rc;
}

int cs_scope_person_find(const cs_scope *x, const char *code) {
  uint32_t low = 0, high = x->person_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    int order = strcmp(x->subjects[middle].from.code, code);
    if (order == 0) return (int)middle;
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return -1;
}

/* -- writing -------------------------------------------------------------------------------------------------------- */
/* The dictionary of the source with the same numbers, which stand in the evidence of decisions; words that nothing here uses are
 * blanked out. */
static int write_symbols(cs_scope *x, cs_err *err) {
  uint32_t count = cs_symbol_count(x->source);
  bool *used = calloc((size_t)count + 1, sizeof *used);
  if (used == NULL) return no_memory(err);
  for (size_t i = 0; i < x->change_count; i++) {
    if (x->changes[i].kind != CS_SCOPE_FACT) continue;
    const cs_record *r = &x->subjects[x->changes[i].first].from;
    const cs_entry *e = &r->entries[x->changes[i].second];
    used[e->slot.name] = true;
    if (e->value.kind == CS_SYMBOL) used[e->value.number] = true;
  }
  int rc = cs_work_begin(x->target, err);
  for (uint32_t i = 1; rc == CS_OK && i <= count; i++) {
    char blank[16];
    cs_symbol ignored;
    snprintf(blank, sizeof blank, " %u", i);
    const char *text = used[i] ? cs_symbol_text(x->source, i) : blank;
    rc = cs_symbol_intern(x->target, text, strlen(text), &ignored, err);
  }
  free(used);
  if (rc == CS_OK) return cs_work_commit(x->target, err);
  cs_work_rollback(x->target);
  return rc;
}

static int write_fact(cs_scope *x, cs_txn *t, const cs_scope_change *c, cs_err *err) {
  cs_scope_subject *p = &x->subjects[c->first];
  const cs_entry *e = &p->from.entries[c->second];
  cs_value value = e->value;
  if (!cs_scope_renumber(x, &p->from, e, &value)) return CS_OK;
  return cs_txn_set(t, &p->to, &e->slot, &value, err);
}

static int write_adoption(cs_scope *x, cs_txn *t, const cs_adoption *a, cs_err *err) {
  cs_pack_row row;
  int rc = cs_pack_find(x->source, a->hash, &row, err);
  if (rc == CS_OK) rc = cs_pack_store(x->target, &row, err);
  return rc == CS_OK ? cs_adopt(t, a, err) : rc;
}

/* The changes of one transaction of the source, from `first` on; gives where they end. */
static int write_changes(cs_scope *x, cs_txn *t, size_t first, size_t *end, cs_err *err) {
  int rc = CS_OK;
  size_t i = first;
  for (; rc == CS_OK && i < x->change_count && x->changes[i].txn == x->changes[first].txn; i++) {
    const cs_scope_change *c = &x->changes[i];
    bool last = i + 1 == x->change_count || x->changes[i + 1].txn != c->txn ||
                x->changes[i + 1].kind != CS_SCOPE_FACT || x->changes[i + 1].first != c->first;
    if (c->kind == CS_SCOPE_ADOPTION) {
      rc = write_adoption(x, t, &x->adoptions[c->first], err);
      x->adopted[c->first] = cs_txn_number(t);
    } else if (c->kind == CS_SCOPE_FACT) {
      rc = write_fact(x, t, c, err);
      if (rc == CS_OK && last) rc = cs_txn_save(t, &x->subjects[c->first].to, err);
    } else {
      rc = cs_scope_write_act(x, t, c, err);
    }
  }
  *end = i;
  return rc;
}

typedef struct writing {
  cs_scope *scope;
  size_t next;     /* the change to write next */
  uint32_t number; /* the last transaction of the new file */
  cs_err *err;
} writing;

static int begin_company(writing *w, const cs_txn_info *info) {
  cs_scope *x = w->scope;
  const cs_stamp stamp = {.now = info->recorded,
                          .actor = info->actor,
                          .system_user = info->system_user,
                          .command = "export scope"};
  cs_txn *t = NULL;
  int rc = cs_txn_begin(x->target, NULL, &stamp, &t, w->err);
  if (rc != CS_OK) return rc;
  w->number = cs_txn_number(t);
  rc = cs_company_create(t, x->company->code, x->company->zone, &x->target_company, w->err);
  if (rc == CS_OK) return cs_txn_commit(t, w->err);
  cs_txn_rollback(t);
  return rc;
}

/* Each transaction of the source, by its time and actor, with what of it belongs here. What its command said may name others. */
static int write_txn(void *user, const cs_txn_info *info) {
  writing *w = user;
  cs_scope *x = w->scope;
  char command[64];
  int rc = w->number == 0 ? begin_company(w, info) : CS_OK;
  if (rc == CS_OK) rc = cs_scope_store_runs(x, info->number - 1, w->number, w->err);
  if (rc != CS_OK || w->next == x->change_count || x->changes[w->next].txn != info->number)
    return rc;
  snprintf(command, sizeof command, "export scope: transaction %u", info->number);
  const cs_stamp stamp = {.now = info->recorded,
                          .actor = info->actor,
                          .system_user = info->system_user,
                          .command = command};
  cs_txn *t = NULL;
  rc = cs_txn_begin(x->target, &x->target_company, &stamp, &t, w->err);
  if (rc != CS_OK) return rc;
  rc = write_changes(x, t, w->next, &w->next, w->err);
  if (rc != CS_OK) {
    cs_txn_rollback(t);
    return rc;
  }
  if (cs_txn_facts(t) > 0) w->number = cs_txn_number(t);
  return cs_txn_commit(t, w->err);
}

/* -- the last transaction ------------------------------------------------------------------------------------------- */
static int write_personal(cs_scope *x, cs_txn *t, const json_t *pack, cs_err *err) {
  cs_buf value = {0};
  const char *name;
  json_t *one;
  int rc = CS_OK;
  json_object_foreach(json_object_get(pack, "attributes"), name, one) {
    if (!json_is_true(json_object_get(one, "personal"))) continue;
    if (x->options->without_pay && cs_scope_is_pay(x, name)) continue;
    for (uint32_t i = 0; rc >= 0 && i < x->person_count; i++) {
      const char *code = x->subjects[i].from.code;
      cs_buf_clear(&value);
      rc = cs_person_personal(x->source, x->company->id, code, name, UINT32_MAX, &value, NULL, err);
      if (rc == 1) rc = cs_txn_set_personal(t, code, name, value.data, value.size, err);
    }
  }
  cs_buf_deinit(&value);
  return rc < 0 ? rc : CS_OK;
}

/* Who has done something in these cases is named as in the acts and on the forms. */
static int write_names(cs_scope *x, cs_txn *t, cs_err *err) {
  cs_buf value = {0};
  const char *code;
  json_t *one;
  int rc = CS_OK;
  json_object_foreach(x->named, code, one) {
    if (rc < 0 || cs_scope_person_find(x, code) >= 0) continue;
    cs_buf_clear(&value);
    rc = cs_person_personal(x->source, x->company->id, code, "name", UINT32_MAX, &value, NULL, err);
    if (rc == 1) rc = cs_txn_set_personal(t, code, "name", value.data, value.size, err);
  }
  cs_buf_deinit(&value);
  return rc < 0 ? rc : CS_OK;
}

static int write_origin(cs_scope *x, const cs_stamp *stamp, cs_err *err) {
  cs_txn *t = NULL;
  cs_extract *e = &x->report->extract;
  cs_txn_info head;
  int rc = cs_ledger_head(x->source, &head, err);
  if (rc != CS_OK) return rc;
  snprintf(e->number, sizeof e->number, "%u", head.number);
  memcpy(e->hash, head.hash, sizeof e->hash);
  snprintf(e->attribute, sizeof e->attribute, "%s", x->options->attribute);
  snprintf(e->value, sizeof e->value, "%s", x->options->value);
  snprintf(e->people, sizeof e->people, "%u", x->person_count);
  snprintf(e->without, sizeof e->without, "%s", x->options->without_pay ? "pay" : "-");
  rc = cs_txn_begin(x->target, &x->target_company, stamp, &t, err);
  for (uint32_t i = 0; rc == CS_OK && i < x->adoption_count; i++) {
    cs_pack *pack = NULL;
    rc = cs_pack_open(x->source, x->adoptions[i].hash, &pack, err);
    if (rc == CS_OK) rc = write_personal(x, t, cs_pack_json(pack), err);
    cs_pack_free(pack);
  }
  if (rc == CS_OK) rc = write_names(x, t, err);
  if (rc == CS_OK) rc = cs_extract_note(t, e, err);
  if (rc == CS_OK) rc = cs_extract_mark(x->target, err);
  if (rc == CS_OK) return cs_txn_commit(t, err);
  cs_txn_rollback(t);
  return rc;
}

static int write_all(cs_scope *x, const cs_stamp *stamp, cs_err *err) {
  writing w = {.scope = x, .err = err};
  uint64_t seed;
  int rc = CS_OK;
  if (cs_store_seed(x->source, &seed)) rc = cs_store_set_seed(x->target, seed, err);
  if (rc == CS_OK) rc = write_symbols(x, err);
  if (rc == CS_OK) rc = cs_ledger_each(x->source, x->company->id, write_txn, &w, err);
  if (rc == CS_OK) rc = cs_scope_store_runs(x, UINT32_MAX, w.number, err);
  return rc == CS_OK ? write_origin(x, stamp, err) : rc;
}

static void discard(const char *path) {
  char beside[4200];
  unlink(path);
  snprintf(beside, sizeof beside, "%s-wal", path);
  unlink(beside);
  snprintf(beside, sizeof beside, "%s-shm", path);
  unlink(beside);
}

static void scope_deinit(cs_scope *x) {
  cs_store_close(x->target);
  for (uint32_t i = 0; i < x->subject_count; i++) {
    cs_record_deinit(&x->subjects[i].from);
    cs_record_deinit(&x->subjects[i].to);
  }
  for (uint32_t i = 0; i < x->run_count; i++) cs_buf_deinit(&x->runs[i].block);
  free(x->subjects);
  free(x->changes);
  json_decref(x->pay);
  json_decref(x->cases);
  json_decref(x->named);
  cs_arena_free(x->arena);
}

int cs_scope_export(cs_store *s, const cs_company *company, const cs_stamp *stamp,
                    const cs_scope_options *options, cs_scope_report *out, cs_err *err) {
  cs_scope x = {.source = s, .company = company, .options = options, .report = out};
  char building[4100];
  *out = (cs_scope_report){0};
  if (strlen(options->path) > 4000)
    return cs_fail(err, CS_EINPUT, CS_MSG_scope_path, options->path);
  if (access(options->path, F_OK) == 0)
    return cs_fail(err, CS_EREFUSED, CS_MSG_backup_exists, options->path);
  snprintf(building, sizeof building, "%s.building", options->path);
  x.arena = cs_arena_new(ARENA_BLOCK);
  x.pay = json_object();
  x.cases = json_object();
  x.named = json_object();
  bool room = x.arena != NULL && x.pay != NULL && x.cases != NULL && x.named != NULL;
  int rc = room ? cs_store_snapshot(s, err) : no_memory(err);
  if (rc == CS_OK) rc = read_adoptions(&x, err);
  if (rc == CS_OK) rc = read_people(&x, err);
  if (rc == CS_OK) rc = cs_scope_read_runs(&x, err);
  if (rc == CS_OK) rc = cs_scope_read_subjects(&x, err);
  if (x.change_count > 0) qsort(x.changes, x.change_count, sizeof *x.changes, compare_changes);
  discard(building);
  if (rc == CS_OK) rc = cs_store_open(building, CS_STORE_CREATE, &x.target, err);
  if (rc == CS_OK) rc = write_all(&x, stamp, err);
  if (rc == CS_OK) rc = cs_store_backup(x.target, options->path, &out->whole, err);
  scope_deinit(&x);
  discard(building);
  return rc;
}
