/* What every binding needs: failures of the core as Lua results, checked arguments, classes whose metatables are
 * hidden, and boxes for what C owns. The order in a binding is always: check arguments, push closed boxes, call the
 * core, push results; so nothing is lost when Lua raises. */
#pragma once
#include "base/buf.h"
#include "base/date.h"
#include "base/err.h"
#include <jansson.h>
#include <lauxlib.h>
#include <lua.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Pushes nil, message, code name; returns 3. */
int cs_bridge_failure(lua_State *L, const cs_err *err);

/* Raises the failure inside a loop, where there is nobody to hand nil to: an error with `message` and `code`, whose metatable shows as
 * "cursus.failure". */
int cs_bridge_raise(lua_State *L, const cs_err *err);

/* rc == CS_OK: pushes true; else the failure. For functions that only do something. */
int cs_bridge_done(lua_State *L, int rc, const cs_err *err);

/* Creates the class `name`: methods, and `gc` as both __gc and __close (it must be idempotent; NULL: none). `more` are further
 * metamethods or NULL. The metatable is hidden from scripts. Leaves nothing on the stack. */
void cs_bridge_class(lua_State *L, const char *name, const luaL_Reg *methods, lua_CFunction gc,
                     const luaL_Reg *more);

/* Boxes, closed when pushed, emptied by the collector or by the matching deinit, which may be called early. */
cs_buf *cs_bridge_buf(lua_State *L);
json_t **cs_bridge_json(lua_State *L);
void *cs_bridge_memory(lua_State *L, size_t size); /* zeroed, belongs to the collector */

/* So many more values can be pushed, or "not enough memory" is raised. For what is bounded elsewhere: luaL_checkstack would call
 * short memory a stack overflow. */
void cs_bridge_stack(lua_State *L, int slots);

/* Arguments. What is wrong raises, naming the argument. Texts live as long as the argument is on the stack. */
cs_date cs_bridge_date(lua_State *L, int arg);
uint32_t cs_bridge_id(lua_State *L, int arg); /* a whole number from 0 to 2^32-1 */
const char *cs_bridge_text(lua_State *L,
                           int arg); /* a string without NUL; numbers are not taken for strings */

/* Fields of an option table at `arg`, by raw access. The table must be given; `names` are all that it may have, blank
 * between. */
void cs_bridge_fields(lua_State *L, int arg, const char *names);
bool cs_bridge_has(lua_State *L, int arg, const char *name);
const char *cs_bridge_field_text(lua_State *L, int arg, const char *name,
                                 bool required); /* NULL: absent */
bool cs_bridge_field_integer(lua_State *L, int arg, const char *name,
                             lua_Integer *out);                     /* false: absent */
bool cs_bridge_field_true(lua_State *L, int arg, const char *name); /* absent: false */

/* JSON objects built in core callbacks, where Lua may not be called. They give false when memory ran out; `value` is
 * always consumed. A NULL text is left out. */
bool cs_bridge_put(json_t *object, const char *name, json_t *value);
bool cs_bridge_put_text(json_t *object, const char *name, const char *text);
bool cs_bridge_put_integer(json_t *object, const char *name, int64_t value);
bool cs_bridge_put_parsed(json_t *object, const char *name, const char *json_text);

/* What a core callback that lists things is given. */
typedef struct cs_listing {
  json_t **box;
  cs_err *err;
} cs_listing;

/* The array in *box, made on first use; appends `item` (consumed). CS_OK or CS_ENOMEM with text. */
int cs_bridge_append(json_t **box, json_t *item, bool ok, cs_err *err);
