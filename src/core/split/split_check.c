/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * split_check.c - may this net be split so? Asked before memory is.
 *
 * By shape, by the task's clauses, by groups of inputs, by a partition of one's
 * own; what the kind needs says which.
 */
#include "core/split/split.h"

#include <stdio.h>

#include "core/base/fixed_text.h"

/* "by=random or by=gram": the ways that need no knowledge. */
static const char *without_knowledge(char *buffer, size_t size)
{
	size_t at = 0;

	buffer[0] = '\0';
	for (int i = 0; fpe_split_kinds[i]; i++) {
		const struct fpe_split_kind *kind = fpe_split_kinds[i];

		if (kind->needs_clauses || kind->needs_groups || kind->needs_partition ||
		    kind->by_hand)
			continue;
		fixed_put(buffer, size, &at, "%sby=%s", at ? " or " : "", kind->name);
	}
	return buffer;
}

static enum fpe_status check_clauses(const struct fpe_split_kind *kind,
				     const struct fpe_grouping *g, struct fpe_error *err)
{
	const struct fpe_clauses *clauses = g->clauses;
	int inputs = g->net->layer[0].in;
	char others[128];

	if (!clauses || clauses->count < 1)
		return fpe_fail(err, FPE_ESTATE, "by=%s needs a task with clauses; use %s",
				kind->name, without_knowledge(others, sizeof others));
	if (g->alpha > clauses->count)
		return fpe_fail(err, FPE_ERANGE, "alpha is %d, but the task has only %d clause%s",
				g->alpha, clauses->count, clauses->count == 1 ? "" : "s");
	for (int i = 0; i < clauses->start[clauses->count]; i++) {
		if (clauses->input[i] < 0 || clauses->input[i] >= inputs)
			return fpe_fail(err, FPE_ESHAPE,
					"a clause has input x%d; fc1 has %d inputs",
					clauses->input[i], inputs);
	}
	return FPE_OK;
}

static enum fpe_status check_groups(const struct fpe_split_kind *kind, const struct fpe_grouping *g,
				    struct fpe_error *err)
{
	const struct fpe_groups *groups = g->groups;
	int inputs = g->net->layer[0].in;
	char others[128];

	if (!groups)
		return fpe_fail(
			err, FPE_ESTATE,
			"by=%s needs to know which inputs belong together: `group` says it; or use %s",
			kind->name, without_knowledge(others, sizeof others));
	if (groups->inputs != inputs)
		return fpe_fail(err, FPE_ESHAPE, "the groups are of %d inputs; fc1 has %d",
				groups->inputs, inputs);
	if (g->alpha > groups->count)
		return fpe_fail(err, FPE_ERANGE, "alpha is %d, but there %s only %d group%s",
				g->alpha, groups->count == 1 ? "is" : "are", groups->count,
				groups->count == 1 ? "" : "s");
	return FPE_OK;
}

/* Every live input has a child, and no other one; so has the last child an input. */
static enum fpe_status check_entries(const struct fpe_grouping *g, int layer, struct fpe_error *err)
{
	const struct fpe_partition *p = g->partition;
	const struct fpe_layer *l = &g->net->layer[layer];
	int most = 0;

	for (size_t i = 0; i < fpe_layer_size(l); i++) {
		int row = (int)(i / (size_t)l->in), column = (int)(i % (size_t)l->in);
		int child = p->child[i];

		most = child > most ? child : most;
		if (l->mask[i] == 0 ? child == -1 : child >= 0 && child < g->alpha)
			continue;
		if (l->mask[i] == 0)
			return fpe_fail(
				err, FPE_ESHAPE,
				"%s: row %d, column %d (from 0) is %d; the mask is 0 there: -1 is allowed",
				p->name, row, column, child);
		return fpe_fail(
			err, FPE_ESHAPE,
			"%s: row %d, column %d (from 0) is %d; 0 to %d, the children, are allowed",
			p->name, row, column, child, g->alpha - 1);
	}
	if (most + 1 < g->alpha)
		return fpe_fail(err, FPE_ERANGE, "alpha is %d, but %s has children 0 to %d alone",
				g->alpha, p->name, most);
	return FPE_OK;
}

static enum fpe_status check_partition(const struct fpe_split_kind *kind,
				       const struct fpe_grouping *g, int layer,
				       struct fpe_error *err)
{
	const struct fpe_partition *p = g->partition;
	const struct fpe_layer *l = &g->net->layer[layer];
	int first, last;

	if (!p)
		return fpe_fail(err, FPE_ESTATE, "by=%s needs owner=FILE, the child of each input",
				kind->name);
	split_range(g->net, g->layer, &first, &last);
	if (first != last)
		return fpe_fail(
			err, FPE_ERANGE,
			"%s is of one layer: by=%s takes layer=1 to layer=%d, not all of them",
			p->name, kind->name, last + 1);
	if (p->rows != l->out || p->columns != l->in)
		return fpe_fail(err, FPE_ESHAPE,
				"%s is %d x %d numbers; fc%d is %d x %d, neurons x inputs", p->name,
				p->rows, p->columns, layer + 1, l->out, l->in);
	return check_entries(g, layer, err);
}

static enum fpe_status check_first(const struct fpe_split_kind *kind, int layer,
				   struct fpe_error *err)
{
	char others[128];

	if (layer == 0)
		return FPE_OK;
	return fpe_fail(err, FPE_ERANGE, "by=%s splits fc1 only; later layers need %s", kind->name,
			without_knowledge(others, sizeof others));
}

enum fpe_status split_check_request(const struct fpe_split_kind *kind, const struct fpe_grouping *g,
				    int layer, int in, struct fpe_error *err)
{
	enum fpe_status status = split_check_shape(g->net, layer, g->alpha, err);

	if (!status && (kind->needs_clauses || kind->needs_groups))
		status = check_first(kind, layer, err);
	if (!status && kind->needs_clauses)
		status = check_clauses(kind, g, err);
	if (!status && kind->needs_groups)
		status = check_groups(kind, g, err);
	if (!status && kind->needs_partition)
		status = check_partition(kind, g, layer, err);
	if (!status && g->alpha > in)
		status = fpe_fail(err, FPE_ERANGE, "alpha is %d, but fc%d has only %d input%s",
				  g->alpha, layer + 1, in, in == 1 ? "" : "s");
	return status;
}

enum fpe_status fpe_split_check(const struct fpe_split_kind *kind, const struct fpe_grouping *g,
				struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;
	int first, last;

	split_range(g->net, g->layer, &first, &last);
	for (int i = first; i <= last && !status; i++) {
		int in = i < 0 || i >= g->net->layers ? 0 : g->net->layer[i].in;

		status = split_check_request(kind, g, i, i > first ? in * g->alpha : in, err);
	}
	return status;
}
