/* Opaque leaves: Lua functions of a pack, for what condition trees cannot say. One policy state a thread; for each call a fresh
 * environment and a fresh budget, so that nothing is carried from person to person. */
#pragma once
#include "cycle/cycle.h"

extern const cs_opaque_host cs_leaf_host;
