/* absences: a stretch of days, the last one included; one that begins on a day is known by that day. */
#include "base/messages.h"
#include "intake/internal.h"

enum { EMPLOYEE, FROM, TO, KIND };

static int columns(cs_intake *in, cs_err *err) {
  const cs_words *kinds = &in->vocabulary->span_words;
  if (kinds->size == 0 && !kinds->open)
    return cs_fail(err, CS_EINPUT, CS_MSG_intake_none_declared, "spans");
  int32_t rc = cs_columns_want(&in->columns, "employee", true,
                               "code 员工 工号 员工编号 员工号 员工工号 编号", err);
  if (rc >= 0)
    rc = cs_columns_want(&in->columns, "from", true, "开始日期 开始 起始日期 自 从", err);
  if (rc >= 0) rc = cs_columns_want(&in->columns, "to", true, "结束日期 结束 截止日期 至 到", err);
  if (rc >= 0)
    rc = cs_columns_want(&in->columns, "kind", false, "类型 类别 请假类型 假别 缺勤类型", err);
  return rc < 0 ? rc : CS_OK;
}

static int stage(cs_intake *in, cs_err *err) {
  cs_date from = CS_DATE_NONE, to;
  int32_t place;
  int rc = cs_intake_code(in, EMPLOYEE, err);
  if (rc >= 0 && cs_columns_text(in, FROM).size == 0)
    rc = cs_intake_bad(in, FROM, CS_MSG_intake_blank, err);
  else if (rc >= 0)
    rc = cs_intake_date(in, FROM, &from, err);
  if (rc < 0) return rc;
  rc = cs_intake_date(in, TO, &to, err);
  if (rc == 1 && !in->bad && to < from) /* covers no day; an odd order is never a rejection */
    rc = cs_intake_warn(in, TO, CS_MSG_intake_to_before_from, err);
  if (rc < 0) return rc;
  if (to == CS_DATE_NONE)
    cs_stage_put_blank(&in->payload);
  else
    cs_stage_put_date(&in->payload, to);
  rc = cs_intake_word(in, KIND, &in->vocabulary->span_words, &in->payload, &place, err);
  if (rc < 0) return rc;
  if (rc == 0) cs_stage_put_blank(&in->payload);
  if (in->bad) return CS_BAD;
  cs_buf_putc(&in->key, CS_KEY_ONE);
  cs_key_put_small(&in->key, from);
  return CS_STAGED;
}

/* Is the span of another family, as an appointment is? Packs give each family kinds of its own. */
static int is_other(cs_intake *in, uint32_t instance, bool *out, cs_err *err) {
  const cs_words *others = &in->vocabulary->other_span_words;
  cs_slot slot = {.klass = CS_SPAN, .instance = instance};
  *out = false;
  int rc = cs_intake_symbol(in, in->vocabulary->term_kind, &slot.name, err);
  const cs_value *kind = rc == CS_OK ? cs_intake_known(in, &slot) : NULL;
  for (uint32_t i = 0; rc == CS_OK && kind != NULL && i < others->size && !*out; i++) {
    cs_symbol symbol;
    rc = cs_intake_symbol(in, others->terms[i], &symbol, err);
    *out = symbol != 0 && kind->kind == CS_SYMBOL && kind->number == symbol;
  }
  return rc;
}

/* The absence that begins on this day; 0: none. */
static int find_span(cs_intake *in, cs_date from, uint32_t *out, cs_err *err) {
  *out = 0;
  cs_slot slot = {.klass = CS_SPAN};
  int rc = cs_intake_symbol(in, in->vocabulary->term_from, &slot.name, err);
  for (slot.instance = 1; rc == CS_OK && slot.instance <= in->instances && *out == 0;
       slot.instance++) {
    const cs_value *known = cs_intake_known(in, &slot);
    bool other = true;
    if (known != NULL && known->kind == CS_DATE && known->number == from)
      rc = is_other(in, slot.instance, &other, err);
    if (!other) *out = slot.instance;
  }
  return rc;
}

static int apply(cs_intake *in, const cs_staged *row, uint32_t number, cs_err *err) {
  (void)number;
  const cs_vocabulary *v = in->vocabulary;
  cs_value from = {.kind = CS_DATE, .number = cs_key_small(row->key + 1)}, to, kind;
  cs_reader r = cs_reader_of(row->payload, row->payload_size);
  uint32_t instance = 0;
  int rc = cs_intake_value(in, &r, &to, err);
  if (rc == CS_OK) rc = cs_intake_value(in, &r, &kind, err);
  if (rc == CS_OK) rc = find_span(in, (cs_date)from.number, &instance, err);
  in->exists = instance != 0;
  if (instance == 0) instance = cs_record_instances(&in->record, CS_SPAN) + 1;
  if (rc == CS_OK) rc = cs_intake_set_term(in, CS_SPAN, instance, v->term_from, &from, err);
  if (rc == CS_OK && to.kind != CS_NONE)
    rc = cs_intake_set_term(in, CS_SPAN, instance, v->term_to, &to, err);
  if (rc == CS_OK && kind.kind != CS_NONE)
    rc = cs_intake_set_term(in, CS_SPAN, instance, v->term_kind, &kind, err);
  return rc < 0 ? rc : (int)cs_intake_outcome(in);
}

const cs_intake_kind cs_kind_absences = {"absences", true, NULL, columns, stage, apply};
