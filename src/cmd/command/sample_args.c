/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sample_args.c - a line of a user's own samples. Owns nothing. */
#include "cmd/command/sample_args.h"

enum fpe_status task_samples(struct call *call)
{
	const struct own_how how = own_line_how(call->line);

	return job_read(call, call->line->command->samples, &how);
}
