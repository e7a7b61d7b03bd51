/* References of events. An event of an employee may bear one, the text of its field "ref", and then it is known by it in the
 * whole company. Which employees have an event with a reference stands in an index beside the records: written in the order
 * of the references when a transaction is committed, made anew with the records, checked by verify. */
#pragma once
#include "store/ledger.h"

#define CS_REF_MAX 4096 /* bytes; a longer text names nothing */

/* The codes of those who have an event with this reference, in order, each terminated, into `codes` (cleared before). What the
 * open transaction has done does not show. */
int cs_ref_holders(cs_store *s, int32_t company, const char *ref, size_t size, cs_buf *codes,
                   cs_err *err);
/* The employee's event with this reference; 0: none. */
uint32_t cs_ref_instance(cs_store *s, const cs_record *r, const char *ref, size_t size);
