/* Memory that runs out on demand: the program's own (malloc and its kin, wrapped by the linker), libuv's, expat's and
 * SQLite's; the threads and locks that libuv gives; and Lua's. Child processes count in the same row as their parents. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum { FAULT_OF_CORE = 1, FAULT_OF_LUA = 2 };

void fault_memory_install(void); /* before SQLite and libuv are used */
void fault_memory_join(void);    /* in a program that one with it has started in its folder */
/* Of the allocations of these kinds the n-th fails, n from 1; with `on` every one after it too. 0: count only. */
void fault_memory_arm(unsigned kinds, unsigned n, bool on);
unsigned fault_memory_disarm(void); /* how many there were since */

/* The same as arming with 0, and notes of each place, which is a chain of calls, the number of its first allocation:
 * *numbers, ascending, valid until the next look, gets them when it is over. What Lua code led there is not seen. */
void fault_memory_look(unsigned kinds);
size_t fault_memory_places(const unsigned **numbers); /* disarms */

/* The state that luaL_newstate gave last. Only growth fails. Lua collects all its garbage and asks again: the second request fails
 * with the first. With `collect` n > 0 every n-th request fails once, so that Lua collects there and goes on. */
typedef struct fault_lua {
  size_t used; /* bytes held */
  unsigned collect, asked;
  bool again;
} fault_lua;
fault_lua *fault_memory_of_lua(void);
