/* The protocol of native/wasm/pool.c: a task is open while `open` is 1. A thread first counts itself into `active` and
 * then looks at `open`; the calling thread first closes the task and then waits until `active` is 0. So no thread can
 * hold a unit of a task that the caller believes done.
 */
#define _GNU_SOURCE
#include "team.h"
#include "wait.h"
#include <stdlib.h>
#ifdef __linux__
#include <sys/mman.h>
#endif
#ifdef _WIN32
typedef HANDLE Thread;
#else
#include <pthread.h>
#include <signal.h>
typedef pthread_t Thread;
#endif

struct Team {
  int generation; /* counts tasks; threads sleep on it */
  int open;       /* 1 while units may be taken */
  int active;     /* threads that may hold a unit */
  int next;       /* the next unit to take */
  int sleepers;   /* threads that need waking */
  int caller_sleeps;
  int stop;
  const int *quiet;
  Task task;
  int threads, started; /* wanted and running, the caller included */
  Thread ids[MOST_THREADS];
  void *blocks[MOST_THREADS]; /* as they were allocated */
  float *scratch[MOST_THREADS];
  size_t scratch_floats;
};
typedef struct {
  Team *team;
  int thread, seen;
} Start;

/* Looks at a word before sleeping: a few hundred microseconds, as long as TensorFlow.js needs between two kernels. */
enum { SPINS = 8000, STACK_BYTES = 1 << 20, LARGE_PAGE = 1 << 21 };

#define load(p) __atomic_load_n(p, __ATOMIC_SEQ_CST)
#define store(p, v) __atomic_store_n(p, v, __ATOMIC_SEQ_CST)
#define add(p, v) __atomic_fetch_add(p, v, __ATOMIC_SEQ_CST)

static void take_units(Team *team, int thread) {
  const Task *task = &team->task;
  for (;;) {
    const int unit = add(&team->next, 1);
    if (unit >= task->units) return;
    task->kernel(task->heap, task->args, unit, team->scratch[thread]);
  }
}

static void serve(Team *team, int thread, int seen) {
  for (;;) {
    for (int i = 0; i < SPINS && load(&team->generation) == seen && !load(&team->stop) && !load(team->quiet); i++) PAUSE();
    while (load(&team->generation) == seen && !load(&team->stop)) {
      add(&team->sleepers, 1);
      sleep_on(&team->generation, seen);
      add(&team->sleepers, -1);
    }
    if (load(&team->stop)) return;
    seen = load(&team->generation);
    add(&team->active, 1);
    if (load(&team->open)) take_units(team, thread);
    if (add(&team->active, -1) == 1 && load(&team->caller_sleeps)) wake_all(&team->active);
  }
}

#ifdef _WIN32
static DWORD WINAPI begin(void *given) {
  const Start start = *(Start *)given;
  free(given);
  serve(start.team, start.thread, start.seen);
  return 0;
}
static int start_thread(Thread *id, Start *start) {
  *id = CreateThread(0, STACK_BYTES, begin, start, 0, 0);
  return *id != 0;
}
static void join(Thread id) {
  WaitForSingleObject(id, INFINITE);
  CloseHandle(id);
}
#else
static void *begin(void *given) {
  const Start start = *(Start *)given;
  free(given);
  serve(start.team, start.thread, start.seen);
  return 0;
}
static int start_thread(Thread *id, Start *start) {
  pthread_attr_t attributes;
  sigset_t all, before;
  if (pthread_attr_init(&attributes) != 0) return 0;
  pthread_attr_setstacksize(&attributes, STACK_BYTES);
  /* Signals are for the program's own threads. */
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const int failed = pthread_create(id, &attributes, begin, start);
  pthread_sigmask(SIG_SETMASK, &before, 0);
  pthread_attr_destroy(&attributes);
  return !failed;
}
static void join(Thread id) { pthread_join(id, 0); }
#endif

/* A machine that has no more threads computes with those that there are. */
static void start_threads(Team *team) {
  while (team->started < team->threads) {
    Start *start = malloc(sizeof *start);
    if (start == 0) break;
    *start = (Start){team, team->started, load(&team->generation)};
    if (!start_thread(&team->ids[team->started], start)) {
      free(start);
      break;
    }
    team->started++;
  }
  team->threads = team->started;
}

Team *team_new(int threads, const int *quiet) {
  Team *team = calloc(1, sizeof *team);
  if (team == 0) return 0;
  team->threads = threads < 1 ? 1 : threads > MOST_THREADS ? MOST_THREADS : threads;
  team->started = 1;
  team->quiet = quiet;
  return team;
}

int team_scratch(Team *team, size_t floats) {
  if (floats <= team->scratch_floats) return 1;
  /* Room for the next larger task too; whole large pages. */
  const size_t bytes = (floats * sizeof(float) + LARGE_PAGE) / LARGE_PAGE * LARGE_PAGE;
  team->scratch_floats = 0;
  for (int i = 0; i < team->threads; i++) {
    free(team->blocks[i]);
    team->blocks[i] = malloc(bytes + LARGE_PAGE);
    if (team->blocks[i] == 0) return 0;
    const uintptr_t aligned = ((uintptr_t)team->blocks[i] + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
    team->scratch[i] = (float *)aligned;
#ifdef __linux__
    madvise((void *)aligned, bytes, MADV_HUGEPAGE);
#endif
  }
  team->scratch_floats = bytes / sizeof(float);
  return 1;
}

void team_run(Team *team, const Task *task, int alone) {
  team->task = *task;
  if (alone || task->units == 1 || team->threads == 1) {
    for (int unit = 0; unit < task->units; unit++) task->kernel(task->heap, task->args, unit, team->scratch[0]);
    return;
  }
  if (team->started < team->threads) start_threads(team);
  store(&team->next, 0);
  store(&team->open, 1);
  add(&team->generation, 1);
  if (load(&team->sleepers) > 0) wake_all(&team->generation);
  take_units(team, 0);
  store(&team->open, 0);
  for (int i = 0; load(&team->active) > 0; i++) {
    if (i < SPINS) {
      PAUSE();
      continue;
    }
    store(&team->caller_sleeps, 1);
    const int active = load(&team->active);
    if (active > 0) sleep_on(&team->active, active);
    store(&team->caller_sleeps, 0);
  }
}

void team_end(Team *team) {
  store(&team->stop, 1);
  add(&team->generation, 1);
  wake_all(&team->generation);
  for (int i = 1; i < team->started; i++) join(team->ids[i]);
  for (int i = 0; i < MOST_THREADS; i++) free(team->blocks[i]);
  free(team);
}
