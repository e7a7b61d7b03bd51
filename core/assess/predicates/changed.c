/* changed: the last change of an attribute on a ladder, on the as-of date or before it, was a rise (or a fall) and is at most so many
 * months old. The months are counted forward from the change, as in `elapsed`. */
#include "assess/sentence.h"
#include "base/messages.h"

enum { UP, DOWN, ANY };

typedef struct recently {
  int how;
  int64_t months;
} recently;

static int compile(cs_compiler *c, const json_t *json, cs_node *node) {
  recently *r = cs_arena_alloc(c->program->arena, sizeof *r);
  if (r == NULL) return cs_no_memory(c);
  *r = (recently){0};
  node->data = r;
  int rc = cs_node_attr(c, json, "attr", node);
  if (rc == CS_OK) rc = cs_node_history(c, node->attr);
  if (rc == CS_OK) rc = cs_node_doubtful(c, node); /* of what is not known no history is */
  if (rc == CS_OK) rc = cs_member_word(c, json, "how", "up down any", &r->how);
  if (rc == CS_OK) rc = cs_value_number(c, json, "months", 0, 1200, &r->months);
  cs_date day = cs_date_add_months(c->program->as_of, -(int)r->months);
  if (day != CS_DATE_MIN) day -= 3;
  while (day != CS_DATE_MIN && cs_date_add_months(day, (int)r->months) < c->program->as_of) day++;
  node->number = day; /* the first day that will do: add_months never goes back */
  return rc;
}

static bool holds(const cs_node *node, const cs_case *c) {
  const recently *r = node->data;
  const cs_history *h = &c->histories[node->attr];
  return h->changed != CS_DATE_NONE && h->changed >= node->number &&
         (r->how == ANY || h->up == (r->how == UP));
}

static void reads(const cs_node *node, cs_reads *r) {
  cs_bits_add(&r->attributes, (uint32_t)node->attr);
}

static void say_last(cs_buf *out, const cs_case *c, int32_t attr) {
  const cs_history *h = &c->histories[attr];
  char day[CS_DATE_SIZE];
  cs_buf was = {0};
  cs_say_place(&was, c, attr, h->was);
  cs_date_text(h->changed, day);
  if (h->up) {
    cs_buf_printf(out, CS_MSG_say_rose, day, cs_buf_str(&was));
  } else {
    cs_buf_printf(out, CS_MSG_say_fell, day, cs_buf_str(&was));
  }
  out->failed = out->failed || was.failed;
  cs_buf_deinit(&was);
}

static void describe(const cs_node *node, const cs_case *c, cs_sentence *s) {
  const recently *r = node->data;
  cs_buf_printf(s->out, "%s ", cs_attribute_label(c, node->attr));
  if (c->attributes[node->attr].known == CS_UNKNOWN) {
    cs_buf_puts(s->out, CS_MSG_say_unknown);
  } else if (c->histories[node->attr].changed == CS_DATE_NONE) {
    cs_buf_puts(s->out, CS_MSG_say_unchanged);
  } else {
    say_last(s->out, c, node->attr);
  }
  if (s->brief) return;
  const char *const wanted[] = {CS_MSG_say_wants_rise, CS_MSG_say_wants_fall,
                                CS_MSG_say_wants_change};
  cs_buf_printf(s->out, "%s%s", CS_MSG_say_needs, wanted[r->how]);
  cs_buf_printf(s->out, CS_MSG_say_within, (long long)r->months);
  cs_buf_puts(s->out, CS_MSG_say_close);
}

const cs_predicate cs_predicate_changed = {"changed", "attr how months", compile, holds,
                                           reads,     describe};
