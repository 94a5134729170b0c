/* SPDX-License-Identifier: GPL-3.0-or-later */
/* strip.c - order, groups and places of a layer's inputs. */
#include "view/panel/assignment/strip.h"

#include <stdio.h>
#include <string.h>

#define MOST_COMPARED 40 /* names that are held against each other */
#define LEAST_HEADING 6	 /* columns of a cell in which a name of its own stands */

/* In clause order; false where clauses share an input. */
static bool by_clause(struct strip *t, const struct fpe_clauses *clauses)
{
	int at = 0, m = clauses->count;
	int16_t owner[FPE_MAX_INPUTS];

	for (int j = 0; j < t->n; j++)
		owner[j] = -1;
	for (int c = 0; c < m; c++) {
		for (int i = clauses->start[c]; i < clauses->start[c + 1]; i++) {
			int input = clauses->input[i];

			if (input >= t->n || owner[input] != -1)
				return false;
			owner[input] = (int16_t)c;
			t->input[at] = (int16_t)input;
			t->group[at++] = (int16_t)c;
		}
	}
	t->groups = m;
	for (int j = 0; j < t->n; j++) {
		if (owner[j] != -1)
			continue;
		t->input[at] = (int16_t)j;
		t->group[at++] = (int16_t)m;
		t->groups = m + 1;
	}
	return true;
}

/* In the order of the groups, those of one input last; false where there is no other
   group. */
static bool by_group(struct strip *t, const struct fpe_groups *groups)
{
	int size[FPE_MAX_INPUTS] = { 0 }, first[FPE_MAX_INPUTS], place[FPE_MAX_INPUTS];
	int at = 0;

	if (!groups || groups->inputs != t->n)
		return false;
	for (int j = 0; j < t->n; j++)
		size[groups->of[j]]++;
	for (int g = 0; g < groups->count; g++) {
		first[g] = at;
		place[g] = t->groups;
		at += size[g] > 1 ? size[g] : 0;
		t->groups += size[g] > 1;
	}
	if (t->groups == 0)
		return false;
	for (int j = 0; j < t->n; j++) {
		int g = groups->of[j], to = size[g] > 1 ? first[g]++ : at++;

		t->input[to] = (int16_t)j;
		t->group[to] = (int16_t)(size[g] > 1 ? place[g] : t->groups);
	}
	t->groups += t->group[t->n - 1] == t->groups;
	return true;
}

/* Inputs that are children: siblings stand together already. */
static void by_parent(struct strip *t)
{
	const struct fpe_origin *origin = t->net->origin[t->layer - 1];
	int group = 0;

	for (int j = 0; j < t->n; j++) {
		if (j > 0 && !figure_siblings(&origin[j - 1], &origin[j]))
			group++;
		t->group[j] = (int16_t)group;
	}
	t->groups = group + 1 < t->n ? group + 1 : 0;
}

void strip_open(struct strip *t, const struct snapshot *s, const struct fpe_net *net, int layer)
{
	const struct fpe_clauses *clauses = figure_clauses(s, layer);

	t->s = s;
	t->net = net;
	t->layer = layer;
	t->n = net->layer[layer].in;
	t->groups = 0;
	t->cell = 1;
	t->fit = (struct figure_fit){ 0, t->n, 1 };
	t->clauses = clauses && by_clause(t, clauses);
	t->grouped = !t->clauses && by_group(t, figure_groups(s, layer));
	if (t->clauses || t->grouped)
		return;
	for (int j = 0; j < t->n; j++) {
		t->input[j] = (int16_t)j;
		t->group[j] = 0;
	}
	if (layer > 0)
		by_parent(t);
}

int strip_columns(const struct strip *t, int cell)
{
	return t->n * cell + (t->groups > 1 ? t->groups - 1 : 0);
}

/*
 * Like figure_fit, but gaps between groups take room too: scroll no further
 * than to the last full page.
 */
void strip_fit(struct strip *t, int room, int cell, int scroll)
{
	int used = 0, first = t->n;

	t->cell = cell;
	t->fit = figure_fit(t->n, room < 1 ? 1 : room / cell, scroll);
	if (t->fit.per > 1) {
		t->groups = 0;
		for (int j = 0; t->grouped && j < t->n; j++)
			t->input[j] = (int16_t)j;
		return;
	}
	while (first > 0) {
		bool gap = first < t->n && t->groups && t->group[first - 1] != t->group[first];

		used += cell + gap;
		if (used > room)
			break;
		first--;
	}
	t->fit.first = scroll < 0 ? 0 : scroll < first ? scroll : first;
	t->fit.count = t->n - t->fit.first;
}

int strip_column(const struct strip *t, int i)
{
	int from = t->fit.first, gaps = 0;

	if (t->groups)
		gaps = t->group[from + i] - t->group[from];
	return i * t->cell + gaps;
}

int strip_shown(const struct strip *t, int columns)
{
	int n = 0;

	while (n < t->fit.count && strip_column(t, n) + t->cell <= columns)
		n++;
	return n;
}

int strip_input(const struct strip *t, int i)
{
	return t->input[t->fit.first + i * t->fit.per];
}

int strip_inputs(const struct strip *t, int i)
{
	int left = t->n - t->fit.first - i * t->fit.per;

	return left < t->fit.per ? left : t->fit.per;
}

static struct figure_name group_name(const struct strip *t, int k)
{
	struct figure_name out = { "" };

	if (t->grouped)
		return figure_group_name(t->s, t->layer, t->input[k]);
	if (!t->clauses)
		return figure_parent(t->net, t->layer - 1, t->input[k]);
	if (t->group[k] < figure_clauses(t->s, t->layer)->count)
		snprintf(out.text, sizeof out.text, "c%d", t->group[k]);
	return out;
}

/* Have its inputs names of a user's own? */
static bool own_names(const struct strip *t)
{
	return t->layer == 0 && t->s->task && t->s->task->input_name;
}

/* Of such a name: its cell, or a few of them where cells are too small for any. */
static int heading_columns(const struct strip *t)
{
	return t->cell >= LEAST_HEADING ? t->cell - 1 : LEAST_HEADING + 2;
}

/* The name of cell i with so many columns of its end. */
static struct figure_name own_heading(const struct strip *t, int i, int tail)
{
	struct figure_name name = figure_input(t->s, t->net, t->layer, strip_input(t, i));

	return figure_short_to(name.text, heading_columns(t), tail);
}

static bool all_differ(const struct strip *t, int n, int tail)
{
	for (int i = 1; i < n; i++) {
		struct figure_name name = own_heading(t, i, tail);

		for (int k = 0; k < i; k++) {
			if (strcmp(name.text, own_heading(t, k, tail).text) == 0)
				return false;
		}
	}
	return true;
}

/* Of the first cells: how much of the ends of names tells them apart; as usual where
   nothing does. */
static int choose_tail(const struct strip *t, int columns)
{
	int room = heading_columns(t), usual = figure_tail(room), n = strip_shown(t, columns);

	n = n < MOST_COMPARED ? n : MOST_COMPARED;
	for (int tail = usual; tail <= room - 2; tail++) {
		if (all_differ(t, n, tail))
			return tail;
	}
	return usual;
}

void strip_headings(const struct strip *t, struct area a)
{
	bool own = !t->groups && own_names(t);
	int next = 0, shown = -1, tail = own ? choose_tail(t, a.columns) : 0;

	for (int i = 0; i < t->fit.count; i++) {
		int k = t->fit.first + i * t->fit.per, at = strip_column(t, i);
		struct figure_name name;

		if (at + t->cell > a.columns)
			break;
		if (t->groups && t->group[k] == shown)
			continue;
		shown = t->group[k];
		name = t->groups ? group_name(t, k)
		       : own	 ? own_heading(t, i, tail)
				 : figure_input(t->s, t->net, t->layer, t->input[k]);
		if (at >= next && at + text_columns(name.text) <= a.columns)
			next = at + area_text(a, 0, at, INK_DIM, name.text) + 1;
	}
}

const char *strip_note(const struct strip *t, int columns, char *out, size_t size)
{
	int shown = strip_shown(t, columns);

	out[0] = 0;
	if (t->fit.per > 1)
		snprintf(out, size, "a cell: mean of %d inputs", t->fit.per);
	else if (t->fit.first > 0 || shown < t->n)
		snprintf(out, size, "inputs %d-%d of %d", t->fit.first, t->fit.first + shown - 1,
			 t->n);
	return out;
}
