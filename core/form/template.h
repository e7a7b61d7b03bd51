/* Templates of printed documents: HTML with a subset of Mustache (mustache(5)), hostile like all of a pack.
 *
 *   {{name}}           the value, escaped; {{a.b}} a member; {{.}} the item itself
 *   {{#name}} … {{/name}}   for each item of a list, or once when it is there (not null, false, "" or an empty list)
 *   {{^name}} … {{/name}}   when it is not
 *   {{! remark }}
 *
 * There is no unescaped value, no partial, no change of delimiters. Of HTML a template may use the tags and attributes listed in
 * markup.c, which load nothing and run nothing; a value cannot stand inside a tag. Rendering is bounded in steps and size, so a
 * template that multiplies sections ends in CS_ELIMIT. */
#pragma once
#include "base/buf.h"
#include "base/err.h"
#include <jansson.h>

#define CS_TEMPLATE_MOST (256 * 1024)        /* bytes of a template */
#define CS_TEMPLATE_DEPTH 16                 /* sections inside one another */
#define CS_TEMPLATE_STEPS 1000000            /* pieces put out */
#define CS_TEMPLATE_OUTPUT (8 * 1024 * 1024) /* bytes of a document */

typedef struct cs_template cs_template;

/* `name` is the file, for errors (CS_EPACK with file, line and what is wrong). `text` must outlive the template. */
int cs_template_parse(const char *name, const char *text, size_t size, cs_template **out,
                      cs_err *err);
void cs_template_free(cs_template *t); /* NULL is legal */

/* Appends the document. A name that `data` (an object) does not have is CS_EPACK; null is an empty text. */
int cs_template_render(const cs_template *t, const json_t *data, cs_buf *out, cs_err *err);

typedef struct cs_template_use { /* one name as it stands in the template */
  enum { CS_USE_VALUE, CS_USE_SECTION, CS_USE_INVERTED, CS_USE_END } kind;
  const char *name; /* lives as long as the template */
  unsigned line;
} cs_template_use;

/* For each, in order of appearance; stops on non-zero and returns that. */
int cs_template_each(const cs_template *t, int (*use)(void *user, const cs_template_use *use),
                     void *user);

/* HTML text: & < > " ' as entities; control and bidirectional characters, which could disguise what stands there, left out. */
void cs_form_put_html(cs_buf *out, const char *s, size_t n);
