/* SPDX-License-Identifier: GPL-3.0-or-later */
/* graph_words.c - an interference graph in words, in numbers and on paper. */
#include "view/panel/network/graph.h"

#include <math.h>
#include <stdlib.h>

#include "view/figure/figure_table.h"
#include "view/panel/interference/pair.h"
#include "view/paper/paper_arms.h"

#define TOLD 12	     /* pairs of an item that are told one by one */
#define THINNEST 0.3 /* points of a line on paper, … */
#define WIDER 2.2    /* … and what the strongest has more */

/* The graph that a hit is of; -1: of none. Close it in either case. */
static int open_item(struct graph *g, const struct snapshot *s, const struct panel_options *o,
		     const struct hit *hit)
{
	*g = (struct graph){ .n = 0 };
	if (hit->arm < 0 || hit->arm >= s->arms || graph_open(g, s, o, hit->arm))
		return -1;
	return graph_item(g, hit);
}

/* What is worth one of the others, for figure_next_largest. */
struct beside {
	const struct graph *g;
	int item;
};

static double share_beside(const void *beside, int i)
{
	const struct beside *b = beside;

	return i == b->item ? 0 : graph_share(b->g, b->item, i);
}

static double cosine(const struct graph *g, int i, int j)
{
	return g->cos[i * g->n + j];
}

/* The share of a dimension: |v|^4 / sum of (v.v_l)^2. */
static double dimension(const struct graph *g, int item)
{
	double sum = 0;

	for (int l = 0; l < g->n; l++)
		sum += cosine(g, item, l) * cosine(g, item, l) * g->length[l] * g->length[l];
	return sum > 0 ? g->length[item] * g->length[item] / sum : 0;
}

void graph_describe(const struct snapshot *s, const struct panel_options *o, const struct hit *hit,
		    bool ascii, struct textbuf *out)
{
	struct figure_ranking r = { INFINITY, -1 };
	struct graph g;
	int item;

	if (hit->kind == HIT_PAIR) {
		pair_describe(s, o, hit, ascii, out);
		return;
	}
	item = open_item(&g, s, o, hit);
	if (item >= 0) {
		struct beside beside = { &g, item };

		tell(out, "%s: length %s", graph_name(&g, item).text,
		     figure_number(g.length[item]).text);
		if (g.of == FPE_OF_INPUTS)
			tell(out, ", D %s", figure_number(dimension(&g, item)).text);
		if (figure_next_largest(&r, g.n, share_beside, &beside))
			tell(out, "; most in the way: %s, cos = %s", graph_name(&g, r.at).text,
			     figure_signed(cosine(&g, item, r.at)).text);
		else
			tell(out, "; nothing is in its way");
	}
	graph_close(&g);
}

static void tell_group(const struct graph *g, int item, struct textbuf *out)
{
	int told = 0;

	if (g->group[item] < 0) {
		tell(out,
		     "\nIt is shorter than half of the longest: the layer does not stand for it.\n");
		return;
	}
	tell(out, "\nIts group, by |cos| >= %s:", figure_number(GRAPH_TIED).text);
	for (int i = 0; i < g->n; i++) {
		if (g->group[i] == g->group[item] && told++ < 3 * TOLD)
			tell(out, " %s", graph_name(g, i).text);
	}
	tell(out, told > 3 * TOLD ? " ... (%d)\n" : told == 1 ? " it is alone\n" : " (%d)\n", told);
}

static void tell_pairs(const struct graph *g, int item, struct textbuf *out)
{
	struct figure_ranking r = { INFINITY, -1 };
	struct beside beside = { g, item };

	tell(out, "\n  %-10s %9s %9s\n", "with", "v.v", "cos");
	for (int k = 0; k < TOLD && figure_next_largest(&r, g->n, share_beside, &beside); k++)
		tell(out, "  %-10s %+9.4f %+9.4f\n", graph_name(g, r.at).text,
		     cosine(g, item, r.at) * g->length[item] * g->length[r.at],
		     cosine(g, item, r.at));
}

void graph_work_out(const struct snapshot *s, const struct panel_options *o, const struct hit *hit,
		    struct textbuf *out)
{
	static const char *const vectors[] = {
		[FPE_OF_NEURONS] = "its row of W, the weights that come in",
		[FPE_OF_INPUTS] = "its column of W, the weights to each neuron",
		[FPE_OF_CLAUSES] = "its footprint over the neurons, brought to length 1",
	};
	struct graph g;
	int item;

	if (hit->kind == HIT_PAIR) {
		pair_work_out(s, o, hit, out);
		return;
	}
	item = open_item(&g, s, o, hit);
	if (item >= 0) {
		double length = g.length[item];

		tell(out, "%s in fc1 of %s, epoch %d: v is %s. |v| = %.4f\n",
		     graph_name(&g, item).text, s->arm[g.arm].name, s->arm[g.arm].epoch,
		     vectors[g.of], length);
		if (g.of == FPE_OF_INPUTS && length > 0) {
			double d = dimension(&g, item);

			tell(out,
			     "D = (v.v)^2 / sum over all of (v.v_l)^2 = %.4g / %.4g = %.3f: its share of a dimension.\n",
			     pow(length, 4), pow(length, 4) / d, d);
		}
		tell_pairs(&g, item, out);
		tell_group(&g, item, out);
	}
	graph_close(&g);
}

/* ----------------------------------------------------------------- numbers */

static void arm_numbers(const struct graph *g, struct figure_table *out)
{
	for (int i = 0; i < g->n; i++) {
		for (int j = 0; j < i; j++) {
			figure_table_texts(out, g->s->arm[g->arm].name, graph_name(g, j).text,
					   graph_name(g, i).text, NULL);
			figure_table_numbers(out, cosine(g, i, j) * g->length[i] * g->length[j],
					     cosine(g, i, j), g->length[j], g->length[i]);
		}
	}
}

void graph_numbers(const struct snapshot *s, const struct panel_options *o,
		   struct figure_table *out)
{
	int arms[2], n = figure_arms(s, o, arms);

	figure_table_keys(out, "arm", "one", "other", NULL);
	figure_table_values(out, "product", "cosine", "length of one", "length of the other", NULL);
	for (int i = 0; i < n; i++) {
		struct graph g;

		if (!graph_open(&g, s, o, arms[i]))
			arm_numbers(&g, out);
		graph_close(&g);
	}
}

/* ------------------------------------------------------------------- paper */

static double x_of(const struct graph *g, int place)
{
	return 0.5 + 0.5 * sin(graph_angle(g, place));
}

static double y_of(const struct graph *g, int place)
{
	return 0.5 - 0.5 * cos(graph_angle(g, place));
}

static void add_line(const struct graph *g, struct paper *out, struct paper_view *view, int a,
		     int b)
{
	int i = g->order[a], j = g->order[b];
	double share = graph_share(g, i, j);
	struct paper_edge line = { x_of(g, a),
				   y_of(g, a),
				   x_of(g, b),
				   y_of(g, b),
				   -1,
				   0.25 * copysign(1, share) + 0.75 * share,
				   THINNEST + WIDER * fabs(share),
				   share < 0,
				   NULL };

	line.name = paper_text(out, "%s %s %.9g", graph_name(g, i).text, graph_name(g, j).text,
			       cosine(g, i, j) * g->length[i] * g->length[j]);
	paper_edge(out, view, line);
}

/* Weak lines first: tenth by tenth of their shares, so that strong ones lie on top. */
static void add_lines(const struct graph *g, struct paper *out, struct paper_view *view)
{
	for (int tenth = 0; tenth <= 10; tenth++) {
		for (int a = 0; a < g->n; a++) {
			for (int b = 0; b < a; b++) {
				double share = fabs(graph_share(g, g->order[a], g->order[b]));

				if (share >= GRAPH_LEAST && (int)(10 * share) == tenth)
					add_line(g, out, view, a, b);
			}
		}
	}
}

static void add_graph(const struct graph *g, struct paper *out, struct paper_view *view)
{
	char groups[120];

	view->graph.height = 1;
	view->graph.least = 60;
	add_lines(g, out, view);
	for (int place = 0; place < g->n; place++) {
		int item = g->order[place];
		bool kept = g->group[item] >= 0;

		paper_node(out, view,
			   (struct paper_node){ x_of(g, place), y_of(g, place),
						paper_text(out, "%s", graph_name(g, item).text),
						kept ? INK_NONE : INK_DIM,
						kept ? PEN_DISC : PEN_DIAMOND, kept ? 5 : 3,
						PAPER_OUTSIDE });
	}
	view->note = paper_text(
		out,
		"%s: %s; %d pairs over %s of the largest. Solid: the same way, dashed: opposite.",
		graph_of_name(g), graph_groups(g, groups, sizeof groups), graph_lines(g),
		figure_number(GRAPH_LEAST).text);
}

void graph_paper(const struct snapshot *s, const struct panel_options *o, struct paper *out)
{
	int arms[2], n = paper_arms(s, o, out, arms);

	out->across = n;
	for (int i = 0; i < n; i++) {
		struct graph g;
		const char *why = graph_open(&g, s, o, arms[i]);

		if (why)
			paper_say(out, why);
		else
			add_graph(&g, out, paper_add_arm(out, PAPER_GRAPH, s, arms[i], n));
		graph_close(&g);
	}
}
