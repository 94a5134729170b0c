/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * condition.h - bits given the label, where clauses share no input.
 *
 * Let v be the value that all clauses must have for one of the labels: false
 * for an OR (then the sample is negative), true for an AND (positive). That
 * label conditions each clause by itself; the other one asks for at least one
 * clause that is not v, and is drawn clause by clause, left to right. The same
 * rule draws the literals inside a clause. No sample is ever thrown away, and
 * chances are sums and products of numbers >= 0, so nothing cancels.
 */
#ifndef CORE_CONDITION_H
#define CORE_CONDITION_H

#include <stdbool.h>
#include <stdint.h>

#include "fpe/error.h"
#include "fpe/rng.h"
#include "fpe/task.h"

struct condition;

/*
 * For bits that are 1 with chance p. The task is borrowed. *out is NULL and
 * the status FPE_OK where the task cannot be drawn like this: no clauses, a
 * shared input, or a nested term of more than 12 inputs.
 */
enum fpe_status condition_new(const struct fpe_task *task, double p, struct condition **out,
			      struct fpe_error *err);
void condition_free(struct condition *c);

/* Can samples of this label occur at all? */
bool condition_possible(const struct condition *c, bool label);

/* bits: a sample with every bit drawn freely; those that the condition binds
   are drawn again. The label must be possible. */
void condition_draw(const struct condition *c, bool label, struct fpe_rng *rng, uint64_t *bits);

#endif
