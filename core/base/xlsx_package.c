/* The zip file and the XML in it. Parts are read as streams and never extracted; what a hostile file could make grow (entries,
 * bytes, depth, the length of a token) is bounded, and a document type is refused, so there are no entities but the five. */
#include "base/messages.h"
#include "base/xlsx_internal.h"
#include <errno.h>
#include <expat.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#define CHUNK (64 << 10)

struct xlsx_package {
  char *name;
  zip_t *zip;
};

struct xlsx_xml {
  xlsx_package *package;
  const char *part;
  zip_file_t *file;
  XML_Parser parser;
  const xlsx_handlers *handlers;
  void *user;
  uint64_t packed, read, seen; /* bytes of the part; seen: up to the last element or text */
  uint32_t depth;
  bool paused, stopped, ended;
  cs_err err; /* a handler's */
};

static int no_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }

/* ---- the package ---- */

static int refuse_other_formats(const char *path, cs_err *err) {
  char head[4] = {0};
  FILE *file = fopen(path, "rbe");
  if (file == NULL) return cs_fail(err, CS_EIO, CS_MSG_source_open, path, strerror(errno));
  size_t n = fread(head, 1, sizeof head, file);
  fclose(file);
  if (n == sizeof head && memcmp(head, "\xd0\xcf\x11\xe0", 4) == 0)
    return cs_fail(err, CS_EINPUT, CS_MSG_xlsx_old, path);
  return CS_OK;
}

/* What libzip says of the package or of a part. */
static int damaged(const xlsx_package *p, zip_error_t *error, cs_err *err) {
  if (zip_error_code_zip(error) == ZIP_ER_MEMORY) return no_memory(err);
  return cs_fail(err, CS_EINPUT, CS_MSG_xlsx_damaged, p->name, zip_error_strerror(error));
}

static int open_zip(xlsx_package *p, cs_err *err) {
  int code = 0;
  p->zip = zip_open(p->name, ZIP_RDONLY | ZIP_CHECKCONS, &code);
  if (p->zip != NULL) return CS_OK;
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  int rc = damaged(p, &error, err);
  zip_error_fini(&error);
  return rc;
}

int xlsx_package_open(const char *path, xlsx_package **out, cs_err *err) {
  *out = NULL;
  int rc = refuse_other_formats(path, err);
  if (rc != CS_OK) return rc;
  xlsx_package *p = calloc(1, sizeof *p);
  if (p == NULL) return no_memory(err);
  p->name = strdup(path);
  rc = p->name == NULL ? no_memory(err) : open_zip(p, err);
  if (rc == CS_OK && zip_get_num_entries(p->zip, 0) > XLSX_ENTRIES_MAX)
    rc = cs_fail(err, CS_EINPUT, CS_MSG_xlsx_bomb, path);
  if (rc != CS_OK) {
    xlsx_package_close(p);
    return rc;
  }
  *out = p;
  return CS_OK;
}

void xlsx_package_close(xlsx_package *p) {
  if (p == NULL) return;
  if (p->zip != NULL) zip_discard(p->zip);
  free(p->name);
  free(p);
}

const char *xlsx_package_name(const xlsx_package *p) { return p->name; }

static zip_int64_t locate(const xlsx_package *p, const char *part) {
  zip_int64_t at = zip_name_locate(p->zip, part, 0);
  return at >= 0 ? at : zip_name_locate(p->zip, part, ZIP_FL_NOCASE);
}

bool xlsx_package_has(const xlsx_package *p, const char *part) { return locate(p, part) >= 0; }

/* ---- elements ---- */

static const char *local(const char *name) {
  const char *colon = strrchr(name, ':');
  return colon == NULL ? name : colon + 1;
}

static void XMLCALL on_start(void *user, const XML_Char *name, const XML_Char **attributes) {
  xlsx_xml *x = user;
  x->seen = x->read;
  if (++x->depth > XLSX_DEPTH_MAX)
    xlsx_xml_refuse(x, CS_MSG_xlsx_too_deep);
  else if (x->err.code == CS_OK)
    x->handlers->start(x->user, local(name), (const char *const *)attributes);
}

static void XMLCALL on_end(void *user, const XML_Char *name) {
  xlsx_xml *x = user;
  x->seen = x->read;
  x->depth--;
  if (x->err.code == CS_OK && x->handlers->end != NULL) x->handlers->end(x->user, local(name));
}

static void XMLCALL on_text(void *user, const XML_Char *text, int n) {
  xlsx_xml *x = user;
  x->seen = x->read;
  if (x->err.code == CS_OK && x->handlers->text != NULL)
    x->handlers->text(x->user, text, (size_t)n);
}

static void XMLCALL on_doctype(void *user, const XML_Char *name, const XML_Char *system,
                               const XML_Char *public, int internal) {
  (void)name, (void)system, (void)public, (void)internal;
  xlsx_xml_refuse(user, CS_MSG_xlsx_doctype);
}

void xlsx_xml_pause(xlsx_xml *x) {
  x->paused = true;
  XML_StopParser(x->parser, XML_TRUE);
}

void xlsx_xml_stop(xlsx_xml *x) {
  x->stopped = true;
  XML_StopParser(x->parser, XML_FALSE);
}

void xlsx_xml_fail(xlsx_xml *x, const cs_err *err) {
  if (x->err.code != CS_OK) return;
  x->err = *err;
  XML_StopParser(x->parser, XML_FALSE);
}

void xlsx_xml_refuse(xlsx_xml *x, const char *what) {
  cs_err err;
  cs_fail(&err, CS_EINPUT, CS_MSG_xlsx_part, x->package->name, x->part, what);
  xlsx_xml_fail(x, &err);
}

/* ---- a part ---- */

static int open_part(xlsx_xml *x, cs_err *err) {
  xlsx_package *p = x->package;
  zip_int64_t at = locate(p, x->part);
  if (at < 0) return CS_ENOTFOUND;
  zip_stat_t status;
  if (zip_stat_index(p->zip, (zip_uint64_t)at, 0, &status) != 0)
    return damaged(p, zip_get_error(p->zip), err);
  bool locked =
      (status.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && status.encryption_method != ZIP_EM_NONE;
  if (locked) return cs_fail(err, CS_EINPUT, CS_MSG_xlsx_locked, p->name);
  x->packed = (status.valid & ZIP_STAT_COMP_SIZE) != 0 ? status.comp_size : 0;
  x->file = zip_fopen_index(p->zip, (zip_uint64_t)at, 0);
  return x->file != NULL ? CS_OK : damaged(p, zip_get_error(p->zip), err);
}

int xlsx_xml_open(xlsx_package *p, const char *part, const xlsx_handlers *handlers, void *user,
                  xlsx_xml **out, cs_err *err) {
  *out = NULL;
  xlsx_xml *x = calloc(1, sizeof *x);
  if (x == NULL) return no_memory(err);
  *x = (xlsx_xml){.package = p, .part = part, .handlers = handlers, .user = user};
  int rc = open_part(x, err);
  if (rc == CS_OK) {
    x->parser = XML_ParserCreate(NULL);
    if (x->parser == NULL) rc = no_memory(err);
  }
  if (rc != CS_OK) {
    xlsx_xml_close(x);
    return rc;
  }
  XML_SetUserData(x->parser, x);
  XML_SetElementHandler(x->parser, on_start, on_end);
  XML_SetCharacterDataHandler(x->parser, on_text);
  XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
  *out = x;
  return CS_OK;
}

void xlsx_xml_close(xlsx_xml *x) {
  if (x == NULL) return;
  if (x->parser != NULL) XML_ParserFree(x->parser);
  if (x->file != NULL) zip_fclose(x->file);
  free(x);
}

static int check_size(xlsx_xml *x, cs_err *err) {
  bool bomb = x->read > XLSX_BYTES_MAX ||
              (x->read > XLSX_RATIO_FROM && x->read / XLSX_RATIO_MAX > x->packed);
  if (bomb) return cs_fail(err, CS_EINPUT, CS_MSG_xlsx_bomb, x->package->name);
  if (x->read - x->seen > XLSX_TOKEN_MAX)
    return cs_fail(err, CS_EINPUT, CS_MSG_xlsx_part, x->package->name, x->part,
                   CS_MSG_xlsx_token_long);
  return CS_OK;
}

static int not_xml(xlsx_xml *x, cs_err *err) {
  enum XML_Error code = XML_GetErrorCode(x->parser);
  if (code == XML_ERROR_NO_MEMORY) return no_memory(err);
  return cs_fail(err, CS_EINPUT, CS_MSG_xlsx_part, x->package->name, x->part,
                 XML_ErrorString(code));
}

/* What the parser said last: 1 paused, 0 go on or the end, negative an error. */
static int outcome(xlsx_xml *x, enum XML_Status status, cs_err *err) {
  if (x->err.code != CS_OK) {
    *err = x->err;
    return err->code;
  }
  if (x->stopped) {
    x->ended = true;
    return 0;
  }
  if (status == XML_STATUS_SUSPENDED) return 1;
  return status == XML_STATUS_ERROR ? not_xml(x, err) : 0;
}

int xlsx_xml_run(xlsx_xml *x, cs_err *err) {
  int rc = 0;
  if (x->paused) {
    x->paused = false;
    rc = outcome(x, XML_ResumeParser(x->parser), err);
  }
  while (rc == 0 && !x->ended) {
    void *bytes = XML_GetBuffer(x->parser, CHUNK);
    if (bytes == NULL) return no_memory(err);
    zip_int64_t n = zip_fread(x->file, bytes, CHUNK);
    if (n < 0) return damaged(x->package, zip_file_get_error(x->file), err);
    x->read += (uint64_t)n;
    rc = check_size(x, err);
    if (rc != CS_OK) return rc;
    x->ended = n == 0;
    rc = outcome(x, XML_ParseBuffer(x->parser, (int)n, n == 0), err);
  }
  return rc;
}

int xlsx_xml_read(xlsx_package *p, const char *part, const xlsx_handlers *handlers, void *user,
                  xlsx_xml **x, cs_err *err) {
  int rc = xlsx_xml_open(p, part, handlers, user, x, err);
  if (rc == CS_OK) rc = xlsx_xml_run(*x, err);
  xlsx_xml_close(*x);
  *x = NULL;
  return rc;
}

/* ---- attributes ---- */

const char *xlsx_attribute(const char *const *attributes, const char *name) {
  for (; attributes[0] != NULL; attributes += 2) {
    if (strcmp(local(attributes[0]), name) == 0) return attributes[1];
  }
  return NULL;
}

bool xlsx_attribute_number(const char *const *attributes, const char *name, uint32_t *out) {
  const char *text = xlsx_attribute(attributes, name);
  uint64_t value = 0;
  if (text == NULL || *text == '\0') return false;
  for (; *text != '\0'; text++) {
    if (*text < '0' || *text > '9') return false;
    value = value * 10 + (uint64_t)(*text - '0');
    if (value > UINT32_MAX) return false;
  }
  *out = (uint32_t)value;
  return true;
}

bool xlsx_attribute_true(const char *const *attributes, const char *name) {
  const char *text = xlsx_attribute(attributes, name);
  return text != NULL && (strcmp(text, "1") == 0 || strcmp(text, "true") == 0);
}
