/* The addon of Node: hosts, each with a heap, an instruction set and a team of threads. All state belongs to one
 * environment (the main thread or a worker of Node) and ends with it.
 *
 *   abi, sources, isas                        numbers and names; isas: those that work here, best first, "avx512,avx2"
 *   open(heap, words, threads, isa) -> host   heap: Uint8Array over all of it; words: Int32Array, see below
 *   setHeap(host, heap)                       after the heap grew
 *   peek(host, address) -> int32              to check that the addon sees the heap of the caller
 *   find(host, name) -> kernel or -1
 *   run(host)                                 the task in `words`; its status is there then
 *   close(host)
 */
#include "isa.h"
#include "node-api.h"
#include "team.h"
#include <stdlib.h>
#include <string.h>

/* Raised when the functions, the words or the layout of the arguments change: the host takes no other. */
enum { ABI = 1 };
#ifndef SOURCES
#define SOURCES ""
#endif

/* The words of a task. */
enum { KERNEL_WORD, ALONE_WORD, QUIET_WORD, STATUS_WORD, ARGS_WORD, WORDS = ARGS_WORD + 64 };
/* Statuses beside REFUSED and OUTSIDE. */
enum { DONE = 1, UNKNOWN = -3, NO_MEMORY = -4 };
/* Kernels are numbered through all tables of an instruction set. */
enum { PER_TABLE = 64, MOST_HOSTS = 256 };

typedef struct {
  Heap heap;
  int32_t *words;
  const Isa *isa;
  Team *team;
  napi_ref kept; /* the words */
} Host;
typedef struct {
  Host *hosts[MOST_HOSTS];
} State;

static void end_host(Host *host) {
  team_end(host->team);
  free(host);
}
static void end_state(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  State *state = data;
  for (int i = 0; i < MOST_HOSTS; i++) {
    if (state->hosts[i]) end_host(state->hosts[i]);
  }
  free(state);
}

static State *state_of(napi_env env) {
  void *state = 0;
  return napi_get_instance_data(env, &state) == napi_ok ? state : 0;
}
static napi_value fail(napi_env env, const char *message) {
  napi_throw_error(env, 0, message);
  return 0;
}
static napi_value number(napi_env env, double value) {
  napi_value made = 0;
  napi_create_double(env, value, &made);
  return made;
}
static int int_of(napi_env env, napi_value value, int otherwise) {
  int32_t found;
  return napi_get_value_int32(env, value, &found) == napi_ok ? found : otherwise;
}
/* The host of the first argument, with `count` arguments in all; 0 and an error if there is none. */
static Host **host_of(napi_env env, napi_callback_info info, size_t count, napi_value *given) {
  size_t found = count;
  State *state = state_of(env);
  if (napi_get_cb_info(env, info, &found, given, 0, 0) != napi_ok || found < count || state == 0) {
    fail(env, "too few arguments");
    return 0;
  }
  const int at = int_of(env, given[0], -1);
  if (at < 0 || at >= MOST_HOSTS || state->hosts[at] == 0) {
    fail(env, "no such host: it was closed, or belongs to another thread");
    return 0;
  }
  return &state->hosts[at];
}
static int heap_of(napi_env env, napi_value value, Heap *heap) {
  napi_typedarray_type type;
  size_t length, offset;
  void *data = 0;
  napi_value buffer;
  if (napi_get_typedarray_info(env, value, &type, &length, &data, &buffer, &offset) != napi_ok) return 0;
  if (type != napi_uint8_array || data == 0 || length == 0 || ((uintptr_t)data & 63) != 0) return 0;
  heap->base = data;
  heap->bytes = length;
  return 1;
}
static const Isa *isa_of(napi_env env, napi_value name) {
  char wanted[16] = "";
  napi_get_value_string_utf8(env, name, wanted, sizeof wanted, 0);
  for (const Isa *const *isa = supported_isas(); *isa; isa++) {
    if (strcmp((*isa)->name, wanted) == 0) return *isa;
  }
  return 0;
}

static napi_value open_host(napi_env env, napi_callback_info info) {
  napi_value given[4];
  size_t count = 4, length = 0, offset;
  napi_typedarray_type type;
  napi_value buffer;
  void *words = 0;
  State *state = state_of(env);
  if (napi_get_cb_info(env, info, &count, given, 0, 0) != napi_ok || count < 4 || state == 0) {
    return fail(env, "too few arguments");
  }
  int at = 0;
  while (at < MOST_HOSTS && state->hosts[at]) at++;
  if (at == MOST_HOSTS) return fail(env, "too many hosts are open");
  Host made = {.isa = isa_of(env, given[3])};
  if (!made.isa) return fail(env, "this processor does not have this instruction set");
  if (!heap_of(env, given[0], &made.heap)) return fail(env, "the heap is no Uint8Array over all of a memory");
  if (napi_get_typedarray_info(env, given[1], &type, &length, &words, &buffer, &offset) != napi_ok ||
      type != napi_int32_array || length < WORDS) {
    return fail(env, "the words are no Int32Array of sufficient length");
  }
  made.words = words;
  made.team = team_new(int_of(env, given[2], 1), made.words + QUIET_WORD);
  Host *host = malloc(sizeof *host);
  if (made.team == 0 || host == 0 || napi_create_reference(env, given[1], 1, &made.kept) != napi_ok) {
    if (made.team) team_end(made.team);
    free(host);
    return fail(env, "no memory");
  }
  *host = made;
  state->hosts[at] = host;
  return number(env, at);
}

static napi_value set_heap(napi_env env, napi_callback_info info) {
  napi_value given[2];
  Host **host = host_of(env, info, 2, given);
  if (host == 0) return 0;
  return heap_of(env, given[1], &(*host)->heap) ? 0 : fail(env, "the heap is no Uint8Array over all of a memory");
}

static napi_value peek(napi_env env, napi_callback_info info) {
  napi_value given[2];
  Host **host = host_of(env, info, 2, given);
  if (host == 0) return 0;
  const At at = (At)int_of(env, given[1], -1);
  int32_t word;
  if (!lies_in(&(*host)->heap, at, 1)) return fail(env, "outside of the heap");
  memcpy(&word, (*host)->heap.base + at, sizeof word);
  return number(env, word);
}

static napi_value find(napi_env env, napi_callback_info info) {
  napi_value given[2];
  char name[64] = "";
  Host **host = host_of(env, info, 2, given);
  if (host == 0) return 0;
  napi_get_value_string_utf8(env, given[1], name, sizeof name, 0);
  const Entry *const *tables = (*host)->isa->tables;
  for (int t = 0; tables[t]; t++) {
    for (int i = 0; tables[t][i].name; i++) {
      if (strcmp(tables[t][i].name, name) == 0) return number(env, t * PER_TABLE + i);
    }
  }
  return number(env, -1);
}
static const Entry *entry_of(const Isa *isa, int kernel) {
  const int table = kernel / PER_TABLE, wanted = kernel % PER_TABLE;
  if (kernel < 0) return 0;
  for (int t = 0; isa->tables[t]; t++) {
    for (int i = 0; t == table && isa->tables[t][i].name; i++) {
      if (i == wanted) return &isa->tables[t][i];
    }
  }
  return 0;
}

static int run_task(Host *host) {
  const Entry *entry = entry_of(host->isa, host->words[KERNEL_WORD]);
  const void *args = host->words + ARGS_WORD;
  size_t scratch = 0;
  if (entry == 0) return UNKNOWN;
  const int units = entry->plan(&host->heap, args, &scratch);
  if (units < 0) return units;
  if (!team_scratch(host->team, scratch)) return NO_MEMORY;
  const Task task = {entry->run, host->heap.base, args, units};
  team_run(host->team, &task, host->words[ALONE_WORD]);
  return DONE;
}
static napi_value run(napi_env env, napi_callback_info info) {
  napi_value given[1];
  Host **host = host_of(env, info, 1, given);
  if (host) (*host)->words[STATUS_WORD] = run_task(*host);
  return 0;
}

static napi_value close_host(napi_env env, napi_callback_info info) {
  napi_value given[1];
  Host **host = host_of(env, info, 1, given);
  if (host == 0) return 0;
  napi_delete_reference(env, (*host)->kept);
  end_host(*host);
  *host = 0;
  return 0;
}

static void add_function(napi_env env, napi_value exports, const char *name, napi_callback callback) {
  napi_value made;
  if (napi_create_function(env, name, strlen(name), callback, 0, &made) == napi_ok) {
    napi_set_named_property(env, exports, name, made);
  }
}
static void add_text(napi_env env, napi_value exports, const char *name, const char *text) {
  napi_value made;
  if (napi_create_string_utf8(env, text, strlen(text), &made) == napi_ok) {
    napi_set_named_property(env, exports, name, made);
  }
}

EXPORTED int32_t node_api_module_get_api_version_v1(void) { return 8; }
EXPORTED napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  State *state = calloc(1, sizeof *state);
  if (state == 0 || napi_set_instance_data(env, state, end_state, 0) != napi_ok) {
    free(state);
    return fail(env, "no memory");
  }
  char isas[64] = "";
  for (const Isa *const *isa = supported_isas(); *isa; isa++) {
    if (isas[0]) strcat(isas, ",");
    strcat(isas, (*isa)->name);
  }
  add_text(env, exports, "isas", isas);
  add_text(env, exports, "sources", SOURCES);
  napi_set_named_property(env, exports, "abi", number(env, ABI));
  add_function(env, exports, "open", open_host);
  add_function(env, exports, "setHeap", set_heap);
  add_function(env, exports, "peek", peek);
  add_function(env, exports, "find", find);
  add_function(env, exports, "run", run);
  add_function(env, exports, "close", close_host);
  return exports;
}
