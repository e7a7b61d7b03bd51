#include "assess/sentence.h"
#include "base/messages.h"
#include <string.h>

const char *cs_attribute_label(const cs_case *c, int32_t attr) {
  const cs_attribute *a = &c->program->attributes[attr < 0 ? c->program->moves : attr];
  return cs_label_text(a->label, a->name);
}

void cs_say_place(cs_buf *out, const cs_case *c, int32_t attr, int64_t number) {
  const cs_attribute *a = &c->program->attributes[attr < 0 ? c->program->moves : attr];
  char date[CS_DATE_SIZE];
  if (a->type == CS_TYPE_DATE) {
    cs_buf_puts(out, cs_date_text((cs_date)number, date));
  } else if (a->points) {
    uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    cs_buf_printf(out, "%s%llu.%02u", number < 0 ? "-" : "", (unsigned long long)(size / 100),
                  (unsigned)(size % 100));
  } else if (a->type == CS_TYPE_INTEGER) {
    cs_buf_printf(out, "%lld", (long long)number);
  } else {
    cs_buf_puts(out, cs_list_label(&c->program->lists[a->list], (uint32_t)number));
  }
}

void cs_say_value(cs_buf *out, const cs_case *c, int32_t attr) {
  if (attr == CS_TARGET) {
    cs_say_place(out, c, attr, c->target);
    return;
  }
  const cs_atom *atom = &c->attributes[attr];
  if (atom->known == CS_UNKNOWN) {
    cs_buf_puts(out, CS_MSG_say_unknown);
  } else if (atom->known == CS_BLANK) {
    cs_buf_puts(out, CS_MSG_say_nothing);
  } else if (atom->text != NULL) {
    cs_buf_put(out, atom->text, atom->size);
  } else {
    cs_say_place(out, c, attr, atom->number);
  }
}

void cs_say_fact(cs_sentence *s, const cs_case *c, int32_t attr) {
  cs_buf_printf(s->out, "%s ", attr == CS_TARGET ? CS_MSG_say_target : cs_attribute_label(c, attr));
  cs_say_value(s->out, c, attr);
}

void cs_say_set(cs_buf *out, const cs_case *c, int32_t list, const cs_bits *set,
                const char *between) {
  const cs_list *l = &c->program->lists[list];
  bool first = true;
  for (uint32_t i = 0; i < l->count; i++) {
    if (!cs_bits_has(set, i)) continue;
    if (!first) cs_buf_puts(out, between);
    cs_buf_puts(out, cs_list_label(l, i));
    first = false;
  }
}

void cs_say_compare(cs_buf *out, cs_compare cmp) {
  static const char *const signs[] = {"<", "≤", "=", "≥", ">"};
  cs_buf_puts(out, signs[cmp]);
}

void cs_say_compared(const cs_node *node, const cs_case *c, cs_sentence *s) {
  cs_say_fact(s, c, node->attr);
  if (s->brief) return;
  cs_buf_puts(s->out, CS_MSG_say_needs);
  cs_say_compare(s->out, node->cmp);
  cs_buf_putc(s->out, ' ');
  cs_say_place(s->out, c, node->attr, node->number);
  cs_buf_puts(s->out, CS_MSG_say_close);
}

/* "hired_on not known": why nothing can be said of a window. */
static bool say_unbounded(cs_buf *out, const cs_case *c, const cs_window *w) {
  const int32_t bounds[] = {w->from, w->until};
  bool said = false;
  for (int i = 0; w->kind == CS_BETWEEN && i < 2; i++) {
    if (c->attributes[bounds[i]].known != CS_UNKNOWN) continue;
    cs_buf_printf(out, "%s%s %s", said ? CS_MSG_say_comma : "", cs_attribute_label(c, bounds[i]),
                  CS_MSG_say_unknown);
    said = true;
  }
  return said;
}

bool cs_say_days(cs_buf *out, const cs_case *c, int32_t window) {
  char day[CS_DATE_SIZE];
  const cs_date *days = c->days[window];
  if (say_unbounded(out, c, &c->program->windows[window])) return false;
  if (days[0] > days[1]) {
    cs_buf_puts(out, CS_MSG_say_empty_window);
    return false;
  }
  cs_buf_printf(out, "%s..", cs_date_text(days[0], day));
  cs_buf_puts(out, cs_date_text(days[1], day));
  return true;
}

void cs_say_window(cs_buf *out, const cs_case *c, int32_t window) {
  const cs_window *w = &c->program->windows[window];
  if (say_unbounded(out, c, w)) return;
  uint64_t left = c->left[window];
  char from[CS_DATE_SIZE], to[CS_DATE_SIZE];
  if (left == 0) {
    cs_buf_puts(out, CS_MSG_say_empty_window);
    return;
  }
  uint32_t oldest = 63 - (uint32_t)__builtin_clzll(left), newest = (uint32_t)__builtin_ctzll(left);
  cs_period_text(w->every, w->now - 1 - (cs_period)oldest, from);
  cs_period_text(w->every, w->now - 1 - (cs_period)newest, to);
  cs_buf_puts(out, from);
  bool one_year = memcmp(from, to, 5) == 0 && from[4] == '-';
  if (oldest > newest) cs_buf_printf(out, "..%s", one_year ? to + 5 : to);
  bool first = true;
  for (uint32_t i = oldest; i-- > newest;) {
    if ((left >> i) & 1) continue;
    cs_buf_puts(out, first ? CS_MSG_say_without : ", ");
    cs_buf_puts(out, cs_period_text(w->every, w->now - 1 - (cs_period)i, from));
    first = false;
  }
}

static bool cell_expected(const cs_case *c, const cs_series *s, uint32_t i) {
  if (s->from >= 0 && c->attributes[s->from].known == CS_KNOWN &&
      c->attributes[s->from].number > s->first[i])
    return false;
  return s->until < 0 || c->attributes[s->until].known != CS_KNOWN ||
         c->attributes[s->until].number >= s->first[i];
}

void cs_say_cells(cs_buf *out, const cs_case *c, int32_t series, uint64_t cells, uint64_t due) {
  const cs_series *s = &c->program->series[series];
  bool first = true;
  for (uint32_t i = CS_HORIZON; i-- > 0;) {
    if (!((cells >> i) & 1)) continue;
    if (!first) cs_buf_putc(out, ' ');
    first = false;
    if ((c->valued[series] >> i) & 1) {
      cs_buf_puts(out, c->program->lists[s->list].texts[c->cells[series][i] - 1]);
    } else {
      cs_buf_putc(out, ((due >> i) & 1) && cell_expected(c, s, i) ? '?' : '-');
    }
  }
}

void cs_say_ratings(cs_buf *out, const cs_case *c, int32_t series, int32_t window) {
  cs_say_window(out, c, window);
  if (c->left[window] == 0) return;
  cs_buf_puts(out, CS_MSG_say_colon);
  cs_say_cells(out, c, series, c->left[window], c->due[window]);
}
