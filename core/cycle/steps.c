#include "cycle/steps.h"
#include "base/messages.h"
#include "procedure/office.h"
#include "procedure/words.h"
#include <string.h>

/* Did a case of the procedure end otherwise than by refusal or withdrawal? 1 yes, 0 no, negative error. */
static int granted(cs_store *s, const cs_company *company, const char *procedure,
                   const char *subject, cs_err *err) {
  cs_office *office = NULL;
  json_t *cases = NULL, *item;
  size_t i;
  cs_case_filter filter = {.procedure = procedure, .subject = subject, .known = UINT32_MAX};
  filter.today = CS_DATE_MIN;
  int rc = cs_office_open(s, company, NULL, &office, err);
  if (rc == CS_OK) rc = cs_office_cases(office, &filter, &cases, err);
  int found = 0;
  json_array_foreach(cases, i, item) {
    const char *outcome = json_string_value(json_object_get(item, "outcome"));
    if (outcome != NULL && strcmp(outcome, "refused") != 0 && strcmp(outcome, "withdrawn") != 0)
      found = 1;
  }
  json_decref(cases);
  cs_office_close(office);
  return rc == CS_OK ? found : rc;
}

int cs_cycle_check_steps(cs_store *s, const cs_company *company, cs_receipt *receipt,
                         const cs_decision *planned, const char *to, cs_err *err) {
  const char *clause, *unless;
  int rc = cs_receipt_compile(s, receipt, err);
  if (rc != CS_OK) return rc;
  int32_t most = cs_program_step_limit(receipt->program, &clause, &unless);
  int32_t from = planned->from == NULL ? -1 : cs_receipt_rank(receipt, planned->from);
  int32_t steps = cs_receipt_rank(receipt, to) - from;
  if (planned->steps > most) most = planned->steps;
  if (clause == NULL || from < 0 || steps <= most) return CS_OK;
  rc = granted(s, company, unless, planned->code, err);
  if (rc != 0) return rc < 0 ? rc : CS_OK;
  return cs_fail(err, CS_EREFUSED, CS_MSG_cycle_override_steps, planned->code, steps, clause, most,
                 cs_word_of(cs_pack_json(receipt->pack), "procedures", unless));
}
