/* What a kernel is. Kernels have the names, the arguments and the results of those in native/wasm, to the bit: the host
 * may run either, and threads take units as they come (native/wasm/pool.h).
 *
 * An address is an offset in the heap. Before anything runs, the plan of a kernel checks every address and length
 * against the heap; so nothing that the host passes can lead a kernel out of it.
 */
#ifndef KERNEL_H
#define KERNEL_H
#include <stddef.h>
#include <stdint.h>

typedef uint32_t At;
typedef struct {
  char *base;
  uint64_t bytes;
} Heap;

/* args: the task's arguments, as the kernel's own struct; scratch: memory private to the thread, at a multiple of 64. */
typedef void (*Kernel)(char *heap, const void *args, int unit, float *scratch);
/* Returns the number of units, or one of these; `scratch`: the floats that a thread needs. */
enum { REFUSED = -1, OUTSIDE = -2 };
typedef int (*Plan)(const Heap *heap, const void *args, size_t *scratch);
typedef struct {
  const char *name;
  Kernel run;
  Plan plan;
} Entry;

#define P(at) ((f32 *)(heap + (size_t)(at)))
#define KERNEL(name) KERNEL_(name)
#define KERNEL_(name) static void name(char *heap, const void *args, int unit, f32 *scratch)
#define PLAN(name) PLAN_(name)
#define PLAN_(name) static int name##_plan(const Heap *heap, const void *args, size_t *scratch)

/* A product of lengths, more than any heap has if one is negative or the product is that large. */
static inline uint64_t volume(int64_t a, int64_t b, int64_t c, int64_t d) {
  const uint64_t most = UINT64_MAX / 8;
  uint64_t product = 1;
  const int64_t all[4] = {a, b, c, d};
  for (int i = 0; i < 4; i++) {
    if (all[i] < 0 || __builtin_mul_overflow(product, (uint64_t)all[i], &product) || product > most) return most;
  }
  return product;
}
/* Whether so many floats from an address on lie in the heap. */
static inline int lies_in(const Heap *heap, At at, uint64_t floats) {
  return (at & 3) == 0 && floats <= heap->bytes / 4 && at <= heap->bytes - floats * 4;
}
/* The same for `rows` rows of `columns` floats, `step` floats from one to the next. */
static inline int rows_lie_in(const Heap *heap, At at, int64_t rows, int64_t step, int64_t columns) {
  if (rows <= 0 || columns < 0) return rows == 0;
  return lies_in(heap, at, volume(rows - 1, step, 1, 1) + (uint64_t)columns);
}

/* The tables of one instruction set; each ends with a nameless entry. */
#define TABLE_NAME__(subject, isa) subject##_##isa
#define TABLE_NAME_(subject, isa) TABLE_NAME__(subject, isa)
#define TABLE(subject) const Entry TABLE_NAME_(subject, ISA)[]
#define TABLES(isa) \
  extern const Entry winograd_##isa[], thin_product_##isa[], product_##isa[], momentum_product_##isa[], \
      elementwise_##isa[], normalize_##isa[], pool2d_##isa[]; \
  static const Entry *const tables_##isa[] = {winograd_##isa, thin_product_##isa, product_##isa, momentum_product_##isa, \
                                              elementwise_##isa, normalize_##isa, pool2d_##isa, 0}

#endif
