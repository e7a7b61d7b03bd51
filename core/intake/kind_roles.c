/* roles: who holds a role from a day to a day, for a value of what it is held for. */
#include "base/messages.h"
#include "intake/internal.h"
#include <string.h>

enum { ROLE, EMPLOYEE, PER, FROM, TO };

/* What roles are held for, by its names: a column "department" is this one. */
static int name_per(cs_intake *in, cs_err *err) {
  const cs_vocabulary *v = in->vocabulary;
  int rc = CS_OK;
  for (uint32_t i = 0; rc == CS_OK && i < v->role_words.size; i++) {
    if (v->role_per[i] < 0) continue;
    const cs_fact *f = &v->attributes[v->role_per[i]];
    json_t *name = json_string(f->name);
    rc = name == NULL ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory)
                      : cs_columns_alias(&in->columns, PER, name, err);
    json_decref(name);
    for (size_t k = 0; rc == CS_OK && k < sizeof f->aliases / sizeof f->aliases[0]; k++)
      rc = cs_columns_alias(&in->columns, PER, f->aliases[k], err);
    if (rc == CS_OK) rc = cs_columns_alias(&in->columns, PER, f->label, err);
  }
  return rc;
}

static int columns(cs_intake *in, cs_err *err) {
  if (in->vocabulary->role_words.size == 0)
    return cs_fail(err, CS_EINPUT, CS_MSG_intake_none_declared, "roles");
  cs_columns *c = &in->columns;
  int32_t rc = cs_columns_want(c, "role", true, "角色 职责 角色名称", err);
  if (rc >= 0)
    rc = cs_columns_want(c, "employee", true, "code 员工 工号 员工编号 员工号 员工工号 编号 担任人",
                         err);
  if (rc >= 0) rc = cs_columns_want(c, "per", false, "适用范围 范围", err);
  if (rc >= 0) rc = cs_columns_want(c, "from", false, "开始日期 开始 起始日期 自 从", err);
  if (rc >= 0) rc = cs_columns_want(c, "to", false, "结束日期 结束 截止日期 至 到", err);
  return rc < 0 ? rc : name_per(in, err);
}

/* The value it is held for, as the next text of the key. */
static int stage_per(cs_intake *in, int32_t role, cs_err *err) {
  const cs_vocabulary *v = in->vocabulary;
  const cs_fact *f = v->role_per[role] < 0 ? NULL : &v->attributes[v->role_per[role]];
  cs_slice text = cs_columns_text(in, PER);
  int rc = CS_OK;
  if (text.size > 0 && f == NULL) {
    rc = cs_intake_warn(in, PER, CS_MSG_intake_role_for_all, err);
    text.size = 0;
  } else if (text.size > 0 && f->type == CS_FACT_WORD) {
    int32_t place;
    cs_buf value = {0}; /* only its place is wanted */
    rc = cs_intake_word(in, PER, &f->words, &value, &place, err);
    cs_buf_deinit(&value);
    const char *word = place < 0 ? NULL : v->terms[f->words.terms[place]];
    if (word != NULL) text = cs_slice_of(word, strlen(word));
  } else if (text.size > CS_INTAKE_TEXT_MAX) {
    rc = cs_intake_bad(in, PER, CS_MSG_intake_text_long, err);
  }
  if (rc >= 0 && !in->bad) cs_key_put_text(&in->key, text);
  return rc < 0 ? rc : CS_OK;
}

/* Nobody is recorded for a role whose holders follow from other facts. */
static int check_role(cs_intake *in, cs_err *err) {
  const cs_vocabulary *v = in->vocabulary;
  cs_slice text = cs_columns_text(in, ROLE);
  if (text.size == 0) return CS_OK;
  int32_t place = cs_words_find(&v->role_words, text, &in->scratch);
  bool recorded = place >= 0;
  if (!recorded && place != CS_ENOMEM) place = cs_words_find(&v->derived_roles, text, &in->scratch);
  if (place == CS_ENOMEM) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  return recorded || place < 0 ? CS_OK : cs_intake_bad(in, ROLE, CS_MSG_intake_role_derived, err);
}

static int stage(cs_intake *in, cs_err *err) {
  int32_t role = -1;
  int rc = check_role(in, err);
  if (rc == CS_OK && in->bad) return CS_BAD;
  if (rc == CS_OK) rc = cs_dated_subject(in, ROLE, &in->vocabulary->role_words, &role, err);
  if (rc == CS_OK) rc = cs_dated_days(in, FROM, TO, err);
  if (rc == CS_OK) rc = cs_dated_code(in, EMPLOYEE, err);
  if (rc == CS_OK && role >= 0) rc = stage_per(in, role, err);
  if (rc < 0) return rc;
  return in->bad ? CS_BAD : CS_STAGED;
}

static int apply(cs_intake *in, const cs_staged *row, uint32_t number, cs_err *err) {
  (void)number;
  const uint32_t keys[] = {in->vocabulary->term_employee, in->vocabulary->term_per};
  const cs_dated fact = {.keys = keys, .key_count = 2};
  const char *employee = "";
  int applied = cs_dated_apply(in, row, &fact, err);
  if (applied != CS_ADDED || !cs_dated_keys(row, &employee, 1)) return applied;
  int rc = cs_dated_check_person(in, row->line, "employee", employee, err);
  return rc < 0 ? rc : applied;
}

const cs_intake_kind cs_kind_roles = {"roles", false, "role", columns, stage, apply};
