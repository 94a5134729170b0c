/* SPDX-License-Identifier: GPL-3.0-or-later */
/* task_majority.c - are most inputs 1? A threshold, so it has no clauses. */
#include "core/task/task.h"

#include <stdio.h>

#include "fpe/limits.h"

static enum fpe_status make_majority(const struct fpe_task_options *options, uint64_t seed,
				     struct fpe_task **out, struct fpe_error *err)
{
	enum fpe_status status = task_check_inputs(options->inputs, err);

	(void)seed;
	if (status)
		return status;
	if (options->inputs % 2 == 0)
		return fpe_fail(err, FPE_ERANGE,
				"majority of %d inputs: an odd number is allowed, which has no tie",
				options->inputs);
	*out = task_new(FPE_TASK_MAJORITY, options->inputs);
	return *out ? FPE_OK : fpe_no_memory(err);
}

static bool majority_label(const struct fpe_task *task, const uint64_t *bits)
{
	int ones = 0;

	for (int i = 0; i < task->inputs; i++)
		ones += (int)(bits[i / 64] >> (i % 64) & 1);
	return ones > task->inputs / 2;
}

static void put_majority(const struct fpe_task *task, struct task_writer *out)
{
	char text[FPE_MAX_NAME];

	for (int i = 0; i < task->inputs; i++) {
		task_put(out, i ? " + " : "");
		task_put(out, fpe_task_input_name(task, i, text));
	}
	snprintf(text, sizeof text, " > %d", task->inputs / 2);
	task_put(out, text);
}

const struct fpe_task_info task_kind_majority = {
	.name = "majority",
	.rule = "more than half of the inputs are 1",
	.make = make_majority,
	.label = majority_label,
	.text = put_majority,
};
