/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * task_multiplexer.c - a address inputs choose one of 2^a data inputs, whose value
 * is the label (Wilson 1987: the 6-, 11- and 20-multiplexer for a = 2, 3, 4).
 *
 * The first input is the address's highest digit. A clause a data input: the
 * address is its number, and it is 1. At most one clause holds.
 */
#include "core/task/task.h"

#include "fpe/limits.h"

#define MOST_ADDRESS 11 /* 11 + 2^11 inputs */

static void fill_clause(struct fpe_clauses *c, int clause, int address)
{
	int at = c->start[clause];

	for (int i = 0; i < address; i++) {
		c->input[at] = i;
		c->sign[at++] = clause >> (address - 1 - i) & 1 ? 1 : -1;
	}
	c->input[at] = address + clause;
	c->sign[at++] = 1;
	c->start[clause + 1] = at;
}

static enum fpe_status make_multiplexer(const struct fpe_task_options *options, uint64_t seed,
					struct fpe_task **out, struct fpe_error *err)
{
	int a = options->address;
	struct fpe_task *task;

	(void)seed;
	if (a < 1 || a > MOST_ADDRESS)
		return fpe_fail(err, FPE_ERANGE, "%d address inputs; 1 to %d are allowed", a,
				MOST_ADDRESS);
	task = task_new(FPE_TASK_MULTIPLEXER, a + (1 << a));
	if (!task || task_room(task, 1 << a, (size_t)(a + 1) << a)) {
		fpe_task_free(task);
		return fpe_no_memory(err);
	}
	for (int i = 0; i < 1 << a; i++)
		fill_clause(&task->clauses, i, a);
	*out = task;
	return FPE_OK;
}

const struct fpe_task_info task_kind_multiplexer = {
	.name = "multiplexer",
	.rule = "the data input that the address inputs choose is 1",
	.form = FPE_CLAUSE_LITERALS,
	.make = make_multiplexer,
	.label = task_label_clauses,
	.text = task_put_clauses,
};
