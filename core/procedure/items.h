/* Forms that are scored item by item. What is scored of a stage is named by a form it collects, or by its panel, which may be scored by a
 * form. Private to core/procedure. */
#pragma once
#include "procedure/desk.h"

/* The items of what is called `scored` at the stage, in the order of its form; none: one total. Borrowed. */
const json_t *cs_items_of_stage(const cs_desk *d, const cs_stage_row *s, const char *scored);

/* "FORM" or "FORM.ITEM" as people write it, the item by its name or a label. *item NULL: the form itself. CS_EINPUT says what there is. */
int cs_items_named(const cs_desk *d, const char *text, const char **scored, const char **item,
                   cs_err *err);

/* Every item has its points, none more than it takes: noted in the draft, and added up. With weights each item gives its share of 100 points, half
 * up to the hundredth, else its points. CS_EINPUT names the item. */
int cs_items_hand_in(cs_desk *d, const char *scored, const cs_words_given *scores, int64_t *total,
                     cs_err *err);

/* What an item gives to the total. */
int64_t cs_item_share(const json_t *item, int64_t points);
