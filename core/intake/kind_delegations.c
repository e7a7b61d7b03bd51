/* delegations: who acts for whom from a day to a day, and why. The subject is who delegates. */
#include "base/messages.h"
#include "intake/internal.h"
#include <string.h>

enum { ACTOR, DELEGATE, FROM, TO, REASON };

static int columns(cs_intake *in, cs_err *err) {
  cs_columns *c = &in->columns;
  int32_t rc = cs_columns_want(c, "actor", true, "委托人 授权人 被代理人", err);
  if (rc >= 0) rc = cs_columns_want(c, "delegate", true, "代理人 受托人 被授权人", err);
  if (rc >= 0) rc = cs_columns_want(c, "from", false, "开始日期 开始 起始日期 自 从", err);
  if (rc >= 0) rc = cs_columns_want(c, "to", false, "结束日期 结束 截止日期 至 到", err);
  if (rc >= 0) rc = cs_columns_want(c, "reason", false, "原因 事由 说明 备注", err);
  return rc < 0 ? rc : CS_OK;
}

static int stage(cs_intake *in, cs_err *err) {
  int rc = cs_intake_code(in, ACTOR, err);
  if (rc == CS_OK) rc = cs_dated_days(in, FROM, TO, err);
  if (rc == CS_OK) rc = cs_dated_code(in, DELEGATE, err);
  if (rc < 0) return rc;
  cs_slice reason = in->columns.columns[REASON].raw, delegate = cs_columns_text(in, DELEGATE);
  if (!in->bad && delegate.size == in->code.size &&
      memcmp(delegate.text, in->code.data, delegate.size) == 0)
    rc = cs_intake_bad(in, DELEGATE, CS_MSG_intake_delegate_self, err);
  if (rc == CS_OK && reason.size > CS_INTAKE_TEXT_MAX)
    rc = cs_intake_bad(in, REASON, CS_MSG_intake_text_long, err);
  if (rc < 0) return rc;
  if (reason.size > 0)
    cs_stage_put_text(&in->payload, reason);
  else
    cs_stage_put_blank(&in->payload);
  return in->bad ? CS_BAD : CS_STAGED;
}

static int apply(cs_intake *in, const cs_staged *row, uint32_t number, cs_err *err) {
  (void)number;
  const uint32_t keys[] = {in->vocabulary->term_delegate}, values[] = {in->vocabulary->term_reason};
  const cs_dated fact = {.keys = keys, .key_count = 1, .values = values, .value_count = 1};
  const char *delegate = "";
  int applied = cs_dated_apply(in, row, &fact, err);
  if (applied != CS_ADDED || !cs_dated_keys(row, &delegate, 1)) return applied;
  int rc = cs_dated_check_person(in, row->line, "delegate", delegate, err);
  if (rc == CS_OK) rc = cs_dated_check_person(in, row->line, "actor", row->code, err);
  return rc < 0 ? rc : applied;
}

const cs_intake_kind cs_kind_delegations = {"delegations", false, "delegation",
                                            columns,       stage, apply};
