/* The ledger's lines. Writing them is the hot path of an import, so each is put together in space reserved at once. */
#include "base/messages.h"
#include "store/internal.h"
#include <stdlib.h>
#include <string.h>

#define NUMBERS_MAX 64 /* bytes for the letter, the separators, two numbers or dates */

/* The letter after the backslash; 0: stands for itself. NUL is \0, which no import lets in. */
static inline char escape_of(unsigned char c) {
  if (c > '\\') return 0;
  switch (c) {
    case '\t': return 't';
    case '\n': return 'n';
    case '\r': return 'r';
    case '\\': return '\\';
    case '\0': return '0';
    default: return 0;
  }
}

static inline char *put_escaped(char *to, const char *text, size_t n) {
  for (size_t i = 0; i < n; i++) {
    char letter = escape_of((unsigned char)text[i]);
    if (letter == 0) {
      *to++ = text[i];
    } else {
      *to++ = '\\';
      *to++ = letter;
    }
  }
  return to;
}

static char *put_plain(char *to, const char *text, size_t n) {
  memcpy(to, text, n);
  return to + n;
}

static char *put_number(char *to, int64_t value) {
  char digits[20];
  size_t n = 0;
  uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
  do {
    digits[n++] = (char)('0' + rest % 10);
    rest /= 10;
  } while (rest > 0);
  if (value < 0) *to++ = '-';
  while (n > 0) *to++ = digits[--n];
  return to;
}

static char *put_date(char *to, cs_date date) {
  char text[CS_DATE_SIZE];
  cs_date_text(date, text);
  return put_plain(to, text, strlen(text));
}

/* A company's rows name few periods, millions of times. */
static char *put_period(cs_store *s, char *to, int32_t at) {
  size_t place = (size_t)(at >> 4) % CS_PERIOD_CACHE;
  if (s->periods[place].size == 0 || s->periods[place].at != at) {
    cs_period_text(cs_slot_period_every(at), cs_slot_period(at), s->periods[place].text);
    s->periods[place].size = (uint32_t)strlen(s->periods[place].text);
    s->periods[place].at = at;
  }
  return put_plain(to, s->periods[place].text, s->periods[place].size);
}

static inline const struct cs_symbol_row *symbol_row(const cs_store *s, int64_t symbol) {
  static const struct cs_symbol_row unknown = {"?", 1, 0};
  return symbol < 1 || symbol > s->symbols.count ? &unknown : &s->symbols.rows[symbol - 1];
}

static char *put_value(char *to, const cs_value *value, const struct cs_symbol_row *symbol) {
  switch (value->kind) {
    case CS_NONE: return to;
    case CS_INT: *to++ = '#'; return put_number(to, value->number);
    case CS_DATE: *to++ = '@'; return put_date(to, (cs_date)value->number);
    case CS_SYMBOL: *to++ = ':'; return put_escaped(to, symbol->text, symbol->size);
    case CS_STRING: *to++ = '='; return put_escaped(to, value->text, value->size);
  }
  return to;
}

void cs_line_put_fact(cs_store *s, cs_buf *out, const cs_record *r, const cs_slot *slot,
                      const cs_value *value) {
  const struct cs_symbol_row *name = symbol_row(s, slot->name);
  const struct cs_symbol_row *symbol = symbol_row(s, value->kind == CS_SYMBOL ? value->number : 0);
  size_t kind_size = strlen(r->kind), code_size = strlen(r->code),
         text_size = value->kind == CS_STRING ? value->size : symbol->size;
  size_t words = kind_size + code_size + name->size + text_size;
  if (!cs_buf_reserve(out, 2 * words + NUMBERS_MAX)) return;

  char *to = out->data + out->size;
  *to++ = kind_size == 0 ? "?asei"[slot->klass] : "?ASEI"[slot->klass];
  *to++ = '\t';
  if (kind_size > 0) {
    to = put_escaped(to, r->kind, kind_size);
    *to++ = '\t';
  }
  to = put_escaped(to, r->code, code_size);
  *to++ = '\t';
  if (slot->klass >= CS_EVENT) {
    to = put_number(to, slot->instance);
    *to++ = '\t';
  }
  to = put_escaped(to, name->text, name->size);
  *to++ = '\t';
  if (slot->klass == CS_SERIES) {
    to = put_period(s, to, slot->at);
    *to++ = '\t';
  } else if (slot->klass == CS_ATTRIBUTE) {
    to = slot->at == CS_DATE_MIN ? put_plain(to, "-", 1) : put_date(to, slot->at);
    *to++ = '\t';
  }
  to = put_value(to, value, symbol);
  out->size = (size_t)(to - out->data);
}

void cs_line_put_word(cs_buf *out, const char *text, size_t n) {
  if (!cs_buf_reserve(out, 1 + 2 * n)) return;
  char *to = out->data + out->size;
  *to++ = '\t';
  to = put_escaped(to, text, n);
  out->size = (size_t)(to - out->data);
}

/* -- reading -------------------------------------------------------------------------------------------------------- */
static bool is_employees(char letter) {
  return letter == 's' || letter == 'a' || letter == 'e' || letter == 'i';
}

static bool is_subjects(char letter) {
  return letter == 'S' || letter == 'A' || letter == 'E' || letter == 'I';
}

bool cs_line_is_fact(const char *bytes, size_t n) {
  return n > 2 && bytes[1] == '\t' && (is_employees(bytes[0]) || is_subjects(bytes[0]));
}

size_t cs_line_whose(const char *bytes, size_t n) {
  size_t fields = n > 0 && is_subjects(bytes[0]) ? 2 : 1;
  for (size_t i = 2; i < n; i++) {
    if (bytes[i] == '\t' && --fields == 0) return i;
  }
  return n < 2 ? 2 : n;
}

bool cs_line_of_kind(const cs_line *l) { return l->size[0] == 1 && is_subjects(l->field[0][0]); }

static bool reserve_field(cs_line *l) {
  if (l->count < l->capacity) return true;
  size_t capacity = l->capacity == 0 ? 16 : l->capacity * 2;
  const char **field = realloc(l->field, capacity * sizeof *field);
  if (field != NULL) l->field = field;
  size_t *size = realloc(l->size, capacity * sizeof *size);
  if (size != NULL) l->size = size;
  if (field == NULL || size == NULL) return false;
  l->capacity = capacity;
  return true;
}

static char unescaped(char letter) {
  switch (letter) {
    case 't': return '\t';
    case 'n': return '\n';
    case 'r': return '\r';
    case '0': return '\0';
    default: return letter;
  }
}

int cs_line_split(cs_line *l, const char *bytes, size_t n, cs_err *err) {
  l->count = 0;
  cs_buf_clear(&l->text);
  if (!cs_buf_reserve(&l->text, n + 1)) goto no_memory;
  char *to = l->text.data; /* fields only shrink, each TAB becomes its terminator */
  size_t at = 0;
  for (;;) {
    if (!reserve_field(l)) goto no_memory;
    const char *start = to;
    while (at < n && bytes[at] != '\t') {
      if (bytes[at] == '\\' && at + 1 < n) {
        *to++ = unescaped(bytes[at + 1]);
        at += 2;
      } else {
        *to++ = bytes[at++];
      }
    }
    l->field[l->count] = start;
    l->size[l->count++] = (size_t)(to - start);
    *to++ = '\0';
    if (at >= n) return CS_OK;
    at++;
  }

no_memory:
  return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
}

void cs_line_deinit(cs_line *l) {
  cs_buf_deinit(&l->text);
  free(l->field);
  free(l->size);
  *l = (cs_line){0};
}

static bool parse_number(const char *text, size_t n, int64_t *out) {
  bool negative = n > 0 && text[0] == '-';
  size_t i = negative ? 1 : 0;
  if (i == n || n > 20) return false;
  *out = 0;
  for (; i < n; i++) {
    if (text[i] < '0' || text[i] > '9') return false;
    int digit = negative ? -(text[i] - '0') : text[i] - '0';
    if (__builtin_mul_overflow(*out, 10, out) || __builtin_add_overflow(*out, digit, out))
      return false;
  }
  return true;
}

static bool find_symbol(cs_store *s, const char *text, size_t n, cs_symbol *out) {
  *out = cs_symbol_find(s, text, n);
  if (*out == 0 && s->writing) {
    cs_err ignored;
    if (cs_symbol_intern(s, text, n, out, &ignored) != CS_OK) *out = 0;
  }
  return *out != 0;
}

static bool parse_value(cs_store *s, const char *text, size_t n, cs_value *value) {
  *value = (cs_value){.kind = CS_NONE};
  if (n == 0) return true;
  cs_symbol symbol = 0;
  cs_date date = 0;
  switch (text[0]) {
    case '#': value->kind = CS_INT; return parse_number(text + 1, n - 1, &value->number);
    case '@':
      value->kind = CS_DATE;
      if (!cs_date_parse(text + 1, n - 1, &date)) return false;
      value->number = date;
      return true;
    case ':':
      value->kind = CS_SYMBOL;
      if (!find_symbol(s, text + 1, n - 1, &symbol)) return false;
      value->number = symbol;
      return true;
    case '=':
      value->kind = CS_STRING;
      value->text = text + 1;
      value->size = (uint32_t)(n - 1);
      return true;
    default: return false;
  }
}

/* The two fields from `first` on: what comes between the subject and the value. */
static bool parse_slot(cs_store *s, const cs_line *l, size_t first, cs_slot *slot) {
  const char *const *field = l->field + first;
  const size_t *size = l->size + first;
  int64_t instance = 0;
  cs_every every = CS_MONTH;
  cs_period period = 0;
  *slot = (cs_slot){0};
  switch (l->field[0][0]) {
    case 'a':
    case 'A':
      slot->klass = CS_ATTRIBUTE;
      if (!find_symbol(s, field[0], size[0], &slot->name)) return false;
      slot->at = CS_DATE_MIN;
      return strcmp(field[1], "-") == 0 || cs_date_parse(field[1], size[1], &slot->at);
    case 's':
    case 'S':
      slot->klass = CS_SERIES;
      if (!find_symbol(s, field[0], size[0], &slot->name)) return false;
      if (!cs_period_parse(field[1], size[1], &every, &period)) return false;
      slot->at = CS_PERIOD_SLOT(every, period);
      return true;
    case 'e':
    case 'E':
    case 'i':
    case 'I':
      slot->klass = (l->field[0][0] | 0x20) == 'e' ? CS_EVENT : CS_SPAN;
      if (!parse_number(field[0], size[0], &instance)) return false;
      slot->instance = (uint32_t)instance;
      return instance >= 0 && instance <= UINT32_MAX &&
             find_symbol(s, field[1], size[1], &slot->name);
    default: return false;
  }
}

int cs_line_fact(cs_store *s, const cs_line *l, cs_slot *slot, cs_value *value, cs_err *err) {
  size_t first = cs_line_of_kind(l) ? 3 : 2; /* field behind those that say whose fact it is */
  bool whose = first == 2 || (l->size[1] > 0 && l->size[1] < CS_KIND_SIZE);
  if (l->count != first + 3 || l->size[0] != 1 || !whose || !parse_slot(s, l, first, slot) ||
      !parse_value(s, l->field[first + 2], l->size[first + 2], value)) {
    return cs_fail(err, CS_EDB, CS_MSG_store_line_malformed, l->count > 1 ? l->field[1] : "");
  }
  return CS_OK;
}
