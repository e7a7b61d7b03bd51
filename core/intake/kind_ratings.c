/* ratings: one value of a scale for a person, a series and a period. */
#include "base/messages.h"
#include "intake/internal.h"
#include <string.h>

enum { EMPLOYEE, PERIOD, RATING, SERIES };

static int columns(cs_intake *in, cs_err *err) {
  const cs_vocabulary *v = in->vocabulary;
  if (v->series_count == 0) return cs_fail(err, CS_EINPUT, CS_MSG_intake_none_declared, "series");
  bool must_say = v->default_series < 0;
  int32_t rc = cs_columns_want(&in->columns, "employee", true,
                               "code 员工 工号 员工编号 员工号 员工工号 编号", err);
  if (rc >= 0)
    rc = cs_columns_want(&in->columns, "period", true,
                         "month 期间 月份 考核月份 考核期间 考核周期 年月", err);
  if (rc >= 0)
    rc = cs_columns_want(&in->columns, "rating", true,
                         "评级 考核结果 等级 考核等级 绩效等级 评分等级", err);
  if (rc >= 0)
    rc = cs_columns_want(&in->columns, "series", must_say, "序列 考核序列 考核类型", err);
  return rc < 0 ? rc : CS_OK;
}

static int stage(cs_intake *in, cs_err *err) {
  if (cs_columns_text(in, RATING).size == 0) return CS_NOTHING;
  const cs_vocabulary *v = in->vocabulary;
  int rc = cs_intake_code(in, EMPLOYEE, err);
  if (rc < 0) return rc;
  int32_t series = v->default_series, place;
  if (cs_columns_text(in, SERIES).size > 0) {
    rc = cs_intake_word(in, SERIES, &v->series_words, &in->scratch, &series, err);
  } else if (series < 0) {
    rc = cs_intake_bad(in, SERIES, CS_MSG_intake_series_blank, err);
  }
  if (rc < 0 || series < 0) return rc < 0 ? rc : CS_BAD;
  const cs_serial *s = &v->series[series];
  cs_period period;
  rc = cs_intake_period(in, PERIOD, s->every, &period, err);
  if (rc >= 0) rc = cs_intake_word(in, RATING, &s->words, &in->payload, &place, err);
  if (rc < 0) return rc;
  cs_buf_putc(&in->key, CS_KEY_ONE);
  cs_key_put_small(&in->key, series);
  cs_key_put_small(&in->key, period);
  return in->bad ? CS_BAD : CS_STAGED;
}

static int apply(cs_intake *in, const cs_staged *row, uint32_t number, cs_err *err) {
  (void)number;
  return cs_intake_apply_serial(in, row, in->vocabulary->series, PERIOD, err);
}

const cs_intake_kind cs_kind_ratings = {"ratings", true, NULL, columns, stage, apply};
