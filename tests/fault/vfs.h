/* A file system that fails on demand: a shim over SQLite's own, registered as the default. Nothing reaches the disk for
 * good (sync does nothing when it succeeds), so that thousands of stories can be told. */
#pragma once
#include <stdbool.h>

typedef enum fault_operation {
  FAULT_OPEN,
  FAULT_READ,
  FAULT_WRITE,
  FAULT_SYNC,
  FAULT_TRUNCATE,
  FAULT_DELETE,
  FAULT_LOCK,
  FAULT_SHARED, /* the log's index: mapped or locked */
  FAULT_LOOK,   /* size of a file, or whether there is one */
  FAULT_OPERATIONS
} fault_operation;

typedef enum fault_manner {
  FAULT_ONCE,  /* the n-th fails, those after it succeed */
  FAULT_FULL,  /* from the n-th write on the disk is full */
  FAULT_POWER, /* half of the n-th write is done, and nothing after it */
  FAULT_LOST,  /* nothing is done from there on, and what was never synced is gone */
  FAULT_MANNERS
} fault_manner;

extern const char *const fault_operation_names[FAULT_OPERATIONS];

void fault_vfs_register(void);
void fault_vfs_arm(fault_operation operation, unsigned n,
                   fault_manner manner); /* n from 1; 0: count only */
/* How many such operations there were since. */
unsigned fault_vfs_disarm(void);
