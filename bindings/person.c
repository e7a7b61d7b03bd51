/* cursus.person: the file of one person or of another subject, and the stream of either. */
#include "base/messages.h"
#include "bindings/encode.h"
#include "bindings/handle.h"
#include "bindings/open.h"
#include "store/subject.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RECORD "cursus.box.record"

typedef struct file { /* what making a person's file owns */
  cs_record record;
  bool open;
} file;

static int file_gc(lua_State *L) {
  file *f = luaL_checkudata(L, 1, RECORD);
  if (f->open) cs_record_deinit(&f->record);
  f->open = false;
  return 0;
}

static file *push_file(lua_State *L) {
  cs_bridge_class(L, RECORD, NULL, file_gc, NULL);
  file *f = lua_newuserdatauv(L, sizeof *f, 0);
  memset(f, 0, sizeof *f);
  luaL_setmetatable(L, RECORD);
  return f;
}

typedef struct reading { /* pushing from a loaded record; the store's symbols give the names */
  lua_State *L;
  cs_store *store;
  const cs_record *record;
  uint32_t known;
  cs_date as_of;
  int times; /* stack index: transaction -> recorded */
} reading;

/* -- values ---------------------------------------------------------------------------------------------- */

static const char *symbol_text(const reading *r, cs_symbol symbol) {
  const char *text = cs_symbol_text(r->store, symbol);
  return text != NULL ? text : "?";
}

static void push_value(const reading *r, const cs_value *v) {
  char date[CS_DATE_SIZE];
  switch (v->kind) {
    case CS_INT: lua_pushinteger(r->L, v->number); break;
    case CS_DATE: lua_pushstring(r->L, cs_date_text((cs_date)v->number, date)); break;
    case CS_SYMBOL: lua_pushstring(r->L, symbol_text(r, (cs_symbol)v->number)); break;
    case CS_STRING: lua_pushlstring(r->L, v->text, v->size); break;
    default: lua_pushnil(r->L); break;
  }
}

static void set_value(const reading *r, const char *name, const cs_value *v) {
  push_value(r, v);
  lua_setfield(r->L, -2, name);
}

static void set_text(lua_State *L, const char *name, const char *text) {
  lua_pushstring(L, text);
  lua_setfield(L, -2, name);
}

static void set_integer(lua_State *L, const char *name, int64_t n) {
  lua_pushinteger(L, n);
  lua_setfield(L, -2, name);
}

static void append(lua_State *L) { lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1); }

static void new_list(lua_State *L) {
  lua_newtable(L);
  cs_encode_mark_array(L, -1);
}

/* Is entry i the version of its slot that is known? Entries are sorted by slot, then transaction. */
static bool is_known_version(const reading *r, uint32_t i) {
  const cs_record *p = r->record;
  if (p->entries[i].txn > r->known) return false;
  return i + 1 >= p->count || cs_slot_compare(&p->entries[i].slot, &p->entries[i + 1].slot) != 0 ||
         p->entries[i + 1].txn > r->known;
}

/* -- the parts of a file --------------------------------------------------------------------------------- */

static void push_attributes(const reading *r) {
  lua_State *L = r->L;
  cs_symbol last = 0;
  new_list(L);
  for (uint32_t i = 0; i < r->record->count; i++) {
    const cs_slot *slot = &r->record->entries[i].slot;
    if (slot->klass != CS_ATTRIBUTE || slot->name == last) continue;
    last = slot->name;
    const cs_entry *e = cs_record_attribute(r->record, slot->name, r->as_of, r->known);
    if (e == NULL) continue;
    char date[CS_DATE_SIZE];
    lua_newtable(L);
    set_text(L, "name", symbol_text(r, slot->name));
    set_value(r, "value", &e->value);
    if (e->slot.at != CS_DATE_MIN) set_text(L, "effective", cs_date_text(e->slot.at, date));
    set_integer(L, "txn", e->txn);
    append(L);
  }
}

/* What is dated after the day: the state to come, and what it takes the place of. */
static void push_pending(const reading *r) {
  lua_State *L = r->L;
  new_list(L);
  for (uint32_t i = 0; i < r->record->count; i++) {
    const cs_entry *e = &r->record->entries[i];
    char date[CS_DATE_SIZE];
    if (e->slot.klass != CS_ATTRIBUTE || e->slot.at <= r->as_of || e->value.kind == CS_NONE ||
        !is_known_version(r, i))
      continue;
    const cs_entry *before = cs_record_attribute(r->record, e->slot.name, e->slot.at - 1, r->known);
    lua_newtable(L);
    set_text(L, "name", symbol_text(r, e->slot.name));
    set_value(r, "value", &e->value);
    if (before != NULL) set_value(r, "before", &before->value);
    set_text(L, "effective", cs_date_text(e->slot.at, date));
    set_integer(L, "txn", e->txn);
    append(L);
  }
}

static void push_series(const reading *r) {
  lua_State *L = r->L;
  new_list(L);
  for (uint32_t i = 0; i < r->record->count; i++) {
    const cs_entry *e = &r->record->entries[i];
    if (e->slot.klass != CS_SERIES || e->value.kind == CS_NONE || !is_known_version(r, i)) continue;
    char period[CS_DATE_SIZE];
    lua_newtable(L);
    set_text(L, "series", symbol_text(r, e->slot.name));
    set_text(L, "period",
             cs_period_text(cs_slot_period_every(e->slot.at), cs_slot_period(e->slot.at), period));
    set_value(r, "value", &e->value);
    set_integer(L, "txn", e->txn);
    append(L);
  }
}

/* Events or spans: the fields of one instance are one table. */
static void push_instances(const reading *r, cs_class klass) {
  lua_State *L = r->L;
  uint32_t instance = 0;
  bool open = false;
  new_list(L);
  for (uint32_t i = 0; i < r->record->count; i++) {
    const cs_entry *e = &r->record->entries[i];
    if (e->slot.klass != klass || e->value.kind == CS_NONE || !is_known_version(r, i)) continue;
    if (e->slot.instance != instance) {
      if (open) append(L);
      instance = e->slot.instance;
      lua_newtable(L);
      set_integer(L, "instance", instance);
      open = true;
    }
    set_value(r, symbol_text(r, e->slot.name), &e->value);
  }
  if (open) append(L);
}

/* A field of an instance as known at the end, for naming it; of one that was taken back what it said last. */
static const cs_entry *field_of(const reading *r, const cs_slot *slot, const char *name) {
  cs_slot wanted = *slot;
  wanted.name = cs_symbol_find(r->store, name, strlen(name));
  wanted.at = 0;
  const cs_entry *e = wanted.name != 0 ? cs_record_find(r->record, &wanted, r->known) : NULL;
  while (e != NULL && e->value.kind == CS_NONE) {
    bool first = e == r->record->entries || cs_slot_compare(&e[-1].slot, &wanted) != 0;
    e = first ? NULL : e - 1;
  }
  return e;
}

/* "grade", "grade@2026-07-01", "performance:2026-03", "complaint:2026-03-12 upheld" */
static void push_fact(const reading *r, const cs_slot *slot) {
  lua_State *L = r->L;
  const char *name = symbol_text(r, slot->name);
  char text[CS_DATE_SIZE];
  if (slot->klass == CS_ATTRIBUTE) {
    if (slot->at == CS_DATE_MIN)
      lua_pushstring(L, name);
    else
      lua_pushfstring(L, "%s@%s", name, cs_date_text(slot->at, text));
  } else if (slot->klass == CS_SERIES) {
    lua_pushfstring(L, "%s:%s", name,
                    cs_period_text(cs_slot_period_every(slot->at), cs_slot_period(slot->at), text));
  } else {
    const cs_entry *kind = field_of(r, slot, "kind"),
                   *on = field_of(r, slot, slot->klass == CS_EVENT ? "on" : "from");
    if (kind != NULL)
      push_value(r, &kind->value);
    else
      lua_pushstring(L, slot->klass == CS_EVENT ? "event" : "span");
    lua_pushstring(L, on != NULL && on->value.kind == CS_DATE
                          ? cs_date_text((cs_date)on->value.number, text)
                          : "?");
    const char *day = lua_tostring(L, -1), *what = lua_tostring(L, -2);
    lua_pushfstring(L, "%s:%s %s", what != NULL ? what : "?", day, name);
    lua_replace(L, -3);
    lua_pop(L, 1);
  }
}

static int by_txn(const void *a, const void *b) {
  const cs_entry *const *x = a, *const *y = b;
  if ((*x)->txn != (*y)->txn) return (*x)->txn < (*y)->txn ? -1 : 1;
  return *x < *y ? -1 : *x > *y;
}

/* What held before a version: the one before it; of an attribute that changes on a date and had no value there, what was in
 * force the day before. */
static const cs_entry *before_of(const reading *r, const cs_entry *e) {
  const cs_record *p = r->record;
  bool again = e > p->entries && cs_slot_compare(&e[-1].slot, &e->slot) == 0;
  if (again && e[-1].value.kind != CS_NONE) return e - 1;
  if (e->slot.klass != CS_ATTRIBUTE || e->slot.at == CS_DATE_MIN) return NULL;
  return cs_record_attribute(p, e->slot.name, e->slot.at - 1, e->txn);
}

/* Every version known, in the order of recording. */
static void push_history(const reading *r) {
  lua_State *L = r->L;
  const cs_record *p = r->record;
  const cs_entry **list =
      cs_bridge_memory(L, (p->count + 1u) * sizeof *list); /* NOLINT: pointers */
  size_t n = 0;
  for (uint32_t i = 0; i < p->count; i++) {
    if (p->entries[i].txn <= r->known) list[n++] = &p->entries[i];
  }
  qsort(list, n, sizeof *list, by_txn); /* NOLINT: pointers */
  new_list(L);
  for (size_t i = 0; i < n; i++) {
    const cs_entry *e = list[i], *before = before_of(r, e);
    lua_newtable(L);
    set_integer(L, "txn", e->txn);
    lua_rawgeti(L, r->times, e->txn);
    lua_setfield(L, -2, "recorded");
    push_fact(r, &e->slot);
    lua_setfield(L, -2, "fact");
    set_value(r, "value", &e->value);
    if (before != NULL) set_value(r, "before", &before->value);
    append(L);
  }
  lua_remove(L, -2);
}

/* -- c:person -------------------------------------------------------------------------------------------- */

static int load(file *f, cs_store *s, const cs_company *c, const char *code, uint32_t known,
                cs_err *err) {
  int rc = cs_record_init(&f->record, err);
  if (rc != CS_OK) return rc;
  f->open = true;
  rc = cs_person_load(s, c->id, code, &f->record, err);
  cs_symbol name = cs_symbol_find(s, "code", 4);
  if (rc == CS_OK && cs_record_exists(&f->record, name, known)) return CS_OK;
  if (rc == CS_OK || rc == CS_ENOTFOUND)
    return cs_fail(err, CS_ENOTFOUND, CS_MSG_person_absent, code, c->code);
  return rc;
}

/* Another subject is there as soon as anything is known of it. */
static int load_subject(file *f, cs_store *s, const cs_company *c, const char *kind,
                        const char *code, uint32_t known, cs_err *err) {
  int rc = cs_record_init(&f->record, err);
  if (rc != CS_OK) return rc;
  f->open = true;
  rc = cs_subject_load(s, c->id, kind, code, &f->record, err);
  for (uint32_t i = 0; rc == CS_OK && i < f->record.count; i++) {
    if (f->record.entries[i].txn <= known) return CS_OK;
  }
  if (rc == CS_OK || rc == CS_ENOTFOUND)
    return cs_fail(err, CS_ENOTFOUND, CS_MSG_subject_absent, kind, code, c->code);
  return rc;
}

/* Pushes, of the transactions that the record names, when each was recorded; below 0: err. */
static int push_times(lua_State *L, cs_store *s, const cs_record *p, uint32_t known, cs_err *err) {
  lua_newtable(L);
  int table = lua_gettop(L), rc = CS_OK;
  for (uint32_t i = 0; rc >= 0 && i < p->count; i++) {
    uint32_t txn = p->entries[i].txn;
    bool wanted = txn <= known && lua_rawgeti(L, -1, txn) == LUA_TNIL;
    lua_settop(L, table);
    if (!wanted) continue;
    cs_time recorded;
    rc = cs_ledger_recorded(s, txn, &recorded, err);
    if (rc != 1) continue;
    lua_pushinteger(L, recorded);
    lua_rawseti(L, -2, txn);
  }
  return rc;
}

static void set_part(lua_State *L, int table, const char *name) { lua_setfield(L, table, name); }

/* The file of an employee (`kind` NULL) or another subject; the options {as_of =, known_at =} are argument `at`. */
static int push_whole(lua_State *L, const char *kind, const char *code, int at) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  lua_settop(L, at);
  if (lua_isnil(L, at)) lua_newtable(L), lua_replace(L, at);
  cs_bridge_fields(L, at, "as_of known_at");
  lua_Integer as_of = CS_DATE_MAX, known = UINT32_MAX;
  cs_bridge_field_integer(L, at, "as_of", &as_of);
  cs_bridge_field_integer(L, at, "known_at", &known);
  luaL_argcheck(L, as_of > CS_DATE_NONE && as_of <= CS_DATE_MAX, at, "field 'as_of': not a date");
  luaL_argcheck(L, known >= 0 && known <= UINT32_MAX, at, "field 'known_at': not a transaction");

  cs_err err;
  file *f = push_file(L);
  cs_buf *name = cs_bridge_buf(L);
  bool erased = false;
  int rc = kind == NULL ? load(f, s->store, c, code, (uint32_t)known, &err)
                        : load_subject(f, s->store, c, kind, code, (uint32_t)known, &err);
  if (rc == CS_OK && kind == NULL)
    rc = cs_person_personal(s->store, c->id, code, "name", (uint32_t)known, name, &erased, &err);
  if (rc >= 0) rc = push_times(L, s->store, &f->record, (uint32_t)known, &err);
  if (rc < 0) return cs_bridge_failure(L, &err);

  reading r = {L, s->store, &f->record, (uint32_t)known, (cs_date)as_of, lua_gettop(L)};
  lua_newtable(L);
  int table = lua_gettop(L);
  set_text(L, "code", code);
  if (kind == NULL) {
    lua_pushboolean(L, erased);
    set_part(L, table, "erased");
  } else {
    set_text(L, "kind", kind);
  }
  push_attributes(&r);
  set_part(L, table, "attributes");
  push_pending(&r);
  set_part(L, table, "pending");
  push_series(&r);
  set_part(L, table, "series");
  push_instances(&r, CS_EVENT);
  set_part(L, table, "events");
  push_instances(&r, CS_SPAN);
  set_part(L, table, "spans");
  push_history(&r);
  set_part(L, table, "history");
  return 1;
}

/* c:person(employee, {as_of =, known_at =}) */
static int company_person(lua_State *L) { return push_whole(L, NULL, cs_bridge_text(L, 2), 3); }

/* c:subject(kind, code, {as_of =, known_at =}) */
static int company_subject(lua_State *L) {
  const char *kind = cs_bridge_text(L, 2);
  luaL_argcheck(L, *kind != '\0', 2, "a kind expected");
  return push_whole(L, kind, cs_bridge_text(L, 3), 4);
}

static int list_kind(void *user, const char *kind) {
  cs_listing *l = user;
  return cs_bridge_append(l->box, json_string(kind), true, l->err);
}

/* c:subject_kinds() → the kinds of subject there are, sorted */
static int company_subject_kinds(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  cs_err err;
  cs_listing l = {cs_bridge_json(L), &err};
  int rc = cs_subject_kinds(s->store, c->id, list_kind, &l, &err);
  return cs_listing_push(L, rc, *l.box, &err);
}

/* c:name(employee) → the personal field "name", or nil */
static int company_name(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  const char *code = cs_bridge_text(L, 2);
  cs_buf *b = cs_bridge_buf(L);
  cs_err err;
  bool erased = false;
  int rc = cs_person_personal(s->store, c->id, code, "name", UINT32_MAX, b, &erased, &err);
  if (rc < 0) return cs_bridge_failure(L, &err);
  if (rc == 0)
    luaL_pushfail(L);
  else
    lua_pushlstring(L, b->size > 0 ? b->data : "", b->size);
  cs_buf_deinit(b);
  return 1;
}

static int erase(file *f, cs_store *s, const cs_company *c, const cs_stamp *stamp, const char *code,
                 cs_err *err) {
  int rc = load(f, s, c, code, UINT32_MAX, err);
  cs_txn *t = NULL;
  if (rc == CS_OK) rc = cs_txn_begin(s, c, stamp, &t, err);
  if (rc != CS_OK) return rc;
  rc = cs_txn_erase(t, code, err);
  if (rc == CS_OK) return cs_txn_commit(t, err);
  cs_txn_rollback(t);
  return rc;
}

/* c:erase(employee): the personal fields go for good. */
static int company_erase(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  const char *code = cs_bridge_text(L, 2);
  cs_stamp stamp = cs_handle_stamp(L, 1);
  file *f = push_file(L);
  cs_err err;
  return cs_bridge_done(L, erase(f, s->store, c, &stamp, code, &err), &err);
}

/* -- c:people -------------------------------------------------------------------------------------------- */

#define PEOPLE "cursus.people"

typedef struct people {
  cs_child child; /* closed with the store */
  cs_people *stream;
  cs_record record;
  bool open; /* the record is to be deinited */
} people;

static void people_close(cs_child *c) {
  people *p = (people *)c;
  cs_people_close(p->stream);
  p->stream = NULL;
  if (p->open) cs_record_deinit(&p->record);
  p->open = false;
}

static int people_gc(lua_State *L) {
  people *p = luaL_checkudata(L, 1, PEOPLE);
  cs_handle_unlink(&p->child);
  people_close(&p->child);
  return 0;
}

static int people_step(lua_State *L) {
  people *p = luaL_checkudata(L, lua_upvalueindex(1), PEOPLE);
  cs_err err;
  if (p->stream == NULL) return 0;
  int rc = cs_people_next_since(p->stream, UINT32_MAX, &p->record,
                                &err); /* the code only: nothing is decoded */
  if (rc < 0) return cs_bridge_raise(L, &err);
  if (rc > 0) {
    lua_pushstring(L, p->record.code);
    return 1;
  }
  cs_handle_unlink(&p->child);
  people_close(&p->child);
  return 0;
}

/* The iterator over one kind; `kind` is an argument that stays on the stack, or a literal. */
static int push_stream(lua_State *L, const char *kind) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  cs_bridge_class(L, PEOPLE, NULL, people_gc, NULL);
  people *p = lua_newuserdatauv(L, sizeof *p, 1);
  memset(p, 0, sizeof *p);
  p->child.close = people_close;
  luaL_setmetatable(L, PEOPLE);
  lua_pushvalue(L, 1);
  lua_setiuservalue(L, -2, 1);
  cs_err err;
  int rc = cs_record_init(&p->record, &err);
  if (rc == CS_OK) p->open = true;
  if (rc == CS_OK) rc = cs_subjects_open(s->store, c->id, kind, NULL, NULL, &p->stream, &err);
  if (rc != CS_OK) return cs_bridge_failure(L, &err);
  cs_handle_link(s, &p->child);
  int stream = lua_gettop(L);
  lua_pushvalue(L, stream);
  lua_pushcclosure(L, people_step, 1);
  lua_pushnil(L);
  lua_pushnil(L);
  lua_pushvalue(L, stream);
  return 4;
}

/* c:people(): an iterator of codes, in their order. */
static int company_people(lua_State *L) {
  lua_settop(L, 1);
  return push_stream(L, "");
}

/* c:subjects(kind): the same of another kind of subject. */
static int company_subjects(lua_State *L) {
  const char *kind = cs_bridge_text(L, 2);
  luaL_argcheck(L, *kind != '\0', 2, "a kind expected");
  lua_settop(L, 2);
  return push_stream(L, kind);
}

const luaL_Reg cs_person_company[] = {
    {"person", company_person},
    {"name", company_name},
    {"erase", company_erase},
    {"people", company_people},
    {"subject", company_subject},
    {"subjects", company_subjects},
    {"subject_kinds", company_subject_kinds},
    {NULL, NULL},
};
