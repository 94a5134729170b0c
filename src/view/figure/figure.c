/* SPDX-License-Identifier: GPL-3.0-or-later */
/* figure.c - choices and small pieces that every panel makes alike. */
#include "view/figure/figure.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/fixed_text.h"
#include "fpe/kernel.h"
#include "view/grid/text.h"

#define NOTHING 1e-12 /* what rounding leaves of a number */

bool figure_is_split(const struct snapshot_arm *arm)
{
	return arm->alpha > 1;
}

int figure_arm_of_id(const struct snapshot *s, int id)
{
	for (int i = 0; i < s->arms && id >= 0; i++) {
		if (s->arm[i].id == id)
			return i;
	}
	return -1;
}

int figure_arm_named(const struct snapshot *s, const char *name)
{
	for (int i = 0; i < s->arms; i++) {
		if (strcmp(s->arm[i].name, name) == 0)
			return i;
	}
	return -1;
}

int figure_arm(const struct snapshot *s, const struct panel_options *o)
{
	int asked = figure_arm_of_id(s, o->arm[0]);

	if (asked >= 0)
		return asked;
	for (int i = s->arms - 1; i >= 0; i--) {
		if (figure_is_split(&s->arm[i]))
			return i;
	}
	return s->current < s->arms ? s->current : -1;
}

int figure_second_arm(const struct snapshot *s, const struct panel_options *o)
{
	return figure_arm_of_id(s, o->arm[1]);
}

int figure_arms(const struct snapshot *s, const struct panel_options *o, int arm[2])
{
	arm[0] = figure_arm(s, o);
	arm[1] = figure_second_arm(s, o);
	return arm[0] < 0 ? 0 : 1 + (arm[1] >= 0);
}

bool figure_arms_title(const struct snapshot *s, const struct panel_options *o, bool ascii,
		       struct textbuf *out)
{
	int arm[2], n = figure_arms(s, o, arm);

	if (n > 0)
		tell(out, " %s %s", ascii ? "-" : "·", s->arm[arm[0]].name);
	if (n > 1)
		tell(out, " | %s", s->arm[arm[1]].name);
	return n > 0;
}

int figure_arms_columns(const struct snapshot *s, int most)
{
	int columns = 0;

	for (int i = 0; i < s->arms; i++)
		columns = text_wider(columns, s->arm[i].name);
	return columns < most ? columns : most;
}

const struct snapshot_arm *figure_minus(const struct snapshot *s, const struct panel_options *o,
					const char **missing)
{
	const char *why = NULL;
	const struct snapshot_arm *found = NULL;
	int arm = figure_arm_of_id(s, o->minus);

	if (o->minus >= 0 && arm < 0)
		why = "the arm to subtract has been dropped";
	else if (o->minus >= 0 && o->minus_epoch < 0)
		found = &s->arm[arm];
	for (int i = 0; arm >= 0 && !found && i < s->pasts; i++) {
		const struct snapshot_past *p = &s->past[i];

		if (p->id == o->minus && p->epoch == o->minus_epoch && p->arm.net)
			found = &p->arm;
	}
	if (o->minus >= 0 && !found && !why)
		why = "that epoch of the arm to subtract is not to be had";
	if (missing)
		*missing = why;
	return found;
}

bool figure_minus_title(const struct snapshot *s, const struct panel_options *o, bool ascii,
			struct textbuf *out)
{
	int arm = figure_arm_of_id(s, o->minus);

	if (arm >= 0)
		tell(out, " %s %s", ascii ? "-" : "−", s->arm[arm].name);
	if (arm >= 0 && o->minus_epoch >= 0)
		tell(out, "@%d", o->minus_epoch);
	return arm >= 0;
}

void figure_layer_title(const struct snapshot *s, const struct panel_options *o,
			struct textbuf *out)
{
	int arm = figure_arm(s, o), layer = arm < 0 ? 0 : figure_layer(&s->arm[arm], o);

	if (layer > 0)
		tell(out, " fc%d", layer + 1);
}

void figure_title(const struct snapshot *s, const struct panel_options *o, bool ascii,
		  struct textbuf *out)
{
	if (!figure_arms_title(s, o, ascii, out))
		return;
	figure_minus_title(s, o, ascii, out);
	figure_layer_title(s, o, out);
}

void figure_each_arm(const struct snapshot *s, const struct panel_options *o, struct area area,
		     panel_arm_fn *draw)
{
	int first = figure_arm(s, o), second = figure_second_arm(s, o);
	int half = area.columns / 2;

	if (figure_empty(s, area) || first < 0)
		return;
	if (second < 0 || half < 12) {
		draw(s, o, first, area);
		return;
	}
	draw(s, o, first, area_sub(area, 0, 0, area.rows, half - 1));
	for (int r = 0; r < area.rows; r++)
		area_run(area, r, half - 1, 1, '|', 0x2502, INK_FRAME);
	/* as wide as the first, so that both take the same form */
	draw(s, o, second, area_sub(area, 0, half, area.rows, half - 1));
}

const struct snapshot_arm *figure_hit_arm(const struct snapshot *s, const struct hit *hit,
					  enum hit_kind kind)
{
	return hit->kind == kind && hit->arm >= 0 && hit->arm < s->arms ? &s->arm[hit->arm] : NULL;
}

int figure_layer(const struct snapshot_arm *arm, const struct panel_options *o)
{
	return o->layer >= 0 && o->layer < arm->net->layers ? o->layer : 0;
}

const struct fpe_clauses *figure_clauses(const struct snapshot *s, int layer)
{
	if (!s->task || s->task->clauses.count < 1 || layer != 0)
		return NULL;
	return &s->task->clauses;
}

const struct fpe_groups *figure_groups(const struct snapshot *s, int layer)
{
	return layer == 0 && !figure_clauses(s, layer) ? s->groups : NULL;
}

struct figure_name figure_group_name(const struct snapshot *s, int layer, int input)
{
	const struct fpe_groups *groups = figure_groups(s, layer);
	struct figure_name out = { "" };
	int together = 0;

	for (int j = 0; groups && j < groups->inputs; j++)
		together += groups->of[j] == groups->of[input];
	if (together > 1)
		snprintf(out.text, sizeof out.text, "g%d", groups->of[input]);
	return out;
}

bool figure_siblings(const struct fpe_origin *a, const struct fpe_origin *b)
{
	if (a->depth < 1 || a->depth != b->depth || a->root != b->root)
		return false;
	return memcmp(a->child, b->child, (size_t)(a->depth - 1) * sizeof *a->child) == 0;
}

int figure_arm_ink(int arm)
{
	return INK_ARM + (arm < 0 ? 0 : arm) % INK_ARMS;
}

int figure_name_ink(const struct snapshot *s, const char *name, int i)
{
	int arm = figure_arm_named(s, name);

	return figure_arm_ink(arm >= 0 ? arm : s->arms + i);
}

int figure_name_columns(const struct fpe_net *net, int layer)
{
	int most = 0;

	for (int i = 0; i < net->layer[layer].out; i++)
		most = text_wider(most, figure_neuron(net, layer, i).text);
	return most;
}

/* So many decimals times a power of ten. */
static struct figure_digits with_power(double value, int decimals)
{
	struct figure_digits out;
	char text[40], *e;

	snprintf(text, sizeof text, "%.*e", decimals, value);
	e = strchr(text, 'e');
	*e = 0;
	snprintf(out.text, sizeof out.text, "%.8se%d", text, atoi(e + 1));
	return out;
}

/* Histories keep floats: .9315 of one is above half a digit, of a double below. Both are to
   round alike, here and in tables. A number that was computed is no float. */
static double as_decimal(double value)
{
	char text[64];

	if (fabs(value) > 1e6 || (double)(float)value != value)
		return value;
	snprintf(text, sizeof text, "%.7g", value);
	return strtod(text, NULL);
}

struct figure_digits figure_number(double value)
{
	struct figure_digits out = { "-" };
	double size = fabs(as_decimal(value));
	char text[64];

	if (!isfinite(value))
		return out;
	if (size >= 1e6) /* "3.39e30" */
		return with_power(value, 2);
	if (size > NOTHING && size < 0.0005) /* "6e-6": as wide as ".000" */
		return with_power(value, 0);
	snprintf(text, sizeof text, "%.*f",
		 size < 0.9995	? 3
		 : size < 9.995 ? 2
		 : size < 99.95 ? 1
				: 0,
		 size);
	snprintf(out.text, FIGURE_NUMBER, "%s%.*s", value < 0 ? "-" : "", FIGURE_NUMBER - 2,
		 text + (text[0] == '0' && text[1] == '.'));
	return out;
}

struct figure_digits figure_number_in(double value, int columns)
{
	struct figure_digits out = figure_number(value);
	int wide = text_columns(out.text);

	for (int decimals = 1; decimals >= 0 && wide > columns; decimals--) {
		out = with_power(value, decimals);
		wide = text_columns(out.text);
	}
	if (wide <= columns)
		return out;
	snprintf(out.text, sizeof out.text, "%s",
		 fabs(value) >= 1	    ? "…"
		 : value < 0 && columns > 4 ? "-.000"
					    : ".000");
	return out;
}

/* One more character in front. */
static void put_before(struct figure_digits *number, char c)
{
	memmove(number->text + 1, number->text, FIGURE_NUMBER);
	number->text[0] = c;
}

struct figure_digits figure_signed(double value)
{
	struct figure_digits out = figure_number(value);

	if (value > 0)
		put_before(&out, '+');
	return out;
}

struct figure_digits figure_signed_in(double value, int columns)
{
	struct figure_digits out = figure_number_in(value, columns - (value > 0));

	if (value > 0)
		put_before(&out, '+');
	return out;
}

static bool is_rough(const struct snapshot_arm *a)
{
	return a->sampled || a->measured == MEASURED_BEFORE;
}

struct figure_digits figure_metric(const struct snapshot_arm *arm, enum fpe_metric metric)
{
	struct figure_digits out = figure_number(arm->metric[metric]);

	if (is_rough(arm) && isfinite(arm->metric[metric]))
		put_before(&out, '~');
	return out;
}

const char *figure_metric_note(const struct snapshot *s, int arm, char *out, size_t size)
{
	const struct snapshot_arm *a = &s->arm[arm];
	bool before = a->measured == MEASURED_BEFORE, any = false;

	for (int i = 0; i < s->arms; i++)
		any |= is_rough(&s->arm[i]);
	out[0] = 0;
	if (a->measured == MEASURED_NEVER)
		snprintf(out, size, "not measured yet: it takes long");
	else if (before)
		snprintf(out, size, "~ of epoch %d%s", a->measured_epoch,
			 a->sampled ? ", from a sample" : "");
	else if (a->sampled)
		snprintf(out, size, "~ from a sample");
	else if (any)
		snprintf(out, size, "~ of an earlier epoch, or from a sample");
	return out;
}

bool figure_next_largest(struct figure_ranking *r, int n, double (*number)(const void *of, int i),
			 const void *of)
{
	struct figure_ranking next = { 0, -1 };

	for (int i = 0; i < n; i++) {
		double size = fabs(number(of, i));

		if (size > next.size && (size < r->size || (size == r->size && i > r->at)))
			next = (struct figure_ranking){ size, i };
	}
	*r = next;
	return next.at >= 0;
}

struct figure_fit figure_fit(int n, int room, int scroll)
{
	struct figure_fit fit = { 0, n, 1 };

	if (room < 1)
		room = 1;
	if (n <= room)
		return fit;
	if (n > FIGURE_PAGES * room) {
		fit.per = (n + room - 1) / room;
		fit.count = (n + fit.per - 1) / fit.per;
		return fit;
	}
	fit.count = room;
	fit.first = scroll < 0 ? 0 : scroll > n - room ? n - room : scroll;
	return fit;
}

struct figure_name figure_neuron(const struct fpe_net *net, int layer, int neuron)
{
	struct figure_name out;

	fpe_net_neuron_name(net, layer, neuron, out.text, sizeof out.text);
	return out;
}

struct figure_name figure_parent(const struct fpe_net *net, int layer, int neuron)
{
	struct figure_name out = figure_neuron(net, layer, neuron);
	char *last = strrchr(out.text, '.');

	if (last)
		*last = 0;
	return out;
}

struct figure_name figure_input(const struct snapshot *s, const struct fpe_net *net, int layer,
				int input)
{
	struct figure_name out;
	char buffer[FPE_MAX_NAME];

	if (layer > 0)
		return figure_neuron(net, layer - 1, input);
	if (s->task)
		return figure_short(fpe_task_input_name(s->task, input, buffer), INT_MAX);
	snprintf(out.text, sizeof out.text, "x%d", input);
	return out;
}

struct figure_name figure_class(const struct snapshot *s, int class)
{
	struct figure_name out;
	char buffer[FPE_MAX_NAME];

	if (s->task && class < s->task->classes)
		return figure_short(fpe_task_class_name(s->task, class, buffer), INT_MAX);
	snprintf(out.text, sizeof out.text, "%d", class);
	return out;
}

bool figure_own_names(const struct snapshot *s)
{
	return s->task && fpe_task_own_names(s->task);
}

struct figure_name figure_clause(const struct snapshot *s, int clause)
{
	char text[FPE_CLAUSE_NAME];

	return figure_short(fpe_task_clause_name(s->task, clause, text, sizeof text), INT_MAX);
}

const char *figure_part(const struct snapshot *s, bool clause, int part,
			char buffer[FPE_CLAUSE_NAME])
{
	if (clause)
		return fpe_task_clause_name(s->task, part, buffer, FPE_CLAUSE_NAME);
	snprintf(buffer, FPE_CLAUSE_NAME, "%s", figure_class(s, part).text);
	return buffer;
}

const char *figure_clause_text(const struct snapshot *s, int clause, char *out, size_t size)
{
	const struct fpe_clauses *c = &s->task->clauses;
	char name[FPE_MAX_NAME];
	size_t at = (size_t)snprintf(out, size, "c%d (", clause);

	for (int i = c->start[clause]; i < c->start[clause + 1]; i++)
		fixed_put(out, size, &at, "%s%s%s", i > c->start[clause] ? " " : "",
			  c->sign[i] < 0 ? "!" : "",
			  fpe_task_input_name(s->task, c->input[i], name));
	fixed_put(out, size, &at, ")");
	return out;
}

int figure_clause_of(const struct fpe_clauses *clauses, int input)
{
	for (int c = 0; c < clauses->count; c++) {
		for (int i = clauses->start[c]; i < clauses->start[c + 1]; i++) {
			if (clauses->input[i] == input)
				return c;
		}
	}
	return -1;
}

int figure_wrap(struct area a, int row, int fg, const char *text)
{
	char line[1024];
	int rows = 0;

	while (a.columns > 0 && row + rows < a.rows &&
	       text_wrap(&text, a.columns, line, sizeof line))
		area_text(a, row + rows++, 0, fg, line);
	return rows;
}

int figure_wrap_rows(const char *text, int columns)
{
	char line[256];
	int rows = 0;

	while (columns > 0 && text_wrap(&text, columns, line, sizeof line))
		rows++;
	return rows;
}

void figure_say(struct area a, const char *text)
{
	int width = a.columns > 44 ? 44 : a.columns;
	int rows = figure_wrap_rows(text, width);

	if (rows > a.rows)
		rows = a.rows;
	figure_wrap(area_sub(a, (a.rows - rows) / 2, (a.columns - width) / 2, rows, width), 0,
		    INK_DIM, text);
}

bool figure_empty(const struct snapshot *s, struct area a)
{
	if (s->arms > 0)
		return false;
	figure_say(a, s->task ? "no net yet: type  net" : "no task yet: type  task dnf");
	return true;
}

#define SIDE 8 /* maxima side by side: none waits for the one before */

double figure_largest(const float *weight, const float *less, size_t n)
{
	double most[SIDE] = { 0 };

	if (!less)
		return (double)fpe_largest(weight, n);
	for (size_t i = 0; i < n; i++) {
		double x = fabs((double)weight[i] - (double)less[i]);

		most[i % SIDE] = x > most[i % SIDE] ? x : most[i % SIDE];
	}
	for (int k = 1; k < SIDE; k++)
		most[0] = most[k] > most[0] ? most[k] : most[0];
	return most[0];
}

enum panel_edit figure_circuit(const struct snapshot *s, int arm, int clause, char *command,
			       size_t size)
{
	if (!s->task || clause < 0 || clause >= s->task->clauses.count)
		return EDIT_NONE;
	snprintf(command, size, "circuit c%d arm=%s", clause, s->arm[arm].name);
	return EDIT_RUN;
}
