/* SPDX-License-Identifier: GPL-3.0-or-later */
/* task_parity.c - the parity of all inputs: one clause that holds them all. */
#include "core/task/task.h"

static enum fpe_status make_parity(const struct fpe_task_options *options, uint64_t seed,
				   struct fpe_task **out, struct fpe_error *err)
{
	enum fpe_status status = task_check_inputs(options->inputs, err);
	struct fpe_task *task;

	(void)seed;
	if (status)
		return status;
	task = task_new(FPE_TASK_PARITY, options->inputs);
	if (!task || task_room(task, 1, (size_t)options->inputs)) {
		fpe_task_free(task);
		return fpe_no_memory(err);
	}
	task->clauses.start[1] = options->inputs;
	for (int i = 0; i < options->inputs; i++)
		task->clauses.input[i] = i;
	*out = task;
	return FPE_OK;
}

const struct fpe_task_info task_kind_parity = {
	.name = "parity",
	.rule = "an odd number of inputs is 1",
	.form = FPE_CLAUSE_PARITY,
	.make = make_parity,
	.label = task_label_clauses,
	.text = task_put_clauses,
};
