#include "base/messages.h"
#include "base/time.h"
#include "store/internal.h"
#include <string.h>

static int company_of(cs_store *s, const cs_query *q, cs_company *out, cs_err *err) {
  const char *code = cs_column_text(q, 1), *zone = cs_column_text(q, 2);
  size_t code_size = strlen(code), zone_size = strlen(zone);
  *out = (cs_company){.id = (int32_t)cs_column_int(q, 0)};
  if (code_size >= sizeof out->code || zone_size >= sizeof out->zone ||
      out->id != cs_column_int(q, 0)) {
    return cs_fail(err, CS_EDB, CS_MSG_store_damaged, s->path, "company");
  }
  memcpy(out->code, code, code_size);
  memcpy(out->zone, zone, zone_size);
  return CS_OK;
}

/* The only company; of several the text names them. */
static int find_only(cs_store *s, cs_company *out, cs_err *err) {
  cs_query q;
  int rc = cs_query_open(s, CS_SQL_COMPANIES, &q, err, "");
  if (rc != CS_OK) return rc;
  cs_buf names = {0};
  size_t count = 0;
  while ((rc = cs_query_next(&q, err)) == 1) {
    if (++count == 1) {
      rc = company_of(s, &q, out, err);
      if (rc != CS_OK) break;
    }
    if (count <= 20) cs_buf_printf(&names, "%s%s", count == 1 ? "" : ", ", cs_column_text(&q, 1));
  }
  cs_query_close(&q);
  if (rc == CS_OK && count == 0) rc = cs_fail(err, CS_ENOTFOUND, CS_MSG_store_no_company, s->path);
  if (rc == CS_OK && count > 1) {
    rc = cs_fail(err, CS_EUSAGE, CS_MSG_store_which_company, s->path, count, cs_buf_str(&names));
  }
  return cs_buf_end(&names, rc, err);
}

static int find_one(cs_store *s, cs_query *q, cs_company *out, cs_err *err) {
  int rc = cs_query_next(q, err);
  if (rc == 1) {
    rc = company_of(s, q, out, err);
  } else if (rc == 0) {
    rc = CS_ENOTFOUND;
  }
  cs_query_close(q);
  return rc;
}

int cs_company_find(cs_store *s, const char *code, cs_company *out, cs_err *err) {
  *out = (cs_company){0};
  if (code == NULL) return find_only(s, out, err);
  cs_query q;
  int rc = cs_query_open(s, CS_SQL_COMPANY_BY_CODE, &q, err, "t", code);
  if (rc != CS_OK) return rc;
  rc = find_one(s, &q, out, err);
  return rc == CS_ENOTFOUND ? cs_fail(err, rc, CS_MSG_store_company_unknown, code, s->path) : rc;
}

int cs_company_by_id(cs_store *s, int32_t id, cs_company *out, cs_err *err) {
  *out = (cs_company){0};
  cs_query q;
  int rc = cs_query_open(s, CS_SQL_COMPANY_BY_ID, &q, err, "i", (int64_t)id);
  if (rc != CS_OK) return rc;
  rc = find_one(s, &q, out, err);
  return rc == CS_ENOTFOUND ? cs_fail(err, CS_EDB, CS_MSG_store_damaged, s->path, "company") : rc;
}

int cs_company_each(cs_store *s, int (*row)(void *user, const cs_company *c), void *user,
                    cs_err *err) {
  cs_query q;
  int rc = cs_query_open(s, CS_SQL_COMPANIES, &q, err, "");
  if (rc != CS_OK) return rc;
  while ((rc = cs_query_next(&q, err)) == 1) {
    cs_company company;
    rc = company_of(s, &q, &company, err);
    if (rc == CS_OK) rc = row(user, &company);
    if (rc != 0) break;
  }
  cs_query_close(&q);
  return rc;
}

static bool code_valid(const char *code) {
  size_t size = strlen(code);
  if (size == 0 || size >= sizeof((cs_company *)NULL)->code) return false;
  for (size_t i = 0; i < size; i++) {
    if ((unsigned char)code[i] <= ' ' || code[i] == 127) return false;
  }
  return true;
}

int cs_company_create(cs_txn *t, const char *code, const char *zone, cs_company *out, cs_err *err) {
  *out = (cs_company){0};
  int rc = cs_txn_check(t, err);
  if (rc != CS_OK) return rc;
  if (!code_valid(code)) return cs_fail(err, CS_EINPUT, CS_MSG_store_company_code, code);
  if (strlen(zone) >= sizeof out->zone || !cs_zone_valid(zone)) {
    return cs_fail(err, CS_EINPUT, CS_MSG_store_zone, zone);
  }
  int64_t id = 0;
  if (t->company.id != 0) return cs_fail(err, CS_EUSAGE, CS_MSG_store_nested, t->store->path);
  rc = cs_query_number(t->store, CS_SQL_COMPANY_BY_CODE, &id, err, "t", code);
  if (rc == 1) return cs_fail(err, CS_EREFUSED, CS_MSG_store_company_exists, code, t->store->path);
  if (rc == 0) {
    rc = cs_query_number(t->store, CS_SQL_COMPANY_ADD, &id, err, "tti", code, zone,
                         (int64_t)t->number);
  }
  if (rc < 0) return t->failed = rc;

  t->company.id = (int32_t)id;
  memcpy(t->company.code, code, strlen(code) + 1);
  memcpy(t->company.zone, zone, strlen(zone) + 1);
  *out = t->company;
  cs_buf note = {0};
  cs_note_company(&note, code, zone);
  rc = cs_txn_act(t, &note, err);
  cs_buf_deinit(&note);
  return rc;
}
