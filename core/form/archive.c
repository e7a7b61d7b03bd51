#include "form/archive.h"
#include "base/json.h"
#include "base/messages.h"
#include "base/text.h"
#include "form/check.h"
#include "store/archive.h"
#include "store/subject.h"
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cs_form_press {
  cs_store *store;
  cs_company company;
  bool silent;
  char number[CS_KIND_SIZE];
  char hash[CS_HASH_TEXT]; /* of the pack at hand; "": none */
  json_t *forms;           /* its */
};

static int no_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }

int cs_form_press_open(cs_store *s, const cs_company *company, cs_form_press **out, cs_err *err) {
  *out = calloc(1, sizeof **out);
  if (*out == NULL) return no_memory(err);
  (*out)->store = s;
  (*out)->company = *company;
  return CS_OK;
}

void cs_form_press_close(cs_form_press *p) {
  if (p == NULL) return;
  json_decref(p->forms);
  free(p);
}

void cs_form_press_silence(cs_form_press *p, bool silent) { p->silent = silent; }

/* -- numbering ------------------------------------------------------------------------------------------------ */

/* The forms of the case's pack; many acts in one sheet have the same. */
static int take_pack(cs_form_press *p, const char *hash, cs_err *err) {
  cs_pack_row row;
  json_t *document = NULL;
  if (strcmp(p->hash, hash) == 0) return CS_OK;
  int rc = cs_pack_find(p->store, hash, &row, err);
  if (rc == CS_OK) rc = cs_json_read(row.compiled, strlen(row.compiled), 0, &document, NULL, err);
  if (rc != CS_OK) return rc;
  json_decref(p->forms);
  p->forms = json_incref(json_object_get(document, "forms"));
  json_decref(document);
  snprintf(p->hash, sizeof p->hash, "%s", hash);
  return CS_OK;
}

typedef struct writing { /* the record of a form */
  cs_store *store;
  cs_txn *txn;
  cs_record *record;
  int rc;
  cs_err *err;
} writing;

static void put(writing *w, const char *name, cs_value value) {
  cs_slot slot = {.klass = CS_ATTRIBUTE, .at = CS_DATE_MIN};
  if (w->rc == CS_OK) w->rc = cs_symbol_intern(w->store, name, strlen(name), &slot.name, w->err);
  if (w->rc == CS_OK) w->rc = cs_txn_set(w->txn, w->record, &slot, &value, w->err);
}

static void put_text(writing *w, const char *name, const char *text, size_t size) {
  if (size > 0) put(w, name, (cs_value){.kind = CS_STRING, .text = text, .size = (uint32_t)size});
}

static void put_member(writing *w, const char *name, const json_t *data, const char *member) {
  const json_t *text = json_object_get(data, member);
  if (json_is_string(text)) put_text(w, name, json_string_value(text), json_string_length(text));
}

static int inscribe(cs_form_press *p, cs_txn *t, const char *form, const char *series,
                    const json_t *data, cs_err *err) {
  const json_t *acts = json_object_get(data, "acts");
  const json_t *act = json_array_get(acts, json_array_size(acts) - 1);
  const char *on = json_string_value(json_object_get(act, "on"));
  cs_date day = CS_DATE_NONE;
  cs_record r;
  int rc = cs_record_init(&r, err);
  if (rc != CS_OK) return rc;
  cs_record_clear_as(&r, CS_KIND_FORM, p->number);
  writing w = {p->store, t, &r, CS_OK, err};
  put_text(&w, "form", form, strlen(form));
  put_text(&w, "series", series, strlen(series));
  put_member(&w, "case", data, "case");
  put(&w, "act",
      (cs_value){.kind = CS_INT, .number = json_integer_value(json_object_get(act, "act"))});
  put_member(&w, "subject_kind", data, "subject_kind");
  put_member(&w, "subject", data, "subject");
  put_member(&w, "pack", data, "pack");
  put_member(&w, "by", act, "actor");
  if (on != NULL && cs_date_parse(on, strlen(on), &day))
    put(&w, "issued_on", (cs_value){.kind = CS_DATE, .number = day});
  rc = w.rc == CS_OK ? cs_txn_save(t, &r, err) : w.rc;
  cs_record_deinit(&r);
  return rc;
}

int cs_form_press_number(cs_form_press *p, cs_txn *t, const char *form, const json_t *data,
                         const char **number, cs_err *err) {
  const char *pack = json_string_value(json_object_get(data, "pack"));
  char prefix[CS_KIND_SIZE];
  *number = CS_FORM_UNSENT;
  if (p->silent) return CS_OK;
  int rc = take_pack(p, pack == NULL ? "" : pack, err);
  if (rc != CS_OK) return rc;
  const char *series = cs_form_series(form, json_object_get(p->forms, form));
  snprintf(prefix, sizeof prefix, "%s-", series);
  rc = cs_subject_next_code(t, CS_KIND_FORM, prefix, CS_FORM_DIGITS, p->number, err);
  if (rc == CS_OK) rc = inscribe(p, t, form, series, data, err);
  *number = p->number;
  return rc;
}

/* -- reading -------------------------------------------------------------------------------------------------- */

typedef struct reading {
  cs_store *store;
  const cs_record *record;
  cs_arena *arena; /* the record's */
  bool failed;
} reading;

static const cs_entry *entry_of(const reading *r, const char *name) {
  cs_symbol symbol = cs_symbol_find(r->store, name, strlen(name));
  return symbol == 0 ? NULL : cs_record_attribute(r->record, symbol, CS_DATE_MAX, UINT32_MAX);
}

/* Terminated; NULL: none. */
static const char *text_of(reading *r, const char *name) {
  const cs_entry *e = entry_of(r, name);
  if (e == NULL || e->value.kind != CS_STRING) return NULL;
  const char *text = cs_arena_text(r->arena, e->value.text, e->value.size);
  if (text == NULL) r->failed = true;
  return text;
}

static int64_t number_of(const reading *r, const char *name) {
  const cs_entry *e = entry_of(r, name);
  return e == NULL ? 0 : e->value.number;
}

static int read_row(cs_store *s, const cs_record *record, cs_form_row *out, cs_err *err) {
  reading r = {s, record, record->arena, false};
  const cs_entry *form = entry_of(&r, "form"), *kept = entry_of(&r, "document"),
                 *on = entry_of(&r, "issued_on");
  *out = (cs_form_row){.number = record->code,
                       .form = text_of(&r, "form"),
                       .series = text_of(&r, "series"),
                       .case_code = text_of(&r, "case"),
                       .act = (uint32_t)number_of(&r, "act"),
                       .txn = form == NULL ? 0 : form->txn,
                       .subject_kind = text_of(&r, "subject_kind"),
                       .subject = text_of(&r, "subject"),
                       .by = text_of(&r, "by"),
                       .pack = text_of(&r, "pack"),
                       .issued_on = on == NULL ? CS_DATE_NONE : (cs_date)on->value.number,
                       .language = text_of(&r, "language"),
                       .document = text_of(&r, "document"),
                       .hash = text_of(&r, "hash"),
                       .archived = kept == NULL ? 0 : kept->txn};
  if (out->subject_kind == NULL) out->subject_kind = "";
  if (r.failed) return no_memory(err);
  bool whole = out->form != NULL && out->series != NULL && out->case_code != NULL &&
               out->pack != NULL && out->subject != NULL && out->by != NULL &&
               (out->language != NULL) == (out->document != NULL) &&
               (out->language != NULL) == (out->hash != NULL);
  return whole ? CS_OK : cs_fail(err, CS_EDB, CS_MSG_form_damaged, record->code);
}

int cs_form_find(cs_store *s, int32_t company, const char *number, cs_record *r, cs_form_row *out,
                 cs_err *err) {
  int rc = cs_subject_load(s, company, CS_KIND_FORM, number, r, err);
  if (rc == CS_ENOTFOUND) return cs_fail(err, rc, CS_MSG_form_unknown, number);
  return rc == CS_OK ? read_row(s, r, out, err) : rc;
}

int cs_form_each(cs_store *s, int32_t company, int (*row)(void *, const cs_form_row *), void *user,
                 cs_err *err) {
  cs_people *stream = NULL;
  cs_record record;
  cs_form_row form;
  int rc = cs_record_init(&record, err);
  if (rc != CS_OK) return rc;
  rc = cs_subjects_open(s, company, CS_KIND_FORM, NULL, NULL, &stream, err);
  while (rc == CS_OK) {
    int more = cs_people_next(stream, &record, err);
    if (more <= 0) {
      rc = more;
      break;
    }
    rc = read_row(s, &record, &form, err);
    if (rc == CS_OK) rc = row(user, &form);
  }
  cs_people_close(stream);
  cs_record_deinit(&record);
  return rc;
}

/* -- keeping ---------------------------------------------------------------------------------------------------- */

void cs_form_hash(const char *document, size_t size, char out[CS_HASH_TEXT]) {
  unsigned char hash[CS_HASH_SIZE];
  crypto_generichash(hash, sizeof hash, (const unsigned char *)document, size, NULL, 0);
  sodium_bin2hex(out, CS_HASH_TEXT, hash, sizeof hash);
}

int cs_form_keep(cs_txn *t, cs_store *s, int32_t company, const char *number, const char *language,
                 const char *document, size_t size, bool *added, cs_err *err) {
  cs_form_row row;
  cs_record r;
  char hash[CS_HASH_TEXT];
  *added = false;
  if (size == 0 || size > CS_FORM_CONTENT || !cs_utf8_valid(document, size))
    return cs_fail(err, CS_EINPUT, CS_MSG_form_content, number, CS_FORM_CONTENT);
  int rc = cs_record_init(&r, err);
  if (rc != CS_OK) return rc;
  rc = cs_form_find(s, company, number, &r, &row, err);
  if (rc == CS_OK && row.archived == 0) {
    writing w = {s, t, &r, CS_OK, err};
    cs_form_hash(document, size, hash);
    put_text(&w, "language", language, strlen(language));
    put_text(&w, "document", document, size);
    put_text(&w, "hash", hash, strlen(hash));
    rc = w.rc == CS_OK ? cs_txn_save(t, &r, err) : w.rc;
    *added = rc == CS_OK;
  }
  cs_record_deinit(&r);
  return rc;
}
