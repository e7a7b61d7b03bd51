/* What the tests of core/assess share: the pack, a store in the test's folder, people written as words. */
#pragma once
#include "assess/evaluator.h"
#include "core/assess/pack003.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define UNUSED __attribute__((unused))

typedef struct bench { /* a store, a pack, a program and an evaluator, for one test */
  cs_store *store;
  cs_pack *pack;
  cs_program *program;
  cs_evaluator *evaluator;
  cs_record record;
  cs_decision decision;
  uint32_t instance;
} bench;

#define DIE(err) fail_msg("%s:%d: %s", __FILE__, __LINE__, (err).text)

static UNUSED char *pack003_text(void) {
  size_t size = 1;
  for (int i = 0; pack003[i] != NULL; i++) size += strlen(pack003[i]);
  char *text = malloc(size), *to = text;
  for (int i = 0; pack003[i] != NULL; i++)
    for (const char *s = pack003[i]; *s != '\0'; s++) *to++ = *s == '\'' ? '"' : *s;
  *to = '\0';
  return text;
}

static cs_date UNUSED day(const char *text) {
  cs_date d;
  if (!cs_date_parse(text, strlen(text), &d)) fail_msg("no date: %s", text);
  return d;
}

/* settings: "{'readings':{'absence':'shorten'}}" with apostrophes, or NULL. `text` is the pack, freed here. */
static void UNUSED bench_open_pack(bench *b, char *text, const char *cycle, const char *as_of,
                                   const char *settings) {
  static int number;
  char path[64];
  cs_err err;
  memset(b, 0, sizeof *b);
  snprintf(path, sizeof path, "assess-%ld-%d.db", (long)getpid(), number++);
  if (cs_store_open(path, CS_STORE_CREATE, &b->store, &err) != CS_OK) DIE(err);
  unlink(path);
  if (cs_work_begin(b->store, &err) != CS_OK) DIE(err); /* symbols are made on the way */
  if (cs_pack_parse(text, strlen(text), &b->pack, &err) != CS_OK) DIE(err);
  free(text);
  json_t *given = NULL, *effective;
  if (settings != NULL) {
    char *copy = strdup(settings);
    for (char *s = copy; *s != '\0'; s++)
      if (*s == '\'') *s = '"';
    given = json_loads(copy, 0, NULL);
    if (given == NULL) fail_msg("no JSON: %s", copy);
    free(copy);
  }
  if (cs_pack_settings(b->pack, given, &effective, &err) != CS_OK) DIE(err);
  if (cs_program_compile(b->pack, cycle, effective, day(as_of), &b->program, &err) != CS_OK)
    DIE(err);
  json_decref(given);
  json_decref(effective);
  if (cs_evaluator_new(b->program, b->store, NULL, NULL, &b->evaluator, &err) != CS_OK) DIE(err);
  if (cs_record_init(&b->record, &err) != CS_OK) DIE(err);
}

static void UNUSED bench_open(bench *b, const char *cycle, const char *as_of,
                              const char *settings) {
  bench_open_pack(b, pack003_text(), cycle, as_of, settings);
}

static void UNUSED bench_close(bench *b) {
  cs_record_deinit(&b->record);
  cs_evaluator_free(b->evaluator);
  cs_program_free(b->program);
  cs_pack_free(b->pack);
  cs_work_rollback(b->store);
  cs_store_close(b->store);
}

static cs_symbol UNUSED symbol(bench *b, const char *text) {
  cs_symbol s;
  cs_err err;
  if (cs_symbol_intern(b->store, text, strlen(text), &s, &err) != CS_OK) DIE(err);
  return s;
}

/* A value as an import makes it: "" is none, a date is a date, all else is a symbol. */
static cs_value UNUSED value_of(bench *b, const char *text) {
  cs_date d;
  if (text == NULL || *text == '\0') return (cs_value){.kind = CS_NONE};
  if (strlen(text) == 10 && cs_date_parse(text, strlen(text), &d))
    return (cs_value){.kind = CS_DATE, .number = d};
  return (cs_value){.kind = CS_SYMBOL, .number = symbol(b, text)};
}

static void UNUSED put(bench *b, cs_class klass, uint32_t instance, const char *name, int32_t at,
                       uint32_t txn, const char *text) {
  cs_err err;
  cs_entry entry = {{klass, instance, symbol(b, name), at}, txn, value_of(b, text)};
  if (cs_record_add(&b->record, &entry, &err) != CS_OK) DIE(err);
}

static void UNUSED person(bench *b, const char *code) {
  cs_record_clear(&b->record, code);
  b->instance = 0;
  put(b, CS_ATTRIBUTE, 0, "code", CS_DATE_MIN, 1, code);
}

static void UNUSED fact(bench *b, const char *name, const char *text) {
  if (*text != '\0') put(b, CS_ATTRIBUTE, 0, name, CS_DATE_MIN, 1, text);
}

static void UNUSED rating(bench *b, const char *period, const char *text) {
  cs_every every;
  cs_period p;
  if (!cs_period_parse(period, strlen(period), &every, &p)) fail_msg("no period: %s", period);
  put(b, CS_SERIES, 0, "rating", CS_PERIOD_SLOT(every, p), 1, text);
}

/* "SAB-BB": from `period` on, month by month; "-" is none. */
static void UNUSED ratings(bench *b, const char *period, const char *marks) {
  cs_every every;
  cs_period p;
  if (!cs_period_parse(period, strlen(period), &every, &p)) fail_msg("no period: %s", period);
  for (; *marks != '\0'; marks++, p++) {
    char text[2] = {*marks, '\0'}, name[CS_DATE_SIZE];
    if (*marks != '-') rating(b, cs_period_text(every, p, name), text);
  }
}

static void UNUSED complaint(bench *b, const char *on, const char *cause, const char *upheld) {
  uint32_t i = ++b->instance;
  put(b, CS_EVENT, i, "kind", 0, 1, "complaint");
  put(b, CS_EVENT, i, "on", 0, 1, on);
  if (*cause != '\0') put(b, CS_EVENT, i, "cause", 0, 1, cause);
  if (*upheld != '\0') put(b, CS_EVENT, i, "upheld", 0, 1, upheld);
}

static void UNUSED absent(bench *b, const char *from, const char *to) {
  uint32_t i = ++b->instance;
  put(b, CS_SPAN, i, "kind", 0, 1, "medical");
  put(b, CS_SPAN, i, "from", 0, 1, from);
  if (*to != '\0') put(b, CS_SPAN, i, "to", 0, 1, to);
}

/* "direct 8.4.1.2.B mid1.ordinary +2", "undetermined graded_on rating:2026-03", "ineligible", "-" for no decision. */
static UNUSED const char *judged_at(bench *b, uint32_t txn) {
  static char text[2048];
  cs_err err;
  cs_decision *d = &b->decision;
  if (cs_evaluator_judge(b->evaluator, &b->record, txn, d, &err) != CS_OK) DIE(err);
  if (d->outcome == CS_OUT_OF_SCOPE) return "-";
  int n = snprintf(text, sizeof text, "%s", cs_outcome_name(d->outcome));
  if (d->rule != NULL)
    n += snprintf(text + n, sizeof text - (size_t)n, " %s %s %+d", d->rule, d->to, d->steps);
  for (size_t i = 0; i < d->missing_count; i++)
    n += snprintf(text + n, sizeof text - (size_t)n, " %s", d->missing[i]);
  if (d->error != NULL) snprintf(text + n, sizeof text - (size_t)n, " %s", d->error);
  return text;
}
static UNUSED const char *judged(bench *b) { return judged_at(b, UINT32_MAX); }
