/* SPDX-License-Identifier: GPL-3.0-or-later */
/* strip.c - order, groups and places of a layer's inputs. */
#include "view/panel/assignment/strip.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/figure/names.h"

#define LEAST_HEADING 5 /* columns of a cell in which a name of its own stands */

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
		return figure_clause(t->s, t->group[k]);
	return out;
}

/* A name over the cells: of the cell shown as `cell`, and how wide it may be. */
struct heading {
	int cell;
	int room;
};

struct headings {
	const struct strip *strip;
	struct heading *item;
};

static struct figure_name heading_name(const void *headings, int i, bool plain)
{
	const struct headings *h = headings;
	const struct strip *t = h->strip;
	int k = t->fit.first + h->item[i].cell * t->fit.per;
	struct figure_name out;

	if (!plain)
		return t->groups ? group_name(t, k)
				 : figure_input(t->s, t->net, t->layer, t->input[k]);
	if (t->groups && !t->clauses)
		return group_name(t, k);
	if (t->layer > 0 && !t->groups)
		return figure_input(t->s, t->net, t->layer, t->input[k]);
	snprintf(out.text, sizeof out.text, "%c%d", t->groups ? 'c' : 'x',
		 t->groups ? t->group[k] : t->input[k]);
	return out;
}

/* Of a user's own names: its cells without the last, or a few of them where cells are too
   small for any. Others are short. */
static int heading_room(const struct strip *t, int cells)
{
	int room = cells * t->cell - 1;

	if (t->layer > 0 || !figure_own_names(t->s))
		return INT_MAX;
	if (t->groups)
		return room < 3 ? 3 : room;
	return room >= LEAST_HEADING - 1 ? room : LEAST_HEADING + 2;
}

/* Which cells have a name: the first of each group, or all; returns how many. */
static int choose_headings(const struct strip *t, int shown, struct heading *out)
{
	int n = 0;

	for (int i = 0; i < shown; i++) {
		int k = t->fit.first + i * t->fit.per;
		bool first = i == 0 || !t->groups || t->group[k] != t->group[k - t->fit.per];

		if (first)
			out[n++] = (struct heading){ i, 0 };
		out[n - 1].room++;
	}
	for (int i = 0; i < n; i++)
		out[i].room = heading_room(t, out[i].room);
	return n;
}

void strip_headings(const struct strip *t, struct area a)
{
	int shown = strip_shown(t, a.columns), n, next = 0, least = INT_MAX;
	struct headings h = { t, malloc((size_t)shown * sizeof *h.item + 1) };
	struct figure_name *name;

	if (!h.item)
		return;
	n = choose_headings(t, shown, h.item);
	/* all alike, but for a group that is cut at the edge */
	for (int i = 0; i < n && (i == 0 || i < n - 1); i++)
		least = h.item[i].room < least ? h.item[i].room : least;
	name = names_short(heading_name, &h, n, least);
	for (int i = 0; name && i < n; i++) {
		int at = strip_column(t, h.item[i].cell);

		if (at >= next && at + text_columns(name[i].text) <= a.columns)
			next = at + area_text(a, 0, at, INK_DIM, name[i].text) + 1;
	}
	free(name);
	free(h.item);
}

static struct figure_name input_name(const void *strip, int i, bool plain)
{
	const struct strip *t = strip;
	struct figure_name out;

	if (!plain || t->layer > 0)
		return figure_input(t->s, t->net, t->layer, strip_input(t, i));
	snprintf(out.text, sizeof out.text, "x%d", strip_input(t, i));
	return out;
}

bool strip_named(const struct strip *t)
{
	return t->groups && t->fit.per == 1 && t->cell >= LEAST_HEADING;
}

void strip_names(const struct strip *t, struct area a)
{
	int shown = strip_shown(t, a.columns), room = t->cell - 1;
	struct figure_name *name = names_short(input_name, t, shown, room);

	for (int i = 0; name && i < shown; i++) {
		int wide = text_columns(name[i].text);

		if (wide <= room)
			area_text(a, 0, strip_column(t, i) + (room - wide) / 2, INK_DIM,
				  name[i].text);
	}
	free(name);
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
