#include "assess/window.h"
#include "base/messages.h"
#include <string.h>

static const cs_every every_of[] = {CS_MONTH, CS_QUARTER, CS_HALF, CS_YEAR};

static uint64_t lowest(uint32_t n) { return n >= 64 ? UINT64_MAX : (UINT64_C(1) << n) - 1; }

static int compile_absence(cs_compiler *c, const json_t *json, cs_window *w) {
  const json_t *absence;
  const char *span;
  int how = 0;
  int64_t reach = w->periods;
  int rc = cs_member_object(c, json, "absence", &absence);
  if (rc != CS_OK || absence == NULL) return rc;
  rc = cs_members(c, absence, "absence", "span how reach? at?");
  if (rc == CS_OK) rc = cs_member_text(c, absence, "span", &span);
  if (rc != CS_OK) return rc;
  w->span = cs_program_span(c->program, span);
  if (w->span < 0) return cs_refuse(c, CS_MSG_pack_span_unknown, span);
  rc = cs_value_word(c, absence, "how", "missing shorten back", &how);
  bool given = w->kind == CS_LAST && json_is_integer(json_object_get(json, "periods"));
  if (rc == CS_OK && json_object_get(absence, "reach") != NULL)
    rc = cs_value_number(c, absence, "reach", given ? w->periods : 1, CS_HORIZON, &reach);
  if (reach < w->periods) reach = w->periods; /* how many periods there are is a company's choice */
  w->how = (cs_how)how;
  if (w->how == CS_BACK && w->kind == CS_BETWEEN) w->how = CS_SHORTEN; /* it begins on a day */
  if (w->how == CS_BACK) w->reach = (uint32_t)reach;
  if (w->how == CS_MISSING) w->span = -1;
  if (w->span >= 0) c->program->spans[w->span].used = true;
  return rc;
}

static int compile_bound(cs_compiler *c, const json_t *json, const char *member, int32_t *out) {
  cs_node bound = {.attr = -1};
  int rc = cs_node_attr(c, json, member, &bound);
  *out = bound.attr;
  if (rc != CS_OK || c->program->attributes[bound.attr].type == CS_TYPE_DATE) return rc;
  return cs_refuse(c, CS_MSG_pack_not_a_date, c->program->attributes[bound.attr].name);
}

static int compile_extent(cs_compiler *c, const json_t *json, cs_window *w) {
  int64_t periods = CS_HORIZON;
  int rc;
  if (json_object_get(json, "periods") != NULL) {
    w->kind = CS_LAST;
    rc = cs_members(c, json, "window", "periods every absence? at?");
    if (rc == CS_OK) rc = cs_value_number(c, json, "periods", 1, CS_HORIZON, &periods);
  } else {
    w->kind = CS_BETWEEN;
    rc = cs_members(c, json, "window", "from until every absence? at?");
    if (rc == CS_OK) rc = compile_bound(c, json, "from", &w->from);
    if (rc == CS_OK) rc = compile_bound(c, json, "until", &w->until);
  }
  w->periods = w->reach = (uint32_t)periods;
  return rc;
}

static bool equal(const cs_window *a, const cs_window *b) {
  return a->kind == b->kind && a->every == b->every && a->periods == b->periods &&
         a->from == b->from && a->until == b->until && a->span == b->span && a->how == b->how &&
         a->reach == b->reach;
}

static int add_window(cs_compiler *c, cs_window w, int32_t *out) {
  cs_program *p = c->program;
  w.now = cs_period_of(w.every, p->as_of);
  w.whole = lowest(w.periods);
  w.end = cs_period_first(w.every, w.now) - 1;
  for (uint32_t i = 0; i < w.reach; i++)
    w.first[i] = cs_period_first(w.every, w.now - 1 - (cs_period)i);
  for (uint32_t i = 0; i < p->window_count; i++) {
    if (!equal(&p->windows[i], &w)) continue;
    *out = (int32_t)i;
    return CS_OK;
  }
  cs_window *grown = cs_grown(c, p->windows, p->window_count, sizeof *grown);
  if (grown == NULL) return cs_no_memory(c);
  grown[p->window_count] = w;
  p->windows = grown;
  *out = (int32_t)p->window_count++;
  return CS_OK;
}

int cs_window_compile(cs_compiler *c, const json_t *json, int32_t *out) {
  cs_window w = {.from = -1, .until = -1, .span = -1, .how = CS_MISSING};
  int every = 0;
  int rc = compile_extent(c, json, &w);
  if (rc == CS_OK) rc = cs_member_word(c, json, "every", "month quarter half year", &every);
  w.every = every_of[every];
  if (rc == CS_OK) rc = compile_absence(c, json, &w);
  return rc == CS_OK ? add_window(c, w, out) : rc;
}

int cs_window_ever(cs_compiler *c, int32_t *out) {
  const cs_window w = {.kind = CS_EVER, .every = CS_MONTH, .from = -1, .until = -1, .span = -1};
  return add_window(c, w, out);
}

/* One or several spans together: go on from the first day that is not covered yet. */
bool cs_window_covered(const cs_case *c, const cs_window *w, uint32_t i) {
  if (w->first[i] == CS_DATE_MIN) return false; /* before the year 1 */
  cs_date day = w->first[i], last = i == 0 ? w->end : w->first[i - 1] - 1;
  for (bool moved = true; moved && day <= last;) {
    moved = false;
    for (uint32_t s = 0; s < c->stretch_count; s++) {
      const cs_stretch *t = &c->stretches[s];
      if (t->family != w->span || t->from > day || t->to < day) continue;
      if (t->to >= last) return true;
      day = t->to + 1;
      moved = true;
    }
  }
  return day > last;
}

/* *seen: the first day of the earliest period that was looked at. */
static uint64_t left_of(const cs_case *c, const cs_window *w, cs_date *seen) {
  uint64_t left = 0;
  uint32_t held = 0;
  for (uint32_t i = 0; i < w->reach && held < w->periods; i++) {
    if (w->how == CS_SHORTEN && i >= w->periods) break;
    *seen = w->first[i];
    if (cs_window_covered(c, w, i)) continue;
    left |= UINT64_C(1) << i;
    held++;
  }
  return left;
}

static bool looked_at(const cs_case *c, const cs_stretch *t) {
  const cs_program *p = c->program;
  if (p->spans[t->family].now && t->from <= p->as_of && t->to >= p->as_of) return true;
  for (uint32_t i = 0; i < p->window_count; i++)
    if (p->windows[i].span == t->family && t->from <= p->windows[i].end && t->to >= c->seen[i])
      return true;
  return false;
}

/* The periods from the one that holds `from` to the one that holds the day before `until`, as far as they are over; and the days, as far as
 * they have come. A window without an end runs on. */
static void fill_between(cs_case *c, uint32_t window) {
  const cs_window *w = &c->program->windows[window];
  const cs_atom *from = &c->attributes[w->from], *until = &c->attributes[w->until];
  c->left[window] = c->due[window] = 0;
  c->days[window][0] = CS_DATE_MAX;
  c->days[window][1] = CS_DATE_MIN;
  c->seen[window] = CS_DATE_MAX;
  c->sight[window] =
      from->known == CS_UNKNOWN || until->known == CS_UNKNOWN ? CS_UNBOUNDED : CS_CLEAR;
  if (c->sight[window] == CS_UNBOUNDED || from->known == CS_BLANK) return;
  cs_date first = (cs_date)from->number, last = c->program->as_of;
  if (until->known == CS_KNOWN && until->number <= last) last = (cs_date)until->number - 1;
  if (first > last) return;
  c->days[window][0] = first;
  c->days[window][1] = last;
  int64_t oldest = (int64_t)w->now - 1 - cs_period_of(w->every, first),
          newest = (int64_t)w->now - 1 - cs_period_of(w->every, last);
  if (newest < 0) newest = 0;
  if (oldest >= CS_HORIZON) c->sight[window] = CS_FAR;
  c->seen[window] = oldest < 0 ? first : w->first[oldest < CS_HORIZON ? oldest : CS_HORIZON - 1];
  for (int64_t i = newest; i <= oldest && i < CS_HORIZON; i++) {
    if (w->span >= 0 && cs_window_covered(c, w, (uint32_t)i)) continue;
    c->left[window] |= UINT64_C(1) << i;
    if (w->first[i] >= first) c->due[window] |= UINT64_C(1) << i;
  }
}

static void fill_ever(cs_case *c, uint32_t window) {
  c->left[window] = c->due[window] = 0;
  c->days[window][0] = CS_DATE_MIN;
  c->days[window][1] = c->program->as_of;
}

static void fill_last(cs_case *c, uint32_t window) {
  const cs_window *w = &c->program->windows[window];
  uint64_t left = w->whole;
  if (w->span >= 0 && c->stretch_count > 0) left = left_of(c, w, &c->seen[window]);
  c->left[window] = c->due[window] = left;
  c->days[window][0] = left == 0 ? CS_DATE_MAX : w->first[63 - __builtin_clzll(left)];
  c->days[window][1] = w->end;
}

/* Spans outside the periods that were looked at are forgotten: nothing reads them. */
void cs_windows_fill(cs_case *c) {
  const cs_program *p = c->program;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < p->window_count; i++) {
    switch (p->windows[i].kind) {
      case CS_LAST: fill_last(c, i); break;
      case CS_BETWEEN: fill_between(c, i); break;
      case CS_EVER: fill_ever(c, i); break;
    }
  }
  for (uint32_t i = 0; i < c->stretch_count; i++)
    if (looked_at(c, &c->stretches[i])) c->stretches[kept++] = c->stretches[i];
  c->stretch_count = kept;
}

void cs_window_too_far(const cs_case *c, int32_t window, cs_err *err) {
  const cs_window *w = &c->program->windows[window];
  char day[CS_DATE_SIZE];
  cs_date_text((cs_date)c->attributes[w->from].number, day);
  cs_fail(err, CS_EINPUT, CS_MSG_person_too_far, c->program->attributes[w->from].name, day,
          CS_HORIZON);
}
