/* SPDX-License-Identifier: GPL-3.0-or-later */
/* network_nodes.c - marks, names and values of nodes; headings and legend. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/grid/flow.h"
#include "view/grid/glyph.h"
#include "view/panel/network/network_scene.h"
#include "view/figure/names.h"

static uint32_t node_mark(bool dead, bool lit, bool ascii)
{
	if (dead)
		return glyph_cross(ascii);
	if (lit)
		return ascii ? '@' : 0x25cf;
	return ascii ? 'o' : 0x25cb;
}

/* An input or a neuron gives on something; a logit speaks for its class. */
static bool speaks(const struct network_scene *c, int column, double value)
{
	return column == c->net->layers ? value > 0 : value != 0;
}

bool network_lit(const struct network_scene *c, int column, int unit)
{
	const struct plan_column *p = &c->plan.column[column];
	const struct plan_unit *u = &p->unit[unit];

	for (int i = 0; c->probe && i < u->nodes; i++) {
		if (speaks(c, column, network_value(c->probe, column, p->order[u->first + i])))
			return true;
	}
	return false;
}

/* What a node gives on, after its name; of an output the logit. */
static void draw_value(const struct network_scene *c, int column, int unit, int at)
{
	const struct plan_column *p = &c->plan.column[column];
	const struct plan_unit *u = &p->unit[unit];
	double value;

	if (!p->value || !c->probe || u->nodes > 1)
		return;
	value = network_value(c->probe, column, p->order[u->first]);
	area_text_right(c->a, u->line, at + p->value, speaks(c, column, value) ? INK_WARN : INK_DIM,
			value == 0 ? "0" : figure_number_in(value, p->value - 1).text);
}

/* "c2" before the first unit of a clause, "n3" before a parent's children;
   "c2+" where more groups follow on the line. */
static void draw_label(const struct network_scene *c, int column, int unit)
{
	const struct plan_column *p = &c->plan.column[column];
	const struct plan_unit *u = &p->unit[unit];
	int group = p->group[u->first];
	char text[FPE_MAX_NAME + 8];
	bool more = p->together > 1;

	if (!p->label || u->slot || (unit > 0 && p->group[u[-1].first] == group))
		return;
	if (p->clauses && group < c->s->task->clauses.count)
		snprintf(text, sizeof text, "%s", c->clause_name ? c->clause_name[group].text : "");
	else if (p->clauses)
		snprintf(text, sizeof text, "-"); /* in no clause */
	else if (p->grouped)
		snprintf(text, sizeof text, "%s",
			 figure_group_name(c->s, 0, p->order[u->first]).text);
	else
		snprintf(text, sizeof text, "%s",
			 figure_parent(c->net, column - 1, p->order[u->first]).text);
	area_printf(area_sub(c->a, u->line, p->left, 1, p->label - 1), 0, 0, INK_DIM, "%s%s",
		    figure_short(text, p->label - 1 - more).text, more ? "+" : "");
}

/* Of a unit: the node's; of several the first one's, or their clause's. */
static void unit_name(const struct network_scene *c, int column, int unit, char *out, size_t size)
{
	const struct plan_column *p = &c->plan.column[column];
	const struct plan_unit *u = &p->unit[unit];
	bool more = p->per > 1 && (p->together != 1 || (!p->clauses && !p->grouped));
	struct figure_name name;

	if (p->per > 1 && p->together && p->clauses &&
	    p->group[u->first] < c->s->task->clauses.count)
		snprintf(out, size, "%s",
			 c->clause_name ? c->clause_name[p->group[u->first]].text : "");
	else if (p->per > 1 && p->together && p->grouped)
		snprintf(out, size, "%s", figure_group_name(c->s, 0, p->order[u->first]).text);
	else if (column == 0 && c->input_name) {
		snprintf(out, size, "%s", c->input_name[p->order[u->first]].text);
	} else {
		name = network_node_name(c->s, c->arm, column, p->order[u->first]);
		snprintf(out, size, "%s", name.text);
	}
	name = figure_short(out, (p->name ? p->name : NETWORK_NAME) - more);
	snprintf(out, size, "%.*s%s", (int)size - 2, name.text, more ? "+" : "");
}

static void draw_unit(struct network_scene *c, int column, int unit)
{
	const struct plan_column *p = &c->plan.column[column];
	const struct plan_unit *u = &p->unit[unit];
	int node = p->order[u->first], at = p->left;
	bool inputs = column == 0, hidden = column && column < c->net->layers;
	bool dead = hidden && p->per == 1 && network_is_dead(c->net, column - 1, node);
	bool chosen = c->column == column && c->unit == unit;
	struct hit hit = network_node_hit(c->arm, column, node, 0);
	int name_at = at + network_name_column(p, inputs, u->slot);
	int mark_at = at + network_mark_column(p, inputs, u->slot);
	bool lit = network_lit(c, column, unit);
	int ink = dead ? INK_DIM : chosen ? INK_STRONG : INK_NONE;
	int mark_ink = dead || lit ? INK_WARN : c->probe ? INK_DIM : ink;
	char name[FPE_MAX_NAME + 8];

	unit_name(c, column, unit, name, sizeof name);
	if (p->name) {
		int room =
			inputs && text_columns(name) < p->name ? p->name - text_columns(name) : 0;

		area_text(area_sub(c->a, u->line, name_at + room, 1, p->name - room), 0, 0, ink,
			  name);
		area_hit(c->a, u->line, name_at, p->name, &hit);
	}
	draw_value(c, column, unit, name_at + p->name);
	area_cell(c->a, u->line, mark_at, node_mark(dead, lit, c->a.grid->ascii), mark_ink,
		  INK_NONE, chosen || lit ? CELL_BOLD : 0);
	area_hit(c->a, u->line, mark_at, 1, &hit);
}

/* The last heading is whole, as far left as that takes. */
static int output_at(const struct network_scene *c, struct area row)
{
	int left = c->plan.column[c->net->layers].left;
	int most = row.columns - text_columns("output");

	return left < most ? left : most;
}

static void draw_heading(const struct network_scene *c, struct area row, int column)
{
	const struct plan_column *p = &c->plan.column[column];
	char text[24] = "inputs";
	int columns, at = p->left;

	if (column == c->net->layers)
		snprintf(text, sizeof text, "output");
	else if (column > 0)
		snprintf(text, sizeof text, "fc%d", column);
	columns = text_columns(text);
	if (column == c->net->layers)
		at = output_at(c, row);
	else if (at + columns >= output_at(c, row))
		return;
	if (columns <= p->columns + c->plan.gap - 1)
		area_text(row, 0, at, INK_DIM, text);
}

static struct figure_name whole_input(const void *scene, int i, bool plain)
{
	const struct network_scene *c = scene;
	struct figure_name out;

	if (!plain)
		return network_node_name(c->s, c->arm, 0, i);
	snprintf(out.text, sizeof out.text, "x%d", i);
	return out;
}

static struct figure_name whole_clause(const void *scene, int i, bool plain)
{
	const struct network_scene *c = scene;
	struct figure_name out;

	if (!plain)
		return figure_clause(c->s, i);
	snprintf(out.text, sizeof out.text, "c%d", i);
	return out;
}

/* Of inputs and clauses, as wide as the first column has it. */
static void find_names(struct network_scene *c)
{
	const struct plan_column *p = &c->plan.column[0];
	int label = p->label ? p->label - 1 : p->name ? p->name : NETWORK_NAME;

	c->input_name = names_short(whole_input, c, p->nodes, p->name ? p->name : NETWORK_NAME);
	c->clause_name =
		p->clauses ? names_short(whole_clause, c, c->s->task->clauses.count, label) : NULL;
}

void network_draw_nodes(struct network_scene *c)
{
	find_names(c);
	for (int i = 0; i < c->plan.columns; i++) {
		for (int u = 0; u < c->plan.column[i].units; u++) {
			draw_label(c, i, u);
			draw_unit(c, i, u);
		}
	}
	free(c->input_name);
	free(c->clause_name);
	c->input_name = c->clause_name = NULL;
}

void network_draw_headings(const struct network_scene *c, struct area row)
{
	for (int i = 0; i < c->plan.columns; i++)
		draw_heading(c, row, i);
}

/* ------------------------------------------------------------------ legend */

static void say_averages(const struct network_scene *c, struct flow *f)
{
	for (int i = 0; i < c->plan.columns; i++) {
		const struct plan_column *p = &c->plan.column[i];

		if (p->per > 1 && p->together && p->clauses)
			flow_say(f, INK_WARN, "a mark: mean of %d clause%s", p->together,
				 p->together > 1 ? "s" : "");
		else if (p->per > 1)
			flow_say(f, INK_WARN, "a mark: mean of %d %s", p->per,
				 i == 0		       ? "inputs"
				 : i == c->net->layers ? "outputs"
						       : "neurons");
	}
}

static void say_circuit(const struct snapshot *s, const struct snapshot_circuit *c, struct flow *f)
{
	struct figure_name clause = figure_clause(s, c->clause);

	if (!flow_say(f, INK_WARN, "bright: circuit of %s, %d of %d edges, epoch %d", clause.text,
		      c->circuit.edges, c->circuit.weights, c->epoch))
		flow_say(f, INK_WARN, "circuit of %s: %d edges", clause.text, c->circuit.edges);
}

static void say_edges(const struct network_scene *c, struct flow *f)
{
	bool said;

	if (network_any_chosen(c))
		flow_say(f, INK_NONE, "the cursor's weights, dim the strongest others");
	else if (c->circuit)
		say_circuit(c->s, c->circuit, f);
	else if (c->probe)
		flow_say(f, INK_NONE, "bright: the strongest that carry something");
	if (network_any_chosen(c) || c->circuit || c->probe)
		return;
	if (c->strongest < c->weights)
		said = flow_say(f, INK_NONE, "drawn: strongest %d of %d weights, |w| %s %s",
				c->strongest, c->weights, f->a.grid->ascii ? ">=" : "≥",
				figure_number(c->least).text);
	else
		said = flow_say(f, INK_NONE, "all %d weights", c->weights);
	if (!said)
		flow_say(f, INK_NONE, "%d of %d weights", c->strongest, c->weights);
}

/* Measured with the picture, unless it is of a difference. */
static bool any_dead(const struct network_scene *c)
{
	const struct snapshot_arm *a = &c->s->arm[c->arm];
	double dead = c->net == a->net ? a->metric[FPE_METRIC_DEAD] : NAN;

	return isfinite(dead) ? dead > 0 : fpe_net_dead(c->net) > 0;
}

void network_draw_legend(const struct network_scene *c, struct area a)
{
	struct flow f = { .a = a };
	bool ascii = a.grid->ascii;
	char text[120];

	if (figure_second_arm(c->s, c->o) >= 0)
		flow_say(&f, figure_arm_ink(c->arm), "%s", c->s->arm[c->arm].name);
	if (c->probe)
		flow_say(&f, INK_STRONG, "%s", network_verdict(c->s, c->probe, text, sizeof text));
	say_averages(c, &f);
	say_edges(c, &f);
	if (c->probe)
		flow_say(&f, INK_WARN, ascii ? "@ on" : "● on");
	flow_say(&f, ink_signed(1, 1.6), ascii ? "+ # positive" : "⠒⠒ positive");
	flow_say(&f, ink_signed(-1, 1.6), ascii ? "- = negative" : "⠒ ⠒ negative");
	if (any_dead(c))
		flow_say(&f, INK_WARN, ascii ? "x dead" : "× dead");
	flow_say(&f, INK_DIM,
		 ascii ? "# = over 2/3 of the layer's largest"
		       : "double: over 2/3 of the layer's largest");
}
