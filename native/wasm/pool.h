/* How work is given out: a task is a kernel, its arguments and a number of units. Which thread computes which unit is
 * left to chance, so a unit may write nothing but what is its own, and the way a task is cut into units may not depend
 * on the number of threads: then the result is the same, bit for bit, for any number of them.
 */
#ifndef POOL_H
#define POOL_H
#include "simd.h"

/* args: the task's arguments, as the kernel's own struct; scratch: memory private to the thread. */
typedef void (*Kernel)(const void *args, int unit, f32 *scratch);

/* Defines a kernel and, under the same name, the exported function that returns its place in the function table. Every
 * instance of the module has the same table, so a thread can be told a kernel by that number. */
#define KERNEL(name) KERNEL_(name)
#define KERNEL_(name) \
  static void name##_unit(const void *, int, f32 *); \
  __attribute__((export_name(#name))) int name(void) { return (int)(size_t)(Kernel)name##_unit; } \
  static void name##_unit(const void *args, int unit, f32 *scratch)

#endif
