#include "base/json.h"
#include "base/messages.h"
#include "calendar/facts.h"
#include "procedure/desk.h"
#include "store/archive.h"
#include <stdlib.h>
#include <string.h>

int cs_office_no_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }

int cs_office_open(cs_store *s, const cs_company *company, const cs_case_hooks *hooks,
                   cs_office **out, cs_err *err) {
  *out = NULL;
  cs_office *o = calloc(1, sizeof *o);
  if (o == NULL) return cs_office_no_memory(err);
  o->store = s;
  o->company = *company;
  if (hooks != NULL) o->hooks = *hooks;
  int rc = cs_calendar_open(s, company->id, NULL, UINT32_MAX, &o->calendar, err);
  if (rc == CS_OK)
    *out = o;
  else
    cs_office_close(o);
  return rc;
}

static void free_book(cs_book *b) {
  cs_procedures_free(b->procedures);
  cs_pack_free(b->pack);
  json_decref(b->effective);
  free(b);
}

void cs_office_close(cs_office *o) {
  if (o == NULL) return;
  cs_office_rollback(o);
  while (o->books != NULL) {
    cs_book *next = o->books->next;
    free_book(o->books);
    o->books = next;
  }
  cs_calendar_free(o->calendar);
  json_decref(o->warnings);
  cs_office_forget_origins(o);
  free(o);
}

/* ---- transactions ---- */

/* The day of a point of time in the company's zone. */
static cs_date day_of(const cs_office *o, cs_time now) {
  char text[CS_TIME_SIZE];
  cs_date day = CS_DATE_NONE;
  cs_time_text(now, o->company.zone, text);
  cs_date_parse(text, strcspn(text, "T"), &day);
  return day;
}

int cs_office_join(cs_office *o, cs_txn *t, const cs_stamp *stamp, cs_err *err) {
  if (o->txn != NULL) return cs_fail(err, CS_EUSAGE, "%s", CS_MSG_case_nested);
  o->txn = t;
  o->in_force.book = NULL;
  o->joined = true;
  o->stamp = *stamp;
  o->today = day_of(o, stamp->now);
  return CS_OK;
}

int cs_office_begin(cs_office *o, const cs_stamp *stamp, cs_err *err) {
  cs_txn *t = NULL;
  if (o->txn != NULL) return cs_fail(err, CS_EUSAGE, "%s", CS_MSG_case_nested);
  int rc = cs_txn_begin(o->store, &o->company, stamp, &t, err);
  if (rc != CS_OK) return rc;
  rc = cs_office_join(o, t, stamp, err);
  o->joined = false;
  return rc;
}

int cs_office_commit(cs_office *o, cs_err *err) {
  cs_txn *t = o->txn;
  bool joined = o->joined;
  o->txn = NULL;
  return t == NULL || joined ? CS_OK : cs_txn_commit(t, err);
}

cs_txn *cs_office_txn(cs_office *o) { return o->txn; }

void cs_office_rollback(cs_office *o) {
  if (!o->joined) cs_txn_rollback(o->txn);
  o->txn = NULL;
  o->in_force.book = NULL;
  cs_office_forget_guards(o); /* symbols may be gone */
  cs_office_forget_judges(o);
  cs_office_forget_origins(o);
}

/* ---- what guards warned of ---- */

json_t *cs_office_warnings(cs_office *o) {
  json_t *warnings = o->warnings;
  o->warnings = NULL;
  return warnings;
}

/* ---- packs ---- */

typedef struct adoption { /* a copy: the row lives no longer than its callback */
  struct adoption *next;
  char hash[CS_HASH_TEXT];
  uint32_t txn;
  cs_date effective;
  char *settings, *pack; /* pack: its id */
} adoption;

typedef struct adoptions {
  adoption *first, **end; /* newest first */
  cs_err *err;
} adoptions;

static void free_adoption(adoption *a) {
  free(a->settings);
  free(a->pack);
  free(a);
}

static int remember(void *user, const cs_adoption *row) {
  adoptions *all = user;
  adoption *a = calloc(1, sizeof *a);
  if (a == NULL) return cs_office_no_memory(all->err);
  a->settings = strdup(row->settings);
  a->pack = strdup(row->pack_id);
  if (a->settings == NULL || a->pack == NULL) {
    free_adoption(a);
    return cs_office_no_memory(all->err);
  }
  memcpy(a->hash, row->hash, sizeof a->hash);
  a->txn = row->txn;
  a->effective = row->effective;
  *all->end = a;
  all->end = &a->next;
  return 0;
}

static void forget(adoptions *all) {
  while (all->first != NULL) {
    adoption *next = all->first->next;
    free_adoption(all->first);
    all->first = next;
  }
}

/* What was given when it was adopted; freed by the caller also when it fails. */
static int read_settings(const adoption *a, json_t **out, cs_err *err) {
  json_error_t wrong = {0};
  int rc = cs_json_read(a->settings, strlen(a->settings), JSON_REJECT_DUPLICATES, out, &wrong, err);
  return rc == CS_EINPUT ? cs_fail(err, CS_EDB, CS_MSG_cycle_settings_bad, a->settings, wrong.text)
                         : rc;
}

/* A parameter that had no value when a case was opened has the one that the same pack was given first after it, once that is in
 * force: what needs it could never be done else. What had a value keeps it. */
static int give_later(const cs_office *o, const adoptions *all, const adoption *a,
                      const cs_pack *pack, json_t *given, cs_err *err) {
  json_t *ours = json_object_get(given, "parameters"), *declared = NULL;
  json_t *had = ours == NULL ? NULL : cs_json_copy(ours);
  const char *name;
  int rc = ours != NULL && had == NULL ? cs_office_no_memory(err) : CS_OK;
  for (const adoption *b = all->first; rc == CS_OK && ours != NULL && b != NULL; b = b->next) {
    json_t *theirs = NULL;
    if (b->txn <= a->txn || b->effective > o->today || strcmp(b->hash, a->hash) != 0) continue;
    rc = read_settings(b, &theirs, err);
    json_object_foreach(json_object_get(cs_pack_json(pack), "parameters"), name, declared) {
      json_t *value = json_object_get(json_object_get(theirs, "parameters"), name);
      if (rc != CS_OK || value == NULL || json_object_get(declared, "value") != NULL ||
          json_object_get(had, name) != NULL)
        continue;
      if (json_object_set(ours, name, value) != 0) rc = cs_office_no_memory(err);
    }
    json_decref(theirs);
  }
  json_decref(had);
  return rc;
}

static int load(cs_office *o, const adoptions *all, const adoption *a, cs_book *b, cs_err *err) {
  json_t *given = NULL;
  int rc = cs_pack_open(o->store, a->hash, &b->pack, err);
  if (rc == CS_OK) rc = read_settings(a, &given, err);
  if (rc == CS_OK) rc = give_later(o, all, a, b->pack, given, err);
  if (rc == CS_OK) rc = cs_pack_settings(b->pack, given, &b->effective, err);
  json_decref(given);
  return rc == CS_OK ? cs_procedures_parse(b->pack, b->effective, &b->procedures, err) : rc;
}

/* As it is in force today, if it was needed before; NULL: it was not. */
static const cs_book *find_book(const cs_office *o, const char *hash, uint32_t adopted) {
  const cs_book *b = o->books;
  while (b != NULL && (b->adopted != adopted || b->day != o->today || strcmp(b->hash, hash) != 0))
    b = b->next;
  return b;
}

static int add_book(cs_office *o, const adoptions *all, const adoption *a, const cs_book **out,
                    cs_err *err) {
  *out = find_book(o, a->hash, a->txn);
  if (*out != NULL) return CS_OK;
  cs_book *b = calloc(1, sizeof *b);
  if (b == NULL) return cs_office_no_memory(err);
  memcpy(b->hash, a->hash, sizeof b->hash);
  b->adopted = a->txn;
  b->day = o->today;
  int rc = load(o, all, a, b, err);
  if (rc != CS_OK) {
    free_book(b);
    return rc;
  }
  b->next = o->books;
  o->books = b;
  *out = b;
  return CS_OK;
}

int cs_office_book(cs_office *o, const char *hash, uint32_t adopted, const cs_book **out,
                   cs_err *err) {
  *out = find_book(o, hash, adopted);
  if (*out != NULL) return CS_OK;
  adoptions all = {.err = err};
  all.end = &all.first;
  int rc = cs_adoption_each(o->store, o->company.id, CS_DATE_MAX, remember, &all, err);
  const adoption *found = NULL;
  for (const adoption *a = all.first; rc == CS_OK && a != NULL; a = a->next)
    if (a->txn == adopted && strcmp(a->hash, hash) == 0) found = a;
  if (rc == CS_OK && found == NULL) rc = cs_fail(err, CS_EDB, CS_MSG_case_damaged, hash, "pack");
  if (rc == CS_OK) rc = add_book(o, &all, found, out, err);
  forget(&all);
  return rc;
}

/* Does the name stand in a list "a, b"? */
static bool is_listed(const char *names, const char *name) {
  size_t size = strlen(name);
  for (const char *at = names; (at = strstr(at, name)) != NULL; at += size)
    if ((at == names || at[-1] == ' ') && (at[size] == ',' || at[size] == '\0')) return true;
  return false;
}

/* The names of the procedures of all packs looked at, each once, for a message. */
static void list_procedures(const cs_book *b, cs_buf *names) {
  for (size_t i = 0; i < b->procedures->count; i++)
    if (!is_listed(cs_buf_str(names), b->procedures->list[i].name))
      cs_buf_printf(names, "%s%s", names->size > 0 ? ", " : "", b->procedures->list[i].name);
}

static int look_for_procedure(cs_office *o, const char *procedure, cs_date on, const cs_book **out,
                              cs_err *err) {
  adoptions all = {.err = err};
  all.end = &all.first;
  cs_buf names = {0};
  const cs_book *found = NULL;
  int rc = cs_adoption_each(o->store, o->company.id, on, remember, &all, err);
  for (const adoption *a = all.first; rc == CS_OK && found == NULL && a != NULL; a = a->next) {
    const cs_book *b = NULL;
    rc = add_book(o, &all, a, &b, err);
    if (rc != CS_OK) break;
    if (cs_procedures_find(b->procedures, procedure) != NULL)
      found = b;
    else
      list_procedures(b, &names);
  }
  if (rc == CS_OK && found == NULL)
    rc = cs_fail(err, CS_ENOTFOUND, CS_MSG_case_no_procedure, procedure, cs_buf_str(&names));
  *out = found;
  forget(&all);
  return cs_buf_end(&names, rc, err);
}

/* An import opens many of one procedure. Inside a transaction nobody else adopts a pack. */
int cs_office_adopted(cs_office *o, const char *procedure, cs_date on, const cs_book **out,
                      cs_err *err) {
  *out = o->in_force.book;
  if (o->txn != NULL && *out != NULL && o->in_force.on == on &&
      strcmp(o->in_force.procedure, procedure) == 0)
    return CS_OK;
  int rc = look_for_procedure(o, procedure, on, out, err);
  if (rc != CS_OK) return rc;
  o->in_force.book = *out;
  o->in_force.procedure = cs_procedures_find((*out)->procedures, procedure)->name;
  o->in_force.on = on;
  return CS_OK;
}

/* When the company first adopted the pack, in any version. */
static uint32_t first_adoption(const adoptions *all, const char *pack) {
  uint32_t first = UINT32_MAX;
  for (const adoption *a = all->first; a != NULL; a = a->next)
    if (strcmp(a->pack, pack) == 0 && a->txn < first) first = a->txn;
  return first;
}

int cs_office_each_book(cs_office *o, cs_date on, cs_look_at_book look, void *user, cs_err *err) {
  adoptions all = {.err = err};
  all.end = &all.first;
  int rc = cs_adoption_each(o->store, o->company.id, on, remember, &all, err);
  for (const adoption *a = all.first; rc == CS_OK && a != NULL; a = a->next) {
    const cs_book *b = NULL;
    const adoption *newer = all.first;
    while (newer != a && strcmp(newer->pack, a->pack) != 0) newer = newer->next;
    if (newer != a) continue; /* in force is the one adopted later */
    rc = add_book(o, &all, a, &b, err);
    if (rc == CS_OK) rc = look(user, b, first_adoption(&all, a->pack), err);
  }
  forget(&all);
  return rc;
}
