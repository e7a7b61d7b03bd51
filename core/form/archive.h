/* Printed forms: each is a subject of kind "form", named by its number, "SERIES-000001". The act that prints it gives the number in
 * its own transaction; what was printed follows in another one (docs/adr/0007-forms.md) and is never changed.
 *
 * What is kept is the content without names: a person stands in it as CS_FORM_NAME_FROM CODE CS_FORM_NAME_TO, and is named only
 * when it is shown, so nobody's name is in the chain and an erased person's is gone from all forms at once. It is kept in every language,
 * one text behind the other with CS_FORM_BETWEEN in between. */
#pragma once
#include "form/template.h"
#include "store/ledger.h"
#include <jansson.h>

#define CS_KIND_FORM "form"
#define CS_FORM_DIGITS 6
#define CS_FORM_NAME_FROM "\xee\x80\x80" /* U+E000, of private use: no text of a form keeps it */
#define CS_FORM_NAME_TO "\xee\x80\x81"   /* U+E001 */
#define CS_FORM_BETWEEN "\xee\x80\x82"   /* U+E002 */
#define CS_FORM_CONTENT (2 * CS_TEMPLATE_OUTPUT + 1024) /* bytes that are kept, at most */
#define CS_FORM_UNSENT "-" /* stands in the act for a form that was not to be printed */

typedef struct cs_form_press cs_form_press;
int cs_form_press_open(cs_store *s, const cs_company *company, cs_form_press **out, cs_err *err);
void cs_form_press_close(cs_form_press *p);                /* NULL is legal */
void cs_form_press_silence(cs_form_press *p, bool silent); /* acts print nothing, and say so */

/* The form that an act of the case prints, from the case as it stands with the act as its last (cs_office_case). *number lives until
 * the next call. */
int cs_form_press_number(cs_form_press *p, cs_txn *t, const char *form, const json_t *data,
                         const char **number, cs_err *err);

typedef struct cs_form_row { /* texts live as long as the record it was read from, and the store */
  const char *number, *form, *series;
  const char *case_code;
  uint32_t act;             /* of the case */
  uint32_t txn;             /* in which it was numbered: what it says is as known then */
  const char *subject_kind; /* "": an employee */
  const char *subject, *by, *pack;
  cs_date issued_on;
  const char *language; /* or those of its parts: "zh en". NULL: not archived yet, like the rest */
  const char *document, *hash;
  uint32_t archived; /* transaction */
} cs_form_row;

/* CS_ENOTFOUND with text. `r` is initialised. */
int cs_form_find(cs_store *s, int32_t company, const char *number, cs_record *r, cs_form_row *out,
                 cs_err *err);
/* In the order of the numbers; a row lives until its callback returns, which stops on non-zero. */
int cs_form_each(cs_store *s, int32_t company, int (*row)(void *user, const cs_form_row *row),
                 void *user, cs_err *err);

/* Keeps the content. What is archived already stays as it is: CS_OK, and *added is false. CS_EINPUT: not UTF-8, or too large. */
int cs_form_keep(cs_txn *t, cs_store *s, int32_t company, const char *number, const char *language,
                 const char *document, size_t size, bool *added, cs_err *err);

/* BLAKE2b-256, as kept in a row. */
void cs_form_hash(const char *document, size_t size, char out[CS_HASH_TEXT]);
