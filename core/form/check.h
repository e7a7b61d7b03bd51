/* The forms of a pack: what their templates may name, and that they show what they have to hold. */
#pragma once
#include "base/err.h"
#include <jansson.h>

#define CS_FORM_SERIES_MOST 32 /* bytes of a series: its numbers are codes */

/* Every template of the document parses, names only what the engine provides (form/names.h), and shows each of the form's `fields`,
 * in each language, and nothing else; a form that a stage makes has one. CS_EPACK "FILE:LINE: text". */
int cs_forms_check(const json_t *pack, cs_err *err);

/* What the numbers of a form begin with: its series, else its name. */
const char *cs_form_series(const char *form, const json_t *row);
