/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * split_group.c - inputs that belong together go to the same child: the clause
 * split of real samples.
 *
 * Groups are dealt as clauses are, evenly and anew for each parent. Every input is
 * in one group, so none is drawn.
 */
#include "core/split/split.h"

#include <stdlib.h>

/* The inputs of each group, by counting: start [count + 1], input [d]. */
static void list_inputs(const struct fpe_groups *groups, int *start, int *input)
{
	for (int j = 0; j < groups->inputs; j++)
		start[groups->of[j] + 1]++;
	for (int g = 0; g < groups->count; g++)
		start[g + 1] += start[g];
	for (int j = groups->inputs - 1; j >= 0; j--)
		input[--start[groups->of[j] + 1]] = j;
	/* start[g+1] is now where g begins: move all one place down */
	for (int g = 0; g < groups->count; g++)
		start[g] = start[g + 1];
	start[groups->count] = groups->inputs;
}

static enum fpe_status group_group(const struct fpe_grouping *g, int *owner, struct fpe_error *err)
{
	const struct fpe_groups *groups = g->groups;
	size_t count = (size_t)groups->count, d = (size_t)groups->inputs;
	int *start = calloc(count + 1 + d, sizeof *start);
	struct fpe_clauses as_clauses = { .count = groups->count, .start = start };
	enum fpe_status status;

	if (!start)
		return fpe_no_memory(err);
	as_clauses.input = start + count + 1;
	list_inputs(groups, start, as_clauses.input);
	status = split_by_clauses(g, &as_clauses, split_kind_group.name, owner, err);
	free(start);
	return status;
}

const struct fpe_split_kind split_kind_group = {
	.name = "group",
	.help = "All inputs of a group go to the same child, as `group` says what belongs together; groups are dealt evenly, anew for each parent.",
	.needs_groups = true,
	.group = group_group,
};
