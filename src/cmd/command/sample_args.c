/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sample_args.c - what a line says of a user's own samples. Owns nothing. */
#include "cmd/command/sample_args.h"

#include "cmd/language/number.h"

enum fpe_status task_samples(struct call *call, sample_read *read)
{
	const struct command *command = call->line->command;
	const struct arg *args = command->args;
	int holdout = command_key(command, "holdout", 7);
	struct own_how how = { .holdout = 0 };

	number_scan(args[holdout].fallback, 0, &how.holdout);
	how.holdout = call_number(call, "holdout", how.holdout);
	if (command_key(command, "standardise", 11) < COMMAND_MAX_ARGS &&
	    call_given(call, "standardise"))
		how.standardise = (enum own_scaling)call_value(call, "standardise")->choice;
	return job_read(call, read, &how);
}
