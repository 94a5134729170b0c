/* SPDX-License-Identifier: GPL-3.0-or-later */
/* task_samples.c - a task that is known by its samples: nobody knows the rule. */
#include "core/task/task.h"

enum fpe_status fpe_task_samples(int inputs, struct fpe_task **out, struct fpe_error *err)
{
	enum fpe_status status = task_check_inputs(inputs, err);

	*out = NULL;
	if (status)
		return status;
	*out = task_new(FPE_TASK_SAMPLES, inputs);
	return *out ? FPE_OK : fpe_no_memory(err);
}

static enum fpe_status make_samples(const struct fpe_task_options *options, uint64_t seed,
				    struct fpe_task **out, struct fpe_error *err)
{
	(void)seed;
	return fpe_task_samples(options->inputs, out, err);
}

static void put_samples(const struct fpe_task *task, struct task_writer *out)
{
	(void)task;
	task_put(out, "samples");
}

const struct fpe_task_info task_kind_samples = {
	.name = "samples",
	.rule = "its samples alone say it",
	.make = make_samples,
	.text = put_samples,
};
