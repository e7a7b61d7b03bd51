/* The files of a pack: read from its folder, which is hostile, or from what the database keeps. Nothing outside the folder is ever read: no
 * symbolic links, no "..", regular files only; names that begin with a dot are passed over (.git, .DS_Store). */
#pragma once
#include "base/buf.h"
#include "base/err.h"
#include <stddef.h>

#define CS_PACK_FILES_MAX 1000
#define CS_PACK_FILE_SIZE_MAX ((size_t)1 << 20)
#define CS_PACK_SIZE_MAX ((size_t)8 << 20)
#define CS_PACK_DEPTH_MAX 4
#define CS_PACK_NAME_MAX 200
#define CS_PACK_HASH_SIZE 65

typedef struct cs_pack_file {
  char *name; /* "tests/cycle.lua"; terminated */
  char *text; /* UTF-8 without NUL; terminated */
  size_t size;
} cs_pack_file;

typedef struct cs_pack_files {
  cs_pack_file *list; /* sorted by name, byte by byte */
  size_t count, capacity, total;
  char folder[96]; /* the folder's own name, for messages */
} cs_pack_files;

/* `out` is zeroed by the caller and deinited by the caller, whatever the result. */
int cs_pack_files_read(const char *dir, cs_pack_files *out, cs_err *err);
int cs_pack_files_parse(const char *folder, const char *sources, cs_pack_files *out,
                        cs_err *err); /* {"name": "text"} */
/* A variant is kept with the files of what it extends, so that it can be run again as it was: layer n (1: the first base) under
 * ".base/n/". What is stored may have such names, a folder may not. Puts the files of one layer into `out` under their own names; 0: the
 * pack's own. */
#define CS_PACK_BASE ".base/"
int cs_pack_files_layer(const cs_pack_files *whole, size_t layer, const char *folder,
                        cs_pack_files *out, cs_err *err);

/* Adds what is stored of a base as the layers 1 to `layer` of this pack; the base's own files are layer `layer`. */
int cs_pack_files_add_base(cs_pack_files *f, const char *base, const char *sources, size_t layer,
                           cs_err *err);
void cs_pack_files_deinit(cs_pack_files *f);

const cs_pack_file *cs_pack_files_find(const cs_pack_files *f, const char *name); /* NULL: none */

int cs_pack_files_json(const cs_pack_files *f, cs_buf *out,
                       cs_err *err); /* {"name": "text", ...}, sorted */

/* BLAKE2b-256, in hex, of "cursus-pack-1\n" and then for each file, sorted by name: name TAB size-in-decimal LF text LF. */
void cs_pack_files_hash(const cs_pack_files *f, char out[CS_PACK_HASH_SIZE]);
