/* A block of decisions from any bytes. Holds: codes ascend; what was read up to the end is written
 * and read again the same; written again it is the same bytes; the number of decisions is bounded by the
 * size of the block. */
#include "cycle/decision.h"
#include "fuzz.h"
#include <string.h>

static cs_decision_reader *reader, *second;
static cs_decision_writer *writer;

static void check_texts(const cs_decision *d) {
  HOLDS(d->outcome < CS_OUTCOME_COUNT && d->code[0] != '\0');
  HOLDS(!cs_decision_qualifies(d) || d->to != NULL);
  const char *const texts[] = {d->rule, d->from, d->to, d->clause, d->error};
  size_t sum = strlen(d->code);
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    if (texts[i] != NULL) sum += strlen(texts[i]);
  for (size_t i = 0; i < d->missing_count; i++) sum += strlen(d->missing[i]);
  const unsigned char *evidence = d->evidence;
  for (size_t i = 0; i < d->evidence_size; i++)
    sum += evidence[i]; /* every byte is there to be read */
  HOLDS(sum < SIZE_MAX);
}

/* 0: read to the end; the writer then holds all of it. */
static int copy(const void *bytes, size_t size, size_t *count) {
  cs_err err = {0};
  cs_decision d;
  char last[256] = "";
  *count = 0;
  cs_decision_writer_clear(writer);
  int rc = cs_decision_reader_open(reader, bytes, size, &err);
  if (rc != CS_OK) {
    HOLDS(rc == CS_EDB && err.text[0] != '\0');
    return rc;
  }
  while ((rc = cs_decision_reader_next(reader, &d, &err)) == 1) {
    check_texts(&d);
    HOLDS(strcmp(d.code, last) > 0 || strlen(last) == sizeof last - 1);
    snprintf(last, sizeof last, "%s", d.code);
    HOLDS(cs_decision_writer_add(writer, &d, &err) == CS_OK);
    HOLDS(++*count <= size);
  }
  HOLDS(rc == 0 || (rc == CS_EDB && err.text[0] != '\0'));
  return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  cs_err err = {0};
  if (reader == NULL) {
    HOLDS(cs_decision_reader_new(&reader, &err) == CS_OK);
    HOLDS(cs_decision_reader_new(&second, &err) == CS_OK);
    HOLDS(cs_decision_writer_new(&writer, &err) == CS_OK);
  }
  size_t count, again_count;
  if (copy(data, size, &count) != 0) return 0;
  cs_buf once = {0}, twice = {0};
  HOLDS(cs_decision_writer_count(writer) == count);
  HOLDS(cs_decision_writer_finish(writer, &once, &err) == CS_OK);

  HOLDS(cs_decision_reader_open(reader, data, size, &err) == CS_OK);
  HOLDS(cs_decision_reader_open(second, once.data, once.size, &err) == CS_OK);
  for (size_t i = 0; i <= count; i++) {
    cs_decision a, b;
    int left = cs_decision_reader_next(reader, &a, &err),
        right = cs_decision_reader_next(second, &b, &err);
    HOLDS(left == right && left == (i < count));
    if (left == 1) HOLDS(cs_decision_equal(&a, &b));
  }

  HOLDS(copy(once.data, once.size, &again_count) == 0 && again_count == count);
  HOLDS(cs_decision_writer_finish(writer, &twice, &err) == CS_OK);
  HOLDS(once.size == twice.size && memcmp(once.data, twice.data, once.size) == 0);
  cs_buf_deinit(&once);
  cs_buf_deinit(&twice);
  return 0;
}
