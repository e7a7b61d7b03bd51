#include "form/markup.h"
#include "base/messages.h"
#include <string.h>

/* To allow one: its name here. */
static const char *const TAGS[] = {
    "article", "b",      "blockquote", "br",  "caption", "col",   "colgroup", "dd",
    "div",     "dl",     "dt",         "em",  "footer",  "h1",    "h2",       "h3",
    "h4",      "header", "hr",         "li",  "ol",      "p",     "section",  "small",
    "span",    "strong", "sub",        "sup", "table",   "tbody", "td",       "tfoot",
    "th",      "thead",  "tr",         "u",   "ul",
};
static const char *const ENTITIES[] = {"amp", "gt", "lt", "nbsp", "quot"};
static const char *const ATTRIBUTES[] = {"class", "colspan", "lang", "rowspan"};

typedef struct cursor {
  const char *at, *end;
} cursor;

static bool among(const char *const *list, size_t count, const char *name, size_t size) {
  for (size_t i = 0; i < count; i++) {
    if (strlen(list[i]) == size && memcmp(list[i], name, size) == 0) return true;
  }
  return false;
}

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static void skip_space(cursor *c) {
  while (c->at < c->end && is_space(*c->at)) c->at++;
}

static size_t name_size(cursor c) {
  const char *from = c.at;
  while (c.at < c.end && ((*c.at >= 'a' && *c.at <= 'z') || (*c.at >= '0' && *c.at <= '9'))) c.at++;
  return (size_t)(c.at - from);
}

/* name="value", the value of plain letters, digits, blanks, - and _ */
static bool attribute(cursor *c, const char **problem) {
  size_t size = name_size(*c);
  *problem = CS_MSG_markup_attribute;
  if (!among(ATTRIBUTES, sizeof ATTRIBUTES / sizeof *ATTRIBUTES, c->at, size)) return false;
  c->at += size;
  *problem = CS_MSG_markup_value;
  if (c->end - c->at < 2 || c->at[0] != '=' || c->at[1] != '"') return false;
  for (c->at += 2; c->at < c->end && *c->at != '"'; c->at++) {
    char l = *c->at;
    bool plain = (l >= 'a' && l <= 'z') || (l >= 'A' && l <= 'Z') || (l >= '0' && l <= '9') ||
                 l == ' ' || l == '-' || l == '_';
    if (!plain) return false;
  }
  if (c->at == c->end) return false;
  c->at++;
  return true;
}

bool cs_markup_tag(const char *text, size_t size, size_t *length, const char **problem) {
  cursor c = {text + 1, text + size};
  bool closing = c.at < c.end && *c.at == '/';
  if (closing) c.at++;
  size_t name = name_size(c);
  *problem = CS_MSG_markup_tag;
  if (!among(TAGS, sizeof TAGS / sizeof *TAGS, c.at, name)) return false;
  c.at += name;
  for (;;) {
    const char *before = c.at;
    skip_space(&c);
    *problem = CS_MSG_markup_open;
    if (c.at == c.end) return false;
    if (*c.at == '>') break;
    if (c.end - c.at >= 2 && c.at[0] == '/' && c.at[1] == '>') {
      c.at++;
      break;
    }
    if (closing || c.at == before) return false;
    if (!attribute(&c, problem)) return false;
  }
  *length = (size_t)(c.at + 1 - text);
  return true;
}

bool cs_markup_entity(const char *text, size_t size, size_t *length, const char **problem) {
  cursor c = {text + 1, text + size};
  size_t name = name_size(c);
  *problem = CS_MSG_markup_entity;
  if (!among(ENTITIES, sizeof ENTITIES / sizeof *ENTITIES, c.at, name)) return false;
  if (c.at + name == c.end || c.at[name] != ';') return false;
  *length = name + 2;
  return true;
}
