/* What a human act has to say: a reason, a name. */
#pragma once
#include "base/err.h"

int cs_words_need(const char *text, const char *complaint,
                  cs_err *err); /* CS_EINPUT when NULL or blank */
