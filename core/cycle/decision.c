#include "cycle/decision.h"
#include "base/messages.h"
#include "cycle/dictionary.h"
#include <stdlib.h>
#include <string.h>

#define VERSION 1

/* The texts of a verdict; to add one: a row here and a new VERSION. */
#define TEXTS(X) X(rule) X(from) X(to) X(clause) X(error)
enum {
#define TEXT_INDEX(name) TEXT_##name,
  TEXTS(TEXT_INDEX)
#undef TEXT_INDEX
      TEXT_COUNT
};

typedef struct verdict { /* no padding: compared as bytes */
  uint32_t outcome;
  int32_t steps;
  uint32_t text[TEXT_COUNT];
} verdict;

bool cs_decision_qualifies(const cs_decision *d) {
  return d->outcome == CS_DIRECT || d->outcome == CS_PANEL;
}

static bool same_text(const char *a, const char *b) {
  return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

bool cs_decision_equal(const cs_decision *a, const cs_decision *b) {
  if (a->outcome != b->outcome || a->steps != b->steps || !same_text(a->code, b->code))
    return false;
#define TEXT_EQUAL(name) \
  if (!same_text(a->name, b->name)) return false;
  TEXTS(TEXT_EQUAL)
#undef TEXT_EQUAL
  if (a->missing_count != b->missing_count || a->evidence_size != b->evidence_size) return false;
  for (size_t i = 0; i < a->missing_count; i++)
    if (!same_text(a->missing[i], b->missing[i])) return false;
  return a->evidence_size == 0 || memcmp(a->evidence, b->evidence, a->evidence_size) == 0;
}

/* -- writing ---- */

/* A verdict that was written: found by where its texts are, believed by what they say. */
#define RECENT 256
typedef struct recent {
  verdict verdict;
  uint32_t number; /* 0: none */
} recent;

struct cs_decision_writer {
  cs_dictionary texts, verdicts;
  recent recent[RECENT];
  cs_buf body, code; /* code: of the last decision */
  uint32_t count;
};

int cs_decision_writer_new(cs_decision_writer **out, cs_err *err) {
  *out = calloc(1, sizeof **out);
  return *out == NULL ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory) : CS_OK;
}

void cs_decision_writer_free(cs_decision_writer *w) {
  if (w == NULL) return;
  cs_dictionary_deinit(&w->texts);
  cs_dictionary_deinit(&w->verdicts);
  cs_buf_deinit(&w->body);
  cs_buf_deinit(&w->code);
  free(w);
}

void cs_decision_writer_clear(cs_decision_writer *w) {
  cs_dictionary_clear(&w->texts);
  cs_dictionary_clear(&w->verdicts);
  memset(w->recent, 0, sizeof w->recent);
  cs_buf_clear(&w->body);
  cs_buf_clear(&w->code);
  w->count = 0;
}

uint32_t cs_decision_writer_count(const cs_decision_writer *w) { return w->count; }

static int number_text(cs_decision_writer *w, const char *text, uint32_t *number, cs_err *err) {
  *number = 0;
  return text == NULL ? CS_OK : cs_dictionary_number(&w->texts, text, strlen(text), number, err);
}

static void put_code(cs_decision_writer *w, const char *code) {
  size_t size = strlen(code), kept = 0;
  while (kept < size && kept < w->code.size && code[kept] == w->code.data[kept]) kept++;
  cs_buf_put_uint(&w->body, kept);
  cs_buf_put_uint(&w->body, size - kept);
  cs_buf_put(&w->body, code + kept, size - kept);
  w->code.size = kept;
  cs_buf_put(&w->code, code + kept, size - kept);
}

static recent *recent_of(cs_decision_writer *w, const cs_decision *d) {
  const uint64_t odd = 0x9e3779b97f4a7c15u;
  uint64_t hash = (uint64_t)d->outcome * 8 + (uint64_t)(uint32_t)d->steps;
#define TEXT_PLACE(name) hash = (hash ^ (uintptr_t)d->name) * odd;
  TEXTS(TEXT_PLACE)
#undef TEXT_PLACE
  return &w->recent[hash >> 56];
}
_Static_assert(RECENT == 1 << (64 - 56), "the top bits of a hash are a place in `recent`");

static bool says(const cs_decision_writer *w, uint32_t number, const char *text) {
  if (number == 0 || text == NULL) return number == 0 && text == NULL;
  return strcmp(cs_dictionary_key_of(&w->texts, number), text) == 0;
}

static bool same_verdict(const cs_decision_writer *w, const verdict *v, const cs_decision *d) {
  if (v->outcome != (uint32_t)d->outcome || v->steps != d->steps) return false;
#define TEXT_SAME(name) \
  if (!says(w, v->text[TEXT_##name], d->name)) return false;
  TEXTS(TEXT_SAME)
#undef TEXT_SAME
  return true;
}

static int put_verdict(cs_decision_writer *w, const cs_decision *d, cs_err *err) {
  recent *before = recent_of(w, d);
  if (before->number > 0 && same_verdict(w, &before->verdict, d)) {
    cs_buf_put_uint(&w->body, before->number);
    return CS_OK;
  }
  verdict v = {.outcome = (uint32_t)d->outcome, .steps = d->steps};
  int rc = CS_OK;
#define TEXT_NUMBER(name) \
  if (rc == CS_OK) rc = number_text(w, d->name, &v.text[TEXT_##name], err);
  TEXTS(TEXT_NUMBER)
#undef TEXT_NUMBER
  if (rc != CS_OK) return rc;

  uint32_t known = w->verdicts.count, number = 0;
  rc = cs_dictionary_number(&w->verdicts, &v, sizeof v, &number, err);
  if (rc != CS_OK) return rc;
  before->verdict = v;
  before->number = number;
  if (number <= known) {
    cs_buf_put_uint(&w->body, number);
    return CS_OK;
  }
  cs_buf_put_uint(&w->body, 0);
  cs_buf_put_uint(&w->body, v.outcome);
  for (size_t i = 0; i < TEXT_COUNT; i++) cs_buf_put_uint(&w->body, v.text[i]);
  cs_buf_put_int(&w->body, v.steps);
  return CS_OK;
}

int cs_decision_writer_add(cs_decision_writer *w, const cs_decision *d, cs_err *err) {
  put_code(w, d->code);
  int rc = put_verdict(w, d, err);
  if (rc != CS_OK) return rc;
  cs_buf_put_uint(&w->body, d->missing_count);
  for (size_t i = 0; i < d->missing_count; i++) {
    uint32_t number = 0;
    rc = number_text(w, d->missing[i], &number, err);
    if (rc != CS_OK) return rc;
    cs_buf_put_uint(&w->body, number);
  }
  cs_buf_put_uint(&w->body, d->evidence_size);
  if (d->evidence_size > 0) cs_buf_put(&w->body, d->evidence, d->evidence_size);
  w->count++;
  if (w->body.failed || w->code.failed) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  return CS_OK;
}

int cs_decision_writer_finish(cs_decision_writer *w, cs_buf *out, cs_err *err) {
  cs_buf_put_uint(out, VERSION);
  cs_buf_put_uint(out, w->texts.count);
  for (uint32_t i = 0; i < w->texts.count; i++) {
    const cs_dictionary_key *key = &w->texts.keys[i];
    cs_buf_put_uint(out, key->size);
    cs_buf_put(out, w->texts.bytes.data + key->at, key->size + (size_t)1);
  }
  cs_buf_put_uint(out, w->count);
  if (w->body.size > 0) cs_buf_put(out, w->body.data, w->body.size);
  if (out->failed) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  return CS_OK;
}

/* -- reading ---- */

struct cs_decision_reader {
  cs_reader in;
  const char **texts; /* into the block; [0] is NULL */
  size_t text_count, text_capacity;
  verdict *verdicts;
  size_t verdict_count, verdict_capacity;
  const char **missing;
  size_t missing_capacity;
  cs_buf code;
  uint64_t left; /* decisions to come */
  bool first;
};

int cs_decision_reader_new(cs_decision_reader **out, cs_err *err) {
  *out = calloc(1, sizeof **out);
  return *out == NULL ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory) : CS_OK;
}

void cs_decision_reader_free(cs_decision_reader *r) {
  if (r == NULL) return;
  free(r->texts);
  free(r->verdicts);
  free(r->missing);
  cs_buf_deinit(&r->code);
  free(r);
}

static int bad(cs_err *err) { return cs_fail(err, CS_EDB, "%s", CS_MSG_cycle_block_bad); }

/* Room for `need` items of `size` bytes; what is asked for is bounded by the bytes of the block. */
static int reserve(void *items, size_t *capacity, size_t need, size_t size, cs_err *err) {
  if (need <= *capacity) return CS_OK;
  size_t more = need < 32 ? 64 : 2 * need;
  void *old, *moved;
  memcpy(&old, items, sizeof old);
  moved = realloc(old, more * size);
  if (moved == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  memcpy(items, &moved, sizeof moved);
  *capacity = more;
  return CS_OK;
}

static size_t left_in(const cs_reader *in) { return (size_t)(in->end - in->at); }

int cs_decision_reader_open(cs_decision_reader *r, const void *bytes, size_t size, cs_err *err) {
  r->in = cs_reader_of(bytes, size);
  r->verdict_count = r->text_count = 0;
  r->left = 0;
  r->first = true;
  cs_buf_clear(&r->code);
  if (cs_read_uint(&r->in) != VERSION) return bad(err);
  uint64_t texts = cs_read_uint(&r->in);
  if (r->in.bad || texts > left_in(&r->in)) return bad(err);
  int rc = reserve(&r->texts, &r->text_capacity, (size_t)texts + 1, sizeof *r->texts, err);
  if (rc != CS_OK) return rc;
  r->texts[0] = NULL;
  for (r->text_count = 1; r->text_count <= texts; r->text_count++) {
    uint64_t length = cs_read_uint(&r->in);
    if (r->in.bad || length >= left_in(&r->in)) return bad(err);
    const char *text = cs_read_bytes(&r->in, (size_t)length + 1);
    if (text == NULL || memchr(text, '\0', (size_t)length + 1) != text + length) return bad(err);
    r->texts[r->text_count] = text;
  }
  r->left = cs_read_uint(&r->in);
  if (r->in.bad || r->left > left_in(&r->in)) {
    r->left = 0;
    return bad(err);
  }
  return CS_OK;
}

uint64_t cs_decision_reader_left(const cs_decision_reader *r) { return r->left; }

static bool read_code(cs_decision_reader *r) {
  uint64_t kept = cs_read_uint(&r->in), size = cs_read_uint(&r->in);
  const char *rest = size > left_in(&r->in) ? NULL : cs_read_bytes(&r->in, (size_t)size);
  if (r->in.bad || rest == NULL || size == 0 || kept > r->code.size) return false;
  if (memchr(rest, '\0', (size_t)size) != NULL) return false;
  /* ascending: what follows the part that is kept must be greater than what followed it before */
  if (!r->first && kept < r->code.size &&
      (unsigned char)rest[0] <= (unsigned char)r->code.data[kept])
    return false;
  r->first = false;
  r->code.size = (size_t)kept;
  cs_buf_put(&r->code, rest, (size_t)size);
  return true;
}

static bool read_text(cs_decision_reader *r, uint32_t *number) {
  uint64_t value = cs_read_uint(&r->in);
  *number = (uint32_t)value;
  return !r->in.bad && value < r->text_count;
}

static int read_verdict(cs_decision_reader *r, verdict *out, cs_err *err) {
  uint64_t number = cs_read_uint(&r->in);
  if (r->in.bad || number > r->verdict_count) return bad(err);
  if (number > 0) {
    *out = r->verdicts[number - 1];
    return CS_OK;
  }
  uint64_t outcome = cs_read_uint(&r->in);
  if (r->in.bad || outcome >= CS_OUTCOME_COUNT) return bad(err);
  out->outcome = (uint32_t)outcome;
  for (size_t i = 0; i < TEXT_COUNT; i++)
    if (!read_text(r, &out->text[i])) return bad(err);
  int64_t steps = cs_read_int(&r->in);
  if (r->in.bad || steps < INT32_MIN || steps > INT32_MAX) return bad(err);
  out->steps = (int32_t)steps;
  int rc =
      reserve(&r->verdicts, &r->verdict_capacity, r->verdict_count + 1, sizeof *r->verdicts, err);
  if (rc == CS_OK) r->verdicts[r->verdict_count++] = *out;
  return rc;
}

static int read_missing(cs_decision_reader *r, cs_decision *out, cs_err *err) {
  uint64_t count = cs_read_uint(&r->in);
  if (r->in.bad || count > left_in(&r->in)) return bad(err);
  int rc = reserve(&r->missing, &r->missing_capacity, (size_t)count, sizeof *r->missing, err);
  if (rc != CS_OK) return rc;
  for (size_t i = 0; i < count; i++) {
    uint32_t number = 0;
    if (!read_text(r, &number) || number == 0) return bad(err);
    r->missing[i] = r->texts[number];
  }
  out->missing = r->missing;
  out->missing_count = (size_t)count;
  return CS_OK;
}

int cs_decision_reader_next(cs_decision_reader *r, cs_decision *out, cs_err *err) {
  *out = (cs_decision){.outcome = CS_OUT_OF_SCOPE};
  if (r->left == 0) return cs_read_done(&r->in) ? 0 : bad(err);
  verdict v = {0};
  if (!read_code(r)) return bad(err);
  int rc = read_verdict(r, &v, err);
  if (rc == CS_OK) rc = read_missing(r, out, err);
  if (rc != CS_OK) return rc;
  uint64_t size = cs_read_uint(&r->in);
  if (r->in.bad || size > left_in(&r->in)) return bad(err);
  out->evidence = cs_read_bytes(&r->in, (size_t)size);
  out->evidence_size = (size_t)size;
  out->code = cs_buf_str(&r->code);
  if (r->code.failed) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  out->outcome = (cs_outcome)v.outcome;
  out->steps = v.steps;
#define TEXT_OF(name) out->name = r->texts[v.text[TEXT_##name]];
  TEXTS(TEXT_OF)
#undef TEXT_OF
  if (cs_decision_qualifies(out) && out->to == NULL) return bad(err);
  r->left--;
  return 1;
}
