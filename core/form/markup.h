/* The HTML that a template may use: enough for a printed page, nothing that loads, links or runs. Private to core/form. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* The tag that begins at text[0] == '<': *length bytes of it are good, else false and *problem (static) says what is wrong. */
bool cs_markup_tag(const char *text, size_t size, size_t *length, const char **problem);
/* The same of text[0] == '&'. A number could be what turns a line round, or with the value behind it become one. */
bool cs_markup_entity(const char *text, size_t size, size_t *length, const char **problem);
