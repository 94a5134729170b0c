/* SPDX-License-Identifier: GPL-3.0-or-later */
/* thread.h - threads beside the one that owns the terminal. */
#ifndef LAB_THREAD_H
#define LAB_THREAD_H

#include <pthread.h>

#include <stddef.h>

#include "fpe/error.h"

/* Bytes of stack that each thread has at the least. What nests deepest, an expression of a
   hundred signs and JSON of two thousand brackets, took under 400 KiB. */
#define THREAD_STACK ((size_t)1 << 20)

/* Let the first thread's stack grow to THREAD_STACK. 0, or the bytes it is held to. */
size_t thread_first_stack(void);
/* As pthread_create; all signals are blocked in it, for they are the owner's. */
int thread_start(pthread_t *out, void *(*run)(void *argument), void *argument);
/* Why it gave an error: EAGAIN is both too many threads and no memory for one. */
enum fpe_status thread_fail(struct fpe_error *err, const char *what, int error);

/* The calling thread gives way to all others: the screen is never late. */
void thread_give_way(void);

#endif
