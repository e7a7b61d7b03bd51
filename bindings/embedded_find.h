/* The Lua files inside the program, by name. */
#pragma once
#include "bindings/embedded.h"

const struct cs_embedded *cs_embedded_find(const char *name); /* "dsl/init.lua"; NULL: none */
