/* Parameters and readings as JSON of any shape, for a pack that has some of each kind. Holds: they are refused as input with a text,
 * or everything declared is in force, its value of its type or one of its choices; what is in force, given again, is the same, and a
 * cycle of the pack compiles with it or says why not (no value, one out of range, a list where one text is wanted). */
#include "assess/program.h"
#include "mutate_json.h"

static const char PACK[] =
    "{'format':1,'id':'p','title':{'en':'P'},'clauses':[{'id':'1'}],'values':{"
    "'grades':{'kind':'ladder','order':['a','b'],'labels':{}}},'attributes':{"
    "'grade':{'type':'grades','blank':'unknown','label':{},'aliases':[]},"
    "'hired_on':{'type':'date','blank':'unknown','label':{},'aliases':[]}},'series':{},'metrics':{}"
    ","
    "'events':{},'spans':{},'parameters':{'months':{'type':'integer','value':3,'clause':'1'},"
    "'open':{'type':'integer','required':true,'clause':'1'},'from':{'type':'date','value':'2026-01-"
    "01'},"
    "'approver':{'type':'text','required':true,'clause':'1'}},'readings':{'1':{'choices':['wide','"
    "narrow'],"
    "'default':'wide','clauses':['1'],'question':{}}},'cycles':{'year':{'clause':'1','label':{},'"
    "months':[1],"
    "'moves':'grade','population':{'clause':'1','requires':[],'when':{'op':'all','of':["
    "{'op':'elapsed','since':'hired_on','months':{'param':'months'}},"
    "{'op':'elapsed','since':'hired_on','months':{'param':'open'}},"
    "{'op':'date','attr':'hired_on','cmp':'<=','value':{'param':'from'}},"
    "{'op':'choose','reading':'1','of':{'wide':{'op':'all','of':[]},'narrow':{'op':'any','of':[]}}}"
    "]}},"
    "'eligibility':[],'ceiling':[],'rulesets':[{'clause':'1','hit':'best','rules':[{'clause':'1',"
    "'gives':{'up':1},'when':{'op':'all','of':[]}}]}],'routing':[],'writes':{'grade':'target'},"
    "'approval':{'clause':'1','by':{'param':'approver'}}}}}";

static cs_pack *pack;

static void open_pack(void) {
  char text[sizeof PACK];
  for (size_t i = 0; i < sizeof PACK; i++) text[i] = PACK[i] == '\'' ? '"' : PACK[i];
  cs_err err = {0};
  if (cs_pack_parse(text, sizeof text - 1, &pack, &err) != CS_OK) fprintf(stderr, "%s\n", err.text);
  HOLDS(pack != NULL);
}

static void check_in_force(const json_t *effective) {
  const char *name;
  json_t *declared;
  const json_t *parameters = json_object_get(effective, "parameters"),
               *readings = json_object_get(effective, "readings");
  const json_t *all = json_object_get(cs_pack_json(pack), "parameters");
  HOLDS(json_object_size(parameters) == json_object_size(all));
  json_object_foreach((json_t *)all, name, declared) {
    const json_t *value = json_object_get(parameters, name);
    const char *type = json_string_value(json_object_get(declared, "type"));
    HOLDS(value != NULL);
    if (json_is_null(value)) continue;
    if (strcmp(type, "integer") == 0) HOLDS(json_is_integer(value));
    if (strcmp(type, "date") == 0) HOLDS(json_is_string(value));
    if (strcmp(type, "text") == 0) HOLDS(json_is_string(value) || json_is_array(value));
  }
  HOLDS(json_object_size(readings) == 1 && json_is_string(json_object_get(readings, "1")));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (pack == NULL) open_pack();
  json_t *settings = json_loadb((const char *)data, size, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
  if (settings == NULL) return 0;
  cs_err err = {0};
  json_t *effective = NULL, *again = NULL;
  int rc = cs_pack_settings(pack, settings, &effective, &err);
  HOLDS((rc == CS_OK) == (effective != NULL));
  HOLDS(rc == CS_OK || (rc == CS_EINPUT && err.text[0] != '\0'));
  if (rc == CS_OK) {
    check_in_force(effective);
    HOLDS(cs_pack_settings(pack, effective, &again, &err) == CS_OK);
    HOLDS(json_equal(effective, again));
    cs_program *program = NULL;
    rc = cs_program_compile(pack, "year", effective, cs_date_of(2026, 1, 1), &program, &err);
    HOLDS((rc == CS_OK) == (program != NULL));
    HOLDS(rc == CS_OK || ((rc == CS_EPARAM || rc == CS_EPACK) && err.text[0] != '\0'));
    cs_program_free(program);
  }
  json_decref(again);
  json_decref(effective);
  json_decref(settings);
  return 0;
}
