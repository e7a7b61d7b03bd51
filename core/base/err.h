/* Errors. A function that can fail returns an int: CS_OK (0) or a negative code, and writes what
 * went wrong into the caller's cs_err. The record is a fixed buffer, so reporting an error
 * cannot fail. To add a code: one row in CS_ERRORS. Texts live in messages.tsv, in English and
 * Chinese. */
#pragma once
#include <stdarg.h>
#include <stdbool.h>

/* name, exit status of the program, meaning */
#define CS_ERRORS(X)                                                  \
  X(CS_ENOMEM, 1, "out of memory")                                    \
  X(CS_EINPUT, 1, "the input is wrong: a file, a value, a reference") \
  X(CS_EPACK, 1, "the policy pack is wrong")                          \
  X(CS_EDB, 1, "the database failed or is damaged")                   \
  X(CS_EBUSY, 1, "another program holds the database")                \
  X(CS_ENOTFOUND, 1, "what was named does not exist")                 \
  X(CS_EREFUSED, 1, "the request is refused by a rule or a state")    \
  X(CS_ESTALE, 1, "what a run read has changed since")                \
  X(CS_EPARAM, 1, "a required parameter has no value")                \
  X(CS_EIO, 1, "a file could not be read or written")                 \
  X(CS_ELIMIT, 1, "a budget of steps, memory or time is used up")     \
  X(CS_EUSAGE, 2, "the call itself is wrong")

enum {
  CS_OK = 0,
  CS_ERROR_BASE_ = -64,
#define CS_ERROR_ENUM(name, status, meaning) name,
  CS_ERRORS(CS_ERROR_ENUM)
#undef CS_ERROR_ENUM
};

typedef struct cs_err {
  int code;        /* CS_OK or one of the codes above */
  char text[1024]; /* one or more lines of UTF-8, always terminated, never cut inside a character */
} cs_err;

/* Record a failure and return `code`, so that a caller can `return cs_fail(...)`. `err` may be
 * NULL. */
int cs_fail(cs_err *err, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));
#ifdef __clang_analyzer__ /* which would not know that the result is `code`, and so never CS_OK */
#define cs_fail(err, code, ...) ((cs_fail)(err, code, __VA_ARGS__), (code))
#endif

/* Put "context: " before the text already in `err`; returns err->code. For the caller that knows
 * the file. */
int cs_fail_within(cs_err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

const char *cs_err_name(int code); /* "CS_EINPUT"; static */
int cs_err_status(int code);       /* exit status of the program */

/* The language of messages; set once at start, before any thread. */
typedef enum cs_lang { CS_EN, CS_ZH } cs_lang;
void cs_lang_set(cs_lang lang);
cs_lang cs_lang_get(void);

/* messages.h is generated from messages.tsv: CS_MSG_<id> is the printf format in the language
 * set. Both languages are literals, so the compiler checks the arguments of both. */
#define CS_TEXT(en, zh) (cs_lang_get() == CS_ZH ? (zh) : (en))
