/* relations: a subject and its object, from a day to a day. Either may be an employee's code or another word, such as a
 * department's name. */
#include "base/messages.h"
#include "intake/internal.h"

enum { RELATION, SUBJECT, OBJECT, FROM, TO };

static int columns(cs_intake *in, cs_err *err) {
  if (in->vocabulary->relation_words.size == 0)
    return cs_fail(err, CS_EINPUT, CS_MSG_intake_none_declared, "relations");
  cs_columns *c = &in->columns;
  int32_t rc = cs_columns_want(c, "relation", true, "关系 关系名称", err);
  if (rc >= 0) rc = cs_columns_want(c, "subject", true, "主体 甲方", err);
  if (rc >= 0) rc = cs_columns_want(c, "object", true, "对象 乙方", err);
  if (rc >= 0) rc = cs_columns_want(c, "from", false, "开始日期 开始 起始日期 自 从", err);
  if (rc >= 0) rc = cs_columns_want(c, "to", false, "结束日期 结束 截止日期 至 到", err);
  return rc < 0 ? rc : CS_OK;
}

static int stage(cs_intake *in, cs_err *err) {
  int32_t relation;
  int rc = cs_dated_subject(in, RELATION, &in->vocabulary->relation_words, &relation, err);
  if (rc == CS_OK) rc = cs_dated_days(in, FROM, TO, err);
  if (rc == CS_OK) rc = cs_dated_code(in, SUBJECT, err);
  if (rc == CS_OK) rc = cs_dated_code(in, OBJECT, err);
  if (rc < 0) return rc;
  return in->bad ? CS_BAD : CS_STAGED;
}

static int apply(cs_intake *in, const cs_staged *row, uint32_t number, cs_err *err) {
  (void)number;
  const uint32_t keys[] = {in->vocabulary->term_subject, in->vocabulary->term_object};
  const cs_dated fact = {.keys = keys, .key_count = 2};
  return cs_dated_apply(in, row, &fact, err);
}

const cs_intake_kind cs_kind_relations = {"relations", false, "relation", columns, stage, apply};
