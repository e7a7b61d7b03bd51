/* Whom a transaction touched. A small one is asked for its lines; after a large one everybody is looked at, which costs less than
 * taking its lines apart, and no more memory. */
#include "base/messages.h"
#include "store/internal.h"
#include <stdlib.h>
#include <string.h>

#define ENOUGH 4096 /* changes of employee between the lines of a large one */
#define MANY 1      /* from the callback: there are more */

typedef struct codes {
  cs_buf texts; /* each terminated; never twice in a row */
  size_t count;
} codes;

static int keep_code(void *user, const char *const *fields, size_t count) {
  codes *c = user;
  char letter = fields[0][0];
  if (count < 2 || (letter != 'a' && letter != 's' && letter != 'e' && letter != 'i')) return 0;
  size_t size = strlen(fields[1]) + 1;
  if (c->count > 0 && c->texts.size >= size &&
      memcmp(c->texts.data + c->texts.size - size, fields[1], size) == 0 &&
      (c->texts.size == size || c->texts.data[c->texts.size - size - 1] == '\0'))
    return 0;
  cs_buf_put(&c->texts, fields[1], size);
  return ++c->count > ENOUGH ? MANY : 0;
}

static int compare(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Is there anything of the transaction in it? */
static bool brought(const cs_record *r, uint32_t txn) {
  for (uint32_t i = 0; i < r->count; i++) {
    if (r->entries[i].txn == txn) return true;
  }
  return false;
}

typedef struct touched {
  cs_store *store;
  int32_t company;
  uint32_t txn;
  int (*row)(void *user, const cs_record *r);
  void *user;
  cs_record record;
} touched;

static int each_code(touched *t, const codes *c, cs_err *err) {
  const char **list = malloc((c->count + 1) * sizeof *list);
  if (list == NULL || c->texts.failed) {
    free(list);
    return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  }
  const char *at = c->texts.data;
  for (size_t i = 0; i < c->count; i++) {
    list[i] = at;
    at += strlen(at) + 1;
  }
  if (c->count > 1) qsort(list, c->count, sizeof *list, compare);
  int rc = CS_OK;
  for (size_t i = 0; rc == CS_OK && i < c->count; i++) {
    if (i > 0 && strcmp(list[i - 1], list[i]) == 0) continue;
    rc = cs_person_load(t->store, t->company, list[i], &t->record, err);
    if (rc == CS_OK && brought(&t->record, t->txn)) rc = t->row(t->user, &t->record);
    if (rc == CS_ENOTFOUND) rc = CS_OK; /* another company's transaction */
  }
  free(list);
  return rc;
}

static int everybody(touched *t, cs_err *err) {
  cs_people *people = NULL;
  int rc = cs_people_open(t->store, t->company, NULL, NULL, &people, err);
  while (rc == CS_OK && (rc = cs_people_next_since(people, t->txn - 1, &t->record, err)) == 1) {
    rc = brought(&t->record, t->txn) ? t->row(t->user, &t->record) : CS_OK;
  }
  cs_people_close(people);
  return rc;
}

int cs_txn_touched(cs_store *s, int32_t company, uint32_t txn,
                   int (*row)(void *user, const cs_record *r), void *user, cs_err *err) {
  touched t = {.store = s, .company = company, .txn = txn, .row = row, .user = user};
  codes c = {0};
  int rc = cs_record_init(&t.record, err);
  if (rc == CS_OK) rc = cs_ledger_lines(s, txn, keep_code, &c, err);
  if (rc == CS_OK)
    rc = each_code(&t, &c, err);
  else if (rc == MANY)
    rc = everybody(&t, err);
  cs_buf_deinit(&c.texts);
  cs_record_deinit(&t.record);
  return rc;
}
