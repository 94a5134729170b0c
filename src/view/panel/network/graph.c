/* SPDX-License-Identifier: GPL-3.0-or-later */
/* graph.c - the numbers of an interference graph: lengths, cosines, groups. */
#include "view/panel/network/graph.h"

#include <math.h>
#include <stdlib.h>

#include "core/base/fixed_text.h"
#include "view/panel/interference/pair.h"

_Static_assert(GRAPH_MOST == 128, "a message says so");

static double square(const struct graph *g, int item)
{
	const struct fpe_layer *l = &g->net->layer[0];
	int length = g->of == FPE_OF_NEURONS ? l->in : l->out;
	double sum = 0;

	for (int k = 0; k < length; k++) {
		double x = g->of == FPE_OF_NEURONS ? figure_weight(l, item, k)
						   : figure_weight(l, k, item);

		sum += x * x;
	}
	return sum;
}

static void find_lengths(struct graph *g)
{
	for (int i = 0; i < g->n; i++) {
		/* a footprint without weight has cosine 0 with itself, too */
		double length = g->of == FPE_OF_CLAUSES ? g->cos[i * g->n + i] : sqrt(square(g, i));

		g->length[i] = isfinite(length) ? length : 0;
		g->longest = fmax(g->longest, g->length[i]);
	}
}

double graph_share(const struct graph *g, int i, int j)
{
	double scale = g->longest * g->longest;

	return scale > 0 ? g->cos[i * g->n + j] * g->length[i] * g->length[j] / scale : 0;
}

/* Two that interfere, and what they interfere with, are a group; its number is its first item. */
static void find_groups(struct graph *g)
{
	bool changed = true;

	for (int i = 0; i < g->n; i++)
		g->group[i] = g->length[i] >= GRAPH_KEPT * g->longest && g->longest > 0 ? i : -1;
	while (changed) {
		changed = false;
		for (int i = 0; i < g->n; i++) {
			for (int j = 0; j < g->n; j++) {
				if (i == j || g->group[j] < 0 || g->group[i] <= g->group[j] ||
				    !(fabs(g->cos[i * g->n + j]) >= GRAPH_TIED))
					continue;
				g->group[i] = g->group[j];
				changed = true;
			}
		}
	}
}

/* As they come where clauses say who belongs together, else group by group. */
static void find_order(struct graph *g)
{
	int at = 0;

	if (g->of != FPE_OF_INPUTS || figure_clauses(g->s, 0)) {
		for (int i = 0; i < g->n; i++)
			g->order[i] = i;
		return;
	}
	for (int first = -1; first < g->n; first++) {
		for (int i = 0; i < g->n; i++) {
			if (first < 0 ? g->group[i] < 0 : g->group[i] == first)
				g->order[at++] = i;
		}
	}
}

const char *graph_open(struct graph *g, const struct snapshot *s, const struct panel_options *o,
		       int arm)
{
	const struct fpe_clauses *clauses = figure_clauses(s, 0);
	size_t n;

	*g = (struct graph){ .s = s, .net = s->arm[arm].net, .arm = arm, .of = (enum fpe_of)o->of };
	if (g->of == FPE_OF_CLAUSES && !clauses)
		return "no clauses are known: press o";
	g->n = fpe_interference_size(g->net, 0, clauses, g->of);
	if (g->n > GRAPH_MOST)
		return "too many for a ring: at most 128; the panel interference has them all";
	n = (size_t)g->n;
	g->cos = malloc(n * n * sizeof *g->cos);
	g->length = calloc(n, sizeof *g->length);
	g->order = calloc(n, sizeof *g->order);
	g->group = calloc(n, sizeof *g->group);
	if (!g->cos || !g->length || !g->order || !g->group ||
	    fpe_interference(g->net, 0, clauses, g->of, NULL, g->cos, NULL))
		return "no memory for the graph";
	find_lengths(g);
	find_groups(g);
	find_order(g);
	return NULL;
}

void graph_close(struct graph *g)
{
	free(g->cos);
	free(g->length);
	free(g->order);
	free(g->group);
}

int graph_kept(const struct graph *g)
{
	int kept = 0;

	for (int i = 0; i < g->n; i++)
		kept += g->group[i] >= 0;
	return kept;
}

int graph_lines(const struct graph *g)
{
	int lines = 0;

	for (int i = 0; i < g->n; i++) {
		for (int j = 0; j < i; j++)
			lines += fabs(graph_share(g, i, j)) >= GRAPH_LEAST;
	}
	return lines;
}

const char *graph_groups(const struct graph *g, char *out, size_t size)
{
	int groups[GRAPH_MOST + 1] = { 0 }, told = 0;
	size_t at = 0;

	for (int first = 0; first < g->n; first++) {
		int members = 0;

		for (int i = 0; i < g->n; i++)
			members += g->group[i] == first;
		groups[members]++;
	}
	out[0] = 0;
	for (int members = g->n; members > 1; members--) {
		if (!groups[members] || told++ == GRAPH_SIZES)
			continue;
		fixed_put(out, size, &at, "%s%d of %d", at ? ", " : "", groups[members], members);
	}
	if (groups[1])
		fixed_put(out, size, &at, "%s%d alone", at ? ", " : "", groups[1]);
	return out;
}

struct figure_name graph_name(const struct graph *g, int item)
{
	return pair_name(g->s, g->net, 0, g->of, item);
}

const char *graph_of_name(const struct graph *g)
{
	return pair_of_name(g->of);
}

double graph_angle(const struct graph *g, int place)
{
	return 2 * M_PI * place / g->n;
}

struct hit graph_hit(const struct graph *g, int item)
{
	return (struct hit){
		.kind = g->of == FPE_OF_INPUTS	  ? HIT_INPUT
			: g->of == FPE_OF_NEURONS ? HIT_NEURON
						  : HIT_CLAUSE,
		.arm = g->arm,
		.row = g->of == FPE_OF_INPUTS ? 0 : item,
		.column = g->of == FPE_OF_INPUTS ? item : 0,
		.value = g->length[item],
	};
}

int graph_item(const struct graph *g, const struct hit *hit)
{
	struct hit like = graph_hit(g, 0);
	int item = g->of == FPE_OF_INPUTS ? hit->column : hit->row;

	return hit->kind == like.kind && hit->layer == 0 && item >= 0 && item < g->n ? item : -1;
}
