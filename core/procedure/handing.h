/* What is handed in with an act. Private to core/procedure. */
#pragma once
#include "procedure/desk.h"

/* Answers to what is asked: known names, values of their kind; a chair sits on the panel. */
int cs_handing_sets(cs_desk *d, const cs_ask *asks, size_t count, const cs_words_given *given,
                    cs_err *err);
/* Everything required has an answer, now or before. */
int cs_handing_asked(cs_desk *d, const cs_ask *asks, size_t count, cs_err *err);
int cs_handing_documents(cs_desk *d, const cs_words_given *documents, cs_err *err);
int cs_handing_forms(cs_desk *d, const cs_words_given *forms, cs_err *err);
/* Has an act that counts handed in a document or form (CS_HANDED_…) of that name? */
bool cs_handing_has(const cs_desk *d, int kind, const char *name);
/* What the stage needs and has filled in is there. */
int cs_handing_complete(cs_desk *d, cs_err *err);
