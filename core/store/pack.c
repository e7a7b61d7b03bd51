#include "base/messages.h"
#include "store/internal.h"
#include <string.h>

void cs_copy_hash(char out[CS_HASH_TEXT], const char *text) {
  size_t size = strlen(text);
  if (size >= CS_HASH_TEXT) size = 0; /* not a hash: equal to none */
  memcpy(out, text, size);
  out[size] = '\0';
}

void cs_pack_digest(const cs_pack_row *row, cs_buf *scratch, char out[CS_HASH_TEXT]) {
  const char *const words[] = {row->hash, row->id, row->title, row->compiled, row->sources};
  cs_buf_clear(scratch);
  cs_buf_puts(scratch, "pack");
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    cs_line_put_word(scratch, words[i], strlen(words[i]));
  unsigned char hash[CS_HASH_SIZE] = {0};
  if (!scratch->failed) cs_hash(scratch->data, scratch->size, hash);
  cs_hash_text(hash, out);
}

int cs_pack_store(cs_store *s, const cs_pack_row *row, cs_err *err) {
  if (!s->writing) return cs_fail(err, CS_EUSAGE, CS_MSG_store_nested, s->path);
  cs_query q;
  int rc = cs_query_open(s, CS_SQL_PACK_DIGEST, &q, err, "t", row->hash);
  if (rc != CS_OK) return rc;
  rc = cs_query_next(&q, err);
  cs_query_close(&q);
  if (rc != 0) return rc < 0 ? rc : CS_OK;
  cs_buf scratch = {0};
  char digest[CS_HASH_TEXT];
  cs_pack_digest(row, &scratch, digest);
  rc = scratch.failed ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory)
                      : cs_query_run(s, CS_SQL_PACK_ADD, err, "tttttt", row->hash, row->id,
                                     row->title, row->compiled, row->sources, digest);
  cs_buf_deinit(&scratch);
  return rc;
}

int cs_pack_find(cs_store *s, const char *hash, cs_pack_row *out, cs_err *err) {
  *out = (cs_pack_row){0};
  cs_query q;
  int rc = cs_query_open(s, CS_SQL_PACK_GET, &q, err, "t", hash);
  if (rc != CS_OK) return rc;
  rc = cs_query_next(&q, err);
  if (rc == 1) {
    cs_store_family(s, CS_FAMILY_PACK);
    cs_copy_hash(out->hash, cs_column_text(&q, 0));
    out->id = cs_store_keep(s, CS_FAMILY_PACK, cs_column_text(&q, 1));
    out->title = cs_store_keep(s, CS_FAMILY_PACK, cs_column_text(&q, 2));
    out->compiled = cs_store_keep(s, CS_FAMILY_PACK, cs_column_text(&q, 3));
    out->sources = cs_store_keep(s, CS_FAMILY_PACK, cs_column_text(&q, 4));
    bool whole =
        out->id != NULL && out->title != NULL && out->compiled != NULL && out->sources != NULL;
    rc = whole ? CS_OK : cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  } else if (rc == 0) {
    rc = cs_fail(err, CS_ENOTFOUND, CS_MSG_store_pack_unknown, hash, s->path);
  }
  cs_query_close(&q);
  return rc;
}

int cs_pack_check(cs_store *s, const cs_pack_row *row, cs_err *err) {
  cs_query q;
  int rc = cs_query_open(s, CS_SQL_PACK_DIGEST, &q, err, "t", row->hash);
  if (rc != CS_OK) return rc;
  cs_buf scratch = {0};
  char digest[CS_HASH_TEXT];
  cs_pack_digest(row, &scratch, digest);
  rc = scratch.failed ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory) : cs_query_next(&q, err);
  if (rc == 1 && strcmp(cs_column_text(&q, 0), digest) == 0)
    rc = CS_OK;
  else if (rc >= 0)
    rc = cs_fail(err, CS_EDB, CS_MSG_store_pack_damaged, s->path, row->hash);
  cs_buf_deinit(&scratch);
  cs_query_close(&q);
  return rc;
}

int cs_pack_each(cs_store *s, int (*row)(void *, const cs_pack_row *), void *user, cs_err *err) {
  cs_query q;
  int rc = cs_query_open(s, CS_SQL_PACKS, &q, err, "");
  if (rc != CS_OK) return rc;
  while ((rc = cs_query_next(&q, err)) == 1) {
    cs_pack_row pack = {.id = cs_column_text(&q, 1), .title = cs_column_text(&q, 2)};
    cs_copy_hash(pack.hash, cs_column_text(&q, 0));
    rc = row(user, &pack);
    if (rc != 0) break;
  }
  cs_query_close(&q);
  return rc;
}

/* -- adoptions ------------------------------------------------------------------------------------------------------ */
void cs_adoption_of(const cs_query *q, cs_adoption *out) {
  *out = (cs_adoption){.txn = (uint32_t)cs_column_int(q, 0),
                       .pack_id = cs_column_text(q, 2),
                       .effective = (cs_date)cs_column_int(q, 3),
                       .settings = cs_column_text(q, 4)};
  cs_copy_hash(out->hash, cs_column_text(q, 1));
}

int cs_adopt(cs_txn *t, const cs_adoption *a, cs_err *err) {
  int rc = cs_txn_check(t, err);
  if (rc != CS_OK) return rc;
  cs_query q;
  rc = cs_query_open(t->store, CS_SQL_PACK_DIGEST, &q, err, "t", a->hash);
  if (rc != CS_OK) return rc;
  cs_buf note = {0};
  rc = cs_query_next(&q, err);
  if (rc == 1) {
    cs_adoption whole = *a;
    whole.pack_id = cs_column_text(&q, 1);
    cs_note_adoption(&note, &whole, cs_column_text(&q, 0));
    rc = CS_OK;
  } else if (rc == 0) {
    rc = cs_fail(err, CS_ENOTFOUND, CS_MSG_store_pack_unknown, a->hash, t->store->path);
  }
  cs_query_close(&q);
  if (rc != CS_OK) goto done;
  rc = cs_query_run(t->store, CS_SQL_ADOPTION_ADD, err, "iiitit", (int64_t)t->company.id,
                    (int64_t)t->number, (int64_t)t->facts, a->hash, (int64_t)a->effective,
                    a->settings);
  if (rc == CS_OK) rc = cs_txn_act(t, &note, err);
  if (rc != CS_OK) t->failed = rc;

done:
  cs_buf_deinit(&note);
  return rc;
}

int cs_adoption_each(cs_store *s, int32_t company, cs_date on,
                     int (*row)(void *, const cs_adoption *), void *user, cs_err *err) {
  cs_query q;
  int rc = cs_query_open(s, CS_SQL_ADOPTIONS, &q, err, "ii", (int64_t)company, (int64_t)on);
  if (rc != CS_OK) return rc;
  while ((rc = cs_query_next(&q, err)) == 1) {
    cs_adoption adoption;
    cs_adoption_of(&q, &adoption);
    rc = row(user, &adoption);
    if (rc != 0) break;
  }
  cs_query_close(&q);
  return rc;
}
