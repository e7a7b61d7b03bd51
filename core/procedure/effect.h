/* What an act will write: found out while it is drafted, so that a refusal has written nothing. Private to core/procedure. */
#pragma once
#include "procedure/desk.h"

typedef struct cs_planned {
  const cs_effect *effect;
  cs_slot slot; /* of an attribute */
  cs_value value, before;
  uint32_t instance; /* of a span or event */
  cs_date on, to;
  const cs_value *fields; /* of an event */
} cs_planned;

typedef struct
    cs_other {  /* an act that stands and has written the very fact, too: name, day and value */
  uint32_t act; /* after it; 0: none */
  char code[CS_KIND_SIZE]; /* its case */
  bool beside;             /* there is any, after it or in the same transaction */
} cs_other;

/* others.c: of all cases about the desk's subject, as they are when it is asked first. */
int cs_desk_others(cs_desk *d, const cs_wrote *fact, cs_other *out, cs_err *err);
