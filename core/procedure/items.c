#include "procedure/items.h"
#include "base/messages.h"
#include "procedure/words.h"
#include <stdio.h>
#include <string.h>

static bool is(const char *a, const char *b) { return a != NULL && b != NULL && strcmp(a, b) == 0; }

static const char *name_of(const json_t *item) {
  return json_string_value(json_object_get(item, "item"));
}

static int64_t number_of(const json_t *item, const char *member) {
  return json_integer_value(json_object_get(item, member));
}

static const json_t *form_of(const cs_desk *d, const cs_stage_row *s, const char *scored) {
  const cs_panel *panel = s->panel;
  const char *form = panel != NULL && is(panel->name, scored) ? panel->form : scored;
  const json_t *forms = json_object_get(cs_pack_json(d->book->pack), "forms");
  return form == NULL ? NULL : json_object_get(forms, form);
}

const json_t *cs_items_of_stage(const cs_desk *d, const cs_stage_row *s, const char *scored) {
  return json_object_get(form_of(d, s, scored), "items");
}

static const json_t *items_of(const cs_desk *d, const char *scored) {
  return cs_items_of_stage(d, d->stage, scored);
}

/* The clause of the form whose items are scored. */
static const char *clause_of(const cs_desk *d, const char *scored) {
  return json_string_value(json_object_get(form_of(d, d->stage, scored), "clause"));
}

static const json_t *item_named(const json_t *items, const char *text) {
  for (size_t i = 0; i < json_array_size(items); i++) {
    const json_t *item = json_array_get(items, i), *label = json_object_get(item, "label");
    if (is(name_of(item), text) || is(json_string_value(json_object_get(label, "en")), text) ||
        is(json_string_value(json_object_get(label, "zh")), text))
      return item;
  }
  return NULL;
}

/* What is scored as people call it, a form or a panel; and one of its items. */
static const char *scored_word(const cs_desk *d, const char *scored) {
  const json_t *pack = cs_pack_json(d->book->pack);
  return cs_word_of(pack, "forms", cs_word_of(pack, "panels", scored));
}

static const char *item_word(const json_t *item) {
  return cs_label_text(json_object_get(item, "label"), name_of(item));
}

/* ---- what is meant ---- */

/* "FORM", or "FORM.ITEM" for each of its items. */
static void put_names(const cs_desk *d, const char *scored, cs_buf *out) {
  const json_t *items = items_of(d, scored);
  for (size_t i = 0; i < json_array_size(items); i++)
    cs_buf_printf(out, "%s%s.%s", out->size > 0 ? ", " : "", scored,
                  name_of(json_array_get(items, i)));
  if (json_array_size(items) == 0) cs_buf_printf(out, "%s%s", out->size > 0 ? ", " : "", scored);
}

static const char *scored_at(const cs_stage_row *s, size_t i) {
  if (i < s->collect_count) return s->collects[i].form;
  return i == s->collect_count && s->panel != NULL ? s->panel->name : NULL;
}

static int not_collected(const cs_desk *d, const char *text, cs_err *err) {
  cs_buf names = {0};
  const char *scored;
  for (size_t i = 0; (scored = scored_at(d->stage, i)) != NULL; i++) put_names(d, scored, &names);
  return cs_buf_end(&names,
                    cs_fail(err, CS_EINPUT, CS_MSG_case_not_collected, cs_word_stage(d->stage),
                            text, cs_buf_str(&names), d->stage->clause),
                    err);
}

int cs_items_named(const cs_desk *d, const char *text, const char **scored, const char **item,
                   cs_err *err) {
  const char *name;
  size_t longest = 0;
  *scored = *item = NULL;
  for (size_t i = 0; (name = scored_at(d->stage, i)) != NULL; i++) {
    size_t n = strlen(name);
    const json_t *found = NULL;
    if (is(name, text)) {
      *scored = name;
      *item = NULL;
      return CS_OK;
    }
    if (n > longest && strncmp(text, name, n) == 0 && text[n] == '.')
      found = item_named(items_of(d, name), text + n + 1);
    if (found == NULL) continue;
    longest = n;
    *scored = name;
    *item = name_of(found);
  }
  return *scored != NULL ? CS_OK : not_collected(d, text, err);
}

/* ---- handing in ---- */

/* 2000 hundredths are "20", 1250 are "12.50" */
static const char *points_text(int64_t hundredths, char out[32]) {
  (void)snprintf(out, 32, hundredths % 100 == 0 ? "%lld" : "%lld.%02lld",
                 (long long)(hundredths / 100), (long long)(hundredths % 100));
  return out;
}

/* The points given for the item; none, or two words for one item, are refused. */
static int find_points(const cs_desk *d, const char *scored, const json_t *item,
                       const cs_words_given *scores, const char **text, cs_err *err) {
  const char *name = name_of(item), *of, *which;
  char most[32];
  *text = NULL;
  for (size_t i = 0; i < scores->count; i++) {
    int rc = cs_items_named(d, scores->list[i].name, &of, &which, err);
    if (rc != CS_OK) return rc;
    if (!is(of, scored) || !is(which, name)) continue;
    if (*text != NULL)
      return cs_fail(err, CS_EINPUT, CS_MSG_case_item_twice, scored_word(d, scored),
                     item_word(item));
    *text = scores->list[i].text;
  }
  if (*text != NULL) return CS_OK;
  return cs_fail(err, CS_EINPUT, CS_MSG_case_item_missing, scored_word(d, scored), item_word(item),
                 points_text(number_of(item, "most"), most), clause_of(d, scored));
}

/* In the draft it is called "FORM.ITEM". */
static int note(cs_desk *d, const char *scored, const char *item, int64_t points, cs_err *err) {
  size_t size = strlen(scored) + strlen(item) + 2;
  char *name = cs_arena_alloc(d->arena, size);
  if (name == NULL) return cs_office_no_memory(err);
  (void)snprintf(name, size, "%s.%s", scored, item);
  cs_handed h = {.kind = CS_HANDED_ITEM, .name = name, .value = {.kind = CS_INT, .number = points}};
  return cs_desk_add(d, h, err);
}

static int hand_in(cs_desk *d, const char *scored, const json_t *item, const char *text,
                   int64_t *share, cs_err *err) {
  int64_t points, most = number_of(item, "most");
  char limit[32];
  if (!cs_score_parse(text, &points) || points > most) {
    cs_buf name = {0};
    cs_buf_printf(&name, "%s.%s", scored_word(d, scored), item_word(item));
    cs_fail(err, CS_EINPUT, CS_MSG_case_score, cs_buf_str(&name), text, points_text(most, limit));
    return cs_buf_end(&name, CS_EINPUT, err);
  }
  *share = cs_item_share(item, points);
  return note(d, scored, name_of(item), points, err);
}

int64_t cs_item_share(const json_t *item, int64_t points) {
  int64_t most = number_of(item, "most"), weight = number_of(item, "weight");
  return weight == 0 ? points : (2 * points * weight + most) / (2 * most);
}

/* One total where every item is wanted. */
static int check_total(const cs_desk *d, const char *scored, const cs_words_given *scores,
                       cs_err *err) {
  for (size_t i = 0; i < scores->count; i++) {
    if (!is(scores->list[i].name, scored)) continue;
    cs_buf names = {0};
    put_names(d, scored, &names);
    cs_fail(err, CS_EINPUT, CS_MSG_case_items_wanted, scored_word(d, scored), cs_buf_str(&names),
            clause_of(d, scored));
    return cs_buf_end(&names, CS_EINPUT, err);
  }
  return CS_OK;
}

int cs_items_hand_in(cs_desk *d, const char *scored, const cs_words_given *scores, int64_t *total,
                     cs_err *err) {
  const json_t *items = items_of(d, scored);
  int rc = check_total(d, scored, scores, err);
  *total = 0;
  for (size_t i = 0; rc == CS_OK && i < json_array_size(items); i++) {
    const json_t *item = json_array_get(items, i);
    const char *text;
    int64_t share = 0;
    rc = find_points(d, scored, item, scores, &text, err);
    if (rc == CS_OK) rc = hand_in(d, scored, item, text, &share, err);
    *total += share;
  }
  return rc;
}
