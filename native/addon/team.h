/* The threads of one host: they take the units of a task. */
#ifndef TEAM_H
#define TEAM_H
#include "kernel.h"

typedef struct Team Team;
typedef struct {
  Kernel kernel;
  char *heap;
  const void *args;
  int units;
} Task;

enum { MOST_THREADS = 64 };

/* `threads` with the caller; 0 if there is no memory. `quiet`: while it is not 0, threads sleep instead of spinning. No
 * thread starts before there is work for it. */
Team *team_new(int threads, const int *quiet);
/* Makes sure that each thread has so many floats of scratch memory; 0 if there are not. Between tasks only. */
int team_scratch(Team *team, size_t floats);
/* Runs all units of a task, on the calling thread only if `alone`. */
void team_run(Team *team, const Task *task, int alone);
/* Ends the threads and frees everything. */
void team_end(Team *team);

#endif
