#include "procedure/handing.h"
#include "base/messages.h"
#include "procedure/words.h"
#include <string.h>

static const char *ask_word(const cs_desk *d, const cs_ask *ask) {
  const char *name = cs_word_of(cs_pack_json(d->book->pack), "attributes", ask->name);
  return cs_label_text(ask->label, name);
}

static const cs_ask *ask_named(const cs_desk *d, const cs_ask *asks, size_t count,
                               const char *name) {
  const json_t *attributes = json_object_get(cs_pack_json(d->book->pack), "attributes");
  for (size_t i = 0; i < count; i++)
    if (strcmp(asks[i].name, name) == 0) return &asks[i];
  for (size_t i = 0; i < count; i++) {
    const json_t *declared = json_object_get(attributes, asks[i].name);
    if (cs_word_is(asks[i].label, name) || cs_word_is(json_object_get(declared, "label"), name))
      return &asks[i];
  }
  return NULL;
}

static int not_asked(const cs_desk *d, const cs_ask *asks, size_t count, const char *name,
                     cs_err *err) {
  cs_buf names = {0};
  for (size_t i = 0; i < count; i++)
    cs_buf_printf(&names, "%s%s", i > 0 ? CS_MSG_say_comma : "", ask_word(d, &asks[i]));
  return cs_buf_end(&names,
                    cs_fail(err, CS_EINPUT, CS_MSG_case_not_asked, name,
                            names.size == 0 ? "-" : cs_buf_str(&names)),
                    err);
}

int cs_handing_sets(cs_desk *d, const cs_ask *asks, size_t count, const cs_words_given *given,
                    cs_err *err) {
  int rc = CS_OK;
  for (size_t i = 0; rc == CS_OK && i < given->count; i++) {
    const cs_ask *ask = ask_named(d, asks, count, given->list[i].name);
    if (ask == NULL) return not_asked(d, asks, count, given->list[i].name, err);
    cs_handed h = {.kind = CS_HANDED_SET, .name = ask->name};
    rc = cs_desk_value(d, ask->name, given->list[i].text, &h.value, err);
    if (rc != CS_OK || h.value.kind == CS_NONE) continue;
    rc = cs_desk_names_chair(d, ask->name, &h.value, err);
    if (rc == CS_OK) rc = cs_desk_names_column(d, ask->name, &h.value, err);
    if (rc == CS_OK) rc = cs_desk_add(d, h, err);
  }
  return rc;
}

int cs_handing_asked(cs_desk *d, const cs_ask *asks, size_t count, cs_err *err) {
  for (size_t i = 0; i < count; i++)
    if (asks[i].required && cs_casefile_value(&d->file, asks[i].name) == NULL)
      return cs_fail(err, CS_EREFUSED, CS_MSG_case_asks, d->file.code,
                     cs_desk_both(d, ask_word(d, &asks[i]), asks[i].name),
                     asks[i].clause == NULL ? "" : asks[i].clause);
  return CS_OK;
}

int cs_handing_documents(cs_desk *d, const cs_words_given *documents, cs_err *err) {
  int rc = CS_OK;
  for (size_t i = 0; rc == CS_OK && i < documents->count; i++) {
    cs_handed h = {.kind = CS_HANDED_DOCUMENT,
                   .name = documents->list[i].name,
                   .hash = documents->list[i].text};
    rc = *h.name == '\0' ? cs_fail(err, CS_EINPUT, "%s", CS_MSG_case_document_title)
                         : cs_desk_add(d, h, err);
  }
  return rc;
}

int cs_handing_forms(cs_desk *d, const cs_words_given *forms, cs_err *err) {
  const json_t *declared = json_object_get(cs_pack_json(d->book->pack), "forms");
  int rc = CS_OK;
  for (size_t i = 0; rc == CS_OK && i < forms->count; i++) {
    const char *name = forms->list[i].name;
    cs_handed h = {.kind = CS_HANDED_FORM,
                   .name = name,
                   .value = {.kind = CS_INT, .number = 1},
                   .hash = forms->list[i].text};
    rc = json_object_get(declared, name) == NULL
             ? cs_fail(err, CS_EINPUT, CS_MSG_case_form_unknown, name)
             : cs_desk_add(d, h, err);
  }
  return rc;
}

bool cs_handing_has(const cs_desk *d, int kind, const char *name) {
  const cs_casefile *c = &d->file;
  for (size_t i = 0; i < c->act_count; i++) {
    if (!cs_case_act_counts(&c->acts[i])) continue;
    for (size_t k = 0; k < c->acts[i].handed_count; k++) {
      const cs_handed *h = &c->acts[i].handed[k];
      if ((int)h->kind == kind && strcmp(h->name, name) == 0) return true;
    }
  }
  return false;
}

int cs_handing_complete(cs_desk *d, cs_err *err) {
  const cs_stage_row *s = d->stage;
  const json_t *pack = cs_pack_json(d->book->pack);
  for (size_t i = 0; i < s->needs.count; i++)
    if (!cs_handing_has(d, CS_HANDED_DOCUMENT, s->needs.list[i]))
      return cs_fail(
          err, CS_EREFUSED, CS_MSG_case_needs, d->file.code,
          cs_desk_both(d, cs_word_label(pack, "document", s->needs.list[i]), s->needs.list[i]),
          s->clause);
  for (size_t i = 0; i < s->fills.count; i++)
    if (!cs_handing_has(d, CS_HANDED_FORM, s->fills.list[i]))
      return cs_fail(err, CS_EREFUSED, CS_MSG_case_fills, d->file.code,
                     cs_desk_both(d, cs_word_of(pack, "forms", s->fills.list[i]), s->fills.list[i]),
                     s->clause);
  return cs_handing_asked(d, s->asks, s->ask_count, err);
}
