/* Days of a case and deadlines, as rows: WHEN and DUE. */
#include "base/messages.h"
#include "calendar/due.h"
#include "procedure/rows.h"
#include <string.h>

/* What stands for a day: a word, an attribute, {"case"} or {"stage"}. */
static int read_day(cs_rows *r, const json_t *json, const char *member, cs_day_of *out) {
  static const char *const words[] = {"as_of", "done_on", "opened_on"};
  cs_compiler *c = &r->compiler;
  const json_t *day = json_object_get(json, member);
  out->name = json_string_value(day);
  for (int i = 0; out->name != NULL && i < 3; i++) {
    if (strcmp(out->name, words[i]) != 0) continue;
    out->of = i;
    return CS_OK;
  }
  if (out->name != NULL) {
    out->of = CS_DAY_FACT;
    return cs_rows_fact(r, member, out->name);
  }
  int rc = cs_members(c, day, member, "case? stage? at?");
  if (rc == CS_OK) rc = cs_member_text(c, day, "case", &out->name);
  if (rc == CS_OK && out->name != NULL) {
    out->of = CS_DAY_ASKED;
    return cs_rows_case_attribute(r, member, out->name);
  }
  if (rc == CS_OK) rc = cs_member_text(c, day, "stage", &out->name);
  if (rc == CS_OK && out->name == NULL) rc = cs_refuse(c, CS_MSG_procedure_day, member);
  out->of = CS_DAY_STAGE;
  if (rc == CS_OK && cs_rows_stage_place(r, out->name) == r->stage_count)
    rc = cs_refuse(c, CS_MSG_procedure_stage_unknown, member, out->name);
  return rc;
}

/* How many: a VALUE, or what the case was asked. */
static int read_distance(cs_rows *r, const json_t *json, const char *member, int32_t *out,
                         const char **asked, cs_lack *lack) {
  const json_t *value = json_object_get(json, member);
  if (value == NULL || json_is_null(value)) return CS_OK;
  if (json_object_get(value, "case") == NULL)
    return cs_rows_number(r, json, member, -CS_DUE_MAX, CS_DUE_MAX, out, lack);
  int rc = cs_members(&r->compiler, value, member, "case at?");
  if (rc == CS_OK) rc = cs_member_text(&r->compiler, value, "case", asked);
  return rc == CS_OK ? cs_rows_case_attribute(r, member, *asked) : rc;
}

int cs_rows_when(cs_rows *r, const json_t *json, cs_when *out) {
  cs_compiler *c = &r->compiler;
  *out = (cs_when){0};
  int rc = cs_members(c, json, "day", "date first_of_month? months? days? at?");
  if (rc == CS_OK) rc = read_day(r, json, "date", &out->date);
  if (rc == CS_OK) rc = cs_member_flag(c, json, "first_of_month", &out->first_of_month);
  if (rc == CS_OK)
    rc = read_distance(r, json, "months", &out->months, &out->months_asked, &out->lack);
  return rc == CS_OK ? read_distance(r, json, "days", &out->days, &out->days_asked, &out->lack)
                     : rc;
}

int cs_rows_deadline(cs_rows *r, const json_t *json, const char *member, cs_deadline *out) {
  static const char *const ways[] = {"within", "before", "after", "first_workdays"};
  cs_compiler *c = &r->compiler;
  const char *clause = c->clause;
  const json_t *due;
  int32_t number = 1;
  cs_err why = {0};
  *out = (cs_deadline){0};
  int rc = cs_member_object(c, json, member, &due);
  if (rc != CS_OK || due == NULL) return rc;
  out->given = true;
  rc = cs_members(c, due, member,
                  "clause? of? within? before? after? unit? exact? first_workdays? months? at?");
  out->clause = c->clause;
  c->clause = clause;
  for (size_t i = 0; rc == CS_OK && i < sizeof ways / sizeof *ways; i++)
    if (json_object_get(due, ways[i]) != NULL)
      rc = cs_rows_number(r, due, ways[i], 0, CS_DUE_MAX, &number, &out->lack);
  if (rc != CS_OK) return rc;
  rc = cs_due_read(due, number, &out->due, &why);
  if (rc == CS_EPACK) return cs_refuse(c, "%s", why.text);
  if (rc != CS_OK) return cs_fail(c->err, rc, "%s", why.text);
  if (out->due.way == CS_DUE_FIRST_WORKDAYS) return CS_OK;
  const json_t *of = json_object_get(due, "of");
  return json_object_get(of, "date") != NULL ? cs_rows_when(r, of, &out->of)
                                             : read_day(r, due, "of", &out->of.date);
}
