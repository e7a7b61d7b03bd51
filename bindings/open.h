/* The modules of the script state: one row each in open.c. */
#pragma once
#include <lauxlib.h>
#include <lua.h>

/* A module may be a table that scripts require, and it may add methods to stores and companies. */
typedef struct cs_module {
  const char *name;                /* "cursus.text" */
  lua_CFunction open;              /* pushes the table; NULL: there is none */
  const luaL_Reg *store_methods;   /* NULL: none */
  const luaL_Reg *company_methods; /* NULL: none */
} cs_module;

/* Puts every module into package.preload, and makes the classes of stores and companies with all their methods. */
void cs_open_modules(lua_State *L);

int cs_open_backup(lua_State *L);
int cs_open_calendar(lua_State *L);
int cs_open_text(lua_State *L);
int cs_open_date(lua_State *L);
int cs_open_json(lua_State *L);
int cs_open_csv(lua_State *L);
int cs_open_xlsx(lua_State *L);
int cs_open_form(lua_State *L);
int cs_open_message(lua_State *L);
int cs_open_fs(lua_State *L);
int cs_open_edit(lua_State *L);
int cs_open_version(lua_State *L);
int cs_open_sheet(lua_State *L);
int cs_open_store(lua_State *L);
int cs_open_policy(lua_State *L);

extern const luaL_Reg cs_backup_store[];
extern const luaL_Reg cs_store_store[], cs_store_company[];
extern const luaL_Reg cs_policy_store[], cs_policy_company[];
extern const luaL_Reg cs_intake_company[];
extern const luaL_Reg cs_calendar_company[];
extern const luaL_Reg cs_case_company[];
extern const luaL_Reg cs_form_company[];
extern const luaL_Reg cs_cycle_company[];
extern const luaL_Reg cs_decisions_company[];
extern const luaL_Reg cs_person_company[];
extern const luaL_Reg cs_scope_store[], cs_scope_company[];
