/* Lua's stack cannot grow while a deep value is made or written: memory is short, and nothing else is said. */
#include "bindings/pack_load.h"
#include "bindings/script.h"
#include "fault/memory.h"
#include <lauxlib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <string.h>

static const char deep[] = "local json = require 'cursus.json'\n"
                           "local text = ('['):rep(60) .. (']'):rep(60)\n"
                           "return function()\n"
                           "  local value = assert(json.decode(text))\n"
                           "  assert(json.encode(value) == text)\n"
                           "end\n";

static void a_deep_value_is_whole_or_memory_is_short(void **state) {
  (void)state;
  for (unsigned n = 1, count = 1; n <= count; n++) {
    lua_State *L = cs_script_new();
    assert_non_null(L);
    if (luaL_dostring(L, deep) != LUA_OK) fail_msg("%s", lua_tostring(L, -1));
    fault_memory_arm(FAULT_OF_LUA, n, false);
    int status = lua_pcall(L, 0, 0, 0);
    count = fault_memory_disarm() + (status != LUA_OK);
    if (status != LUA_OK && strstr(lua_tostring(L, -1), "memory") == NULL)
      fail_msg("%u: %s", n, lua_tostring(L, -1));
    lua_close(L);
    assert_int_equal(fault_memory_of_lua()->used, 0);
  }
}

static void deep_data_is_whole_or_memory_is_short(void **state) {
  (void)state;
  char name[] = "data.lua", text[] = "local t = {} for i = 1, 60 do t = { t } end return t";
  cs_pack_file file = {.name = name, .text = text, .size = sizeof text - 1};
  const cs_pack_files files = {.list = &file, .count = 1, .folder = "deep"};
  for (unsigned n = 1, count = 1; n <= count; n++) {
    cs_buf document = {0};
    cs_err err;
    fault_memory_arm(FAULT_OF_CORE, n, false);
    int rc = cs_pack_data(&files, name, NULL, &document, &err);
    count = fault_memory_disarm() + (rc != CS_OK);
    cs_buf_deinit(&document);
    if (rc != CS_OK && (rc != CS_ENOMEM || strcmp(err.text, "out of memory") != 0))
      fail_msg("%u: %d %s", n, rc, err.text);
  }
}

int main(void) {
  fault_memory_install();
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_deep_value_is_whole_or_memory_is_short),
                                     cmocka_unit_test(deep_data_is_whole_or_memory_is_short)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
