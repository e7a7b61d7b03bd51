#include "cycle/acts.h"
#include "base/messages.h"
#include "cycle/decision.h"
#include <stdlib.h>
#include <string.h>

#define ARENA_BLOCK 65536

typedef struct loading {
  cs_store *store;
  cs_acts *acts;
  cs_err *err;
} loading;

static int no_memory(const loading *l) {
  return cs_fail(l->err, CS_ENOMEM, "%s", CS_MSG_no_memory);
}

/* The list with room for `more` items; NULL: no memory, the old list stands. */
static void *with_room(void *list, size_t count, size_t more, size_t *capacity, size_t size) {
  if (list != NULL && *capacity - count >= more) return list;
  size_t larger = count + (more > count ? more : count) + 8;
  void *moved = realloc(list, larger * size);
  if (moved != NULL) *capacity = larger;
  return moved;
}

#define RESERVE(l, list, count, capacity, more)                                     \
  do {                                                                              \
    void *moved_ = with_room((list), (count), (more), &(capacity), sizeof *(list)); \
    if (moved_ == NULL) return no_memory(l);                                        \
    (list) = moved_;                                                                \
  } while (0)

static bool keep(cs_acts *a, const char **text) {
  if (*text == NULL) return true;
  *text = cs_arena_text(a->arena, *text, strlen(*text));
  return *text != NULL;
}

/* An override without an outcome is none that we have written. */
static bool is_sound(const cs_mark *m) {
  bool says = m->outcome != NULL && cs_outcome_of(m->outcome) != CS_OUT_OF_SCOPE;
  return m->kind >= CS_OVERRIDE && m->kind <= CS_RELEASE && (says || m->kind != CS_OVERRIDE);
}

static int add_mark(void *user, const cs_mark *row) {
  const loading *l = user;
  cs_acts *a = l->acts;
  if (!is_sound(row))
    return cs_fail(l->err, CS_EDB, CS_MSG_store_damaged, cs_store_path(l->store), "mark");
  RESERVE(l, a->marks, a->mark_count, a->mark_capacity, 1);
  RESERVE(l, a->list, a->count, a->capacity, 1);
  cs_mark mark = *row;
  if (!keep(a, &mark.code) || !keep(a, &mark.outcome) || !keep(a, &mark.target) ||
      !keep(a, &mark.by) || !keep(a, &mark.reason))
    return no_memory(l);
  a->marks[a->mark_count++] = mark;
  a->list[a->count++] = (cs_act){mark.code, mark.txn, (uint32_t)a->mark_count, mark.line};
  if (mark.target != NULL) a->retargeted = true;
  return 0;
}

static int add_approval(void *user, const cs_approval *row) {
  const loading *l = user;
  cs_acts *a = l->acts;
  if (row->everyone) {
    RESERVE(l, a->everyone, a->everyone_count, a->everyone_capacity, 1);
    a->everyone[a->everyone_count++] = row->txn;
    return 0;
  }
  size_t size = 0;
  for (size_t i = 0; i < row->count; i++) size += strlen(row->codes[i]) + 1;
  char *codes = cs_arena_alloc(a->arena, size);
  if (codes == NULL) return no_memory(l);
  RESERVE(l, a->list, a->count, a->capacity, row->count);
  for (size_t i = 0; i < row->count; i++) {
    size_t length = strlen(row->codes[i]) + 1;
    memcpy(codes, row->codes[i], length);
    a->list[a->count++] = (cs_act){codes, row->txn, 0, row->line};
    codes += length;
  }
  return 0;
}

static int add_application(void *user, const cs_application *row) {
  const loading *l = user;
  cs_acts *a = l->acts;
  RESERVE(l, a->applications, a->application_count, a->application_capacity, 1);
  a->applications[a->application_count++] = *row;
  if (row->undone_by == 0 && row->txn > a->last_standing) a->last_standing = row->txn;
  return 0;
}

static int compare_acts(const void *left, const void *right) {
  const cs_act *a = left, *b = right;
  int order = strcmp(a->code, b->code);
  if (order != 0) return order;
  if (a->txn != b->txn) return a->txn < b->txn ? -1 : 1;
  return a->line < b->line ? -1 : a->line > b->line;
}

int cs_acts_load(cs_store *s, cs_receipt *receipt, cs_acts *out, cs_err *err) {
  *out = (cs_acts){0};
  loading l = {s, out, err};
  out->arena = cs_arena_new(ARENA_BLOCK);
  if (out->arena == NULL) return no_memory(&l);
  int rc = cs_mark_each(s, receipt->run.id, add_mark, &l, err);
  if (rc == CS_OK) rc = cs_approval_each(s, receipt->run.id, add_approval, &l, err);
  if (rc == CS_OK) rc = cs_application_each(s, receipt->run.id, add_application, &l, err);
  if (rc == CS_OK)
    rc = cs_run_cases_load(s, receipt->run.company, receipt->run.id, &out->cases, err);
  if (rc == CS_OK && out->retargeted) rc = cs_receipt_pack(s, receipt, err);
  if (rc != CS_OK) {
    cs_acts_deinit(out);
    return rc;
  }
  if (out->count > 0) qsort(out->list, out->count, sizeof *out->list, compare_acts);
  return CS_OK;
}

void cs_acts_deinit(cs_acts *a) {
  free(a->list);
  free(a->marks);
  free(a->everyone);
  free(a->applications);
  cs_run_cases_deinit(&a->cases);
  cs_arena_free(a->arena);
  *a = (cs_acts){0};
}

bool cs_acts_own(const cs_acts *a, uint32_t txn) {
  for (size_t i = 0; i < a->application_count; i++)
    if (a->applications[i].txn == txn || (txn != 0 && a->applications[i].undone_by == txn))
      return true;
  return false;
}

bool cs_acts_standing(const cs_acts *a, uint32_t txn) {
  for (size_t i = 0; i < a->application_count; i++)
    if (a->applications[i].txn == txn) return a->applications[i].undone_by == 0;
  return false;
}

/* -- one person ---- */

static bool before(const cs_acts *a, size_t index, const char *code) {
  return index < a->count && strcmp(a->list[index].code, code) < 0;
}

/* The first act on `code` or somebody after. In code order it is a step or two from where the last search ended. */
static size_t first_act(const cs_acts *a, const char *code, size_t hint) {
  if (hint <= a->count && (hint == 0 || before(a, hint - 1, code))) {
    for (int tries = 0; tries < 8; tries++, hint++)
      if (!before(a, hint, code)) return hint;
  }
  size_t low = 0, high = a->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (before(a, middle, code))
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

typedef struct standing {  /* what the acts on one person come to */
  const cs_mark *stop;     /* a hold or an exclusion that stands */
  const cs_mark *override; /* the newest */
  uint32_t last_mark;
  uint32_t approval; /* the first that lists the person since; 0: none */
} standing;

static void take_mark(standing *s, const cs_mark *m) {
  s->last_mark = m->txn;
  s->approval = 0;
  switch (m->kind) {
    case CS_HOLD:
    case CS_EXCLUDE: s->stop = m; break;
    case CS_OVERRIDE:
      s->override = m;
      s->stop = NULL;
      break;
    case CS_RELEASE: s->stop = NULL; break;
  }
}

static void take_override(const cs_receipt *receipt, const cs_mark *m, cs_decision *d) {
  d->outcome = cs_outcome_of(m->outcome);
  bool qualifies = cs_decision_qualifies(d);
  d->to = qualifies ? m->target : NULL;
  d->clause = NULL; /* it decides no more */
  if (!qualifies) d->rule = NULL;
  d->missing = NULL;
  d->missing_count = 0;
  d->error = NULL;
  d->steps = 0;
  if (d->to == NULL || d->from == NULL) return;
  int32_t from = cs_receipt_rank(receipt, d->from), to = cs_receipt_rank(receipt, d->to);
  if (from >= 0 && to >= 0) d->steps = to - from;
}

/* The first approval of everyone after `txn`; 0: none. */
static uint32_t everyone_since(const cs_acts *a, uint32_t txn) {
  for (size_t i = 0; i < a->everyone_count; i++)
    if (a->everyone[i] > txn) return a->everyone[i];
  return 0;
}

void cs_acts_now(const cs_acts *a, const cs_receipt *receipt, const cs_decision *planned,
                 size_t *hint, cs_outcome_now *out) {
  *out = (cs_outcome_now){.decision = *planned};
  standing s = {0};
  size_t at = first_act(a, planned->code, hint == NULL ? 0 : *hint);
  for (; at < a->count && strcmp(a->list[at].code, planned->code) == 0; at++) {
    const cs_act *act = &a->list[at];
    if (act->mark != 0)
      take_mark(&s, &a->marks[act->mark - 1]);
    else if (s.approval == 0)
      s.approval = act->txn;
  }
  if (hint != NULL) *hint = at;

  if (s.override != NULL) take_override(receipt, s.override, &out->decision);
  const cs_mark *shown = s.stop != NULL ? s.stop : s.override;
  if (shown != NULL) {
    out->mark = shown->kind;
    out->mark_by = shown->by;
    out->mark_reason = shown->reason;
  }
  const cs_run_case *c = cs_run_cases_find(&a->cases, planned->code);
  out->case_code = c == NULL ? NULL : c->code;
  if (s.stop != NULL || !cs_decision_qualifies(&out->decision)) return;
  uint32_t everyone = everyone_since(a, s.last_mark);
  if (s.approval == 0 || (everyone != 0 && everyone < s.approval)) s.approval = everyone;
  out->approved = s.approval != 0;
  out->by_case = c != NULL && c->approved_txn != 0;
  out->refused = c != NULL && c->refused && !out->approved;
  out->refusal = out->refused ? c->reason : NULL;
  uint32_t ready = out->by_case && c->approved_txn > s.approval ? c->approved_txn : s.approval;
  bool applies = out->decision.outcome == CS_DIRECT || out->by_case;
  out->applied = out->approved && applies && a->last_standing > ready;
}
