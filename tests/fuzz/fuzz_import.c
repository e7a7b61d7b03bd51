/* Import of any file, with or without a mapping file. The first byte chooses the kind, the second (odd) says that a
 * mapping comes first, up to a NUL; the rest is the file.
 *
 * Holds: a dry run foretells what the run does; the counts add up; importing the same again changes
 * nothing; bad rows are refused unless only the good ones are wanted; what is told of a bad row is bounded and fit
 * for a terminal; taken back, and after every few imports, the ledger verifies. */
#define _GNU_SOURCE /* memfd_create */
#include "base/messages.h"
#include "intake/intake.h"
#include "fuzz.h"
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define RUNS_PER_STORE 200 /* where nobody calls fuzz_afresh */
#define RUNS_PER_VERIFY 20

static const char pack_text[] =
    "{'format':1,'id':'p','title':{'en':'p'},'clauses':[{'id':'1'}],'values':{"
    "'grades':{'kind':'ladder','order':['g1','g2','g3'],'labels':{}},'marks':{'kind':'scale','"
    "order':['S','A','B'],'labels':{}},"
    "'posts':{'kind':'catalogue','order':['clerk','boss'],'labels':{'clerk':{'zh':'职员'}},'open':"
    "true},"
    "'states':{'kind':'catalogue','order':['intern','probation','confirmed','left'],'labels':{}}},'"
    "attributes':{"
    "'code':{'type':'code','blank':'unknown','label':{},'aliases':['工号']},"
    "'name':{'type':'text','blank':'unknown','label':{},'aliases':['姓名'],'personal':true},"
    "'position':{'type':'posts','blank':'unknown','label':{},'aliases':['岗位']},"
    "'grade':{'type':'grades','blank':'unknown','label':{},'aliases':[],'dated_by':'graded_on'},"
    "'status':{'type':'states','blank':'unknown','label':{},'aliases':[]},"
    "'hired_on':{'type':'date','blank':'unknown','label':{},'aliases':['入职日期']},"
    "'confirmed_on':{'type':'date','blank':'none','label':{},'aliases':[]},"
    "'graded_on':{'type':'date','blank':'unknown','label':{},'aliases':[]},"
    "'left_on':{'type':'date','blank':'none','label':{},'aliases':[]},"
    "'manager':{'type':'code','blank':'none','label':{},'aliases':[]},"
    "'points':{'type':'integer','blank':'unknown','label':{},'aliases':[]}},"
    "'series':{'rating':{'scale':'marks','every':'month','default':true,'from':'hired_on','until':'"
    "left_on','label':{}},"
    "'review':{'scale':'marks','every':'half','label':{}}},"
    "'metrics':{'calls':{'every':'quarter','decimals':2,'label':{}}},"
    "'events':{'complaint':{'fields':{'cause':{'values':['personal','other'],'blank':'unknown','"
    "label':{}},"
    "'upheld':{'values':['yes','no'],'blank':'unknown','label':{}}},'label':{}}},"
    "'spans':{'absence':{'kinds':{'medical':{}},'open':true,'label':{}}},"
    "'roles':{'HR':{'label':{'zh':'人事'}},'head':{'label':{},'per':'position'}},"
    "'relations':{'coach':{'label':{}}},"
    "'subjects':{'vacancy':{'label':{},'attributes':{"
    "'place':{'type':'posts','blank':'unknown','label':{},'aliases':[]},"
    "'opened':{'type':'date','blank':'none','label':{},'aliases':[]},"
    "'seats':{'type':'integer','blank':'unknown','label':{},'aliases':[]}}}},"
    "'parameters':{},'readings':{},'cycles':{},'opaque':[]}";

#define KIND_NAME(name) #name,
static const char *const kinds[] = {CS_INTAKE_KINDS(KIND_NAME) "vacancy"};
#undef KIND_NAME

static cs_pack *pack;
static cs_vocabulary *vocabulary;
static cs_store *store;
static cs_company company;
static char folder[64], path[80];
static cs_time now;
static unsigned runs;
static int file = -1;

static cs_stamp stamp(void) {
  return (cs_stamp){.now = ++now, .actor = "fuzz", .system_user = "fuzz", .command = "import"};
}

static void remove_store(void) {
  cs_store_close(store);
  store = NULL;
  char side[96];
  unlink(path);
  snprintf(side, sizeof side, "%s-wal", path);
  unlink(side);
  snprintf(side, sizeof side, "%s-shm", path);
  unlink(side);
}

void fuzz_afresh(void) {
  if (store != NULL) remove_store();
  runs = 0;
  now = 0;
}

static void leave(void) {
  fuzz_afresh();
  rmdir(folder);
}

static void open_all(void) {
  cs_err err = {0};
  struct stat status;
  if (pack == NULL) {
    char text[sizeof pack_text];
    for (size_t i = 0; i < sizeof text; i++)
      text[i] = (char)(pack_text[i] == '\'' ? '"' : pack_text[i]);
    int rc = cs_pack_parse(text, sizeof text - 1, &pack, &err);
    if (rc != CS_OK) fprintf(stderr, "%s\n", err.text);
    HOLDS(rc == CS_OK);
    const cs_pack *packs[] = {pack};
    HOLDS(cs_vocabulary_new(packs, 1, &vocabulary, &err) == CS_OK);
    snprintf(folder, sizeof folder, "%s/cursus-fuzz-XXXXXX",
             stat("/dev/shm", &status) == 0 ? "/dev/shm" : "/tmp");
    HOLDS(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/a.db", folder);
    atexit(leave);
  }
  HOLDS(cs_store_open(path, CS_STORE_CREATE, &store, &err) == CS_OK);
  cs_txn *t;
  cs_stamp s = stamp();
  HOLDS(cs_txn_begin(store, NULL, &s, &t, &err) == CS_OK);
  HOLDS(cs_company_create(t, "fuzzed", "Asia/Shanghai", &company, &err) == CS_OK);
  HOLDS(cs_txn_commit(t, &err) == CS_OK);
}

static void check_shown(const char *text) {
  if (text == NULL) return;
  HOLDS(cs_utf8_valid(text, strlen(text)) && strlen(text) < 4096);
  for (const char *at = text; *at != '\0'; at++) HOLDS((unsigned char)*at >= 0x20 && *at != 0x7f);
}

static void check_report(const cs_intake_report *r) {
  uint64_t counted = 0;
  HOLDS(r->rows == r->added + r->corrected + r->same + r->rejected);
  HOLDS(r->problem_count <= CS_INTAKE_SHOWN);
  for (size_t i = 0; i < r->problem_count; i++) {
    check_shown(r->problems[i].column);
    check_shown(r->problems[i].value);
    check_shown(r->problems[i].reason);
    HOLDS(r->problems[i].reason != NULL);
  }
  for (size_t i = 0; i < r->reason_count; i++) {
    check_shown(r->reasons[i].reason);
    counted += r->reasons[i].warning ? 0 : r->reasons[i].count;
  }
  HOLDS(counted >= r->rejected);
  for (size_t i = 0; i < r->ignored_count; i++) check_shown(r->ignored_columns[i]);
}

static int run(const cs_intake_options *options, cs_intake_report *report) {
  cs_err err = {0};
  cs_stamp s = stamp();
  *report = (cs_intake_report){0};
  int rc = cs_intake_run(store, &company, &s, vocabulary, options, report, &err);
  if (rc != CS_OK && rc != CS_EINPUT) fprintf(stderr, "%s %s\n", cs_err_name(rc), err.text);
  HOLDS(rc == CS_OK || (rc == CS_EINPUT && err.text[0] != '\0'));
  HOLDS(cs_utf8_valid(err.text, strlen(err.text)));
  if (rc == CS_OK) check_report(report);
  HOLDS(report->batch == 0 || (rc == CS_OK && !options->dry_run));
  return rc;
}

static void take_back(uint32_t batch) {
  cs_err err = {0};
  cs_txn *t;
  uint64_t people = 0;
  cs_stamp s = stamp();
  HOLDS(cs_txn_begin(store, &company, &s, &t, &err) == CS_OK);
  int rc = cs_batch_undo(t, batch, &people, &err);
  HOLDS(rc == CS_OK || rc == CS_EREFUSED); /* facts of a person whose row of employees goes */
  if (rc == CS_OK) {
    HOLDS(cs_txn_commit(t, &err) == CS_OK);
  } else {
    cs_txn_rollback(t);
  }
}

/* Of several people with the name of a row the file may have renamed all but one: then it is clear who is meant the next time. */
static bool asked_back(const cs_intake_report *r) {
  for (size_t i = 0; i < r->reason_count; i++)
    if (strstr(r->reasons[i].reason, CS_MSG_names_several) != NULL) return true;
  return false;
}

static void check_import(cs_intake_options *options) {
  cs_intake_report dry, real, again;
  options->dry_run = true;
  options->valid_only = true;
  int rc = run(options, &dry);
  options->dry_run = false;
  char rejects[80];
  snprintf(rejects, sizeof rejects, "%s/rejects.csv", folder);
  options->rejects = rejects;
  HOLDS(run(options, &real) == rc);
  options->rejects = NULL;
  unlink(rejects);
  if (rc == CS_OK) {
    HOLDS(dry.rows == real.rows && dry.added == real.added && dry.corrected == real.corrected);
    HOLDS(dry.same == real.same && dry.rejected == real.rejected && dry.warnings == real.warnings);
    HOLDS(run(options, &again) == CS_OK);
    HOLDS(again.rows == real.rows && again.added == 0);
    HOLDS(asked_back(&real) || (again.rejected == real.rejected && again.corrected == 0));
    bool good = again.rejected == 0;
    cs_intake_report_deinit(&again);
    options->valid_only = false;
    options->dry_run = true;
    HOLDS(run(options, &again) == (good ? CS_OK : CS_EINPUT));
    cs_intake_report_deinit(&again);
    if (real.batch != 0 && runs % 3 != 0) take_back(real.batch);
  }
  cs_intake_report_deinit(&dry);
  cs_intake_report_deinit(&real);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 2) return 0;
  if (runs == RUNS_PER_STORE) fuzz_afresh();
  if (store == NULL) open_all();
  runs++;

  cs_err err = {0};
  const char *bytes = (const char *)data + 2, *end = (const char *)data + size;
  cs_intake_options options = {.kind = kinds[data[0] % (sizeof kinds / sizeof *kinds)]};
  cs_mapping *mapping = NULL;
  if (data[1] & 1) {
    const char *stop = memchr(bytes, '\0', (size_t)(end - bytes));
    if (stop == NULL ||
        cs_mapping_parse("fuzz.json", bytes, (size_t)(stop - bytes), &mapping, &err) != CS_OK)
      return 0;
    bytes = stop + 1;
  }
  options.mapping = mapping;
  char name[64];
  if (file < 0) file = memfd_create("rows", MFD_CLOEXEC);
  HOLDS(file >= 0 && ftruncate(file, 0) == 0);
  snprintf(name, sizeof name, "/proc/self/fd/%d", file);
  options.path = name;
  HOLDS(pwrite(file, bytes, (size_t)(end - bytes), 0) == end - bytes);
  check_import(&options);
  cs_mapping_free(mapping);
  if (runs % RUNS_PER_VERIFY == 0) {
    cs_verified verified;
    int rc = cs_ledger_verify(store, &verified, &err);
    if (rc != CS_OK) fprintf(stderr, "%s\n", err.text);
    HOLDS(rc == CS_OK);
  }
  return 0;
}
