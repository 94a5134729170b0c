/* SPDX-License-Identifier: GPL-3.0-or-later */
/* network_plan.c - rows first, column by column; then how wide names may be. */
#include "view/panel/network/network_plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/panel/assignment/strip.h"

#define LINE_MAX_UNITS 8 /* that share a line, as a group */
#define LINE_UNITS 3	 /* without groups */
#define OWN_LABEL 11	 /* columns of a clause's terms */
#define NAMES_GAP 8	 /* columns that edges should have beside names, */
#define LEAST_GAP 5	 /* and at least, before all but marks are left out */

/* ------------------------------------------------------------------- rows */

/* Order and groups of the nodes of a column. False: no memory. */
static bool fill_order(struct plan_column *c, const struct snapshot *s, int arm, int column)
{
	const struct fpe_net *net = s->arm[arm].net;
	bool last = column == net->layers;
	struct strip *strip = last ? NULL : malloc(sizeof *strip);
	size_t n;

	c->nodes = last ? net->layer[column - 1].out : net->layer[column].in;
	n = (size_t)c->nodes;
	c->order = malloc(n * sizeof *c->order);
	c->group = calloc(n, sizeof *c->group);
	c->unit_of = malloc(n * sizeof *c->unit_of);
	c->unit = malloc(n * sizeof *c->unit);
	if (!c->order || !c->group || !c->unit_of || !c->unit || (!last && !strip)) {
		free(strip);
		return false;
	}
	for (int i = 0; i < c->nodes; i++)
		c->order[i] = (int16_t)i;
	if (!last) {
		strip_open(strip, s, net, column);
		memcpy(c->order, strip->input, n * sizeof *c->order);
		c->groups = strip->groups;
		c->clauses = strip->clauses;
		c->own = c->clauses && figure_own_names(s);
		c->grouped = strip->grouped;
		c->numbered = strip->grouped ? figure_groups(s, column)->count : strip->groups;
		for (int i = 0; c->groups && i < c->nodes; i++)
			c->group[i] = strip->group[i];
	}
	if (c->groups < 2)
		c->groups = 0;
	free(strip);
	return true;
}

static bool starts_group(const struct plan_column *c, int position)
{
	return c->groups && position > 0 && c->group[position] != c->group[position - 1];
}

static int biggest_group(const struct plan_column *c)
{
	int most = 0, now = 0;

	for (int i = 0; i < c->nodes; i++) {
		now = starts_group(c, i) ? 1 : now + 1;
		most = now > most ? now : most;
	}
	return most;
}

/* Groups that have nodes: a split may leave gaps in the numbers. */
static int group_count(const struct plan_column *c)
{
	int n = c->groups ? 1 : 0;

	for (int i = 1; i < c->nodes; i++)
		n += starts_group(c, i);
	return n;
}

/*
 * One unit a line with gaps between groups, or without; else whole groups on a
 * line; else a few units a line; else averages, of whole groups if there are
 * any.
 */
static void choose_lines(struct plan_column *c, int rows, bool *gaps)
{
	int groups = group_count(c), biggest = biggest_group(c);
	int together = groups > 1 ? (groups + rows - 1) / rows : 0;

	c->per = c->across = 1;
	c->together = 0;
	*gaps = groups > 1 && c->nodes + groups - 1 <= rows;
	if (c->nodes <= rows)
		return;
	if (together && together * biggest <= LINE_MAX_UNITS) {
		c->together = together;
		c->across = together * biggest;
		*gaps = together == 1 && 2 * groups - 1 <= rows;
		return;
	}
	c->across = (c->nodes + rows - 1) / rows;
	if (c->across <= LINE_UNITS)
		return;
	c->per = together ? together * biggest : c->across;
	c->together = together;
	c->across = 1;
}

/* Nodes from a position on that are a unit. */
static int unit_nodes(const struct plan_column *c, int first)
{
	int groups = 0, i = first + 1;

	if (c->per == 1 || !c->together)
		return c->per < c->nodes - first ? c->per : c->nodes - first;
	while (i < c->nodes) {
		groups += starts_group(c, i);
		if (groups == c->together)
			break;
		i++;
	}
	return i - first;
}

/* Lines over all rows; evenly where a blank row could look like the end of a
   group. */
static void spread(struct plan_column *c, int lines, int rows)
{
	bool even = c->groups && c->across == 1 && c->per == 1;
	int step = rows / lines, rest = rows - step * lines;

	for (int i = 0; i < c->units; i++) {
		int line = c->unit[i].line;

		c->unit[i].line = even ? rest / 2 + step * line + step / 2
				       : (2 * line + 1) * rows / (2 * lines);
	}
}

/* Units with lines counted as if there were room; then spread over the rows. */
static void place_units(struct plan_column *c, int rows, bool gaps)
{
	int line = 0, slot = 0, groups = 0;

	c->units = 0;
	for (int i = 0; i < c->nodes; i += c->unit[c->units++].nodes) {
		struct plan_unit *u = &c->unit[c->units];
		bool next = slot == c->across;

		groups += starts_group(c, i);
		if (c->together && c->per == 1)
			next = starts_group(c, i) && groups % c->together == 0;
		if (c->units > 0 && next) {
			line += 1 + (gaps && starts_group(c, i));
			slot = 0;
		}
		*u = (struct plan_unit){ i, unit_nodes(c, i), line, slot++ };
		for (int k = 0; k < u->nodes; k++)
			c->unit_of[c->order[i + k]] = (int16_t)c->units;
	}
	spread(c, line + 1, rows);
}

/* ---------------------------------------------------------------- columns */

struct figure_name network_node_name(const struct snapshot *s, int arm, int column, int node)
{
	const struct fpe_net *net = s->arm[arm].net;
	struct figure_name out = { "y" };

	if (column == 0)
		return figure_input(s, net, 0, node);
	if (column < net->layers)
		return figure_neuron(net, column - 1, node);
	if (s->task && (s->task->class_name || s->task->alphabet) &&
	    net->layer[column - 1].out == s->task->classes)
		return figure_class(s, node);
	if (net->layer[column - 1].out > 1)
		snprintf(out.text, sizeof out.text, "y%d", node);
	return out;
}

static int longest_name(const struct snapshot *s, int arm, int column, int nodes)
{
	int most = 1;

	for (int i = 0; i < nodes; i++)
		most = text_wider(most, network_node_name(s, arm, column, i).text);
	return most < NETWORK_NAME ? most : NETWORK_NAME;
}

/* Forms from rich to bare: names and values, names, groups' names, marks. */
enum form { VALUES, NAMES, GROUPS, MARKS };

/* Of one unit: a name with its mark and its value; a blank between them where
   it stands alone, after them where others follow. */
static int unit_columns(const struct plan_column *c)
{
	return c->name + c->value + 2;
}

static int digits(int n)
{
	return n < 10 ? 1 : n < 100 ? 2 : n < 1000 ? 3 : 4;
}

static void set_form(struct plan_column *c, enum form form, int name, int value)
{
	bool names = form <= NAMES || (form == GROUPS && c->across == 1);

	c->name = names ? name : 0;
	c->value = form == VALUES ? value : 0;
	c->label =
		form < MARKS && (c->clauses || c->grouped || (c->together && !names)) && c->per == 1
			? (c->own ? OWN_LABEL : 2 + digits(c->numbered)) + (c->together > 1)
			: 0;
	c->columns = c->label + c->across * unit_columns(c) - (c->across > 1);
	if (!names)
		c->columns = c->label + c->across;
}

int network_mark_column(const struct plan_column *c, bool inputs, int slot)
{
	int first = c->label + slot * unit_columns(c);

	if (!c->name)
		return c->label + slot;
	return first + (inputs ? c->name + (c->across == 1) : 0);
}

int network_name_column(const struct plan_column *c, bool inputs, int slot)
{
	return c->label + slot * unit_columns(c) + (inputs ? 0 : 1 + (c->across == 1));
}

static bool place_columns(struct network_plan *plan, int columns, const int *name, int value,
			  enum form form, int least)
{
	int used = 0, gaps = plan->columns - 1, at = 0;

	for (int i = 0; i < plan->columns; i++) {
		set_form(&plan->column[i], form, name[i], i ? value : 0);
		used += plan->column[i].columns;
	}
	if (columns - used < gaps * least)
		return false;
	plan->gap = (columns - used) / (gaps > 0 ? gaps : 1);
	for (int i = 0; i < plan->columns; i++) {
		/* what the gaps do not divide is shared out from the left */
		plan->column[i].left = at + i * (columns - used) / (gaps > 0 ? gaps : 1);
		at += plan->column[i].columns;
	}
	return true;
}

bool network_plan_open(struct network_plan *plan, const struct snapshot *s, int arm, int rows,
		       int columns, int value)
{
	int name[FPE_MAX_LAYERS + 1];
	bool gaps;

	memset(plan, 0, sizeof *plan);
	plan->columns = s->arm[arm].net->layers + 1;
	plan->rows = rows;
	if (rows < 1)
		return false;
	for (int i = 0; i < plan->columns; i++) {
		if (!fill_order(&plan->column[i], s, arm, i))
			return false;
		choose_lines(&plan->column[i], rows, &gaps);
		place_units(&plan->column[i], rows, gaps);
		name[i] = longest_name(s, arm, i, plan->column[i].nodes);
		name[i] += plan->column[i].per > 1; /* the + of several */
	}
	for (int form = value ? VALUES : NAMES; form <= MARKS; form++) {
		if (place_columns(plan, columns, name, value, (enum form)form,
				  form == MARKS	   ? 1
				  : form == GROUPS ? LEAST_GAP
						   : NAMES_GAP))
			return true;
	}
	return false;
}

void network_plan_close(struct network_plan *plan)
{
	for (int i = 0; i < plan->columns; i++) {
		free(plan->column[i].order);
		free(plan->column[i].group);
		free(plan->column[i].unit_of);
		free(plan->column[i].unit);
	}
	plan->columns = 0;
}
