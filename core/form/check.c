#include "form/check.h"
#include "base/messages.h"
#include "form/names.h"
#include "form/template.h"
#include <stdio.h>
#include <string.h>

#define PATH_MOST 256 /* bytes of a name with those of the sections around it */

/* In which a form is kept (docs/forms.md); sections of these names are printed in that one alone. */
static const char *const LANGUAGES[] = {"zh", "en"};
#define LANGUAGE_COUNT (sizeof LANGUAGES / sizeof *LANGUAGES)
#define EVERY_LANGUAGE ((1u << LANGUAGE_COUNT) - 1)

typedef struct checking {
  const json_t *pack;
  const char *form;
  const json_t *row;
  const char *file; /* of the template */
  char open[CS_TEMPLATE_DEPTH + 1][PATH_MOST];
  unsigned printed[CS_TEMPLATE_DEPTH +
                   1]; /* the languages, a bit each, in which what stands at a depth is */
  size_t depth;
  unsigned char *shown; /* one for each of the form's fields: the languages in which it is */
  cs_err *err;
} checking;

/* -- where the pack says it -------------------------------------------------------------------------------- */

static const char *file_of(const json_t *row) {
  const char *file = json_string_value(json_object_get(json_object_get(row, "at"), "file"));
  return file == NULL ? "pack.lua" : file;
}

static int line_of(const json_t *row) {
  return (int)json_integer_value(json_object_get(json_object_get(row, "at"), "line"));
}

/* -- names --------------------------------------------------------------------------------------------------- */

static bool has_attribute(const json_t *of, const char *name, bool of_case) {
  const json_t *a = json_object_get(json_object_get(of, "attributes"), name);
  return a != NULL && json_is_true(json_object_get(a, "case")) == of_case;
}

/* subject.NAME: of people or of any other kind of subject; asked.NAME, score.NAME: what a case knows. */
static bool is_attribute(const json_t *pack, const char *group, const char *name) {
  if (strcmp(group, "subject.*") != 0) return has_attribute(pack, name, true);
  if (has_attribute(pack, name, false)) return true;
  const char *kind;
  json_t *subject;
  json_object_foreach(json_object_get(pack, "subjects"), kind,
                      subject) if (has_attribute(subject, name, false)) return true;
  return false;
}

/* Is there such a value, or (`section`) anything below the name? */
static bool provided(const checking *c, const char *path, bool section) {
  for (size_t i = 0; i < sizeof CS_FORM_NAMES / sizeof *CS_FORM_NAMES; i++) {
    const char *known = CS_FORM_NAMES[i];
    size_t size = strlen(path), stem = strlen(known) - 1;
    if (strcmp(known, path) == 0) return true;
    if (section && strncmp(known, path, size) == 0 && known[size] == '.') return true;
    if (known[stem] == '*' && strncmp(known, path, stem) == 0 &&
        is_attribute(c->pack, known, path + stem))
      return true;
  }
  return false;
}

/* The whole path of a name: from the innermost section outwards, as it is found when the form is printed. */
static bool resolve(const checking *c, const cs_template_use *use, char path[PATH_MOST]) {
  bool section = use->kind != CS_USE_VALUE;
  if (strcmp(use->name, ".") == 0) {
    snprintf(path, PATH_MOST, "%s", c->depth > 0 ? c->open[c->depth - 1] : "");
    return provided(c, path, section);
  }
  for (size_t i = c->depth; i-- > 0;) {
    int size = snprintf(path, PATH_MOST, "%s.%s", c->open[i], use->name);
    if (size < PATH_MOST && provided(c, path, section)) return true;
  }
  snprintf(path, PATH_MOST, "%s", use->name);
  return provided(c, path, section);
}

/* Is `path` the field, or a member of it? */
static bool within(const char *path, const char *field) {
  size_t size = strlen(field);
  return size > 0 && strncmp(path, field, size) == 0 && (path[size] == '\0' || path[size] == '.');
}

/* Is it one of the form's fields or a part of one; for a section also: is one of them a part of it? A value is noted as shown. */
static bool declared(checking *c, const char *path, bool section) {
  const json_t *fields = json_object_get(c->row, "fields");
  bool found = false;
  for (size_t i = 0; i < json_array_size(fields); i++) {
    const char *field = json_string_value(json_array_get(fields, i));
    if (field == NULL) continue;
    if (within(path, field)) {
      found = true;
      if (!section) c->shown[i] |= (unsigned char)c->printed[c->depth];
    } else if (section && within(field, path)) {
      found = true;
    }
  }
  return found;
}

/* The bit of a section that is printed in one language alone; 0: it is none. */
static unsigned language_of(const cs_template_use *use, const char *path) {
  for (size_t i = 0; i < LANGUAGE_COUNT; i++)
    if (strcmp(path, LANGUAGES[i]) == 0)
      return use->kind == CS_USE_INVERTED ? EVERY_LANGUAGE & ~(1u << i) : 1u << i;
  return 0;
}

static int check_use(void *user, const cs_template_use *use) {
  checking *c = user;
  char path[PATH_MOST];
  if (use->kind == CS_USE_END) {
    c->depth--;
    return CS_OK;
  }
  if (!resolve(c, use, path))
    return cs_fail(c->err, CS_EPACK, CS_MSG_template_unknown, c->file, use->line, use->name);
  bool section = use->kind != CS_USE_VALUE;
  unsigned language = language_of(use, path);
  if (language == 0 && !declared(c, path, section))
    return cs_fail(c->err, CS_EPACK, CS_MSG_form_field_undeclared, c->file, use->line, c->form,
                   path, file_of(c->row), line_of(c->row));
  if (!section) return CS_OK;
  memcpy(c->open[c->depth], path, sizeof path);
  c->printed[c->depth + 1] = c->printed[c->depth] & (language != 0 ? language : EVERY_LANGUAGE);
  c->depth++;
  return CS_OK;
}

/* -- a form ---------------------------------------------------------------------------------------------------- */

static int check_fields(checking *c) {
  const json_t *fields = json_object_get(c->row, "fields");
  for (size_t i = 0; i < json_array_size(fields); i++) {
    const char *field = json_string_value(json_array_get(fields, i));
    if (field == NULL || !provided(c, field, true))
      return cs_fail(c->err, CS_EPACK, CS_MSG_form_field_unknown, file_of(c->row), line_of(c->row),
                     c->form, field == NULL ? "?" : field);
  }
  return CS_OK;
}

/* Is each field shown, in each language? */
static int check_shown(const checking *c) {
  const json_t *fields = json_object_get(c->row, "fields");
  for (size_t i = 0; i < json_array_size(fields); i++) {
    const char *field = json_string_value(json_array_get(fields, i));
    if (c->shown[i] == 0)
      return cs_fail(c->err, CS_EPACK, CS_MSG_form_field_missing, c->file, c->form, field,
                     file_of(c->row), line_of(c->row));
    for (size_t k = 0; k < LANGUAGE_COUNT; k++)
      if ((c->shown[i] & 1u << k) == 0)
        return cs_fail(c->err, CS_EPACK, CS_MSG_form_field_language, c->file, c->form, field,
                       LANGUAGES[k], file_of(c->row), line_of(c->row));
  }
  return CS_OK;
}

static int check_template(checking *c, const char *text, size_t size) {
  const json_t *fields = json_object_get(c->row, "fields");
  cs_template *t = NULL;
  unsigned char shown[256] = {0};
  if (json_array_size(fields) > sizeof shown)
    return cs_fail(c->err, CS_EPACK, CS_MSG_form_fields_many, file_of(c->row), line_of(c->row),
                   c->form, sizeof shown);
  c->shown = shown;
  c->printed[0] = EVERY_LANGUAGE;
  int rc = cs_template_parse(c->file, text, size, &t, c->err);
  if (rc == CS_OK) rc = cs_template_each(t, check_use, c);
  if (rc == CS_OK) rc = check_shown(c);
  cs_template_free(t);
  c->shown = NULL;
  return rc;
}

const char *cs_form_series(const char *form, const json_t *row) {
  const char *series = json_string_value(json_object_get(row, "series"));
  return series == NULL || *series == '\0' ? form : series;
}

static int check_form(const json_t *pack, const char *form, const json_t *row, cs_err *err) {
  const json_t *text = json_object_get(row, "text");
  const char *series = cs_form_series(form, row);
  const char *file = json_string_value(json_object_get(row, "template"));
  checking c = {.pack = pack,
                .form = form,
                .row = row,
                .file = file == NULL ? file_of(row) : file,
                .err = err};
  if (strlen(series) > CS_FORM_SERIES_MOST || strpbrk(series, "*?[] \t\n") != NULL)
    return cs_fail(err, CS_EPACK, CS_MSG_form_series, file_of(row), line_of(row), form, series,
                   CS_FORM_SERIES_MOST);
  int rc = check_fields(&c);
  if (rc == CS_OK && json_is_string(text))
    rc = check_template(&c, json_string_value(text), json_string_length(text));
  return rc;
}

/* -- what stages print --------------------------------------------------------------------------------------- */

static int check_made(const json_t *pack, const char *form, cs_err *err) {
  const json_t *row = json_object_get(json_object_get(pack, "forms"), form);
  if (row == NULL || json_is_string(json_object_get(row, "text"))) return CS_OK;
  return cs_fail(err, CS_EPACK, CS_MSG_form_no_template, file_of(row), line_of(row), form);
}

int cs_forms_check(const json_t *pack, cs_err *err) {
  const char *name;
  json_t *row;
  json_object_foreach(json_object_get(pack, "forms"), name, row) {
    int rc = check_form(pack, name, row, err);
    if (rc != CS_OK) return rc;
  }
  json_object_foreach(json_object_get(pack, "procedures"), name, row) {
    const json_t *stages = json_object_get(row, "stages");
    for (size_t i = 0; i < json_array_size(stages); i++) {
      const json_t *makes = json_object_get(json_array_get(stages, i), "makes");
      for (size_t k = 0; k < json_array_size(makes); k++) {
        const char *form = json_string_value(json_array_get(makes, k));
        int rc = form == NULL ? CS_OK : check_made(pack, form, err);
        if (rc != CS_OK) return rc;
      }
    }
  }
  return CS_OK;
}
