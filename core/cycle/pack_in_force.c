#include "base/messages.h"
#include "base/json.h"
#include "cycle/cycle.h"
#include "cycle/dictionary.h"
#include "procedure/words.h"
#include <stdlib.h>
#include <string.h>

typedef struct adoption { /* a copy: the row lives no longer than its callback */
  char hash[CS_HASH_TEXT];
  char *settings; /* owned */
} adoption;

typedef struct adoptions {
  adoption *list; /* newest first */
  size_t count, capacity;
  uint32_t known_txn; /* later ones are not known yet */
  cs_err *err;
} adoptions;

static void forget(adoptions *a) {
  for (size_t i = 0; i < a->count; i++) free(a->list[i].settings);
  free(a->list);
}

static int remember(void *user, const cs_adoption *row) {
  adoptions *a = user;
  if (row->txn > a->known_txn) return 0;
  if (a->count == a->capacity) {
    size_t capacity = a->capacity == 0 ? 8 : 2 * a->capacity;
    adoption *list = realloc(a->list, capacity * sizeof *list);
    if (list == NULL) return cs_fail(a->err, CS_ENOMEM, "%s", CS_MSG_no_memory);
    a->list = list;
    a->capacity = capacity;
  }
  adoption *next = &a->list[a->count];
  memcpy(next->hash, row->hash, sizeof next->hash);
  next->settings = strdup(row->settings);
  if (next->settings == NULL) return cs_fail(a->err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  a->count++;
  return 0;
}

static int settle(const cs_pack *pack, const char *settings, json_t **effective, cs_err *err) {
  json_error_t wrong;
  json_t *given = NULL;
  int rc = cs_json_read(settings, strlen(settings), JSON_REJECT_DUPLICATES, &given, &wrong, err);
  if (rc == CS_EINPUT) rc = cs_fail(err, CS_EDB, CS_MSG_cycle_settings_bad, settings, wrong.text);
  if (rc == CS_OK) rc = cs_pack_settings(pack, given, effective, err);
  json_decref(given);
  return rc;
}

/* Adds the names of the pack's cycles to those known so far. */
static int note_cycles(const cs_pack *pack, cs_dictionary *names, cs_err *err) {
  const char *name;
  json_t *cycle;
  json_object_foreach(json_object_get(cs_pack_json(pack), "cycles"), name, cycle) {
    uint32_t number;
    int rc = cs_dictionary_number(names, name, strlen(name), &number, err);
    if (rc != CS_OK) return rc;
  }
  return CS_OK;
}

static int compare_names(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int none_has_it(const char *cycle, cs_date as_of, const cs_dictionary *names, cs_err *err) {
  char date[CS_DATE_SIZE];
  if (names->count == 0)
    return cs_fail(err, CS_ENOTFOUND, CS_MSG_cycle_no_pack, cs_date_text(as_of, date));
  const char **sorted = calloc(names->count, sizeof *sorted);
  if (sorted == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  for (uint32_t i = 0; i < names->count; i++) sorted[i] = cs_dictionary_key_of(names, i + 1);
  qsort(sorted, names->count, sizeof *sorted, compare_names);
  cs_buf list = {0};
  for (uint32_t i = 0; i < names->count; i++) {
    if (i > 0) cs_buf_puts(&list, ", ");
    cs_buf_puts(&list, sorted[i]);
  }
  free(sorted);
  return cs_buf_end(&list,
                    cs_fail(err, CS_ENOTFOUND, CS_MSG_cycle_in_no_pack, cycle,
                            cs_date_text(as_of, date), cs_buf_str(&list)),
                    err);
}

static int note_first(void *user, const cs_adoption *a) {
  uint32_t *first = user;
  if (*first == 0 || a->txn < *first) *first = a->txn;
  return 0;
}

/* Before the first adoption there was nothing to judge by: a plan of nobody would look like an answer. */
static int check_known(cs_store *s, int32_t company, uint32_t known_txn, cs_err *err) {
  uint32_t first = 0;
  int rc = cs_adoption_each(s, company, CS_DATE_MAX, note_first, &first, err);
  if (rc < 0 || first <= known_txn) return rc < 0 ? rc : CS_OK;
  return cs_fail(err, CS_EREFUSED, CS_MSG_cycle_known_before, known_txn, first);
}

static bool seen_before(const adoptions *a, size_t index) {
  for (size_t i = 0; i < index; i++)
    if (strcmp(a->list[i].hash, a->list[index].hash) == 0) return true;
  return false;
}

const char *cs_cycle_name(const cs_pack *pack, const char *said) {
  return cs_word_find(cs_pack_json(pack), "cycles", said);
}

int cs_cycle_pack(cs_store *s, int32_t company, const char *cycle, cs_date as_of,
                  uint32_t known_txn, cs_pack **pack, json_t **settings, char hash[CS_HASH_TEXT],
                  cs_err *err) {
  *pack = NULL;
  *settings = NULL;
  hash[0] = '\0';
  adoptions found = {.known_txn = known_txn, .err = err};
  cs_dictionary names = {0};
  int rc = check_known(s, company, known_txn, err);
  if (rc == CS_OK) rc = cs_adoption_each(s, company, as_of, remember, &found, err);
  for (size_t i = 0; rc == CS_OK && i < found.count; i++) {
    if (seen_before(&found, i)) continue; /* it lacked the cycle then, too */
    cs_pack *candidate = NULL;
    rc = cs_pack_open(s, found.list[i].hash, &candidate, err);
    if (rc == CS_OK && cs_cycle_name(candidate, cycle) != NULL) {
      rc = settle(candidate, found.list[i].settings, settings, err);
      if (rc == CS_OK) {
        *pack = candidate;
        memcpy(hash, found.list[i].hash, CS_HASH_TEXT);
        goto done;
      }
    } else if (rc == CS_OK) {
      rc = note_cycles(candidate, &names, err);
    }
    cs_pack_free(candidate);
  }
  if (rc == CS_OK) rc = none_has_it(cycle, as_of, &names, err);

done:
  cs_dictionary_deinit(&names);
  forget(&found);
  return rc;
}
