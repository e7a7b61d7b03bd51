/* A company's half-year and what follows of it in twelve commands, each of which may be struck and told again. Every command opens the database,
 * works and closes it, as the program does; all at one time, so that any order of repetition is allowed. */
#pragma once
#include "store/ledger.h"

#define STORY_DB "story.db"

typedef enum story_step {
  STORY_INIT,
  STORY_ADOPT,
  STORY_EMPLOYEES,
  STORY_RATINGS,
  STORY_PLAN,
  STORY_APPROVE,
  STORY_APPLY,
  STORY_UNDO,
  STORY_ROLES,
  STORY_TRIGGERS,
  STORY_ACTS,
  STORY_FORMS,
  STORY_STEPS
} story_step;

extern const char *const story_names[STORY_STEPS];

void story_prepare(void); /* writes the files that are imported */
/* An error is one of CS_E..., with text. Doing again what is done is CS_OK or CS_EREFUSED and changes nothing. */
int story_tell(story_step step, cs_err *err);

/* What the contract calls the same bytes: the chain's head, every run with its decisions and what people did to them.
 * Terminated; verifies on the way. `out` keeps its memory. */
int story_state(cs_buf *out, cs_err *err);

/* The database as it stood before `step` in a telling without faults. */
void story_keep(story_step step);
void story_return(story_step step);
void story_copy(const char *from, const char *to); /* a file */
bool story_is(
    const char *path); /* not one byte of the database differs from that file, and it has no log */

/* Strikes a step: arm, tell, disarm, look, tell again, compare. Fails the test with `what` in the message. */
typedef struct story_fault {
  void (*arm)(void *user, unsigned n);
  unsigned (*disarm)(void *user); /* operations seen */
  void *user;
  const char *what;
  bool
      may_be_done; /* an error may come of something that is written all the same: when the power goes */
} story_fault;
void story_tell_all(void); /* without faults: keeps each state */
unsigned story_count(story_step step, const story_fault *fault);
void story_strike(story_step step, const story_fault *fault, unsigned n);
/* At most so many of `count` places at even distances, each at a seeded one (CURSUS_FAULTS_SEED); as many as CURSUS_FAULTS says,
 * `all` or a number. */
typedef struct story_spread {
  unsigned count, width, from;
  uint32_t random;
} story_spread;
story_spread story_spread_of(unsigned count, unsigned most);
unsigned story_next(story_spread *s); /* from 1; 0: no more */

unsigned story_sweep(story_step step, const story_fault *fault, unsigned most);
