/* Closed lists as small hash tables: a value is known by its name and, unless two share it, by its labels. */
#include "base/messages.h"
#include "intake/internal.h"
#include <stdlib.h>
#include <string.h>

#define LOOSE '\1'

bool cs_slice_is(cs_slice a, const char *text) {
  return strlen(text) == a.size && memcmp(text, a.text, a.size) == 0;
}

bool cs_intake_fold(const char *text, size_t size, cs_buf *out) {
  size_t start = out->size;
  cs_err ignored;
  int rc = cs_text_normalise(text, size, out, &ignored);
  if (rc == CS_ENOMEM) out->failed = true;
  if (rc != CS_OK) return false;
  size_t kept = start;
  for (size_t at = start; at < out->size; at++) {
    char c = out->data[at];
    if (c == ' ' || c == '_' || (c >= '\t' && c <= '\r')) continue;
    out->data[kept++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
  }
  out->size = kept;
  return true;
}

static uint32_t hash_of(const char *text, size_t n, bool label) { /* FNV-1a */
  uint32_t hash = label ? 0x9747b28cu : 2166136261u;
  for (size_t i = 0; i < n; i++) hash = (hash ^ (unsigned char)text[i]) * 16777619u;
  return hash ^ hash >> 15;
}

static uint32_t *place_of(const cs_words *w, const char *text, size_t n, uint32_t hash,
                          bool label) {
  uint32_t at = hash & w->mask;
  for (; w->table[at] != 0; at = (at + 1) & w->mask) {
    const struct cs_word_key *k = &w->keys[w->table[at] - 1];
    if (k->hash == hash && k->label == label && k->size == n && memcmp(k->text, text, n) == 0)
      break;
  }
  return &w->table[at];
}

static bool grow(cs_words *w) {
  if (w->count == w->capacity) {
    uint32_t capacity = w->capacity == 0 ? 16 : w->capacity * 2;
    struct cs_word_key *keys = realloc(w->keys, capacity * sizeof *keys);
    if (keys == NULL) return false;
    w->keys = keys;
    uint32_t *terms = realloc(w->terms, capacity * sizeof *terms);
    if (terms == NULL) return false;
    w->terms = terms;
    const json_t **labels = realloc(w->labels, capacity * sizeof *labels);
    if (labels == NULL) return false;
    w->labels = labels;
    w->capacity = capacity;
  }
  if (w->table != NULL && w->count < w->mask / 2) return true;
  uint32_t size = w->table == NULL ? 32 : (w->mask + 1) * 2;
  uint32_t *table = calloc(size, sizeof *table);
  if (table == NULL) return false;
  free(w->table);
  w->table = table;
  w->mask = size - 1;
  for (uint32_t i = 0; i < w->count; i++) {
    const struct cs_word_key *k = &w->keys[i];
    *place_of(w, k->text, k->size, k->hash, k->label) = i + 1;
  }
  return true;
}

void cs_words_deinit(cs_words *w) {
  free(w->keys);
  free(w->table);
  free(w->terms);
  free(w->labels);
  *w = (cs_words){0};
}

static bool put_key(cs_words *w, cs_arena *arena, const char *text, size_t size, bool label,
                    int32_t value) {
  const char *kept = cs_arena_text(arena, text, size);
  if (kept == NULL || !grow(w)) return false;
  uint32_t hash = hash_of(text, size, label);
  w->keys[w->count++] = (struct cs_word_key){kept, (uint32_t)size, hash, value, label};
  *place_of(w, kept, size, hash, label) = w->count;
  return true;
}

int32_t cs_words_add(cs_words *w, cs_arena *arena, const char *name, size_t size, uint32_t term) {
  if (!grow(w)) return -1;
  uint32_t held = *place_of(w, name, size, hash_of(name, size, false), false);
  if (held != 0) return w->keys[held - 1].value;
  int32_t value = (int32_t)w->size;
  if (!put_key(w, arena, name, size, false, value)) return -1;
  w->labels[value] = NULL;
  w->terms[w->size++] = term;
  if (size == 3 && memcmp(name, "yes", 3) == 0) w->flag = true;
  return value;
}

/* `loose`: without brackets; such keys begin with a byte that no text has, so that they are not taken for labels. */
static bool add_label(cs_words *w, cs_arena *arena, int32_t value, const char *label, bool loose) {
  cs_buf folded = {0};
  if (loose) cs_buf_putc(&folded, LOOSE);
  bool done = loose ? cs_intake_loosen(cs_slice_of(label, strlen(label)), &folded)
                    : cs_intake_fold(label, strlen(label), &folded);
  if (done && folded.size > (size_t)loose) {
    uint32_t held =
        *place_of(w, folded.data, folded.size, hash_of(folded.data, folded.size, true), true);
    if (held == 0) {
      done = put_key(w, arena, folded.data, folded.size, true, value);
    } else if (w->keys[held - 1].value != value) {
      w->keys[held - 1].value = -1;
    }
  }
  cs_buf_deinit(&folded);
  return done;
}

bool cs_words_label(cs_words *w, cs_arena *arena, int32_t value, const char *label) {
  return label == NULL ||
         (add_label(w, arena, value, label, false) && add_label(w, arena, value, label, true));
}

static int32_t find_key(const cs_words *w, const char *text, size_t n, bool label) {
  uint32_t held = *place_of(w, text, n, hash_of(text, n, label), label);
  return held == 0 ? -1 : w->keys[held - 1].value;
}

static int32_t find_flag(const cs_words *w, const cs_buf *folded) {
  static const struct {
    const char *text, *name;
  } spellings[] = {{"y", "yes"},    {"true", "yes"}, {"1", "yes"},     {"是", "yes"},
                   {"成立", "yes"}, {"有", "yes"},   {"n", "no"},      {"false", "no"},
                   {"0", "no"},     {"否", "no"},    {"不成立", "no"}, {"无", "no"},
                   {"yes", "yes"},  {"no", "no"}};
  cs_slice text = cs_slice_of(folded->data, folded->size);
  for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
    if (cs_slice_is(text, spellings[i].text)) {
      return find_key(w, spellings[i].name, strlen(spellings[i].name), false);
    }
  }
  return -1;
}

int32_t cs_words_find(const cs_words *w, cs_slice text, cs_buf *scratch) {
  if (w->table == NULL) return -1;
  int32_t value;
  if (w->upper) {
    cs_buf_clear(scratch);
    cs_buf_put(scratch, text.text, text.size);
    if (scratch->failed) return CS_ENOMEM;
    cs_text_upper_ascii(scratch->data, scratch->size);
    value = find_key(w, scratch->data, scratch->size, false);
  } else {
    value = find_key(w, text.text, text.size, false);
  }
  if (value >= 0) return value;
  cs_buf_clear(scratch);
  if (!cs_intake_fold(text.text, text.size, scratch) || scratch->size == 0)
    return scratch->failed ? CS_ENOMEM : -1;
  value = find_key(w, scratch->data, scratch->size, true);
  if (value < 0) {
    cs_buf_clear(scratch);
    cs_buf_putc(scratch, LOOSE);
    if (cs_intake_loosen(text, scratch)) value = find_key(w, scratch->data, scratch->size, true);
    if (scratch->failed) return CS_ENOMEM;
    cs_buf_clear(scratch);
    if (!cs_intake_fold(text.text, text.size, scratch)) return scratch->failed ? CS_ENOMEM : -1;
  }
  return value < 0 && w->flag ? find_flag(w, scratch) : value;
}
