/* What a use may leave behind beside the database: files, descriptors, processes, memory. */
#pragma once
#include <stddef.h>

typedef struct traces { /* as it stands at one moment */
  char files
      [8000]; /* of the folder, but for those of the story; a line each: name, size, checksum */
  int descriptors; /* how many are open */
  size_t memory;   /* in use; 0: it cannot be told exactly */
} traces;

void traces_note(traces *out);

/* What `now` has that it may not have: a file that stood so neither `before` nor `after` a use that was done, a process, or a descriptor
 * more than before. NULL: nothing; else valid until the next. */
const char *traces_odd(const traces *now, const traces *before, const traces *after);
