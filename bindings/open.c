#include "bindings/open.h"
#include "bindings/handle.h"

/* To add a module: a file bindings/<name>.c and a row here; its names are declared in open.h. */
static const cs_module modules[] = {
    {"cursus.text", cs_open_text, NULL, NULL},
    {"cursus.date", cs_open_date, NULL, NULL},
    {"cursus.json", cs_open_json, NULL, NULL},
    {"cursus.csv", cs_open_csv, NULL, NULL},
    {"cursus.xlsx", cs_open_xlsx, NULL, NULL},
    {"cursus.message", cs_open_message, NULL, NULL},
    {"cursus.fs", cs_open_fs, NULL, NULL},
    {"cursus.edit", cs_open_edit, NULL, NULL},
    {"cursus.version", cs_open_version, NULL, NULL},
    {"cursus.sheet", cs_open_sheet, NULL, NULL},
    {"cursus.store", cs_open_store, cs_store_store, cs_store_company},
    {"cursus.backup", cs_open_backup, cs_backup_store, NULL},
    {"cursus.policy", cs_open_policy, cs_policy_store, cs_policy_company},
    {"cursus.intake", NULL, NULL, cs_intake_company},
    {"cursus.calendar", cs_open_calendar, NULL, cs_calendar_company},
    {"cursus.case", NULL, NULL, cs_case_company},
    {"cursus.form", cs_open_form, NULL, cs_form_company},
    {"cursus.cycle", NULL, NULL, cs_cycle_company},
    {"cursus.decisions", NULL, NULL, cs_decisions_company},
    {"cursus.person", NULL, NULL, cs_person_company},
    {"cursus.scope", NULL, cs_scope_store, cs_scope_company},
};

#define COUNT (sizeof modules / sizeof *modules)

int cs_open_version(lua_State *L) {
  lua_pushliteral(L, CURSUS_VERSION);
  return 1;
}

void cs_open_modules(lua_State *L) {
  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
  cs_handle_classes(L);
  for (size_t i = 0; i < COUNT; i++) {
    const cs_module *m = &modules[i];
    if (m->store_methods != NULL) cs_handle_add(L, CS_HANDLE_STORE, m->store_methods);
    if (m->company_methods != NULL) cs_handle_add(L, CS_HANDLE_COMPANY, m->company_methods);
    if (m->open == NULL) continue;
    lua_pushcfunction(L, m->open);
    lua_setfield(L, -2, m->name);
  }
  lua_pop(L, 1);
}
