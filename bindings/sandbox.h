/* The policy state: a Lua state built up from nothing for untrusted packs, with budgets of memory, steps and processor time.
 * code.md, section 4, is the list of what it has to withstand; tests/sandbox tries it.
 *
 * The only way in is cs_sandbox_call, one protected call. A used-up budget is final: nothing in Lua can catch it and go on
 * (guarded pcall). Memory is counted by the allocator; after close it must all be back, which close asserts. */
#pragma once
#include "base/err.h"
#include <lua.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct cs_budget {
  size_t memory;   /* bytes */
  int64_t steps;   /* instructions of Lua; work done in C for Lua is charged too. Reproducible */
  int64_t cpu_ms;  /* of this thread: the backstop for what steps do not see */
  int64_t fail_at; /* tests: the n-th allocation fails; 0: none */
} cs_budget;

extern const cs_budget cs_budget_load; /* running a pack's files */
extern const cs_budget cs_budget_leaf; /* one opaque leaf for one person */

#define CS_SANDBOX_TEXT_MAX \
  ((size_t)128              \
   << 10) /* a longer string is refused: the C library's string functions cannot be interrupted */

typedef struct cs_sandbox cs_sandbox;

/* `name` is the pack's for messages: "name/file.lua:12: ...". */
int cs_sandbox_new(const char *name, const cs_budget *budget, cs_sandbox **out, cs_err *err);
size_t cs_sandbox_close(
    cs_sandbox *s); /* gives the bytes not returned (0, or it is our bug); NULL is legal */

/* Runs f with `argument` as light userdata at index 1, protected. Everything that Lua raises becomes `err`: CS_ELIMIT for a
 * budget, CS_EPACK for the pack's own error, with file and line; CS_ENOMEM when the machine has no memory. */
int cs_sandbox_call(cs_sandbox *s, lua_CFunction f, void *argument, cs_err *err);

/* For functions that run inside: an error of the core becomes the result of cs_sandbox_call, code and all. Never returns. */
int cs_sandbox_raise(lua_State *L, const cs_err *err);

/* So many more values can be pushed, or the end of the memory is raised, the pack's budget or the machine's. */
void cs_sandbox_stack(lua_State *L, int slots);

/* Steps, time and the expired flag start afresh; what memory is held stays counted. */
void cs_sandbox_refill(cs_sandbox *s, const cs_budget *budget);

size_t cs_sandbox_used(const cs_sandbox *s);
int64_t cs_sandbox_steps(
    const cs_sandbox *s); /* charged since the budget was given; in thousands, as the hook counts */
int64_t cs_sandbox_allocations(const cs_sandbox *s); /* so far; for the allocation-failure sweep */

/* From C functions that work for Lua: raises when the budget does not have `steps` more, or the time is up. */
void cs_sandbox_charge(lua_State *L, size_t steps);

/* The file that is being compiled, for messages of the compiler without a line; NULL when it is done. */
void cs_sandbox_compiling(lua_State *L, const char *name);
/* The line of the pack that trusted Lua works on from now on: named where a budget ends. */
void cs_sandbox_building(lua_State *L, const char *file, int line);

/* A trusted text (a file of the pack) may be longer than CS_SANDBOX_TEXT_MAX while this is on. */
void cs_sandbox_allow_long(lua_State *L, bool on);

/* The only pcall a policy is given: it cannot catch the end of a budget. */
int cs_sandbox_pcall(lua_State *L);

/* Pushes a new table of what a pack may use: base functions, string, table, math; all of them fresh copies. */
void cs_sandbox_push_base(lua_State *L);

/* Called once when a state is made: the templates of cs_sandbox_push_base and the metatable of strings. */
void cs_sandbox_open_base(lua_State *L);

/* The nearest running line of a file of the pack (a chunk not named "dsl/..."), from frame `level` up. */
bool cs_sandbox_where(lua_State *L, int level, lua_Debug *ar);
