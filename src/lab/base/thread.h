/* SPDX-License-Identifier: GPL-3.0-or-later */
/* thread.h - threads beside the one that owns the terminal. */
#ifndef LAB_THREAD_H
#define LAB_THREAD_H

#include <pthread.h>

/* As pthread_create; all signals are blocked in it, for they are the owner's. */
int thread_start(pthread_t *out, void *(*run)(void *argument), void *argument);

/* The calling thread gives way to all others: the screen is never late. */
void thread_give_way(void);

#endif
