/* SPDX-License-Identifier: GPL-3.0-or-later */
/* partition_args.c - the file of by=file and the alpha that goes with it. */
#include "cmd/command/partition_args.h"

#include "lab/base/partition.h"

static enum fpe_status check_alpha(struct call *call, const struct fpe_partition *p, int *alpha)
{
	const struct value *given = call_value(call, "alpha");
	int children = partition_alpha(p);

	if (children < 2)
		return call_fail(call, "owner", FPE_ERANGE,
				 "%s: one child alone; a split has 2 or more: 0, 1, …", p->name);
	if (given->given && !given->count && (int)given->number != children)
		return call_fail(call, "alpha", FPE_ERANGE,
				 "alpha is %d, but %s has children 0 to %d: alpha=%d", *alpha,
				 p->name, children - 1, children);
	if (!given->given)
		*alpha = children;
	return FPE_OK;
}

enum fpe_status partition_args_read(struct call *call, bool wanted, int *alpha, struct shared **out)
{
	bool given = call_given(call, "owner");
	enum fpe_status status;

	*out = NULL;
	if (wanted && !given)
		return call_fail(call, "by", FPE_ESTATE,
				 "by=file needs owner=FILE, the child of each input");
	if (!wanted && given)
		return call_fail(call, "owner", FPE_ESTATE, "owner= is of by=file alone");
	if (!given)
		return FPE_OK;
	status = call_blame(call, "owner",
			    partition_read(call_text(call, "owner"), out, &call->err));
	if (!status)
		status = check_alpha(call, shared_get(*out), alpha);
	if (status) {
		shared_release(*out);
		*out = NULL;
	}
	return status;
}
