/* Learned maps: in the ledger, and applied to the cells of an import. */
#include "intake/maps.h"
#include "base/messages.h"
#include "intake/internal.h"
#include "store/subject.h"
#include <stdlib.h>
#include <string.h>

#define TO "to"

static int no_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }

/* ---- in the ledger: subject "ratings.rating:优", attribute "to" ---- */

typedef struct told { /* who recorded a transaction */
  uint32_t txn;
  cs_time recorded;
  char actor[256];
} told;

static int tell(void *user, const cs_txn_info *info) {
  told *t = user;
  if (info->number != t->txn) return 0;
  t->recorded = info->recorded;
  strncpy(t->actor, info->actor, sizeof t->actor - 1);
  return 1;
}

/* Takes the code apart, in place. */
static bool split(char *code, cs_map *out) {
  char *point = strchr(code, '.');
  char *colon = point == NULL ? NULL : strchr(point, ':');
  if (colon == NULL) return false;
  *point = *colon = '\0';
  *out = (cs_map){.kind = code, .column = point + 1, .from = colon + 1};
  return true;
}

static int hand_on(cs_store *s, int32_t company, const cs_record *r, cs_symbol name, bool tellers,
                   int (*row)(void *, const cs_map *), void *user, cs_err *err) {
  const cs_slot slot = {.klass = CS_ATTRIBUTE, .name = name, .at = CS_DATE_MIN};
  const cs_entry *e = cs_record_find(r, &slot, UINT32_MAX);
  if (e == NULL || e->value.kind != CS_STRING) return 0;
  char *code = strdup(r->code), *to = strndup(e->value.text, e->value.size);
  told who = {.txn = e->txn};
  cs_map map;
  int rc = code == NULL || to == NULL ? no_memory(err) : CS_OK;
  if (rc == CS_OK && tellers) rc = cs_ledger_each(s, company, tell, &who, err);
  if (rc >= 0) rc = 0;
  if (rc == 0 && split(code, &map)) {
    map.to = to;
    map.txn = e->txn;
    map.recorded = who.recorded;
    map.actor = who.actor;
    rc = row(user, &map);
  }
  free(code);
  free(to);
  return rc;
}

/* `tellers`: with who learned it and when. */
static int each(cs_store *s, int32_t company, bool tellers, int (*row)(void *user, const cs_map *m),
                void *user, cs_err *err) {
  cs_symbol name = cs_symbol_find(s, TO, strlen(TO));
  cs_people *all;
  cs_record r;
  if (name == 0) return CS_OK;
  int rc = cs_record_init(&r, err);
  if (rc != CS_OK) return rc;
  rc = cs_subjects_open(s, company, CS_MAP_SUBJECT, NULL, NULL, &all, err);
  if (rc == CS_OK) {
    int more = 1;
    while (rc == CS_OK && (more = cs_people_next(all, &r, err)) == 1)
      rc = hand_on(s, company, &r, name, tellers, row, user, err);
    if (rc == CS_OK && more < 0) rc = more;
    cs_people_close(all);
  }
  cs_record_deinit(&r);
  return rc;
}

int cs_map_each(cs_store *s, int32_t company, int (*row)(void *user, const cs_map *m), void *user,
                cs_err *err) {
  return each(s, company, true, row, user, err);
}

static int set(cs_txn *t, cs_store *s, cs_record *r, const char *name, const cs_value *value,
               cs_err *err) {
  cs_slot slot = {.klass = CS_ATTRIBUTE, .at = CS_DATE_MIN};
  int rc = cs_symbol_intern(s, name, strlen(name), &slot.name, err);
  return rc == CS_OK ? cs_txn_set(t, r, &slot, value, err) : rc;
}

static int change(cs_txn *t, cs_store *s, int32_t company, const char *id, const char *to,
                  cs_err *err) {
  cs_record r;
  int rc = cs_record_init(&r, err);
  if (rc != CS_OK) return rc;
  rc = cs_subject_load(s, company, CS_MAP_SUBJECT, id, &r, err);
  bool there = rc == CS_OK;
  if (rc == CS_ENOTFOUND && to != NULL) {
    cs_record_clear_as(&r, CS_MAP_SUBJECT, id);
    rc = CS_OK;
  }
  const cs_value none = {.kind = CS_NONE};
  if (rc == CS_OK && to != NULL) {
    const cs_value code = {.kind = CS_STRING, .text = id, .size = (uint32_t)strlen(id)};
    const cs_value value = {.kind = CS_STRING, .text = to, .size = (uint32_t)strlen(to)};
    rc = set(t, s, &r, "code", &code, err);
    if (rc == CS_OK) rc = set(t, s, &r, TO, &value, err);
  } else if (rc == CS_OK && there) {
    rc = set(t, s, &r, TO, &none, err);
  }
  if (rc == CS_OK) rc = cs_txn_save(t, &r, err);
  cs_record_deinit(&r);
  return rc;
}

/* The text of a map's place: normal width, without blanks at its ends. */
static int id_of(const cs_map *m, cs_buf *out, cs_err *err) {
  cs_buf_printf(out, "%s.%s:", m->kind, m->column);
  int rc = cs_text_normalise(m->from, strlen(m->from), out, err);
  if (rc == CS_OK) cs_buf_putc(out, '\0');
  return rc == CS_OK && out->failed ? no_memory(err) : rc;
}

int cs_map_learn(cs_txn *t, cs_store *s, int32_t company, const cs_map *m, cs_err *err) {
  cs_buf id = {0};
  int rc = id_of(m, &id, err);
  if (rc == CS_OK) rc = change(t, s, company, id.data, m->to, err);
  cs_buf_deinit(&id);
  return rc;
}

typedef struct wanted {
  const char *id;
  bool found;
  cs_err *err;
} wanted;

static int find(void *user, const cs_map *m) {
  wanted *w = user;
  cs_buf id = {0};
  int rc = id_of(m, &id, w->err);
  w->found = rc == CS_OK && strcmp(id.data, w->id) == 0;
  cs_buf_deinit(&id);
  return rc == CS_ENOMEM ? rc : w->found;
}

int cs_map_forget(cs_txn *t, cs_store *s, int32_t company, const char *id, cs_err *err) {
  wanted w = {.id = id, .err = err};
  int rc = each(s, company, false, find, &w, err);
  if (rc < 0) return rc;
  if (!w.found) return cs_fail(err, CS_ENOTFOUND, CS_MSG_maps_unknown, id);
  return change(t, s, company, id, NULL, err);
}

/* ---- in an import ---- */

bool cs_intake_loosen(cs_slice text, cs_buf *out) {
  static const char *const brackets[] = {"(",  ")",  "[",  "]",  "{",  "}",  "【", "】",
                                         "〔", "〕", "「", "」", "『", "』", "《", "》"};
  size_t start = out->size;
  if (!cs_intake_fold(text.text, text.size, out)) return false;
  size_t kept = start;
  for (size_t at = start; at < out->size;) {
    size_t skipped = 0;
    for (size_t i = 0; i < sizeof brackets / sizeof *brackets && skipped == 0; i++) {
      size_t n = strlen(brackets[i]);
      if (out->size - at >= n && memcmp(out->data + at, brackets[i], n) == 0) skipped = n;
    }
    if (skipped == 0) out->data[kept++] = out->data[at++];
    at += skipped;
  }
  out->size = kept;
  return true;
}

static int add_map(cs_intake *in, int32_t column, const cs_map *m, cs_err *err) {
  cs_column *c = &in->columns.columns[column];
  cs_arena *arena = in->columns.arena;
  cs_buf loose = {0};
  struct cs_column_map *one = cs_arena_alloc(arena, sizeof *one);
  bool fine = one != NULL && cs_intake_loosen(cs_slice_of(m->from, strlen(m->from)), &loose);
  if (fine) {
    one->from = cs_slice_of(cs_arena_text(arena, loose.data == NULL ? "" : loose.data, loose.size),
                            loose.size);
    one->to = cs_arena_text(arena, m->to, strlen(m->to));
    one->next = c->maps;
    c->maps = one; /* what comes later goes before */
  }
  cs_buf_deinit(&loose);
  return fine && one->from.text != NULL && one->to != NULL ? CS_OK : no_memory(err);
}

typedef struct loading {
  cs_intake *in;
  cs_err *err;
} loading;

static int take_learned(void *user, const cs_map *m) {
  loading *l = user;
  if (strcmp(m->kind, l->in->kind->name) != 0) return 0;
  int32_t column = cs_columns_place(&l->in->columns, m->column);
  if (column == CS_ENOMEM) return no_memory(l->err);
  return column < 0 ? 0
                    : add_map(l->in, column, m, l->err); /* a pack may have dropped the column */
}

/* What is learned stands in the ledger for ever, where no personal value may. */
static bool is_personal(const cs_intake *in, int32_t column) {
  int32_t attribute =
      in->kind == &cs_kind_employees
          ? cs_vocabulary_attribute(in->vocabulary, in->columns.columns[column].name)
          : -1;
  return column == in->columns.name || column == in->columns.employee ||
         (attribute >= 0 && in->vocabulary->attributes[attribute].personal);
}

/* A value that is on no list would only move the trouble. */
static int check_target(cs_intake *in, int32_t column, const cs_map *m, cs_err *err) {
  const cs_words *words = cs_template_words(in, in->columns.columns[column].name);
  cs_slice to = cs_slice_of(m->to, strlen(m->to));
  if (words == NULL || words->open || to.size == 0) return CS_OK;
  int32_t place = cs_words_find(words, to, &in->scratch);
  if (place == CS_ENOMEM) return no_memory(err);
  if (place >= 0) return CS_OK;
  const char *listed = cs_intake_listed(in, words);
  if (in->scratch.failed) return no_memory(err);
  return cs_fail(err, CS_EINPUT, CS_MSG_maps_no_value, m->column, m->from, m->to, listed);
}

int cs_maps_open(cs_intake *in, cs_err *err) {
  const cs_intake_options *o = in->options;
  loading l = {in, err};
  int rc = each(in->store, in->company->id, false, take_learned, &l, err);
  for (size_t i = 0; rc == CS_OK && i < o->map_count; i++) {
    const cs_map *m = &o->maps[i];
    int32_t column = cs_columns_place(&in->columns, m->column);
    if (column == CS_ENOMEM) return no_memory(err);
    if (column < 0)
      return cs_fail(err, CS_EINPUT, CS_MSG_maps_no_column, m->column, m->from, m->to,
                     in->kind->name);
    if (is_personal(in, column)) return cs_fail(err, CS_EINPUT, CS_MSG_maps_personal, m->column);
    rc = check_target(in, column, m, err);
    if (rc == CS_OK) rc = add_map(in, column, m, err);
  }
  return rc;
}

void cs_maps_apply(cs_intake *in, int32_t column) {
  cs_column *c = &in->columns.columns[column];
  cs_slice text = cs_columns_text(in, column);
  cs_buf_clear(&in->scratch);
  if (text.size == 0) return;
  if (!cs_intake_loosen(text, &in->scratch)) {
    c->scratch.failed = c->scratch.failed || in->scratch.failed; /* cs_columns_memory tells */
    return;
  }
  for (const struct cs_column_map *m = c->maps; m != NULL; m = m->next) {
    if (m->from.size != in->scratch.size ||
        (m->from.size > 0 && memcmp(m->from.text, in->scratch.data, m->from.size) != 0))
      continue;
    c->raw = cs_slice_of(m->to, strlen(m->to));
    c->normalised = false;
    return;
  }
}

/* A transaction of its own, so that taking the batch back does not unlearn. */
int cs_maps_keep(cs_intake *in, const cs_stamp *stamp, cs_err *err) {
  const cs_intake_options *o = in->options;
  cs_txn *t = NULL;
  int rc = cs_txn_begin(in->store, in->company, stamp, &t, err);
  for (size_t i = 0; rc == CS_OK && i < o->map_count; i++) {
    cs_map m = o->maps[i];
    int32_t column = cs_columns_place(&in->columns, m.column); /* cs_maps_open found it */
    if (column < 0) rc = no_memory(err);
    if (rc != CS_OK) break;
    m.kind = in->kind->name;
    m.column = in->columns.columns[column].name;
    rc = cs_map_learn(t, in->store, in->company->id, &m, err);
  }
  if (rc == CS_OK) return cs_txn_commit(t, err);
  cs_txn_rollback(t);
  return rc;
}
