/* The procedures of a pack, of any bytes. Holds: they are refused with a text, or read again with the settings in force, the same
 * procedures with the same stages, each of which leads to stages that there are. */
#include "procedure/procedure.h"
#include "mutate_json.h"

static void check_next(const cs_procedure *p, const cs_next *next) {
  HOLDS(next->way != CS_NEXT_STAGE || next->stage < p->stage_count);
  HOLDS(next->way != CS_NEXT_ENDS || next->outcome != NULL);
}

static void check_stage(const cs_procedure *p, const cs_stage_row *s) {
  HOLDS(s->name != NULL && s->act < CS_STAGE_ACT_COUNT);
  check_next(p, &s->next);
  check_next(p, &s->fails);
  for (size_t i = 0; i < s->answer_count; i++) check_next(p, &s->answers[i].next);
  for (size_t i = 0; i < s->return_count; i++) HOLDS(s->returns[i] < p->stage_count);
}

static void check_all(const cs_procedures *all) {
  for (size_t i = 0; i < all->count; i++) {
    const cs_procedure *p = &all->list[i];
    HOLDS(p->stage_count > 0 && cs_procedures_find(all, p->name) == p);
    for (size_t k = 0; k < p->stage_count; k++) check_stage(p, &p->stages[k]);
  }
  for (size_t i = 0; i < all->trigger_count; i++)
    HOLDS(cs_procedures_find(all, all->triggers[i].opens) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  cs_pack *pack;
  cs_procedures *checked, *settled = NULL;
  json_t *effective = NULL;
  cs_err err = {0};
  if (cs_pack_parse((const char *)data, size, &pack, &err) != CS_OK) return 0;
  int rc = cs_procedures_parse(pack, NULL, &checked, &err);
  HOLDS((rc == CS_OK) == (checked != NULL));
  HOLDS(rc == CS_OK || (rc == CS_EPACK && err.text[0] != '\0'));
  if (rc == CS_OK) {
    int settings =
        cs_pack_settings(pack, NULL, &effective, &err); /* a table may have rows of nothing */
    HOLDS(settings == CS_OK || (settings == CS_EINPUT && err.text[0] != '\0'));
    check_all(checked);
  }
  if (effective != NULL) {
    HOLDS(cs_procedures_parse(pack, effective, &settled, &err) == CS_OK);
    HOLDS(settled->count == checked->count && settled->trigger_count == checked->trigger_count);
    check_all(settled);
  }
  cs_procedures_free(settled);
  cs_procedures_free(checked);
  json_decref(effective);
  cs_pack_free(pack);
  return 0;
}
