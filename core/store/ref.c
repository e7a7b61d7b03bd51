#include "store/ref.h"
#include "base/messages.h"
#include "store/internal.h"
#include <string.h>

#define REFS_MEMORY ((size_t)6 << 20)
#define BEARS '+' /* payload of a change; anything else: bears it no more */

static int no_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }

static bool is_ref(const cs_value *v) {
  return v != NULL && v->kind == CS_STRING && v->size > 0 && v->size <= CS_REF_MAX;
}

cs_symbol cs_ref_name(cs_store *s) { return cs_symbol_find(s, "ref", 3); }

bool cs_ref_at(const cs_record *r, uint32_t i, cs_symbol name) {
  const cs_entry *e = &r->entries[i];
  bool last = i + 1 == r->count || cs_slot_compare(&e->slot, &e[1].slot) != 0;
  return e->slot.klass == CS_EVENT && e->slot.name == name && last && is_ref(&e->value);
}

uint32_t cs_ref_instance(cs_store *s, const cs_record *r, const char *ref, size_t size) {
  cs_symbol name = cs_ref_name(s);
  for (uint32_t i = 0; name != 0 && i < r->count; i++) {
    const cs_entry *e = &r->entries[i];
    if (cs_ref_at(r, i, name) && e->value.size == size && memcmp(e->value.text, ref, size) == 0)
      return e->slot.instance;
  }
  return 0;
}

int cs_ref_holders(cs_store *s, int32_t company, const char *ref, size_t size, cs_buf *codes,
                   cs_err *err) {
  cs_query q;
  cs_buf_clear(codes);
  int rc = cs_query_open(s, CS_SQL_EVENT_REF_HOLDERS, &q, err, "is", (int64_t)company, ref, size);
  if (rc != CS_OK) return rc;
  while ((rc = cs_query_next(&q, err)) == 1) {
    const char *code = cs_column_text(&q, 0);
    cs_buf_put(codes, code, strlen(code) + 1);
  }
  cs_query_close(&q);
  return rc == CS_OK && codes->failed ? no_memory(err) : rc;
}

/* -- changes, sorted before they are written: a tree is filled in its own order, whatever the order of the people ------------- */
/* `key` is overwritten. */
static int add_change(cs_sorter *changes, const cs_value *ref, const char *code, uint32_t instance,
                      uint64_t number, char what, cs_buf *key, cs_err *err) {
  char text[CS_REF_MAX + 1];
  memcpy(text, ref->text, ref->size);
  text[ref->size] = '\0';
  const unsigned char place[4] = {(unsigned char)(instance >> 24), (unsigned char)(instance >> 16),
                                  (unsigned char)(instance >> 8), (unsigned char)instance};
  cs_buf_clear(key);
  cs_buf_put(key, code, strlen(code) + 1);
  cs_buf_put(key, place, sizeof place);
  if (key->failed) return no_memory(err);
  const cs_sorted row = {.code = text,
                         .code_size = ref->size,
                         .key = key->data,
                         .key_size = key->size,
                         .line = number,
                         .payload = &what,
                         .payload_size = 1};
  return cs_sorter_add(changes, &row, err);
}

int cs_ref_change(cs_txn *t, const cs_record *r, const cs_slot *slot, const cs_value *before,
                  const cs_value *after, cs_err *err) {
  if (t->ref_name == 0) t->ref_name = cs_ref_name(t->store);
  if (slot->name != t->ref_name) return CS_OK;
  int rc = t->refs == NULL ? cs_sorter_new(REFS_MEMORY, &t->refs, err) : CS_OK;
  if (rc == CS_OK && is_ref(before))
    rc = add_change(t->refs, before, r->code, slot->instance, t->ref_changes++, '-', &t->ref_key,
                    err);
  if (rc == CS_OK && is_ref(after))
    rc = add_change(t->refs, after, r->code, slot->instance, t->ref_changes++, BEARS, &t->ref_key,
                    err);
  return rc;
}

static int write_change(cs_store *s, int32_t company, const cs_sorted *row, cs_err *err) {
  const unsigned char *place = (const unsigned char *)row->key + row->key_size - 4;
  int64_t instance = (int64_t)place[0] << 24 | place[1] << 16 | place[2] << 8 | place[3];
  cs_statement which = *row->payload == BEARS ? CS_SQL_EVENT_REF_ADD : CS_SQL_EVENT_REF_DROP;
  return cs_query_run(s, which, err, "isti", (int64_t)company, row->code, row->code_size, row->key,
                      instance);
}

int cs_ref_write(cs_store *s, int32_t company, cs_sorter *changes, cs_err *err) {
  cs_sorted row;
  int rc = cs_sorter_sort(changes, err);
  while (rc == CS_OK && (rc = cs_sorter_next(changes, &row, err)) == 1)
    rc = write_change(s, company, &row, err);
  return rc;
}

/* -- from the records ------------------------------------------------------------------------------------------------------ */
static int note_person(cs_sorter *changes, const cs_record *r, cs_symbol name, cs_buf *key,
                       cs_err *err) {
  int rc = CS_OK;
  for (uint32_t i = 0; rc == CS_OK && i < r->count; i++) {
    const cs_entry *e = &r->entries[i];
    if (cs_ref_at(r, i, name))
      rc = add_change(changes, &e->value, r->code, e->slot.instance, 0, BEARS, key, err);
  }
  return rc;
}

static int fill_company(cs_store *s, int32_t company, cs_symbol name, cs_err *err) {
  cs_people *people = NULL;
  cs_sorter *changes = NULL;
  cs_record r;
  cs_buf key = {0};
  int rc = cs_record_init(&r, err);
  if (rc == CS_OK) rc = cs_sorter_new(REFS_MEMORY, &changes, err);
  if (rc == CS_OK) rc = cs_people_open(s, company, NULL, NULL, &people, err);
  while (rc == CS_OK && (rc = cs_people_next(people, &r, err)) == 1)
    rc = note_person(changes, &r, name, &key, err);
  cs_people_close(people);
  if (rc == CS_OK) rc = cs_ref_write(s, company, changes, err);
  cs_sorter_free(changes);
  cs_record_deinit(&r);
  cs_buf_deinit(&key);
  return rc;
}

int cs_ref_fill(cs_store *s, cs_err *err) {
  cs_query q;
  cs_symbol name = cs_ref_name(s);
  int rc = cs_query_run(s, CS_SQL_EVENT_REFS_CLEAR, err, "");
  if (rc != CS_OK || name == 0) return rc;
  rc = cs_query_open(s, CS_SQL_COMPANIES, &q, err, "");
  if (rc != CS_OK) return rc;
  while ((rc = cs_query_next(&q, err)) == 1) {
    rc = fill_company(s, (int32_t)cs_column_int(&q, 0), name, err);
    if (rc != CS_OK) break;
  }
  cs_query_close(&q);
  return rc;
}
