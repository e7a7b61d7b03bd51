/* What cases were opened for: a fact, a decision of a run, an act of another case. Each opens one case of a procedure; when that one was
 * withdrawn, who opens says whether another may be. A month's ratings open many, so that of each case only a hash of what it was opened for is
 * kept, and its code; what is found so is read again and compared. */
#include "base/messages.h"
#include "procedure/desk.h"
#include <stdlib.h>
#include <string.h>

typedef struct entry {
  uint64_t hash;
  uint32_t code; /* where it stands in `codes` */
  uint32_t next; /* of the same place in the table, + 1; 0: none */
} entry;

struct cs_origins {
  entry *entries;
  uint32_t count, capacity;
  uint32_t *table; /* the newest of each place, + 1; twice the capacity */
  cs_buf codes;
};

/* FNV-1a of the procedure, a tab, and the origin. */
static uint64_t hash_of(const char *procedure, const char *origin, size_t size) {
  uint64_t hash = UINT64_C(14695981039346656037);
  const uint64_t prime = UINT64_C(1099511628211);
  for (const char *at = procedure; *at != '\0'; at++) hash = (hash ^ (unsigned char)*at) * prime;
  hash = (hash ^ '\t') * prime;
  for (size_t i = 0; i < size; i++) hash = (hash ^ (unsigned char)origin[i]) * prime;
  return hash;
}

static void link_entry(struct cs_origins *all, uint32_t i) {
  uint32_t *place = &all->table[all->entries[i].hash & (all->capacity * 2u - 1)];
  all->entries[i].next = *place;
  *place = i + 1;
}

static bool grow(struct cs_origins *all) {
  uint32_t capacity = all->capacity == 0 ? 64 : all->capacity * 2;
  entry *entries = realloc(all->entries, capacity * sizeof *entries);
  if (entries != NULL) all->entries = entries;
  uint32_t *table = calloc(capacity * 2u, sizeof *table);
  if (entries == NULL || table == NULL) {
    free(table);
    return false;
  }
  free(all->table);
  all->table = table;
  all->capacity = capacity;
  for (uint32_t i = 0; i < all->count; i++) link_entry(all, i);
  return true;
}

static int note(cs_office *o, const char *procedure, const char *origin, size_t size,
                const char *code, cs_err *err) {
  struct cs_origins *all = o->origins;
  if (all->count == all->capacity && !grow(all)) return cs_office_no_memory(err);
  all->entries[all->count] =
      (entry){.hash = hash_of(procedure, origin, size), .code = (uint32_t)all->codes.size};
  cs_buf_put(&all->codes, code, strlen(code) + 1);
  if (all->codes.failed) return cs_office_no_memory(err);
  link_entry(all, all->count++);
  return CS_OK;
}

static const cs_value *head(const cs_office *o, const cs_record *r, const char *name) {
  static const cs_value none = {.kind = CS_NONE};
  cs_symbol symbol = cs_symbol_find(o->store, name, strlen(name));
  const cs_entry *e = symbol == 0 ? NULL : cs_record_attribute(r, symbol, CS_DATE_MAX, UINT32_MAX);
  return e == NULL ? &none : &e->value;
}

static int note_record(cs_office *o, const cs_record *r, cs_err *err) {
  const cs_value *procedure = head(o, r, "procedure"), *origin = head(o, r, "origin");
  if (procedure->kind != CS_SYMBOL || origin->kind != CS_STRING) return CS_OK;
  return note(o, cs_symbol_text(o->store, (cs_symbol)procedure->number), origin->text, origin->size,
              r->code, err);
}

/* In the order of their codes, so that the newest comes last. */
static int look_up(cs_office *o, cs_err *err) {
  cs_people *cases = NULL;
  cs_record r;
  o->origins = calloc(1, sizeof *o->origins);
  int rc = cs_record_init(&r, err);
  if (rc == CS_OK && o->origins == NULL) rc = cs_office_no_memory(err);
  if (rc == CS_OK)
    rc = cs_subjects_open(o->store, o->company.id, CS_KIND_CASE, NULL, NULL, &cases, err);
  while (rc == CS_OK && (rc = cs_people_next(cases, &r, err)) == 1) rc = note_record(o, &r, err);
  cs_people_close(cases);
  cs_record_deinit(&r);
  if (rc != CS_OK) cs_office_forget_origins(o);
  return rc;
}

/* Is the case of this procedure and origin? Then it is told. */
static int read_case(cs_office *o, const char *code, const char *procedure, const char *origin,
                     cs_origin_case *out, cs_err *err) {
  cs_record r;
  cs_casefile c;
  cs_arena *arena = cs_arena_new(1 << 12);
  int rc = cs_record_init(&r, err);
  if (rc == CS_OK && arena == NULL) rc = cs_office_no_memory(err);
  if (rc == CS_OK) rc = cs_subject_load(o->store, o->company.id, CS_KIND_CASE, code, &r, err);
  if (rc == CS_OK) rc = cs_casefile_read(o->store, &r, UINT32_MAX, arena, &c, err);
  if (rc == CS_OK && strcmp(c.procedure, procedure) == 0 && strcmp(c.origin, origin) == 0) {
    const cs_case_act *withdrawal = cs_casefile_withdrawal(&c);
    out->withdrawn = withdrawal == NULL ? 0 : withdrawal->txn;
    snprintf(out->code, sizeof out->code, "%s", code);
  }
  cs_record_deinit(&r);
  cs_arena_free(arena);
  return rc;
}

int cs_office_origin(cs_office *o, const char *procedure, const char *origin, cs_origin_case *out,
                     cs_err *err) {
  *out = (cs_origin_case){0};
  int rc = o->origins == NULL ? look_up(o, err) : CS_OK;
  if (rc != CS_OK || o->origins->count == 0) return rc;
  const struct cs_origins *all = o->origins;
  uint64_t hash = hash_of(procedure, origin, strlen(origin));
  uint32_t at = all->table[hash & (all->capacity * 2u - 1)];
  for (; rc == CS_OK && at != 0 && out->code[0] == '\0'; at = all->entries[at - 1].next) {
    const entry *e = &all->entries[at - 1];
    if (e->hash == hash) rc = read_case(o, all->codes.data + e->code, procedure, origin, out, err);
  }
  return rc;
}

int cs_office_note_origin(cs_office *o, const cs_casefile *c, cs_err *err) {
  return o->origins == NULL || *c->origin == '\0'
             ? CS_OK
             : note(o, c->procedure, c->origin, strlen(c->origin), c->code, err);
}

void cs_office_forget_origins(cs_office *o) {
  if (o->origins == NULL) return;
  free(o->origins->entries);
  free(o->origins->table);
  cs_buf_deinit(&o->origins->codes);
  free(o->origins);
  o->origins = NULL;
}
