/* The threads' common loop. All of them stand on one block of memory, Control; nothing else is shared but the tensors.
 *
 * A task is open while `open` is 1. A thread first counts itself into `active` and then looks at `open`; the main thread
 * first closes the task and then waits until `active` is 0. So no thread can hold a unit of a task that the main thread
 * believes done, and one that wakes up late finds the task closed and delays nobody.
 */
#include "pool.h"

typedef struct {
  int generation;     /* counts tasks; threads sleep on it */
  int open;           /* 1 while units may be taken */
  int active;         /* threads that may hold a unit */
  int next;           /* the next unit to take */
  int units;
  Kernel kernel;
  char *scratch;      /* of thread 0 */
  int scratch_stride; /* bytes from one thread's scratch to the next */
  int stop;           /* 1: threads end */
  int sleepers;       /* threads that need waking */
  int main_sleeps;    /* the main thread needs waking when `active` becomes 0 */
  int may_sleep;      /* 0 where the main thread is forbidden to wait (the page's own thread) */
  int started;        /* threads that have begun to serve */
  int reserved[3];
  int args[64];
} Control;

/* Looks at a word before sleeping: about 20 microseconds, as long as TensorFlow.js needs between two kernels. */
enum { SPINS = 4000 };

#define load(p) __atomic_load_n(p, __ATOMIC_SEQ_CST)
#define store(p, v) __atomic_store_n(p, v, __ATOMIC_SEQ_CST)
#define add(p, v) __atomic_fetch_add(p, v, __ATOMIC_SEQ_CST)

static void take_units(Control *c, int thread) {
  f32 *scratch = (f32 *)(c->scratch + (size_t)c->scratch_stride * thread);
  for (;;) {
    int unit = add(&c->next, 1);
    if (unit >= c->units) return;
    c->kernel(c->args, unit, scratch);
  }
}

/* Main thread: runs the task that stands in the control block, alone. */
__attribute__((export_name("run_alone"))) void run_alone(Control *c) {
  for (int unit = 0; unit < c->units; unit++) c->kernel(c->args, unit, (f32 *)c->scratch);
}

/* Main thread: runs the task that stands in the control block, with whichever threads come to help. */
__attribute__((export_name("run"))) void run(Control *c) {
  store(&c->next, 0);
  store(&c->open, 1);
  add(&c->generation, 1);
  if (load(&c->sleepers) > 0) __builtin_wasm_memory_atomic_notify(&c->generation, -1);
  take_units(c, 0);
  store(&c->open, 0);
  for (int i = 0; load(&c->active) > 0; i++) {
    if (i < SPINS || !c->may_sleep) continue;
    store(&c->main_sleeps, 1);
    int active = load(&c->active);
    if (active > 0) __builtin_wasm_memory_atomic_wait32(&c->active, active, -1);
    store(&c->main_sleeps, 0);
  }
}

/* Every other thread: helps until it is told to stop. */
__attribute__((export_name("serve"))) void serve(Control *c, int thread) {
  int seen = load(&c->generation);
  add(&c->started, 1);
  for (;;) {
    for (int i = 0; i < SPINS && load(&c->generation) == seen && !load(&c->stop); i++) {
    }
    while (load(&c->generation) == seen && !load(&c->stop)) {
      add(&c->sleepers, 1);
      __builtin_wasm_memory_atomic_wait32(&c->generation, seen, -1);
      add(&c->sleepers, -1);
    }
    if (load(&c->stop)) return;
    seen = load(&c->generation);
    add(&c->active, 1);
    if (load(&c->open)) take_units(c, thread);
    if (add(&c->active, -1) == 1 && load(&c->main_sleeps)) __builtin_wasm_memory_atomic_notify(&c->active, -1);
  }
}

/* Main thread: lets every other thread return from `serve`. */
__attribute__((export_name("stop"))) void stop(Control *c) {
  store(&c->stop, 1);
  add(&c->generation, 1);
  __builtin_wasm_memory_atomic_notify(&c->generation, -1);
}
