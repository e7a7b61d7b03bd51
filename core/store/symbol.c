#include "base/messages.h"
#include "store/internal.h"
#include <stdlib.h>
#include <string.h>

#define FIRST_TABLE 256u
#define TEXTS_BLOCK 4096

static uint32_t hash_of(const char *text, size_t n) { /* FNV-1a */
  uint32_t hash = 2166136261u;
  for (size_t i = 0; i < n; i++) hash = (hash ^ (unsigned char)text[i]) * 16777619u;
  return hash;
}

/* The place in the table where this text is or would be. */
static uint32_t *place_of(const cs_symbols *all, const char *text, size_t n, uint32_t hash) {
  uint32_t at = hash & all->mask;
  while (all->table[at] != 0) {
    const struct cs_symbol_row *row = &all->rows[all->table[at] - 1];
    if (row->hash == hash && row->size == n && memcmp(row->text, text, n) == 0) break;
    at = (at + 1) & all->mask;
  }
  return &all->table[at];
}

static void fill_table(cs_symbols *all) {
  memset(all->table, 0, ((size_t)all->mask + 1) * sizeof *all->table);
  for (uint32_t i = 0; i < all->count; i++) {
    const struct cs_symbol_row *row = &all->rows[i];
    *place_of(all, row->text, row->size, row->hash) = i + 1;
  }
}

/* Room for one more: the table stays at most half full. */
static bool reserve(cs_symbols *all) {
  if (all->texts == NULL && (all->texts = cs_arena_new(TEXTS_BLOCK)) == NULL) return false;
  if (all->table == NULL || all->count + 1 > (all->mask + 1) / 2) {
    uint32_t size = all->table == NULL ? FIRST_TABLE : (all->mask + 1) * 2;
    uint32_t *table = realloc(all->table, (size_t)size * sizeof *table);
    if (table == NULL) return false;
    all->table = table;
    all->mask = size - 1;
    fill_table(all);
  }
  if (all->count == all->capacity) {
    uint32_t capacity = all->capacity == 0 ? FIRST_TABLE / 2 : all->capacity * 2;
    struct cs_symbol_row *rows = realloc(all->rows, (size_t)capacity * sizeof *rows);
    if (rows == NULL) return false;
    all->rows = rows;
    all->capacity = capacity;
  }
  return true;
}

static bool add(cs_symbols *all, const char *text, size_t n) {
  if (!reserve(all)) return false;
  const char *kept = cs_arena_text(all->texts, text, n);
  if (kept == NULL) return false;
  uint32_t hash = hash_of(text, n);
  all->rows[all->count++] = (struct cs_symbol_row){kept, (uint32_t)n, hash};
  *place_of(all, kept, n, hash) = all->count;
  return true;
}

int cs_symbols_refresh(cs_store *s, cs_err *err) {
  cs_query q;
  int rc = cs_query_open(s, CS_SQL_SYMBOLS_AFTER, &q, err, "i", (int64_t)s->symbols.count);
  if (rc != CS_OK) return rc;
  while ((rc = cs_query_next(&q, err)) == 1) {
    const char *text = cs_column_text(&q, 1);
    size_t size = (size_t)sqlite3_column_bytes(q.statement, 1);
    if (cs_column_int(&q, 0) != (int64_t)s->symbols.count + 1) {
      rc = cs_fail(err, CS_EDB, CS_MSG_store_damaged, s->path, "symbol");
      break;
    }
    if (!add(&s->symbols, text, size)) {
      rc = cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
      break;
    }
  }
  cs_query_close(&q);
  if (rc == CS_OK && !s->writing) s->symbols.committed = s->symbols.count;
  return rc;
}

void cs_symbols_rollback(cs_store *s) {
  if (s->symbols.count == s->symbols.committed) return;
  s->symbols.count = s->symbols.committed;
  fill_table(&s->symbols);
}

void cs_symbols_deinit(cs_store *s) {
  free(s->symbols.rows);
  free(s->symbols.table);
  cs_arena_free(s->symbols.texts);
  s->symbols = (cs_symbols){0};
}

cs_symbol cs_symbol_find(cs_store *s, const char *text, size_t size) {
  if (s->symbols.table == NULL) return 0;
  return *place_of(&s->symbols, text, size, hash_of(text, size));
}

int cs_symbol_intern(cs_store *s, const char *text, size_t size, cs_symbol *out, cs_err *err) {
  *out = cs_symbol_find(s, text, size);
  if (*out != 0) return CS_OK;
  if (!s->writing) return cs_fail(err, CS_EUSAGE, CS_MSG_store_symbol_outside, (int)size, text);
  int64_t id = (int64_t)s->symbols.count + 1;
  int rc = cs_query_run(s, CS_SQL_SYMBOL_ADD, err, "is", id, text, size);
  if (rc != CS_OK) return rc;
  if (!add(&s->symbols, text, size)) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  *out = (cs_symbol)id;
  return CS_OK;
}

const char *cs_symbol_text(cs_store *s, cs_symbol symbol) {
  if (symbol > s->symbols.count) { /* another program may have added it since */
    cs_err ignored;
    cs_symbols_refresh(s, &ignored);
  }
  return symbol == 0 || symbol > s->symbols.count ? "" : s->symbols.rows[symbol - 1].text;
}

uint32_t cs_symbol_count(cs_store *s) { return s->symbols.count; }
