/* JSON texts read by jansson, which says "invalid token" of a valid text when memory is short: here that is told apart. */
#pragma once
#include "base/err.h"
#include <jansson.h>
#include <stddef.h>

/* The value of the text: the caller json_decref's it. CS_ENOMEM, with text in `err`; CS_EINPUT: it is no JSON, `err` is untouched,
 * and `wrong` (may be NULL) says where. `flags` are jansson's. */
int cs_json_read(const char *text, size_t size, size_t flags, json_t **out, json_error_t *wrong,
                 cs_err *err);
