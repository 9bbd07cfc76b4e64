/* The instruction sets of one binary, and which of them this processor has. */
#ifndef ISA_H
#define ISA_H
#include "kernel.h"

typedef struct {
  const char *name;
  const Entry *const *tables; /* ends with 0 */
} Isa;

/* Those that the processor and the operating system support, best first; ends with a nameless one. */
const Isa *const *supported_isas(void);

#endif
