#include "store/internal.h"
#include <string.h>

static void put(cs_buf *out, const char *text) { cs_line_put_word(out, text, strlen(text)); }
static void put_number(cs_buf *out, uint64_t value) {
  cs_buf_printf(out, "\t%llu", (unsigned long long)value);
}

bool cs_note_reserved(const char *text) {
  static const char *const words[] = {"company", "adopt",   "import", "import-undo",
                                      "mark",    "approve", "apply",  "apply-undo"};
  size_t size = strcspn(text, "\t");
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (strlen(words[i]) == size && memcmp(words[i], text, size) == 0) return true;
  }
  return false;
}

void cs_note_company(cs_buf *out, const char *code, const char *zone) {
  cs_buf_puts(out, "n\tcompany");
  put(out, code);
  put(out, zone);
}

void cs_note_adoption(cs_buf *out, const cs_adoption *a, const char *pack_digest) {
  char date[CS_DATE_SIZE];
  cs_buf_puts(out, "n\tadopt");
  put(out, a->hash);
  put(out, a->pack_id);
  put(out, a->effective == CS_DATE_MIN ? "-" : cs_date_text(a->effective, date));
  put(out, a->settings);
  put(out, pack_digest);
}

void cs_note_batch(cs_buf *out, const cs_batch *b) {
  cs_buf_puts(out, "n\timport");
  put(out, b->kind);
  put(out, b->file);
  put(out, b->digest);
  put_number(out, b->rows);
  put_number(out, b->added);
  put_number(out, b->corrected);
  put_number(out, b->same);
  put_number(out, b->rejected);
}

void cs_note_batch_undo(cs_buf *out, uint32_t batch) {
  cs_buf_puts(out, "n\timport-undo");
  put_number(out, batch);
}

void cs_note_mark(cs_buf *out, uint32_t run, const char *digest, const cs_mark *m) {
  static const char *const kinds[] = {"?", "override", "hold", "exclude", "release"};
  cs_buf_puts(out, "n\tmark");
  put_number(out, run);
  put(out, digest);
  put(out, kinds[m->kind >= CS_OVERRIDE && m->kind <= CS_RELEASE ? m->kind : 0]);
  put(out, m->code);
  put(out, m->outcome == NULL ? "-" : m->outcome);
  put(out, m->target == NULL ? "-" : m->target);
  put(out, m->by);
  put(out, m->reason);
}

void cs_note_approval(cs_buf *out, uint32_t run, const char *digest, const cs_approval *a,
                      const void *codes, size_t size) {
  cs_buf_puts(out, "n\tapprove");
  put_number(out, run);
  put(out, digest);
  put(out, a->by);
  put(out, a->everyone ? "everyone" : "listed");
  put_number(out, a->count);
  unsigned char hash[CS_HASH_SIZE];
  char text[CS_HASH_TEXT];
  cs_hash(codes, size, hash);
  cs_hash_text(hash, text);
  put(out, text);
}

void cs_note_application(cs_buf *out, const cs_application *a, const char *digest) {
  cs_buf_puts(out, "n\tapply");
  put_number(out, a->run);
  put(out, digest);
  put_number(out, a->people);
}

void cs_note_application_undo(cs_buf *out, uint32_t run, const char *digest) {
  cs_buf_puts(out, "n\tapply-undo");
  put_number(out, run);
  put(out, digest);
}
