/* The packs that a store was asked for, parsed once: reading and checking a pack takes longer than most of what is done with it. A pack is
 * taken from the shelf only when the store still has the same text under its hash, so nothing here can be out of date. */
#include "assess/settings.h"
#include "base/messages.h"
#include "store/archive.h"
#include <stdlib.h>
#include <string.h>

#define PACKS_MOST 8 /* those taken last */

typedef struct place {
  cs_pack *pack;
  char *text; /* what it was parsed from */
} place;

typedef struct shelf {
  place places[PACKS_MOST]; /* taken last first */
  size_t count;
} shelf;

static void clear(place *p) {
  cs_pack_free(p->pack);
  free(p->text);
}

static void free_shelf(void *user) {
  shelf *all = user;
  for (size_t i = 0; i < all->count; i++) clear(&all->places[i]);
  free(all);
}

static shelf *shelf_of(cs_store *s) {
  shelf *all = cs_store_lodger(s);
  if (all == NULL && (all = calloc(1, sizeof *all)) != NULL) cs_store_lodge(s, all, free_shelf);
  return all;
}

/* Makes room at the front: what stands before `end` moves up by one. */
static void move_up(shelf *all, size_t end) {
  memmove(&all->places[1], &all->places[0], end * sizeof all->places[0]);
}

static cs_pack *find(shelf *all, const char *text) {
  for (size_t i = 0; i < all->count; i++) {
    place found = all->places[i];
    if (strcmp(found.text, text) != 0) continue;
    move_up(all, i);
    all->places[0] = found;
    return found.pack;
  }
  return NULL;
}

static int add(shelf *all, cs_store *s, const cs_pack_row *row, cs_pack **out, cs_err *err) {
  int rc = cs_pack_check(s, row, err);
  if (rc != CS_OK) return rc;
  place new = {.text = strdup(row->compiled)};
  rc = new.text == NULL ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory)
                        : cs_pack_parse(new.text, strlen(new.text), &new.pack, err);
  if (rc != CS_OK) {
    free(new.text);
    return rc;
  }
  if (all->count == PACKS_MOST) clear(&all->places[--all->count]);
  move_up(all, all->count++);
  all->places[0] = new;
  *out = new.pack;
  return CS_OK;
}

int cs_pack_open(cs_store *s, const char *hash, cs_pack **out, cs_err *err) {
  *out = NULL;
  cs_pack_row row;
  int rc = cs_pack_find(s, hash, &row, err);
  if (rc != CS_OK) return rc;
  shelf *all = shelf_of(s);
  if (all == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  *out = find(all, row.compiled);
  if (*out == NULL) rc = add(all, s, &row, out, err);
  if (rc == CS_OK) cs_pack_share(*out);
  return rc;
}
