#include "bindings/leaf.h"
#include "base/json.h"
#include "base/messages.h"
#include "bindings/leaf_wire.h"
#include "bindings/room.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OPEN_MS \
  20000 /* every layer has its own budget of processor time; this is for a busy machine */
#define ANSWER_MS 2000
#define LOST_MAX 5 /* processes lost before a thread gives up: a run ends in finite time */

#define KNOWN_MAX 1024 /* answers remembered, by question; a power of two */
#define KNOWN_SIZE ((size_t)512)

typedef struct known_answer {
  cs_buf question;
  cs_leaf_answer answer;
  int rc;      /* what the leaf failed with; CS_OK: it answered */
  cs_buf text; /* of its failure */
} known_answer;

typedef struct leaves {
  cs_room *room; /* NULL: to be opened */
  cs_buf opening, question, reply;
  json_t *document; /* the pack's */
  int lost;
  cs_err last; /* why the last room was lost */
  char person[128];
  int64_t spent; /* steps, of the person */
  known_answer known[KNOWN_MAX];
} leaves;

static int no_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }

/* -- the pack's leaves -------------------------------------------------------------------------------------- */

static const json_t *leaf_at(const leaves *l, size_t i) {
  return json_array_get(json_object_get(l->document, "opaque"), i);
}

static const char *member(const json_t *object, const char *name) {
  const char *text = json_string_value(json_object_get(object, name));
  return text != NULL ? text : "";
}

/* The number of the leaf; its place among all when there is none. */
static size_t number_of(const leaves *l, const char *id) {
  size_t i = 0;
  for (; leaf_at(l, i) != NULL; i++)
    if (strcmp(member(leaf_at(l, i), "id"), id) == 0) break;
  return i;
}

/* pack, file and line of a leaf, for messages */
typedef struct place {
  const char *pack, *file;
  int line;
} place;

static place place_of(const leaves *l, size_t number) {
  char path[40];
  snprintf(path, sizeof path, "/opaque/%zu", number + 1);
  const json_t *at = json_object_get(leaf_at(l, number), "at");
  const json_t *note = json_object_get(json_object_get(l->document, "notes"), path);
  const char *layer = member(note, "layer"); /* of a variant: which of those below has it */
  return (place){.pack = *layer != '\0' ? layer : member(l->document, "id"),
                 .file = member(at, "file"),
                 .line = (int)json_integer_value(json_object_get(at, "line"))};
}

/* -- the room ------------------------------------------------------------------------------------------------ */

/* The first request: what the room loads. */
static int write_opening(leaves *l, const cs_pack_row *pack, cs_err *err) {
  cs_buf *b = &l->opening;
  const json_t *layers = json_object_get(l->document, "layers");
  size_t count = json_array_size(layers);
  cs_buf_putc(b, 'O');
  cs_buf_put_uint(b, cs_lang_get());
  cs_buf_put_uint(b, count > 0 ? count : 1);
  for (size_t i = 0; i < count; i++) {
    const char *id = json_string_value(json_array_get(layers, i));
    cs_wire_put_text(b, id != NULL ? id : "", id != NULL ? strlen(id) : 0);
  }
  if (count == 0) cs_wire_put_text(b, pack->id, strlen(pack->id));
  cs_wire_put_text(b, pack->sources, strlen(pack->sources));
  count = json_array_size(json_object_get(l->document, "opaque"));
  cs_buf_put_uint(b, count);
  for (size_t i = 0; i < count; i++) {
    const char *id = member(leaf_at(l, i), "id");
    cs_wire_put_text(b, id, strlen(id));
  }
  return b->failed ? no_memory(err) : CS_OK;
}

/* A room that was late, died or answered nonsense is lost. */
static int request(leaves *l, const cs_buf *bytes, int64_t wait, cs_leaf_answer *a, cs_err *err) {
  cs_buf_clear(&l->reply);
  int rc = cs_room_ask(l->room, bytes, wait, CS_LEAF_ANSWER_MAX, &l->reply, err);
  bool lost = rc == CS_ELIMIT, answered = rc == CS_OK;
  if (answered) rc = cs_wire_read_answer(&l->reply, a, err);
  lost = lost || rc == CS_EINPUT;
  if (answered && !lost) return rc;
  cs_room_close(l->room);
  l->room = NULL;
  l->lost += lost;
  if (lost) l->last = *err;
  return lost ? CS_ELIMIT : rc;
}

static int open_room(leaves *l, cs_err *err) {
  cs_leaf_answer a;
  if (l->room != NULL) return CS_OK;
  int rc = cs_room_open(&l->room, err);
  if (rc == CS_OK) rc = request(l, &l->opening, OPEN_MS, &a, err);
  if (rc == CS_OK) return rc;
  cs_room_close(l->room);
  l->room = NULL;
  return rc;
}

/* -- what is known already ------------------------------------------------------------------------------------- */

static known_answer *slot_of(leaves *l) {
  uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
  for (size_t i = 0; i < l->question.size; i++)
    hash = (hash ^ (unsigned char)l->question.data[i]) * UINT64_C(1099511628211);
  return &l->known[(hash ^ hash >> 32) % KNOWN_MAX];
}

static bool is_known(const known_answer *k, const cs_buf *question) {
  return k->question.size == question->size && question->size > 0 &&
         memcmp(k->question.data, question->data, question->size) == 0;
}

/* A failure too: otherwise a leaf that fails is asked again for every value of what is not known. Without memory nothing is
 * remembered. */
static void remember(known_answer *k, const cs_buf *question, const cs_leaf_answer *a, int rc,
                     const cs_err *err) {
  if (question->size > KNOWN_SIZE) return;
  cs_buf_clear(&k->question);
  cs_buf_clear(&k->text);
  cs_buf_put(&k->question, question->data, question->size);
  if (rc != CS_OK) cs_buf_puts(&k->text, err->text);
  k->answer = *a;
  k->rc = rc;
  if (k->question.failed || k->text.failed) cs_buf_clear(&k->question);
}

/* -- asking ----------------------------------------------------------------------------------------------------- */

/* The budget of a person's judgement is counted, not timed, so that it ends the same everywhere; what is remembered costs what it cost. */
static int charge(leaves *l, size_t number, int64_t steps, cs_err *err) {
  if (steps < CS_LEAF_STEPS_LEAST) steps = CS_LEAF_STEPS_LEAST;
  l->spent += steps < CS_LEAF_STEPS_PERSON ? steps : CS_LEAF_STEPS_PERSON; /* what a room says */
  if (l->spent <= CS_LEAF_STEPS_PERSON) return CS_OK;
  place at = place_of(l, number);
  return cs_fail(err, CS_ELIMIT, CS_MSG_leaf_person, at.pack, at.file, at.line,
                 member(leaf_at(l, number), "id"), (long long)CS_LEAF_STEPS_PERSON);
}

/* `answered`: it is the leaf's own answer, be it a failure; else there was none. */
static int ask(leaves *l, size_t number, cs_leaf_answer *a, bool *answered, cs_err *err) {
  place at = place_of(l, number);
  const char *id = member(leaf_at(l, number), "id");
  int before = l->lost;
  *answered = false;
  if (l->lost >= LOST_MAX)
    return cs_fail(err, CS_ELIMIT, CS_MSG_leaf_given_up, at.pack, at.file, at.line, id, LOST_MAX,
                   l->last.text);
  int rc = open_room(l, err);
  bool opened = rc == CS_OK;
  if (opened) rc = request(l, &l->question, ANSWER_MS, a, err);
  *answered = opened && l->lost == before && rc != CS_ENOMEM;
  if (l->lost == before) return rc;
  cs_err why = *err;
  return cs_fail(err, CS_ELIMIT, CS_MSG_leaf_lost, at.pack, at.file, at.line, id, ANSWER_MS,
                 why.text);
}

/* Whether it is remembered or asked may not matter to the person: a leaf's failure comes before the end of the budget it causes. */
static int answer(leaves *l, size_t number, bool *holds, cs_err *err) {
  if (l->spent > CS_LEAF_STEPS_PERSON) return charge(l, number, 0, err);
  known_answer *k = slot_of(l);
  cs_leaf_answer a = k->answer;
  int rc = k->rc;
  if (!is_known(k, &l->question)) {
    bool answered;
    rc = ask(l, number, &a, &answered, err);
    if (!answered) return rc;
    remember(k, &l->question, &a, rc, err);
  } else if (rc != CS_OK) {
    cs_fail(err, rc, "%s", cs_buf_str(&k->text));
  }
  cs_err spent;
  int charged = charge(l, number, a.steps, rc == CS_OK ? err : &spent);
  if (rc == CS_OK) rc = charged;
  *holds = rc == CS_OK && a.holds;
  return rc;
}

static void turn_to(leaves *l, const char *code) {
  if (strncmp(l->person, code, sizeof l->person - 1) == 0) return;
  (void)snprintf(l->person, sizeof l->person, "%s", code);
  l->spent = 0;
}

static int leaf_call(void *state, const char *id, const struct cs_case *c, bool *holds,
                     cs_err *err) {
  leaves *l = state;
  size_t number = number_of(l, id);
  const json_t *leaf = leaf_at(l, number);
  *holds = false;
  if (leaf == NULL) return cs_fail(err, CS_EPACK, CS_MSG_leaf_absent, id);
  turn_to(l, c->code != NULL ? c->code : "");
  cs_buf_clear(&l->question);
  cs_buf_putc(&l->question, 'A');
  cs_buf_put_uint(&l->question, number);
  cs_wire_put_facts(&l->question, c, json_object_get(leaf, "reads"));
  if (l->question.failed) return no_memory(err);
  return answer(l, number, holds, err);
}

/* -- opening ------------------------------------------------------------------------------------------------------ */

static void leaf_close(void *state) {
  leaves *l = state;
  if (l == NULL) return;
  cs_room_close(l->room);
  for (size_t i = 0; i < KNOWN_MAX; i++) {
    cs_buf_deinit(&l->known[i].question);
    cs_buf_deinit(&l->known[i].text);
  }
  cs_buf_deinit(&l->opening);
  cs_buf_deinit(&l->question);
  cs_buf_deinit(&l->reply);
  json_decref(l->document);
  free(l);
}

static int leaf_open(void *user, const cs_pack_row *pack, void **state, cs_err *err) {
  (void)user;
  *state = NULL;
  leaves *l = calloc(1, sizeof *l);
  if (l == NULL) return no_memory(err);
  int rc = cs_json_read(pack->compiled, strlen(pack->compiled), 0, &l->document, NULL, err);
  if (rc == CS_EINPUT) rc = cs_fail(err, CS_EDB, CS_MSG_pack_sources_bad, pack->id);
  if (rc == CS_OK) rc = write_opening(l, pack, err);
  if (rc == CS_OK) rc = open_room(l, err);
  if (rc == CS_OK)
    *state = l;
  else
    leaf_close(l);
  return rc;
}

const cs_opaque_host cs_leaf_host = {leaf_open, leaf_close, leaf_call, NULL};
