/* JSON texts read by jansson. When memory is short it calls a valid text invalid, or loses bytes of it and runs past them:
 * here that is told apart and does not happen. No other file reads JSON or has jansson write or copy it. */
#pragma once
#include "base/err.h"
#include <jansson.h>
#include <stddef.h>

/* The value of the text: the caller json_decref's it. CS_ENOMEM, with text in `err`; CS_EINPUT: it is no JSON, `err` is untouched,
 * and `wrong` (may be NULL) says where. `flags` are jansson's. */
int cs_json_read(const char *text, size_t size, size_t flags, json_t **out, json_error_t *wrong,
                 cs_err *err);

/* The same of a text that the program wrote itself, of any type: CS_ENOMEM, or CS_EDB when it is no JSON after all, both with text. */
int cs_json_reread(const char *text, size_t size, json_t **out, cs_err *err);

/* The text, compact, its keys in order; the caller free()s it. NULL: memory was short. */
char *cs_json_text(const json_t *value);

/* A copy with the same members, and one with copies of them, whole; the caller json_decref's it. NULL: memory was short, for which
 * jansson leaves members out. */
json_t *cs_json_copy(const json_t *value);
json_t *cs_json_deep_copy(const json_t *value);
