/* cursus.sheet: small tables that people fill in, CSV files or workbooks, as texts; and the digest of a file. */
#include "base/messages.h"
#include "base/source.h"
#include "bindings/bridge.h"
#include "bindings/open.h"
#include "intake/sheet.h"
#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#define SHEET "cursus.sheet"
#define ROWS_MOST 100000

static int close_sheet(lua_State *L) {
  cs_sheet **box = luaL_checkudata(L, 1, SHEET);
  cs_sheet_close(*box);
  *box = NULL;
  return 0;
}

static int next_row(cs_sheet *s, cs_row *row, cs_err *err) {
  int rc = cs_sheet_next(s, row, err);
  for (size_t i = 0; rc == 1 && i < row->count; i++) {
    const char *trouble = cs_sheet_trouble(s, i);
    if (trouble != NULL)
      return cs_fail(err, CS_EINPUT, CS_MSG_sheet_cell, (unsigned long long)row->line, trouble);
  }
  return rc;
}

/* read(path) → { { line = n, "cell", … }, … }, the header too; of a workbook the first sheet */
static int sheet_read(lua_State *L) {
  const char *path = cs_bridge_text(L, 1);
  cs_bridge_class(L, SHEET, NULL, close_sheet, NULL);
  cs_sheet **box = lua_newuserdatauv(L, sizeof *box, 0);
  *box = NULL;
  luaL_setmetatable(L, SHEET);
  lua_newtable(L);
  cs_err err;
  cs_row row;
  int rc = cs_sheet_open(path, CS_ENC_AUTO, box, &err);
  if (rc == CS_OK && cs_sheet_book(*box) != NULL) rc = cs_sheet_choose(*box, 0, 0, &err);
  lua_Integer count = 0;
  while (rc == CS_OK && (rc = next_row(*box, &row, &err)) == 1) {
    if (++count > ROWS_MOST) {
      rc = cs_fail(&err, CS_EINPUT, CS_MSG_sheet_long, path, ROWS_MOST);
      break;
    }
    lua_createtable(L, (int)row.count, 1);
    lua_pushinteger(L, (lua_Integer)row.line);
    lua_setfield(L, -2, "line");
    for (size_t i = 0; i < row.count; i++) {
      lua_pushlstring(L, row.cells[i].text, row.cells[i].size);
      lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_rawseti(L, -2, count);
    rc = CS_OK;
  }
  if (rc < 0) return cs_bridge_failure(L, &err);
  return 1;
}

/* digest(path) → BLAKE2b-256 of the file's bytes, as hex digits */
static int sheet_digest(lua_State *L) {
  const char *path = cs_bridge_text(L, 1);
  unsigned char block[16384], hash[32];
  char text[65];
  crypto_generichash_state state;
  cs_err err;
  int file;
  bool plain;
  if (cs_source_open(path, &file, &plain, &err) != CS_OK) return cs_bridge_failure(L, &err);
  crypto_generichash_init(&state, NULL, 0, sizeof hash);
  ssize_t n;
  uint64_t size = 0;
  int rc = CS_OK;
  while (rc == CS_OK && ((n = read(file, block, sizeof block)) > 0 || (n < 0 && errno == EINTR))) {
    if (n < 0) continue;
    crypto_generichash_update(&state, block, (unsigned long long)n);
    size += (uint64_t)n;
    if (!plain) rc = cs_source_check_size(path, size, &err);
  }
  if (rc == CS_OK && n < 0) rc = cs_fail(&err, CS_EIO, "%s: %s", path, strerror(errno));
  close(file);
  crypto_generichash_final(&state, hash, sizeof hash);
  if (rc != CS_OK) return cs_bridge_failure(L, &err);
  sodium_bin2hex(text, sizeof text, hash, sizeof hash);
  lua_pushstring(L, text);
  return 1;
}

int cs_open_sheet(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"read", sheet_read}, {"digest", sheet_digest}, {NULL, NULL}};
  luaL_newlib(L, functions);
  return 1;
}
