/* Opaque leaves: Lua functions of a pack, for what condition trees cannot say. They run behind the wall: one process a judging thread,
 * which is given facts and answers yes or no; for each question a fresh environment and a fresh budget, so that nothing is carried
 * from person to person. The same question has the same answer, so the last ones are remembered here. */
#pragma once
#include "cycle/cycle.h"

extern const cs_opaque_host cs_leaf_host;

/* In the process behind the wall: what the program does when its only argument is CS_ROOM_WORD. */
void cs_leaf_room(void) __attribute__((noreturn));

/* Of one person's judgement. A question costs its steps, and at least CS_LEAF_STEPS_LEAST. */
#define CS_LEAF_STEPS_PERSON INT64_C(100000000)
#define CS_LEAF_STEPS_LEAST INT64_C(1000)
