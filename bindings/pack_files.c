#include "bindings/pack_files.h"
#include "base/json.h"
#include "base/messages.h"
#include "base/text.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* -- one file ------------------------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b) {
  return strcmp(((const cs_pack_file *)a)->name, ((const cs_pack_file *)b)->name);
}

static int has_name(const void *name, const void *file) {
  return strcmp(name, ((const cs_pack_file *)file)->name);
}

static int out_of_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }

/* A name may be in any script, but may not look like a path that leads elsewhere or like a place in a message. */
static bool is_plain_name(const char *name) {
  size_t n = strlen(name);
  if (n == 0 || n > CS_PACK_NAME_MAX || name[0] == '/' || cs_text_plain(name, n) < n) return false;
  for (size_t i = 0; i < n; i++) {
    unsigned char c = (unsigned char)name[i];
    if (c == '\\' || c == ':') return false;
    if (c == '.' && (i == 0 || name[i - 1] == '/')) return false;
    if (c == '/' && (name[i - 1] == '/' || i + 1 == n)) return false;
  }
  return true;
}

/* Takes `text` (terminated, owned) whatever happens. */
static int add(cs_pack_files *f, const char *name, char *text, size_t size, cs_err *err) {
  char *copy = NULL;
  int rc = CS_EPACK;
  if (f->count >= CS_PACK_FILES_MAX) {
    cs_fail(err, rc, CS_MSG_pack_files_many, f->folder, CS_PACK_FILES_MAX);
    goto fail;
  }
  if (size > CS_PACK_SIZE_MAX - f->total) {
    cs_fail(err, rc, CS_MSG_pack_files_large, f->folder, CS_PACK_SIZE_MAX >> 20);
    goto fail;
  }
  if (memchr(text, '\0', size) != NULL || !cs_utf8_valid(text, size)) {
    cs_fail(err, rc, CS_MSG_pack_file_not_text, f->folder, name, cs_utf8_prefix(text, size));
    goto fail;
  }
  rc = CS_ENOMEM;
  if (f->count == f->capacity) {
    size_t capacity = f->capacity == 0 ? 16 : f->capacity * 2;
    cs_pack_file *list = realloc(f->list, capacity * sizeof *list);
    if (list == NULL) goto fail_memory;
    f->list = list;
    f->capacity = capacity;
  }
  copy = strdup(name);
  if (copy == NULL) goto fail_memory;
  f->list[f->count++] = (cs_pack_file){.name = copy, .text = text, .size = size};
  f->total += size;
  return CS_OK;

fail_memory:
  out_of_memory(err);
fail:
  free(text);
  return rc;
}

void cs_pack_files_deinit(cs_pack_files *f) {
  for (size_t i = 0; i < f->count; i++) {
    free(f->list[i].name);
    free(f->list[i].text);
  }
  free(f->list);
  memset(f, 0, sizeof *f);
}

const cs_pack_file *cs_pack_files_find(const cs_pack_files *f, const char *name) {
  if (f->count == 0) return NULL;
  return bsearch(name, f->list, f->count, sizeof *f->list, has_name);
}

/* -- a folder ------------------------------------------------------------------------------------------- */

static int system_error(const cs_pack_files *f, const char *name, cs_err *err) {
  return cs_fail(err, CS_EIO, "%s/%s: %s", f->folder, name, strerror(errno));
}

/* Reads the open regular file whole; it may shrink or grow while we read. */
static int read_text(cs_pack_files *f, int fd, const char *name, size_t expected, cs_err *err) {
  if (expected > CS_PACK_FILE_SIZE_MAX) {
    return cs_fail(err, CS_EPACK, CS_MSG_pack_file_large, f->folder, name,
                   CS_PACK_FILE_SIZE_MAX >> 10);
  }
  char *text = malloc(expected + 1);
  if (text == NULL) return out_of_memory(err);
  size_t size = 0;
  while (size < expected) {
    ssize_t n = read(fd, text + size, expected - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      free(text);
      return system_error(f, name, err);
    }
    if (n == 0) break;
    size += (size_t)n;
  }
  text[size] = '\0';
  return add(f, name, text, size, err);
}

static int read_folder(cs_pack_files *f, int fd, const char *prefix, int depth, cs_err *err);

static int read_entry(cs_pack_files *f, int dir, const char *entry, const char *name, int depth,
                      cs_err *err) {
  int fd = openat(dir, entry, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) {
    if (errno == ELOOP) return cs_fail(err, CS_EPACK, CS_MSG_pack_file_link, f->folder, name);
    return system_error(f, name, err);
  }
  struct stat info;
  int rc;
  if (fstat(fd, &info) != 0)
    rc = system_error(f, name, err);
  else if (S_ISDIR(info.st_mode))
    return read_folder(f, fd, name, depth + 1, err); /* closes fd */
  else if (!S_ISREG(info.st_mode))
    rc = cs_fail(err, CS_EPACK, CS_MSG_pack_file_special, f->folder, name);
  else
    rc = read_text(f, fd, name, (size_t)info.st_size, err);
  close(fd);
  return rc;
}

/* The name may say anything, also what looks like a message of ours on a line of its own. */
static int refuse_name(const cs_pack_files *f, const char *name, cs_err *err) {
  cs_buf shown = {0};
  cs_text_put_visible(&shown, name, strlen(name));
  int rc = cs_fail(err, CS_EPACK, CS_MSG_pack_file_name, f->folder, cs_buf_str(&shown));
  cs_buf_deinit(&shown);
  return rc;
}

static int read_folder(cs_pack_files *f, int fd, const char *prefix, int depth, cs_err *err) {
  DIR *d = fdopendir(fd);
  if (d == NULL) {
    close(fd);
    return system_error(f, prefix, err);
  }
  int rc = CS_OK;
  if (depth > CS_PACK_DEPTH_MAX)
    rc = cs_fail(err, CS_EPACK, CS_MSG_pack_files_deep, f->folder, prefix, CS_PACK_DEPTH_MAX);
  for (struct dirent *e; rc == CS_OK && (errno = 0, e = readdir(d)) != NULL;) {
    char name[CS_PACK_NAME_MAX + 300];
    if (e->d_name[0] == '.') continue;
    snprintf(name, sizeof name, "%s%s%s", prefix, *prefix != '\0' ? "/" : "", e->d_name);
    if (!is_plain_name(name))
      rc = refuse_name(f, name, err);
    else
      rc = read_entry(f, dirfd(d), e->d_name, name, depth, err);
  }
  if (rc == CS_OK && errno != 0) rc = system_error(f, prefix, err);
  closedir(d);
  return rc;
}

static void set_folder(cs_pack_files *f, const char *path) {
  const char *last = strrchr(path, '/');
  snprintf(f->folder, sizeof f->folder, "%.95s", last != NULL ? last + 1 : path);
}

int cs_pack_files_read(const char *dir, cs_pack_files *out, cs_err *err) {
  char *whole = realpath(dir, NULL);
  if (whole == NULL) return cs_fail(err, CS_EIO, "%s: %s", dir, strerror(errno));
  set_folder(out, whole);
  free(whole);
  int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return cs_fail(err, CS_EIO, "%s: %s", dir, strerror(errno));
  int rc = read_folder(out, fd, "", 0, err);
  if (rc == CS_OK && out->count > 0) qsort(out->list, out->count, sizeof *out->list, by_name);
  if (rc == CS_OK && cs_pack_files_find(out, "pack.lua") == NULL) {
    rc = cs_fail(err, CS_EPACK, CS_MSG_pack_files_no_pack, dir);
  }
  return rc;
}

/* -- layers ----------------------------------------------------------------------------------------------- */

/* ".base/2/pack.lua" is layer 2 and "pack.lua"; the pack's own is layer 0 and itself; what is neither has no name. */
static size_t layer_of(const char *name, const char **rest) {
  const size_t n = strlen(CS_PACK_BASE);
  *rest = name;
  if (strncmp(name, CS_PACK_BASE, n) != 0) return 0;
  char *end = NULL;
  unsigned long layer = name[n] >= '1' && name[n] <= '9' ? strtoul(name + n, &end, 10) : 0;
  *rest = layer > 0 && layer < 1000 && *end == '/' ? end + 1 : "";
  return layer;
}

static bool is_stored_name(const char *name) {
  const char *rest;
  (void)layer_of(name, &rest);
  return is_plain_name(rest);
}

static int add_copy(cs_pack_files *f, const char *name, const char *text, size_t size,
                    cs_err *err) {
  char *copy = malloc(size + 1);
  if (copy == NULL) return out_of_memory(err);
  memcpy(copy, text, size);
  copy[size] = '\0';
  return add(f, name, copy, size, err);
}

static void sort(cs_pack_files *f) {
  if (f->count > 0) qsort(f->list, f->count, sizeof *f->list, by_name);
}

int cs_pack_files_layer(const cs_pack_files *whole, size_t layer, const char *folder,
                        cs_pack_files *out, cs_err *err) {
  snprintf(out->folder, sizeof out->folder, "%.95s", folder);
  int rc = CS_OK;
  for (size_t i = 0; rc == CS_OK && i < whole->count; i++) {
    const cs_pack_file *file = &whole->list[i];
    const char *rest;
    if (layer_of(file->name, &rest) == layer) rc = add_copy(out, rest, file->text, file->size, err);
  }
  sort(out);
  return rc;
}

int cs_pack_files_add_base(cs_pack_files *f, const char *base, const char *sources, size_t layer,
                           cs_err *err) {
  cs_pack_files stored = {0};
  int rc = cs_pack_files_parse(base, sources, &stored, err);
  for (size_t i = 0; rc == CS_OK && i < stored.count; i++) {
    const cs_pack_file *file = &stored.list[i];
    const char *rest;
    char name[CS_PACK_NAME_MAX + 32];
    bool own = layer_of(file->name, &rest) == 0;
    if (own)
      snprintf(name, sizeof name, CS_PACK_BASE "%zu/%s", layer, file->name);
    else
      snprintf(name, sizeof name, "%s", file->name);
    rc = add_copy(f, name, file->text, file->size, err);
  }
  sort(f);
  cs_pack_files_deinit(&stored);
  return rc;
}

/* -- what the database keeps ---------------------------------------------------------------------------- */

static int add_stored(cs_pack_files *f, const char *name, const json_t *text, cs_err *err) {
  if (!json_is_string(text) || !is_stored_name(name)) {
    return cs_fail(err, CS_EDB, CS_MSG_pack_sources_bad, f->folder);
  }
  return add_copy(f, name, json_string_value(text), json_string_length(text), err);
}

int cs_pack_files_parse(const char *folder, const char *sources, cs_pack_files *out, cs_err *err) {
  snprintf(out->folder, sizeof out->folder, "%.95s", folder);
  json_t *object = NULL;
  int rc = cs_json_read(sources, strlen(sources), JSON_REJECT_DUPLICATES, &object, NULL, err);
  if (rc != CS_ENOMEM && !json_is_object(object))
    rc = cs_fail(err, CS_EDB, CS_MSG_pack_sources_bad, folder);
  const char *name;
  json_t *text;
  json_object_foreach(object, name, text) {
    if (rc == CS_OK) rc = add_stored(out, name, text, err);
  }
  json_decref(object);
  if (rc == CS_OK) sort(out);
  return rc;
}

int cs_pack_files_json(const cs_pack_files *f, cs_buf *out, cs_err *err) {
  cs_buf_putc(out, '{');
  for (size_t i = 0; i < f->count; i++) {
    if (i > 0) cs_buf_putc(out, ',');
    cs_text_put_json(out, f->list[i].name, strlen(f->list[i].name));
    cs_buf_putc(out, ':');
    cs_text_put_json(out, f->list[i].text, f->list[i].size);
  }
  cs_buf_putc(out, '}');
  return out->failed ? out_of_memory(err) : CS_OK;
}

static void hash_text(crypto_generichash_state *h, const char *text, size_t n) {
  crypto_generichash_update(h, (const unsigned char *)text, n);
}

void cs_pack_files_hash(const cs_pack_files *f, char out[CS_PACK_HASH_SIZE]) {
  crypto_generichash_state h;
  unsigned char digest[32];
  crypto_generichash_init(&h, NULL, 0, sizeof digest);
  hash_text(&h, "cursus-pack-1\n", 14);
  for (size_t i = 0; i < f->count; i++) {
    const cs_pack_file *file = &f->list[i];
    char size[32];
    int n = snprintf(size, sizeof size, "\t%zu\n", file->size);
    hash_text(&h, file->name, strlen(file->name));
    hash_text(&h, size, (size_t)n);
    hash_text(&h, file->text, file->size);
    hash_text(&h, "\n", 1);
  }
  crypto_generichash_final(&h, digest, sizeof digest);
  sodium_bin2hex(out, CS_PACK_HASH_SIZE, digest, sizeof digest);
}
