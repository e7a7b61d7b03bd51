#include "assess/settings.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static const char *const PACK = "{\"values\":{\"grade\":{\"kind\":\"ladder\",\"order\":[\"low\","
                                "\"high\"],\"labels\":{\"low\":{\"zh\":\"初级\"},\"high\":{}}},"
                                "\"post\":{\"kind\":\"catalogue\",\"order\":[\"qc\",\"agent\"],"
                                "\"labels\":{\"qc\":{},\"agent\":{}}}}}";

/* The table as JSON text, or "!" and the error. The caller frees. */
static char *normalised(const char *parameter, const char *given) {
  cs_err err = {0};
  json_t *pack = json_loads(PACK, 0, NULL);
  json_t *declared = json_loads(parameter, 0, NULL), *value = json_loads(given, 0, NULL),
         *out = NULL;
  assert_true(pack != NULL && declared != NULL && value != NULL);
  char *text;
  if (cs_table_normalise(pack, "pay", declared, value, &out, &err) == CS_OK) {
    text = json_dumps(out, JSON_COMPACT | JSON_SORT_KEYS);
  } else {
    text = malloc(sizeof err.text + 2);
    text[0] = '!';
    strcpy(text + 1, err.text);
  }
  json_decref(out);
  json_decref(value);
  json_decref(declared);
  json_decref(pack);
  return text;
}

static void check(const char *parameter, const char *given, const char *expected) {
  char *got = normalised(parameter, given);
  assert_string_equal(got, expected);
  free(got);
}

static const char *const MONEY = "{\"keys\":[\"grade\"],\"unit\":\"money\"}";

static void amounts_are_minor_units(void **state) {
  (void)state;
  check(MONEY, "{\"low\":\"4500\",\"high\":\"5200.5\"}", "{\"high\":520050,\"low\":450000}");
  check(MONEY, "{\"low\":450000,\"high\":\"0.07\"}", "{\"high\":7,\"low\":450000}");
  check(MONEY, "{\"初级\":\"1.00\"}", "{\"low\":100}");
  check("{\"keys\":[\"grade\"],\"unit\":\"integer\"}", "{\"low\":\"12\"}", "{\"low\":12}");
}

static void two_lists_name_a_row(void **state) {
  (void)state;
  check("{\"keys\":[\"post\",\"grade\"],\"unit\":\"grade\"}", "{\"qc/high\":\"初级\"}",
        "{\"qc/high\":\"low\"}");
}

static void what_is_wrong_is_named(void **state) {
  (void)state;
  check(MONEY, "{\"middle\":\"1\"}", "!table 'pay', row 'middle': no grade");
  check(MONEY, "{\"low\":\"1.234\"}", "!table 'pay', row 'low': no money");
  check(MONEY, "{\"low\":\"-1\"}", "!table 'pay', row 'low': no money");
  check(MONEY, "{\"low\":\"1e3\"}", "!table 'pay', row 'low': no money");
  check(MONEY, "{\"low\":\"1\",\"初级\":\"2\"}", "!table 'pay' has the row 'low' twice");
  check("{\"keys\":[\"post\",\"grade\"],\"unit\":\"grade\"}", "{\"qc\":\"low\"}",
        "!table 'pay', row 'qc': no post");
  check(MONEY, "[]", "!parameter 'pay' must be of type table");
}

/* What a pack that declares the parameter is told. */
static void declare(const char *parameter, const char *expected) {
  cs_err err = {0};
  json_t *pack = json_loads(PACK, 0, NULL), *declared = json_loads(parameter, 0, NULL);
  cs_program program = {.pack = pack};
  cs_compiler c = {.program = &program, .file = "pay.lua", .line = 7, .err = &err};
  assert_true(pack != NULL && declared != NULL);
  int rc = cs_table_declared(&c, "pay", declared);
  assert_int_equal(rc, expected == NULL ? CS_OK : CS_EPACK);
  if (expected != NULL) assert_string_equal(err.text, expected);
  json_decref(declared);
  json_decref(pack);
}

static void default_rows_are_checked_with_the_pack(void **state) {
  (void)state;
  declare("{\"keys\":[\"grade\"],\"unit\":\"money\"}", NULL);
  declare("{\"keys\":[\"grade\"],\"unit\":\"money\",\"value\":null}", NULL);
  declare("{\"keys\":[\"grade\"],\"unit\":\"money\",\"value\":{\"初级\":\"1.5\",\"high\":2}}",
          NULL);
  declare("{\"keys\":[\"grade\"],\"unit\":\"money\",\"value\":{\"middle\":\"1\"}}",
          "pay.lua:7: table 'pay', row 'middle': no grade");
  declare("{\"keys\":[\"grade\"],\"unit\":\"money\",\"value\":{\"low\":\"1.234\"}}",
          "pay.lua:7: table 'pay', row 'low': no money");
  declare("{\"keys\":[\"grade\"],\"unit\":\"post\",\"value\":{\"low\":\"boss\"}}",
          "pay.lua:7: table 'pay', row 'low': no post");
  declare("{\"keys\":[\"grade\"],\"unit\":\"money\",\"value\":{\"low\":\"1\",\"初级\":\"2\"}}",
          "pay.lua:7: table 'pay' has the row 'low' twice");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(amounts_are_minor_units),
      cmocka_unit_test(two_lists_name_a_row),
      cmocka_unit_test(what_is_wrong_is_named),
      cmocka_unit_test(default_rows_are_checked_with_the_pack),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
