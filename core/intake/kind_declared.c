/* The subjects of a kind that a pack declares: one row a subject, a column an attribute. All holds from the beginning. */
#include "base/messages.h"
#include "intake/internal.h"
#include <string.h>

const cs_subject_type *cs_declared_type(const cs_vocabulary *v, const char *name) {
  for (uint32_t i = 0; i < v->subject_count; i++) {
    const char *singular = v->subjects[i].name;
    size_t n = strlen(singular);
    bool plural = strncmp(name, singular, n) == 0 && strcmp(name + n, "s") == 0;
    if (n > 0 && singular[n - 1] == 'y')
      plural = plural || (strncmp(name, singular, n - 1) == 0 && strcmp(name + n - 1, "ies") == 0);
    if (plural || strcmp(name, singular) == 0) return &v->subjects[i];
  }
  return NULL;
}

static int columns(cs_intake *in, cs_err *err) {
  const cs_subject_type *type = in->subject_type;
  cs_columns *c = &in->columns;
  int32_t rc = cs_columns_want(c, "code", true, "编号 代码 单号", err);
  for (uint32_t i = 0; rc >= 0 && i < type->attribute_count; i++) {
    if (type->attributes[i].personal)
      return cs_fail(err, CS_EPACK, CS_MSG_intake_personal_subject, type->name,
                     type->attributes[i].name);
    in->places[i] = rc = cs_columns_want(c, type->attributes[i].name, false, NULL, err);
  }
  for (uint32_t i = 0; rc >= 0 && i < type->attribute_count; i++) {
    const cs_fact *f = &type->attributes[i];
    for (size_t k = 0; rc >= 0 && k < sizeof f->aliases / sizeof f->aliases[0]; k++) {
      rc = cs_columns_alias(c, in->places[i], f->aliases[k], err);
    }
    if (rc >= 0) rc = cs_columns_alias(c, in->places[i], f->label, err);
  }
  return rc < 0 ? rc : CS_OK;
}

static int stage(cs_intake *in, cs_err *err) {
  const cs_subject_type *type = in->subject_type;
  int rc = cs_intake_code(in, 0, err);
  for (uint32_t i = 0; rc >= 0 && i < type->attribute_count; i++) {
    if (!in->columns.columns[in->places[i]].given) continue;
    size_t before = in->payload.size;
    cs_buf_put_uint(&in->payload, i);
    rc = cs_intake_fact(in, in->places[i], &type->attributes[i], err);
    if (rc == 0) in->payload.size = before;
  }
  if (rc < 0) return rc;
  cs_buf_putc(&in->key, CS_KEY_ONE);
  return in->bad ? CS_BAD : CS_STAGED;
}

static int apply(cs_intake *in, const cs_staged *row, uint32_t number, cs_err *err) {
  (void)number;
  const cs_subject_type *type = in->subject_type;
  cs_reader r = cs_reader_of(row->payload, row->payload_size);
  cs_value value = {.kind = CS_STRING, .text = row->code, .size = (uint32_t)row->code_size};
  int rc = cs_intake_set_term(in, CS_ATTRIBUTE, 0, in->vocabulary->term_code, &value, err);
  while (rc == CS_OK && r.at < r.end) {
    uint64_t place = cs_read_uint(&r);
    if (place >= type->attribute_count)
      return cs_fail(err, CS_EIO, CS_MSG_intake_spill_failed, "?");
    rc = cs_intake_value(in, &r, &value, err);
    if (rc == CS_OK)
      rc = cs_intake_set_term(in, CS_ATTRIBUTE, 0, type->attributes[place].term, &value, err);
  }
  return rc < 0 ? rc : (int)cs_intake_outcome(in);
}

const cs_intake_kind cs_kind_declared = {"", false, "", columns, stage, apply};
