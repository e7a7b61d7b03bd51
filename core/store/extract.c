#include "store/extract.h"
#include "base/messages.h"
#include "store/internal.h"
#include <string.h>

#define WORDS 8 /* of the note's line, with its letter */

int cs_extract_mark(cs_store *s, cs_err *err) {
  return cs_query_run(s, CS_SQL_SETTING_SET, err, "ti", "extract", (int64_t)1);
}

int cs_extract_note(cs_txn *t, const cs_extract *e, cs_err *err) {
  const char *words[] = {"extract", e->number, e->hash,   e->attribute,
                         e->value,  e->people, e->without};
  cs_buf text = {0};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (i > 0) cs_buf_putc(&text, '\t');
    for (const char *at = words[i]; *at != '\0'; at++) cs_buf_putc(&text, *at == '\t' ? ' ' : *at);
  }
  int rc = text.failed ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory)
                       : cs_txn_note(t, cs_buf_str(&text), err);
  cs_buf_deinit(&text);
  return rc;
}

static void keep(char *out, size_t size, const char *text) {
  size_t n = strlen(text) < size - 1 ? strlen(text) : size - 1;
  memcpy(out, text, n);
  out[n] = '\0';
}

static int look(void *user, const char *const *fields, size_t count) {
  cs_extract *e = user;
  if (count != WORDS || strcmp(fields[0], "n") != 0 || strcmp(fields[1], "extract") != 0) return 0;
  keep(e->number, sizeof e->number, fields[2]);
  keep(e->hash, sizeof e->hash, fields[3]);
  keep(e->attribute, sizeof e->attribute, fields[4]);
  keep(e->value, sizeof e->value, fields[5]);
  keep(e->people, sizeof e->people, fields[6]);
  keep(e->without, sizeof e->without, fields[7]);
  return 0;
}

int cs_extract_find(cs_store *s, cs_extract *out, cs_err *err) {
  int64_t marked = 0;
  cs_txn_info head;
  *out = (cs_extract){.number = ""};
  int rc = cs_query_number(s, CS_SQL_SETTING_GET, &marked, err, "t", "extract");
  if (rc >= 0) rc = cs_ledger_head(s, &head, err);
  if (rc == CS_OK) rc = cs_ledger_lines(s, head.number, look, out, err);
  if (rc != CS_OK) return rc;
  bool noted = out->number[0] != '\0';
  if (noted != (marked == 1)) return cs_fail(err, CS_EDB, CS_MSG_store_extract_broken, s->path);
  return noted ? 1 : 0;
}
