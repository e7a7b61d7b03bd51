/* Reading the members of a pack's objects. A pack is hostile: nothing is taken for granted. */
#include "assess/compile.h"
#include "base/messages.h"
#include <stdio.h>
#include <string.h>

int(cs_refuse)(cs_compiler *c, const char *format, ...) {
  char text[sizeof c->err->text];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  return cs_fail(c->err, CS_EPACK, "%s:%d: %s", c->file ? c->file : "pack", c->line, text);
}

int(cs_no_memory)(cs_compiler *c) { return cs_fail(c->err, CS_ENOMEM, CS_MSG_no_memory); }

void *cs_grown(cs_compiler *c, const void *array, uint32_t count, size_t size) {
  void *grown = cs_arena_alloc(c->program->arena, (count + 1) * size);
  if (grown != NULL && count > 0) memcpy(grown, array, count * size);
  return grown;
}

/* Is `word` among the blank-separated words of `list`? A word may end in "?", which *optional tells. */
static bool listed(const char *list, const char *word, bool *optional) {
  size_t n = strlen(word);
  for (const char *at = list; *at != '\0';) {
    size_t size = strcspn(at, " ");
    bool maybe = size > 0 && at[size - 1] == '?';
    if (n == size - (maybe ? 1 : 0) && memcmp(at, word, n) == 0) {
      if (optional != NULL) *optional = maybe;
      return true;
    }
    at += size;
    at += strspn(at, " ");
  }
  return false;
}

static void note_place(cs_compiler *c, const json_t *object) {
  const json_t *at = json_object_get(object, "at");
  const char *file = json_string_value(json_object_get(at, "file"));
  json_int_t line = json_integer_value(json_object_get(at, "line"));
  if (file == NULL || line < 0 || line > INT32_MAX) return;
  c->file = file;
  c->line = (int)line;
}

static int note_clause(cs_compiler *c, const json_t *object) {
  const json_t *clause = json_object_get(object, "clause");
  if (clause == NULL || json_is_null(clause)) return CS_OK;
  if (!json_is_string(clause)) return cs_refuse(c, CS_MSG_pack_text_wanted, "clause");
  if (json_object_get(c->clauses, json_string_value(clause)) == NULL)
    return cs_refuse(c, CS_MSG_pack_clause_unknown, json_string_value(clause));
  c->clause = json_string_value(clause);
  return CS_OK;
}

int cs_members(cs_compiler *c, const json_t *object, const char *what, const char *members) {
  if (!json_is_object(object)) return cs_refuse(c, CS_MSG_pack_object_wanted, what);
  note_place(c, object);
  int rc = note_clause(c, object);
  if (rc != CS_OK) return rc;
  const char *name;
  json_t *value;
  json_object_foreach((json_t *)object, name, value) {
    if (!listed(members, name, NULL))
      return cs_refuse(c, CS_MSG_pack_member_unknown, what, name, members);
  }
  for (const char *at = members; *at != '\0';) {
    size_t size = strcspn(at, " ");
    if (at[size - 1] != '?') {
      value = json_object_getn(object, at, size);
      if (value == NULL || json_is_null(value))
        return cs_refuse(c, CS_MSG_pack_member_absent, what, (int)size, at);
    }
    at += size;
    at += strspn(at, " ");
  }
  return CS_OK;
}

static const json_t *present(const json_t *object, const char *member) {
  const json_t *value = json_object_get(object, member);
  return json_is_null(value) ? NULL : value;
}

int cs_member_text(cs_compiler *c, const json_t *object, const char *member, const char **out) {
  const json_t *value = present(object, member);
  *out = json_string_value(value);
  return value != NULL && *out == NULL ? cs_refuse(c, CS_MSG_pack_text_wanted, member) : CS_OK;
}

int cs_member_flag(cs_compiler *c, const json_t *object, const char *member, bool *out) {
  const json_t *value = present(object, member);
  *out = json_is_true(value);
  return value != NULL && !json_is_boolean(value) ? cs_refuse(c, CS_MSG_pack_flag_wanted, member)
                                                  : CS_OK;
}

int cs_member_array(cs_compiler *c, const json_t *object, const char *member, const json_t **out) {
  const json_t *value = present(object, member);
  *out = value;
  if (value == NULL || json_is_array(value)) return CS_OK;
  *out = NULL; /* an empty table of Lua does not tell what it is */
  if (json_is_object(value) && json_object_size(value) == 0) return CS_OK;
  return cs_refuse(c, CS_MSG_pack_array_wanted, member);
}

int cs_member_object(cs_compiler *c, const json_t *object, const char *member, const json_t **out) {
  const json_t *value = present(object, member);
  *out = value;
  if (value == NULL || json_is_object(value)) return CS_OK;
  *out = NULL;
  if (json_is_array(value) && json_array_size(value) == 0) return CS_OK;
  return cs_refuse(c, CS_MSG_pack_object_wanted, member);
}

int cs_member_label(cs_compiler *c, const json_t *object, const char *member, const json_t **out) {
  int rc = cs_member_object(c, object, member, out);
  if (rc != CS_OK || *out == NULL) return rc;
  const char *name;
  json_t *text;
  json_object_foreach((json_t *)*out, name, text) {
    if (strcmp(name, "en") != 0 && strcmp(name, "zh") != 0)
      return cs_refuse(c, CS_MSG_pack_member_unknown, member, name, "en? zh?");
    if (!json_is_string(text)) return cs_refuse(c, CS_MSG_pack_text_wanted, name);
  }
  return CS_OK;
}

static int word_place(const char *words, const char *text) {
  int place = 0;
  size_t n = strlen(text);
  for (const char *at = words; *at != '\0'; place++) {
    size_t size = strcspn(at, " ");
    if (size == n && memcmp(at, text, n) == 0) return place;
    at += size;
    at += strspn(at, " ");
  }
  return -1;
}

static int read_word(cs_compiler *c, const char *member, const char *words, const json_t *value,
                     int *out) {
  if (!json_is_string(value)) return cs_refuse(c, CS_MSG_pack_text_wanted, member);
  int place = word_place(words, json_string_value(value));
  if (place < 0)
    return cs_refuse(c, CS_MSG_pack_word_unknown, member, json_string_value(value), words);
  *out = place;
  return CS_OK;
}

int cs_member_word(cs_compiler *c, const json_t *object, const char *member, const char *words,
                   int *out) {
  return read_word(c, member, words, json_object_get(object, member), out);
}

struct words {
  const char *words;
  int *out;
};

static int literal_word(cs_compiler *c, const char *member, const json_t *literal, void *out) {
  struct words *w = out;
  return read_word(c, member, w->words, literal, w->out);
}

int cs_value_word(cs_compiler *c, const json_t *object, const char *member, const char *words,
                  int *out) {
  struct words w = {words, out};
  return cs_value_read(c, object, member, literal_word, &w);
}
