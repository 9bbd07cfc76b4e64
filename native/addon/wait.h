/* Sleeping until a word changes, and waking those who sleep on it. */
#ifndef WAIT_H
#define WAIT_H

#if defined(__linux__)
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
static inline void sleep_on(int *word, int value) { syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, 0, 0, 0); }
static inline void wake_all(int *word) { syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1 << 20, 0, 0, 0); }
#elif defined(_WIN32)
#include <windows.h>
static inline void sleep_on(int *word, int value) { WaitOnAddress(word, &value, sizeof value, INFINITE); }
static inline void wake_all(int *word) { WakeByAddressAll(word); }
#elif defined(__APPLE__)
#include <stdint.h>
/* What the standard library of C++ uses: there is no public interface before macOS 14.4. */
extern int __ulock_wait(uint32_t operation, void *address, uint64_t value, uint32_t microseconds);
extern int __ulock_wake(uint32_t operation, void *address, uint64_t value);
enum { COMPARE_AND_WAIT = 1, WAKE_ALL = 0x100 };
static inline void sleep_on(int *word, int value) { __ulock_wait(COMPARE_AND_WAIT, word, (uint64_t)(uint32_t)value, 0); }
static inline void wake_all(int *word) { __ulock_wake(COMPARE_AND_WAIT | WAKE_ALL, word, 0); }
#else
#error "no way to sleep on a word of memory"
#endif

#if defined(__x86_64__)
#define PAUSE() __asm__ volatile("pause")
#else
#define PAUSE() __asm__ volatile("yield")
#endif

#endif
