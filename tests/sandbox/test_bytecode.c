#include "attack.h"
#include <lauxlib.h>

/* Row 13: compiled Lua is not run, whatever its file is called. */
static int append(lua_State *L, const void *bytes, size_t n, void *user) {
  (void)L;
  cs_buf_put(user, bytes, n);
  return 0;
}

static void compiled_code_is_refused(void **state) {
  (void)state;
  cs_buf code = {0};
  lua_State *L = luaL_newstate();
  assert_int_equal(luaL_loadstring(L, "return 1"), LUA_OK);
  assert_int_equal(lua_dump(L, append, &code, 0), 0);
  lua_close(L);

  attack a;
  memset(&a, 0, sizeof a);
  attack_file(&a, "pack.lua", code.data, code.size);
  attack_run(&a);
  assert_int_equal(a.rc, CS_EPACK);
  assert_non_null(strstr(a.err.text, "attack/pack.lua: attempt to load a binary chunk"));
  attack_end(&a);
  cs_buf_deinit(&code);
}

static void the_header_alone_is_refused(void **state) {
  (void)state;
  attack a;
  memset(&a, 0, sizeof a);
  attack_file(&a, "pack.lua", "\x1bLua\x54", 5);
  attack_run(&a);
  assert_int_equal(a.rc, CS_EPACK);
  attack_end(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(compiled_code_is_refused),
      cmocka_unit_test(the_header_alone_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
