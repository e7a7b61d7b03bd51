/* The script state: one, trusted, with all of Lua, the modules of the program and its embedded scripts. */
#pragma once
#include <lua.h>

/* NULL: out of memory. */
lua_State *cs_script_new(void);

/* Runs scripts/cli/main.lua, which returns function(args) -> exit status, with the words of the command line. One protected call; an error
 * that nobody caught is our own: it goes to stderr with a traceback, and the status is 1. */
int cs_script_run(lua_State *L, int argc, char **argv);
