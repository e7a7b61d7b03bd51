/* What people write for an act, by the names of the pack: they may write labels. What is not found stays as it is, for the message
 * that says so. */
#include "base/messages.h"
#include "procedure/desk.h"
#include "procedure/words.h"
#include <string.h>

typedef const char *(*find)(const json_t *pack, const char *text);

static const char *form_or_panel(const json_t *pack, const char *text) {
  const char *form = cs_word_find(pack, "forms", text);
  return form != NULL ? form : cs_word_find(pack, "panels", text);
}
static const char *form(const json_t *pack, const char *text) {
  return cs_word_find(pack, "forms", text);
}
static const char *document(const json_t *pack, const char *text) {
  return cs_word_find_label(pack, "document", text);
}

static int rename_all(cs_desk *d, cs_words_given *given, find name_of, cs_err *err) {
  cs_word *list = cs_arena_alloc(d->arena, (given->count + 1) * sizeof *list);
  if (list == NULL) return cs_office_no_memory(err);
  for (size_t i = 0; i < given->count; i++) {
    const char *name = name_of(cs_pack_json(d->book->pack), given->list[i].name);
    list[i] = given->list[i];
    if (name != NULL) list[i].name = name;
  }
  given->list = list;
  return CS_OK;
}

static const char *stage_name(const cs_desk *d, const char *text) {
  const cs_stage_row *s = cs_word_find_stage(d->procedure, text);
  return s != NULL ? s->name : text;
}

static const char *answer_name(const cs_desk *d, const char *text) {
  const char *found = cs_word_find_label(cs_pack_json(d->book->pack), "answer", text);
  if (found != NULL || text == NULL) return found;
  if (strcmp(text, CS_MSG_answer_yes) == 0) return "yes";
  if (strcmp(text, CS_MSG_answer_no) == 0) return "no";
  return strcmp(text, CS_MSG_answer_objection) == 0 ? "objection" : text;
}

/* A clause as it is shown, its number first, is that clause. */
static const char *reason_name(const cs_desk *d, const char *text) {
  const cs_stage_row *s = d->stage;
  if (text == NULL || s == NULL || cs_texts_have(&s->reasons, text)) return text;
  for (size_t i = 0; i < s->reasons.count; i++) {
    size_t n = strlen(s->reasons.list[i]);
    if (strncmp(text, s->reasons.list[i], n) == 0 && text[n] == ' ') return s->reasons.list[i];
  }
  return text;
}

const char *cs_desk_both(cs_desk *d, const char *label, const char *name) {
  cs_buf text = {0};
  if (strcmp(label, name) == 0) return name;
  cs_buf_printf(&text, CS_MSG_case_both, label, name);
  const char *both = text.failed ? NULL : cs_arena_text(d->arena, text.data, text.size);
  cs_buf_deinit(&text);
  return both != NULL ? both : label;
}

int cs_desk_names(cs_desk *d, const cs_doing *said, cs_doing *out, cs_err *err) {
  const json_t *pack = cs_pack_json(d->book->pack);
  *out = *said;
  if (said->stage != NULL) out->stage = stage_name(d, said->stage);
  if (said->to != NULL) out->to = stage_name(d, said->to);
  const char *role = cs_word_find(pack, "roles", said->role);
  if (role != NULL) out->role = role;
  out->answer = answer_name(d, said->answer);
  out->reason = reason_name(d, said->reason);
  int rc = rename_all(d, &out->scores, form_or_panel, err);
  if (rc == CS_OK) rc = rename_all(d, &out->forms, form, err);
  return rc == CS_OK ? rename_all(d, &out->documents, document, err) : rc;
}
