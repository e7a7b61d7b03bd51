#include "mutate.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 256
#define WORD_MAX 128

static uint64_t state;

static struct {
  uint8_t bytes[WORD_MAX];
  size_t size;
} words[WORDS_MAX];
static size_t word_count;

void mutate_seed(uint64_t seed) { state = seed; }

uint64_t mutate_next(void) { /* splitmix64 */
  uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

size_t mutate_below(size_t n) { return n == 0 ? 0 : (size_t)(mutate_next() % n); }

static void read_word(const char *at) {
  size_t n = 0;
  for (; *at != '\0' && *at != '"' && n < WORD_MAX; at++) {
    unsigned byte = (unsigned char)*at;
    if (*at == '\\' && sscanf(at, "\\x%2x", &byte) == 1) {
      at += 3;
    } else if (*at == '\\' && at[1] != '\0') {
      byte = (unsigned char)*++at;
    }
    words[word_count].bytes[n++] = (uint8_t)byte;
  }
  words[word_count].size = n;
  if (n > 0) word_count++;
}

int mutate_read_words(const char *path) {
  char line[4 * WORD_MAX + 64];
  FILE *file = fopen(path, "r");
  if (file == NULL) return -1;
  while (word_count < WORDS_MAX && fgets(line, sizeof line, file) != NULL) {
    const char *quote = line[0] == '#' ? NULL : strchr(line, '"');
    if (quote != NULL) read_word(quote + 1);
  }
  fclose(file);
  return 0;
}

typedef struct text { /* what is being changed */
  uint8_t *bytes;
  size_t size, most;
} text;

static void insert(text *t, size_t at, const uint8_t *from, size_t n) {
  if (n > t->most - t->size) n = t->most - t->size;
  uint8_t *copy = malloc(n + 1); /* `from` may lie in the text */
  if (copy == NULL) abort();
  memcpy(copy, from, n);
  memmove(t->bytes + at + n, t->bytes + at, t->size - at);
  memcpy(t->bytes + at, copy, n);
  t->size += n;
  free(copy);
}

static void overwrite(text *t, size_t at, const uint8_t *from, size_t n) {
  if (n > t->size - at) n = t->size - at;
  memmove(t->bytes + at, from, n);
}

static void delete (text *t, size_t at, size_t n) {
  memmove(t->bytes + at, t->bytes + at + n, t->size - at - n);
  t->size -= n;
}

/* A number that stands there becomes another. */
static void change_number(text *t, size_t at) {
  static const char *const numbers[] = {"0",
                                        "1",
                                        "-1",
                                        "9",
                                        "12",
                                        "13",
                                        "29",
                                        "30",
                                        "31",
                                        "32",
                                        "99",
                                        "100",
                                        "127",
                                        "128",
                                        "255",
                                        "256",
                                        "1000",
                                        "9999",
                                        "10000",
                                        "65535",
                                        "65536",
                                        "2147483647",
                                        "2147483648",
                                        "-2147483649",
                                        "0.5",
                                        "1e3",
                                        "4294967296",
                                        "1e999",
                                        "9007199254740993",
                                        "9223372036854775807",
                                        "9223372036854775808",
                                        "00"};
  while (at < t->size && (t->bytes[at] < '0' || t->bytes[at] > '9')) at++;
  size_t end = at;
  while (end < t->size && t->bytes[end] >= '0' && t->bytes[end] <= '9') end++;
  if (end == at) return;
  if (mutate_below(3) == 0) {
    t->bytes[end - 1] = (uint8_t)('0' + mutate_below(10));
    return;
  }
  const char *number = numbers[mutate_below(sizeof numbers / sizeof *numbers)];
  delete (t, at, end - at);
  insert(t, at, (const uint8_t *)number, strlen(number));
}

static uint8_t telling_byte(void) {
  static const uint8_t telling[] = {0,    1,    9,    '\n', '\r', '"',  ',',  '\'', '{',
                                    '}',  '[',  ']',  '-',  '+',  '=',  '0',  '9',  '|',
                                    '<',  '>',  '\\', ' ',  0x7f, 0x80, 0xbf, 0xc2, 0xe2,
                                    0xed, 0xef, 0xf0, 0xf4, 0xfe, 0xff};
  return mutate_below(4) == 0 ? (uint8_t)mutate_next() : telling[mutate_below(sizeof telling)];
}

static void change(text *t, const uint8_t *other, size_t other_size) {
  size_t at = mutate_below(t->size), inside = mutate_below(t->size + 1);
  size_t length = 1 + mutate_below(mutate_below(4) == 0 ? 64 : 8);
  if (length > t->size - at) length = t->size - at;
  size_t from = mutate_below(other_size), stretch = 1 + mutate_below(other_size - from);
  if (other_size == 0) stretch = 0;
  uint8_t byte = telling_byte();
  switch (mutate_below(12)) {
    case 0:
      if (t->size > 0) t->bytes[at] ^= (uint8_t)(1u << mutate_below(8));
      break;
    case 1:
      if (t->size > 0) t->bytes[at] = byte;
      break;
    case 2: delete (t, at, length); break;
    case 3: insert(t, inside, &byte, 1); break;
    case 4: insert(t, inside, t->bytes + at, length); break; /* copied elsewhere */
    case 5: overwrite(t, inside, t->bytes + at, length); break;
    case 6:
      if (mutate_below(8) == 0) t->size = at;
      break;
    case 7: change_number(t, at); break;
    case 8: insert(t, inside, other + from, stretch); break;
    case 9: overwrite(t, inside, other + from, stretch); break;
    case 10:
      for (size_t n = mutate_below(300); n > 0; n--) insert(t, inside, &byte, 1);
      break;
    default:
      if (word_count > 0) {
        size_t word = mutate_below(word_count);
        if (mutate_below(2) == 0) delete (t, at, length);
        insert(t, at <= t->size ? at : t->size, words[word].bytes, words[word].size);
      }
      break;
  }
}

size_t mutate(uint8_t *bytes, size_t size, size_t most, const uint8_t *other, size_t other_size) {
  text t = {bytes, size, most};
  for (size_t changes = (size_t)1 << mutate_below(5); changes > 0; changes--)
    change(&t, other, other_size);
  return t.size;
}
