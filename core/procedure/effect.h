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
