/* metrics: one measured number for a person and a period, kept as an integer of the metric's last decimal. */
#include "base/messages.h"
#include "intake/internal.h"
#include <stdio.h>
#include <string.h>

enum { EMPLOYEE, PERIOD, METRIC, VALUE };

static int columns(cs_intake *in, cs_err *err) {
  if (in->vocabulary->metric_count == 0)
    return cs_fail(err, CS_EINPUT, CS_MSG_intake_none_declared, "metrics");
  int32_t rc = cs_columns_want(&in->columns, "employee", true,
                               "code 员工 工号 员工编号 员工号 员工工号 编号", err);
  if (rc >= 0)
    rc = cs_columns_want(&in->columns, "period", true,
                         "month 期间 月份 考核月份 考核期间 考核周期 年月", err);
  if (rc >= 0) rc = cs_columns_want(&in->columns, "metric", true, "指标 指标名称", err);
  if (rc >= 0) rc = cs_columns_want(&in->columns, "value", true, "值 数值 指标值 得分 分数", err);
  return rc < 0 ? rc : CS_OK;
}

/* "-12.5" with 2 decimals: -1250. */
static bool parse_decimal(cs_slice text, int32_t decimals, int64_t *out) {
  size_t at = text.size > 0 && (text.text[0] == '-' || text.text[0] == '+');
  int32_t digits = 0, places = -1;
  int64_t n = 0;
  for (; at < text.size; at++) {
    if (text.text[at] == '.' && places < 0 && digits > 0) {
      places = 0;
      continue;
    }
    if (text.text[at] < '0' || text.text[at] > '9') return false;
    if (places >= 0) places++;
    if (places > decimals || (n != 0 && ++digits > 15)) return false;
    n = n * 10 + (text.text[at] - '0');
    if (digits == 0) digits = 1;
  }
  if (digits == 0 || places == 0) return false;
  for (int32_t i = places < 0 ? 0 : places; i < decimals; i++) n *= 10;
  if (n > INT64_C(999999999999999)) return false;
  *out = text.text[0] == '-' ? -n : n;
  return true;
}

static int stage(cs_intake *in, cs_err *err) {
  cs_slice text = cs_columns_text(in, VALUE);
  if (text.size == 0) return CS_NOTHING;
  const cs_vocabulary *v = in->vocabulary;
  int32_t metric = -1;
  int rc = cs_intake_code(in, EMPLOYEE, err);
  if (rc >= 0 && cs_columns_text(in, METRIC).size == 0)
    rc = cs_intake_bad(in, METRIC, CS_MSG_intake_blank, err);
  else if (rc >= 0)
    rc = cs_intake_word(in, METRIC, &v->metric_words, &in->scratch, &metric, err);
  if (rc < 0 || metric < 0) return rc < 0 ? rc : CS_BAD;
  const cs_serial *m = &v->metrics[metric];
  cs_period period;
  int64_t number = 0;
  rc = cs_intake_period(in, PERIOD, m->every, &period, err);
  if (rc >= 0 && !parse_decimal(text, m->decimals, &number)) {
    char reason[256];
    snprintf(reason, sizeof reason, CS_MSG_intake_decimal_bad, m->decimals);
    rc = cs_intake_bad(in, VALUE, reason, err);
  }
  if (rc < 0) return rc;
  cs_stage_put_int(&in->payload, number);
  cs_buf_putc(&in->key, CS_KEY_ONE);
  cs_key_put_small(&in->key, metric);
  cs_key_put_small(&in->key, period);
  return in->bad ? CS_BAD : CS_STAGED;
}

static int apply(cs_intake *in, const cs_staged *row, uint32_t number, cs_err *err) {
  (void)number;
  return cs_intake_apply_serial(in, row, in->vocabulary->metrics, PERIOD, err);
}

const cs_intake_kind cs_kind_metrics = {"metrics", true, NULL, columns, stage, apply};
