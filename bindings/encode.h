/* Lua values as JSON text. One writer with two tempers: free (scripts: what is no data is the programmer's mistake) and strict
 * (a pack's document, hostile: integers only, members sorted, bounded, and the error says where in the pack). */
#pragma once
#include "bindings/bridge.h"

typedef struct cs_encode_options {
  bool strict;
  size_t size_max; /* bytes of text; 0: no limit */
  int indent;      /* 0: no spaces at all */
  int keys;        /* stack index of an array of names that come first, in that order; 0: none */
  void (*charge)(lua_State *L, size_t steps); /* called for each value; may raise; NULL: none */
  const char *root;                           /* what a path begins with in messages; NULL: none */
} cs_encode_options;

#define CS_ENCODE_DEPTH 64

/* Appends the value at `index`. CS_EPACK when strict, else CS_EINPUT, says which member is wrong and why. Raises when memory is
 * short or a charge cannot be paid, so `out` must be boxed. Uses raw access: no metamethod runs. */
int cs_encode(lua_State *L, int index, const cs_encode_options *options, cs_buf *out, cs_err *err);

/* An empty table is an object, unless it carries this mark (json.array). When strict it is an array, unless its metatable says
 * __name = "object". */
void cs_encode_mark_array(lua_State *L, int index);

/* json.null is this light userdata. */
void cs_encode_push_null(lua_State *L);

/* Pushes JSON as Lua values. An array carries the array mark. null: with `keep_null` json.null; without, the member is
 * left out, and the table remembers to write it as null. Integers are integers, reals floats. */
void cs_decode_push(lua_State *L, json_t *value, bool keep_null);

/* rc == CS_OK: pushes what was listed (a new table when nothing was) and gives 1; else the failure. */
int cs_listing_push(lua_State *L, int rc, json_t *list, const cs_err *err);
