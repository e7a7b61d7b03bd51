/* A company with a small pack of its own (nobody's policy), and imports from texts, for the tests of core/intake. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include "base/csv.h"
#include "intake/intake.h"
#include "store/subject.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const support_pack_parts[] = {
    "{'format':1,'id':'test','title':{'en':'Test'},'clauses':[{'id':'1'}],"
    "'values':{'grades':{'kind':'ladder','order':['g1','g2','g3','g4'],"
    "'labels':{'g2':{'en':'Second','zh':'中(二)级客服(一般)'},'g3':{'en':'Third'}}},"
    "'positions':{'kind':'catalogue','order':['agent','guide'],'labels':{'agent':{'zh':'客服'}}},"
    "'marks':{'kind':'scale','order':['S','A','B','C'],'labels':{'S':{'zh':'优秀'}}},"
    "'verdicts':{'kind':'scale','order':['pass','fail'],'labels':{}},"
    "'sites':{'kind':'catalogue','order':['north','south'],'labels':{},'open':true},"
    "'statuses':{'kind':'catalogue','order':['intern','probation','confirmed','left'],"
    "'labels':{'confirmed':{'zh':'在职'},'left':{'zh':'离职'}}}},",
    "'attributes':{"
    "'code':{'type':'code','blank':'unknown','label':{'en':'code','zh':'工号'},'aliases':['工号','"
    "人员编号']},"
    "'name':{'type':'text','blank':'unknown','personal':true,'label':{'zh':'姓名'},'aliases':['"
    "姓名']},"
    "'position':{'type':'positions','blank':'unknown','label':{'zh':'岗位'},'aliases':['岗位','"
    "职位']},"
    "'grade':{'type':'grades','blank':'unknown','dated_by':'graded_on','label':{'zh':'级别'},'"
    "aliases':['级别']},"
    "'status':{'type':'statuses','blank':'unknown','label':{'zh':'状态'},'aliases':['状态']},"
    "'hired_on':{'type':'date','blank':'unknown','label':{'zh':'入职日期'},'aliases':['入职日期']},"
    "'confirmed_on':{'type':'date','blank':'none','label':{'zh':'转正日期'},'aliases':[]},"
    "'graded_on':{'type':'date','blank':'unknown','label':{'zh':'定级日期'},'aliases':[]},"
    "'in_position_since':{'type':'date','blank':'unknown','label':{},'aliases':[]},"
    "'department':{'type':'text','blank':'unknown','label':{'zh':'部门'},'aliases':[]},"
    "'manager':{'type':'code','blank':'unknown','label':{'zh':'上级'},'aliases':[]},"
    "'left_on':{'type':'date','blank':'none','label':{'zh':'离职日期'},'aliases':[]},"
    "'site':{'type':'sites','blank':'unknown','label':{},'aliases':[]},"
    "'seats':{'type':'integer','blank':'unknown','label':{},'aliases':[]}},",
    "'series':{'rating':{'scale':'marks','every':'month','default':true,'from':'hired_on','until':'"
    "left_on',"
    "'label':{'zh':'月度考核'}},"
    "'appraisal':{'scale':'verdicts','every':'quarter','label':{}}},"
    "'metrics':{'csat':{'every':'month','decimals':2,'label':{'zh':'满意度'}},"
    "'calls':{'every':'month','decimals':0,'label':{}}},"
    "'events':{'complaint':{'fields':{'cause':{'values':['personal','other'],'blank':'unknown','"
    "label':{}},"
    "'upheld':{'values':['yes','no'],'blank':'unknown','label':{}}},'label':{'zh':'投诉'}},"
    "'award':{'fields':{'points':{'type':'integer','blank':'unknown','label':{'zh':'分值'}}},'"
    "label':{}}},"
    "'spans':{'absence':{'kinds':{'medical':{'zh':'病假'},'training':{}},'label':{}},"
    "'appointment':{'kinds':{'trial':{}},'label':{}}},"
    "'roles':{'HR':{'label':{'zh':'人力资源'},'several':true},"
    "'general manager':{'label':{'en':'boss'}},"
    "'department head':{'label':{},'per':'department'},'site head':{'label':{},'per':'site'},"
    "'superior':{'label':{'zh':'直属上级'},'is':'manager'},'heads':{'label':{},'every':'site "
    "head'}},"
    "'relations':{'works with':{'label':{'zh':'协作'}},'reports':{'label':{},'of':'manager'}},"
    "'subjects':{'vacancy':{'label':{},'attributes':{"
    "'position':{'type':'positions','blank':'unknown','label':{'zh':'岗位'},'aliases':[]},"
    "'department':{'type':'text','blank':'unknown','label':{'zh':'部门'},'aliases':[]},"
    "'opened_on':{'type':'date','blank':'unknown','label':{},'aliases':['开放日期']}}}},"
    "'parameters':{},'readings':{},'cycles':{},'opaque':[]}"};

typedef struct support {
  cs_pack *pack;
  cs_vocabulary *vocabulary;
  cs_store *store;
  cs_company company;
  cs_stamp stamp;
  cs_err err;
  cs_intake_report report; /* of the last import */
} support;

static inline void support_ok(const support *s, int rc) {
  if (rc != CS_OK) fail_msg("%s: %s", cs_err_name(rc), s->err.text);
}

static inline void support_open(support *s, const char *path) {
  cs_buf text = {0};
  memset(s, 0, sizeof *s);
  for (size_t i = 0; i < sizeof support_pack_parts / sizeof *support_pack_parts; i++) {
    for (const char *at = support_pack_parts[i]; *at != '\0'; at++)
      cs_buf_putc(&text, *at == '\'' ? '"' : *at);
  }
  support_ok(s, cs_pack_parse(text.data, text.size, &s->pack, &s->err));
  cs_buf_deinit(&text);
  const cs_pack *packs[] = {s->pack};
  support_ok(s, cs_vocabulary_new(packs, 1, &s->vocabulary, &s->err));
  unlink(path);
  s->stamp = (cs_stamp){.now = 1000, .actor = "tester", .system_user = "tester", .command = "test"};
  support_ok(s, cs_store_open(path, CS_STORE_CREATE, &s->store, &s->err));
  cs_txn *t;
  support_ok(s, cs_txn_begin(s->store, NULL, &s->stamp, &t, &s->err));
  support_ok(s, cs_company_create(t, "acme", "UTC", &s->company, &s->err));
  support_ok(s, cs_txn_commit(t, &s->err));
}

static inline void support_close(support *s) {
  cs_intake_report_deinit(&s->report);
  cs_store_close(s->store);
  cs_vocabulary_free(s->vocabulary);
  cs_pack_free(s->pack);
}

static inline void support_write(const char *path, const void *bytes, size_t n) {
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(bytes, 1, n, file), n);
  assert_int_equal(fclose(file), 0);
}

/* The report is in s->report until the next one. */
static inline int support_run(support *s, const cs_intake_options *options) {
  cs_intake_report_deinit(&s->report);
  s->stamp.now++;
  return cs_intake_run(s->store, &s->company, &s->stamp, s->vocabulary, options, &s->report,
                       &s->err);
}

static inline int support_import(support *s, const char *kind, const char *csv) {
  support_write("in.csv", csv, strlen(csv));
  cs_intake_options options = {.kind = kind, .path = "in.csv"};
  return support_run(s, &options);
}

/* What the report counts, as "rows added corrected same rejected warnings". */
static inline const char *support_counts(const support *s) {
  static char text[160];
  const cs_intake_report *r = &s->report;
  snprintf(text, sizeof text, "%llu %llu %llu %llu %llu %llu", (unsigned long long)r->rows,
           (unsigned long long)r->added, (unsigned long long)r->corrected,
           (unsigned long long)r->same, (unsigned long long)r->rejected,
           (unsigned long long)r->warnings);
  assert_int_equal(r->rows, r->added + r->corrected + r->same + r->rejected);
  return text;
}

#define assert_counts(s, text) assert_string_equal(support_counts(s), text)

/* Imports, all rows good. */
static inline void support_good(support *s, const char *kind, const char *csv) {
  int rc = support_import(s, kind, csv);
  if (rc != CS_OK && s->report.problem_count > 0) {
    fail_msg("line %llu: %s: %s", (unsigned long long)s->report.problems[0].line,
             s->report.problems[0].column == NULL ? "" : s->report.problems[0].column,
             s->report.problems[0].reason);
  }
  support_ok(s, rc);
}

/* Imports a file with exactly one problem, an error; gives its reason. */
static inline const char *support_bad(support *s, const char *kind, const char *csv,
                                      uint64_t line) {
  assert_int_equal(support_import(s, kind, csv), CS_EINPUT);
  assert_true(s->report.problem_count >= 1);
  if (s->report.problems[0].warning) fail_msg("only a warning: %s", s->report.problems[0].reason);
  assert_int_equal(s->report.problems[0].line, line);
  assert_int_equal(s->report.batch, 0);
  return s->report.problems[0].reason;
}

static inline void support_put_value(support *s, const cs_value *v, cs_buf *out) {
  char date[CS_DATE_SIZE];
  switch (v->kind) {
    case CS_NONE: cs_buf_puts(out, "-"); break;
    case CS_INT: cs_buf_printf(out, "#%lld", (long long)v->number); break;
    case CS_DATE: cs_buf_puts(out, cs_date_text((cs_date)v->number, date)); break;
    case CS_SYMBOL:
      cs_buf_printf(out, ":%s", cs_symbol_text(s->store, (cs_symbol)v->number));
      break;
    case CS_STRING: cs_buf_put(out, v->text, v->size); break;
  }
}

static inline void support_put_line(support *s, const cs_entry *e, cs_buf *out) {
  char at[CS_DATE_SIZE] = "";
  if (e->slot.klass == CS_SERIES)
    cs_period_text(cs_slot_period_every(e->slot.at), cs_slot_period(e->slot.at), at);
  else if (e->slot.klass == CS_ATTRIBUTE)
    cs_date_text(e->slot.at, at);
  else
    snprintf(at, sizeof at, "%u", e->slot.instance);
  cs_buf_printf(out, "%c %s %s ", "?asei"[e->slot.klass], cs_symbol_text(s->store, e->slot.name),
                at);
  support_put_value(s, &e->value, out);
  cs_buf_putc(out, '\n');
}

static inline int support_compare_lines(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What is known of a subject now: "class name at value" lines, sorted, without the code itself; static text. */
static inline const char *support_subject(support *s, const char *kind, const char *code) {
  static cs_buf out;
  cs_buf one = {0};
  char *lines[4096];
  size_t count = 0;
  cs_record r;
  cs_buf_clear(&out);
  support_ok(s, cs_record_init(&r, &s->err));
  int rc = cs_subject_load(s->store, s->company.id, kind, code, &r, &s->err);
  assert_true(rc == CS_OK || rc == CS_ENOTFOUND);
  for (uint32_t i = 0; i < r.count; i++) {
    const cs_entry *e = &r.entries[i];
    bool newest = i + 1 == r.count || cs_slot_compare(&r.entries[i + 1].slot, &e->slot) != 0;
    bool mark = e->slot.klass == CS_ATTRIBUTE &&
                strcmp(cs_symbol_text(s->store, e->slot.name), "code") == 0;
    if (!newest || mark || e->value.kind == CS_NONE) continue;
    cs_buf_clear(&one);
    support_put_line(s, e, &one);
    lines[count++] = strdup(cs_buf_str(&one));
  }
  if (count > 0) qsort(lines, count, sizeof *lines, support_compare_lines);
  for (size_t i = 0; i < count; i++) {
    cs_buf_puts(&out, lines[i]);
    free(lines[i]);
  }
  cs_buf_deinit(&one);
  cs_record_deinit(&r);
  const char *text = cs_buf_str(&out);
  return text;
}

static inline const char *support_person(support *s, const char *code) {
  return support_subject(s, "", code);
}

static inline char *support_read(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  assert_non_null(file);
  cs_buf text = {0};
  char bytes[4096];
  size_t n;
  while ((n = fread(bytes, 1, sizeof bytes, file)) > 0) cs_buf_put(&text, bytes, n);
  fclose(file);
  if (size != NULL) *size = text.size;
  cs_buf_putc(&text, '\0');
  return text.data;
}

static inline int support_setup(void **state) {
  support *s = malloc(sizeof *s);
  support_open(s, "test.db");
  *state = s;
  return 0;
}

static inline int support_teardown(void **state) {
  support_close(*state);
  free(*state);
  return 0;
}
#define TEST(name) cmocka_unit_test_setup_teardown(name, support_setup, support_teardown)
