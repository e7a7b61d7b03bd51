/* Somebody who sits in several seats of a panel scores in each: nothing forbids it, but it is said. */
#include "base/messages.h"
#include "procedure/desk.h"
#include "procedure/words.h"
#include <string.h>

static bool is(const char *a, const char *b) { return a != NULL && b != NULL && strcmp(a, b) == 0; }

static int say(cs_desk *d, const char *who, size_t seats, cs_buf *roles, cs_err *err) {
  const cs_panel *p = d->stage->panel;
  cs_buf text = {0};
  cs_buf_printf(&text, CS_MSG_case_seats, who, seats,
                cs_word_of(cs_pack_json(d->book->pack), "panels", p->name), cs_buf_str(roles));
  json_t *one = text.failed || roles->failed
                    ? NULL
                    : json_pack("{s:s, s:s, s:s}", "case", d->file.code, "subject", d->file.subject,
                                "text", cs_buf_str(&text));
  cs_buf_deinit(&text);
  return one != NULL && json_array_append_new(d->office->warnings, one) == 0
             ? CS_OK
             : cs_office_no_memory(err);
}

int cs_desk_warn_seats(cs_desk *d, cs_err *err) {
  const cs_case_act *a = d->draft;
  const char *who = a->in_place_of != NULL ? a->in_place_of : a->actor;
  if (d->stage == NULL || d->stage->panel == NULL ||
      !is(a->verb, cs_stage_act_name(CS_STAGE_SCORE)))
    return CS_OK;
  cs_raters raters;
  cs_buf roles = {0};
  size_t seats = 0;
  int rc = cs_desk_raters(d, a->on, &raters, err);
  for (size_t i = 0; rc == CS_OK && i < raters.count; i++) {
    const struct cs_rater *r = &raters.list[i];
    if (!is(r->form, d->stage->panel->name) || !is(r->code, who)) continue;
    cs_buf_printf(&roles, "%s%s", seats++ > 0 ? CS_MSG_say_comma : "",
                  cs_word_of(cs_pack_json(d->book->pack), "roles", r->role));
  }
  if (rc == CS_OK && seats > 1) rc = say(d, who, seats, &roles, err);
  cs_buf_deinit(&roles);
  return rc;
}
