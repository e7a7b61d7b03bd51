/* What the fuzz targets share. A target asserts what must hold for every input, not only that
 * nothing crashes. The same file is built twice: with libFuzzer (preset fuzz), and with driver.c
 * as an ordinary test of the kept corpus (every other preset). */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

/* Only of a target that keeps something from one input to the next: forgets it. driver.c calls it every few hundred inputs and
 * before each folder, so that a folder of inputs always goes the same way. */
void fuzz_afresh(void);
/* Forgets what earlier inputs left. Only of a target that keeps something from one to the next: driver.c calls it before each
 * folder of inputs and from time to time, and keeps of a finding all inputs since, in a folder to be run again. */
void fuzz_afresh(void);

#define HOLDS(condition)                                                             \
  do {                                                                               \
    if (!(condition)) {                                                              \
      fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition); \
      abort();                                                                       \
    }                                                                                \
  } while (0)
