/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * exchange.h - a triple buffer: one trainer publishes pictures of its arm, the
 * owner of the screen takes the newest; neither waits for the other.
 */
#ifndef LAB_EXCHANGE_H
#define LAB_EXCHANGE_H

#include <stdbool.h>

#include "fpe/metric.h"
#include "fpe/net.h"

struct picture {
	int epoch, batch;
	int points; /* of the arm's series */
	double metric[FPE_METRIC_COUNT];
	struct fpe_net *net;
};

struct exchange;

/* Three copies of net. NULL: no memory. */
struct exchange *exchange_new(const struct fpe_net *net);
void exchange_free(struct exchange *exchange);

/* The writer's side: true if the last picture was taken or is 16 ms old. */
bool exchange_due(const struct exchange *exchange);
/* The writer's slot to fill, then hand over. */
struct picture *exchange_slot(struct exchange *exchange);
void exchange_publish(struct exchange *exchange);

/* The reader's side: the newest picture; NULL before the first (and
   of no exchange). It stays as it
   is until the next call. */
const struct picture *exchange_take(struct exchange *exchange);

#endif
