#include "base/messages.h"
#include "store/internal.h"
#include <stdlib.h>
#include <string.h>

int cs_people_load(cs_store *s, cs_statement get, int32_t company, const char *code, cs_record *out,
                   cs_err *err) {
  cs_query q;
  int rc = cs_query_open(s, get, &q, err, "it", (int64_t)company, code);
  if (rc != CS_OK) return rc;
  rc = cs_query_next(&q, err);
  if (rc == 1) {
    const void *bytes = sqlite3_column_blob(q.statement, 1);
    rc = cs_record_decode(out, code, bytes, (size_t)sqlite3_column_bytes(q.statement, 1), err);
  } else if (rc == 0) {
    rc = CS_ENOTFOUND;
  }
  cs_query_close(&q);
  if (rc == CS_ENOTFOUND) cs_record_clear(out, code);
  return rc;
}

int cs_person_load(cs_store *s, int32_t company, const char *code, cs_record *out, cs_err *err) {
  return cs_people_load(s, CS_SQL_PERSON_GET, company, code, out, err);
}

int cs_people_save(cs_store *s, cs_statement put, int32_t company, const cs_record *r,
                   cs_err *err) {
  if (r->code[0] == '\0')
    return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); /* see cs_record_clear */
  cs_buf_clear(&s->encoded);
  cs_record_encode(r, &s->encoded);
  if (s->encoded.failed) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  int rc = cs_query_run(s, put, err, "itib", (int64_t)company, r->code, (int64_t)r->last_txn,
                        s->encoded.data, s->encoded.size);
  if (rc == CS_OK && put == CS_SQL_PERSON_PUT && cs_code_is_bound(r->code)) {
    rc = cs_query_run(s, CS_SQL_BOUND_ADD, err, "it", (int64_t)company, r->code);
  }
  return rc;
}

/* -- the stream ----------------------------------------------------------------------------------------------------- */
struct cs_people {
  cs_query query;
  char *after, *upto; /* bound to the statement */
};

int cs_people_open(cs_store *s, int32_t company, const char *after, const char *upto,
                   cs_people **out, cs_err *err) {
  *out = NULL;
  cs_people *p = calloc(1, sizeof *p);
  if (p == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  p->after = strdup(after == NULL ? "" : after);
  p->upto = strdup(upto == NULL ? "" : upto);
  int rc =
      p->after == NULL || p->upto == NULL ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory) : CS_OK;
  /* The open end is an empty blob: SQLite sorts every blob after every text. */
  if (rc == CS_OK && upto == NULL) {
    rc = cs_query_open(s, CS_SQL_PEOPLE, &p->query, err, "itb", (int64_t)company, p->after, p->upto,
                       (size_t)0);
  } else if (rc == CS_OK) {
    rc =
        cs_query_open(s, CS_SQL_PEOPLE, &p->query, err, "itt", (int64_t)company, p->after, p->upto);
  }
  if (rc != CS_OK) {
    cs_people_close(p);
    return rc;
  }
  *out = p;
  return CS_OK;
}

int cs_people_next_since(cs_people *p, uint32_t since, cs_record *out, cs_err *err) {
  int rc = cs_query_next(&p->query, err);
  if (rc != 1) return rc;
  sqlite3_stmt *row = p->query.statement;
  const char *code = cs_column_text(&p->query, 0);
  int64_t last = cs_column_int(&p->query, 1);
  if (last < 1 || last > UINT32_MAX) return cs_fail(err, CS_EDB, CS_MSG_store_record_damaged, code);
  if (last <= since) {
    cs_record_clear(out, code);
  } else {
    const void *bytes = sqlite3_column_blob(row, 2);
    rc = cs_record_decode(out, code, bytes, (size_t)sqlite3_column_bytes(row, 2), err);
    if (rc != CS_OK) return rc;
  }
  out->last_txn = (uint32_t)last;
  return 1;
}

int cs_people_next(cs_people *p, cs_record *out, cs_err *err) {
  return cs_people_next_since(p, 0, out, err);
}

void cs_people_close(cs_people *p) {
  if (p == NULL) return;
  cs_query_close(&p->query);
  free(p->after);
  free(p->upto);
  free(p);
}

/* -- units ---------------------------------------------------------------------------------------------------------- */
/* The codes one after the other, terminated; *count of them. */
static int collect_bounds(cs_store *s, int32_t company, cs_buf *codes, size_t *count, cs_err *err) {
  cs_query q;
  *count = 0;
  int rc = cs_query_open(s, CS_SQL_BOUNDS, &q, err, "i", (int64_t)company);
  if (rc != CS_OK) return rc;
  while ((rc = cs_query_next(&q, err)) == 1) {
    const char *code = cs_column_text(&q, 0);
    cs_buf_put(codes, code, strlen(code) + 1);
    ++*count;
  }
  cs_query_close(&q);
  return rc;
}

int cs_people_units(cs_store *s, int32_t company, char ***out, size_t *count, cs_err *err) {
  *out = NULL;
  cs_buf codes = {0};
  size_t bounds = 0;
  int rc = collect_bounds(s, company, &codes, &bounds, err);
  if (rc != CS_OK) goto done;
  size_t pointers = (bounds + 1) * sizeof(char *);
  char **units = codes.failed ? NULL : malloc(pointers + codes.size);
  if (units == NULL) {
    rc = cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
    goto done;
  }
  char *text = (char *)units + pointers;
  if (codes.size > 0) memcpy(text, codes.data, codes.size);
  for (size_t i = 0; i < bounds; i++) {
    units[i] = text;
    text += strlen(text) + 1;
  }
  units[bounds] = NULL;
  *out = units;
  *count = bounds + 1;

done:
  cs_buf_deinit(&codes);
  return rc;
}
