/* Memory that runs out on demand: core's own (malloc and its kin, wrapped by the linker), jansson's and SQLite's. */
#pragma once
#include <stdbool.h>

void fault_memory_install(void); /* before SQLite is used */
/* The n-th allocation fails, n from 1; with `on` every one after it too. 0: count only. */
void fault_memory_arm(unsigned n, bool on);
unsigned fault_memory_disarm(void); /* how many there were since */
