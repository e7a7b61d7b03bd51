#include "procedure/words.h"
#include "base/messages.h"
#include "base/text.h"
#include <string.h>

/* ---- the label of a name ---- */

const char *cs_word_of(const json_t *pack, const char *section, const char *name) {
  const json_t *part = json_object_get(json_object_get(pack, section), name);
  return cs_label_text(json_object_get(part, "label"), name);
}

const char *cs_word_stage(const cs_stage_row *s) { return cs_label_text(s->label, s->name); }

static const json_t *labels_of(const json_t *pack, const char *kind) {
  return json_object_get(json_object_get(json_object_get(pack, "labels"), kind), "words");
}

/* What the engine itself calls so. */
static const char *own_word(const char *kind, const char *name) {
  bool outcome = strcmp(kind, "outcome") == 0, answer = strcmp(kind, "answer") == 0;
  if (outcome && strcmp(name, "done") == 0) return CS_MSG_case_outcome_done;
  if (outcome && strcmp(name, "refused") == 0) return CS_MSG_case_outcome_refused;
  if (outcome && strcmp(name, "withdrawn") == 0) return CS_MSG_case_outcome_withdrawn;
  if (answer && strcmp(name, "yes") == 0) return CS_MSG_answer_yes;
  if (answer && strcmp(name, "no") == 0) return CS_MSG_answer_no;
  if (answer && strcmp(name, "objection") == 0) return CS_MSG_answer_objection;
  return name;
}

const char *cs_word_label(const json_t *pack, const char *kind, const char *name) {
  if (name == NULL) return NULL;
  return cs_label_text(json_object_get(labels_of(pack, kind), name), own_word(kind, name));
}

#define CLAUSE_COLUMNS 60

void cs_word_put_clause(const json_t *pack, const char *id, cs_buf *out) {
  size_t i;
  json_t *clause;
  cs_buf_puts(out, id);
  json_array_foreach(json_object_get(pack, "clauses"), i, clause) {
    if (strcmp(json_string_value(json_object_get(clause, "id")), id) != 0) continue;
    const char *en = json_string_value(json_object_get(clause, "text")),
               *zh = json_string_value(json_object_get(json_object_get(clause, "label"), "zh"));
    const char *text = cs_lang_get() == CS_ZH && zh != NULL ? zh : en != NULL ? en : zh;
    if (text == NULL || *text == '\0') return;
    size_t size = strlen(text), fits = cs_text_fit(text, size, CLAUSE_COLUMNS);
    cs_buf_putc(out, ' ');
    cs_buf_put(out, text, fits);
    if (fits < size) cs_buf_puts(out, "…");
    return;
  }
}

/* ---- the name of a label ---- */

/* Full-width letters and brackets mean the same. */
static bool same(const char *label, const char *text) {
  return label != NULL && cs_text_same(label, strlen(label), text, strlen(text));
}

bool cs_word_is(const json_t *label, const char *text) {
  return same(json_string_value(json_object_get(label, "en")), text) ||
         same(json_string_value(json_object_get(label, "zh")), text);
}

static const char *find(const json_t *section, const char *text, bool inside) {
  const char *name, *found = NULL;
  json_t *part;
  if (text == NULL) return NULL;
  json_object_foreach((json_t *)section, name, part) {
    if (strcmp(name, text) == 0) return name;
  }
  json_object_foreach((json_t *)section, name, part) {
    if (!cs_word_is(inside ? json_object_get(part, "label") : part, text)) continue;
    if (found != NULL) return NULL; /* it may be either */
    found = name;
  }
  return found;
}

const char *cs_word_find(const json_t *pack, const char *section, const char *text) {
  return find(json_object_get(pack, section), text, true);
}

const char *cs_word_find_label(const json_t *pack, const char *kind, const char *text) {
  return find(labels_of(pack, kind), text, false);
}

const cs_stage_row *cs_word_find_stage(const cs_procedure *p, const char *text) {
  const cs_stage_row *found = cs_procedure_stage(p, text);
  for (size_t i = 0; found == NULL && text != NULL && i < p->stage_count; i++)
    if (cs_word_is(p->stages[i].label, text)) found = &p->stages[i];
  for (size_t i = 0; found != NULL && i < p->stage_count; i++)
    if (&p->stages[i] != found && strcmp(found->name, text) != 0 &&
        cs_word_is(p->stages[i].label, text))
      return NULL;
  return found;
}

/* ---- reading ---- */

int cs_rows_labels(cs_rows *r) {
  cs_compiler *c = &r->compiler;
  const json_t *section, *words, *label;
  const char *kind, *name;
  json_t *list, *word;
  int rc = cs_member_object(c, cs_pack_json(r->pack), "labels", &section);
  if (rc == CS_OK && section != NULL)
    rc = cs_members(c, section, "labels", "outcome? answer? document?");
  json_object_foreach((json_t *)section, kind, list) {
    if (rc == CS_OK) rc = cs_members(c, list, kind, "words at? replaces?");
    if (rc == CS_OK) rc = cs_member_object(c, list, "words", &words);
    if (rc != CS_OK) return rc;
    json_object_foreach((json_t *)words, name, word) {
      rc = cs_member_label(c, words, name, &label);
      if (rc != CS_OK) return rc;
    }
  }
  return rc;
}
