#include "cycle/receipt.h"
#include "base/json.h"
#include "base/messages.h"
#include "procedure/words.h"
#include <stdlib.h>
#include <string.h>

#define ARENA_BLOCK 4096

static const char *keep(cs_receipt *r, const char *text) {
  return text == NULL ? NULL : cs_arena_text(r->arena, text, strlen(text));
}

static int begin(cs_receipt *r, cs_err *err) {
  *r = (cs_receipt){0};
  r->arena = cs_arena_new(ARENA_BLOCK);
  return r->arena == NULL ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory) : CS_OK;
}

void cs_receipt_deinit(cs_receipt *r) {
  cs_program_free(r->program);
  cs_pack_free(r->pack);
  cs_arena_free(r->arena);
  *r = (cs_receipt){0};
}

/* The transaction `known` means: the newest, or an older one. */
static int known_txn(cs_store *s, uint32_t known, uint32_t *out, cs_err *err) {
  cs_txn_info head;
  int rc = cs_ledger_head(s, &head, err);
  if (rc == CS_OK) *out = known < head.number ? known : head.number;
  return rc;
}

/* An opaque host reads the pack's files in every thread, so they have to be ours. */
static int keep_sources(cs_store *s, cs_receipt *r, const cs_opaque_host *opaque, cs_err *err) {
  if (!cs_program_has_opaque(r->program)) return CS_OK;
  if (opaque == NULL || opaque->call == NULL)
    return cs_fail(err, CS_EREFUSED, CS_MSG_cycle_opaque, r->run.cycle);
  cs_pack_row row;
  int rc = cs_pack_find(s, r->run.pack, &row, err);
  if (rc != CS_OK) return rc;
  r->row = row;
  r->row.id = keep(r, row.id);
  r->row.title = keep(r, row.title);
  r->row.compiled = keep(r, row.compiled);
  r->row.sources = keep(r, row.sources);
  if (r->row.id == NULL || r->row.title == NULL || r->row.compiled == NULL ||
      r->row.sources == NULL)
    return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  return CS_OK;
}

static int keep_settings(cs_receipt *r, const json_t *effective, cs_err *err) {
  char *text = cs_json_text(effective);
  r->run.settings = keep(r, text);
  free(text);
  return r->run.settings == NULL ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory) : CS_OK;
}

int cs_receipt_draft(cs_store *s, const cs_company *company, const cs_plan_options *options,
                     cs_receipt *out, cs_err *err) {
  json_t *effective = NULL;
  int rc = begin(out, err);
  if (rc != CS_OK) return rc;
  out->run = (cs_run){.company = company->id,
                      .cycle = keep(out, options->cycle),
                      .as_of = options->as_of,
                      .engine = CURSUS_VERSION,
                      .seed = options->seed,
                      .planned = options->now};
  if (out->run.cycle == NULL) {
    rc = cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
    goto fail;
  }
  rc = known_txn(s, options->known_txn, &out->run.known_txn, err);
  if (rc != CS_OK) goto fail;
  rc = cs_cycle_pack(s, company->id, out->run.cycle, options->as_of, out->run.known_txn, &out->pack,
                     &effective, out->run.pack, err);
  if (rc != CS_OK) goto fail;
  out->run.cycle = cs_cycle_name(out->pack, out->run.cycle);
  rc = keep_settings(out, effective, err);
  if (rc != CS_OK) goto fail;
  rc = cs_receipt_prepare(s, out, options->opaque, err);
  if (rc != CS_OK) goto fail;
  json_decref(effective);
  return CS_OK;

fail:
  json_decref(effective);
  cs_receipt_deinit(out);
  return rc;
}

int cs_receipt_load(cs_store *s, const cs_company *company, uint32_t run, cs_receipt *out,
                    cs_err *err) {
  int rc = begin(out, err);
  if (rc != CS_OK) return rc;
  rc = cs_run_find(s, company->id, run, &out->run, err);
  if (rc == CS_ENOTFOUND) rc = cs_fail(err, CS_ENOTFOUND, CS_MSG_cycle_no_run, run, company->code);
  if (rc == CS_OK) {
    out->run.cycle = keep(out, out->run.cycle);
    out->run.settings = keep(out, out->run.settings);
    out->run.engine = keep(out, out->run.engine);
    out->run.counts = keep(out, out->run.counts);
    if (out->run.cycle == NULL || out->run.settings == NULL || out->run.engine == NULL ||
        out->run.counts == NULL)
      rc = cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  }
  if (rc != CS_OK) cs_receipt_deinit(out);
  return rc;
}

int cs_receipt_pack(cs_store *s, cs_receipt *r, cs_err *err) {
  return r->pack != NULL ? CS_OK : cs_pack_open(s, r->run.pack, &r->pack, err);
}

int cs_receipt_compile(cs_store *s, cs_receipt *r, cs_err *err) {
  if (r->program != NULL) return CS_OK;
  int rc = cs_receipt_pack(s, r, err);
  if (rc != CS_OK) return rc;
  json_error_t wrong;
  json_t *effective = NULL;
  const char *settings = r->run.settings;
  rc = cs_json_read(settings, strlen(settings), JSON_REJECT_DUPLICATES, &effective, &wrong, err);
  if (rc == CS_EINPUT) rc = cs_fail(err, CS_EDB, CS_MSG_cycle_settings_bad, settings, wrong.text);
  if (rc == CS_OK)
    rc = cs_program_compile(r->pack, r->run.cycle, effective, r->run.as_of, &r->program, err);
  json_decref(effective);
  return rc;
}

int cs_receipt_prepare(cs_store *s, cs_receipt *r, const cs_opaque_host *opaque, cs_err *err) {
  int rc = cs_receipt_compile(s, r, err);
  return rc == CS_OK ? keep_sources(s, r, opaque, err) : rc;
}

const json_t *cs_receipt_cycle(const cs_receipt *r) {
  return json_object_get(json_object_get(cs_pack_json(r->pack), "cycles"), r->run.cycle);
}

const char *cs_receipt_grade(const cs_receipt *r, const char *said) {
  const json_t *pack = cs_pack_json(r->pack);
  const char *moves = json_string_value(json_object_get(cs_receipt_cycle(r), "moves"));
  const json_t *attribute =
      moves == NULL ? NULL : json_object_get(json_object_get(pack, "attributes"), moves);
  const char *ladder = json_string_value(json_object_get(attribute, "type")), *grade;
  json_t *label;
  if (said == NULL || ladder == NULL || cs_receipt_rank(r, said) >= 0) return said;
  const json_t *values = json_object_get(json_object_get(pack, "values"), ladder);
  json_object_foreach(json_object_get(values, "labels"), grade, label) {
    if (cs_word_is(label, said)) return grade;
  }
  return said;
}

int32_t cs_receipt_rank(const cs_receipt *r, const char *grade) {
  const json_t *pack = cs_pack_json(r->pack);
  const char *moves = json_string_value(json_object_get(cs_receipt_cycle(r), "moves"));
  if (moves == NULL || grade == NULL) return -1;
  const json_t *attribute = json_object_get(json_object_get(pack, "attributes"), moves);
  const char *ladder = json_string_value(json_object_get(attribute, "type"));
  if (ladder == NULL) return -1;
  const json_t *order =
      json_object_get(json_object_get(json_object_get(pack, "values"), ladder), "order");
  for (size_t i = 0; i < json_array_size(order); i++) {
    const char *here = json_string_value(json_array_get(order, i));
    if (here != NULL && strcmp(here, grade) == 0) return (int32_t)i;
  }
  return -1;
}
