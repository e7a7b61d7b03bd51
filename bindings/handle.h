/* Stores and companies as Lua sees them. A company holds its store; what reads from a store (an iterator) is its child and is
 * closed with it, so nothing outlives the database whatever order the collector takes. */
#pragma once
#include "bindings/bridge.h"
#include "store/ledger.h"

#define CS_HANDLE_STORE "cursus.store"
#define CS_HANDLE_COMPANY "cursus.company"

typedef struct cs_child { /* embedded in the reader's box */
  struct cs_child *previous, *next;
  struct cs_store_handle *store; /* NULL: not linked */
  void (*close)(struct cs_child *c);
} cs_child;

typedef struct cs_store_handle {
  cs_store *store; /* NULL: closed */
  cs_child *children;
  bool stamped;
  cs_time now;
  int64_t slack;
  char system_user[64];
} cs_store_handle;

void cs_handle_classes(lua_State *L);
void cs_handle_add(lua_State *L, const char *class_name, const luaL_Reg *methods);

cs_store_handle *cs_handle_push_store(lua_State *L);     /* a closed one */
cs_store_handle *cs_handle_store(lua_State *L, int arg); /* an open store, or raises */

/* An open company: its data, and its store. Both live as long as the argument. */
const cs_company *cs_handle_company(lua_State *L, int arg, cs_store_handle **store);
void cs_handle_push_company(lua_State *L, int store_index, const cs_company *c);

/* The stamp of the store behind `arg` (store or company). Pushes two texts that must stay on the stack while it is used; raises when
 * s:stamp was never called. */
cs_stamp cs_handle_stamp(lua_State *L, int arg);

void cs_handle_link(cs_store_handle *s, cs_child *c); /* c->close is set */
void cs_handle_unlink(cs_child *c);                   /* not linked: nothing */
