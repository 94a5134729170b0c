/* SPDX-License-Identifier: GPL-3.0-or-later */
/* album.c - groups of neurons, and the weights behind their pictures. */
#include "view/panel/weights/album.h"

#include <math.h>
#include <stdio.h>

/* The arm whose split made this one's neurons; a branch is the same net. -1: none
   that is still there, or another layer was split. */
static int splitter(const struct snapshot *s, int arm, int *epoch)
{
	while (arm >= 0 && s->arm[arm].branch)
		arm = s->arm[arm].parent;
	if (arm < 0 || s->arm[arm].layer > 0)
		return -1;
	*epoch = s->arm[arm].left;
	return s->arm[arm].parent;
}

bool album_past(const struct snapshot *s, const struct panel_options *o, int *id, int *epoch)
{
	int arm = figure_arm(s, o), parent = arm < 0 ? -1 : splitter(s, arm, epoch);

	if (parent < 0 || o->minus >= 0)
		return false;
	*id = s->arm[parent].id;
	return true;
}

static const struct snapshot_arm *before_of(const struct snapshot *s, int arm)
{
	int epoch = 0, parent = splitter(s, arm, &epoch);

	for (int i = 0; parent >= 0 && i < s->pasts; i++) {
		const struct snapshot_past *p = &s->past[i];

		if (p->id == s->arm[parent].id && p->epoch == epoch && p->arm.net &&
		    p->arm.net->layer[0].in == s->arm[arm].net->layer[0].in)
			return &p->arm;
	}
	return NULL;
}

static void find_groups(struct album *b)
{
	const struct fpe_origin *origin = b->net->origin[0];

	for (int n = 0; n < b->l->out; n++) {
		if (n > 0 && !b->minus && figure_siblings(&origin[n - 1], &origin[n]))
			continue;
		b->first[b->groups++] = (int16_t)n;
	}
	b->first[b->groups] = (int16_t)b->l->out;
	for (int g = 0; g < b->groups; g++)
		b->parents |= album_has_parent(b, g);
}

/* One scale for all pictures of the figure, the second arm's too. */
static double largest(const struct album *b, const struct panel_options *o)
{
	int shown[2], n = figure_arms(b->s, o, shown);
	double most = 0;

	if (b->minus)
		most = figure_largest(b->l->weight, b->minus->weight, fpe_layer_size(b->l));
	for (int k = 0; k < n + 1 && !b->minus; k++) {
		const struct fpe_net *net = k < n	? b->s->arm[shown[k]].net
					    : b->before ? b->before->net
							: NULL;

		if (net)
			most = fmax(most, figure_largest(net->layer[0].weight, NULL,
							 fpe_layer_size(&net->layer[0])));
	}
	return most > 0 && isfinite(most) ? most : 1;
}

bool album_open(struct album *b, const struct snapshot *s, const struct panel_options *o, int arm,
		char *why, size_t size)
{
	struct panel_options first = *o;
	const char *wrong = NULL;

	b->s = s;
	b->arm = arm;
	b->net = s->arm[arm].net;
	b->l = &b->net->layer[0];
	b->minus = NULL;
	b->before = NULL;
	b->groups = 0;
	b->parents = false;
	b->difference = (struct difference){ 0 };
	if (!shape_open(&b->shape, b->l->in, s, o, why, size))
		return false;
	first.layer = 0;
	if (o->minus >= 0) {
		wrong = difference_open(&b->difference, s, &first, arm);
		b->net = &b->difference.net[0];
		b->l = &b->net->layer[0];
		b->minus = &b->difference.net[1].layer[0];
	} else {
		b->before = before_of(s, arm);
	}
	if (wrong) {
		snprintf(why, size, "%s", wrong);
		return false;
	}
	find_groups(b);
	b->limit = largest(b, o);
	return true;
}

void album_close(struct album *b)
{
	difference_close(&b->difference);
}

bool album_has_parent(const struct album *b, int group)
{
	return !b->minus && b->net->origin[0][b->first[group]].depth > 0;
}

int album_count(const struct album *b, int group)
{
	return b->first[group + 1] - b->first[group] + album_has_parent(b, group);
}

struct album_picture album_picture(const struct album *b, int group, int i)
{
	struct album_picture p = { group, -1, -1 };
	struct fpe_origin origin;

	if (!album_has_parent(b, group) || i > 0) {
		p.neuron = b->first[group] + i - album_has_parent(b, group);
		return p;
	}
	origin = b->net->origin[0][b->first[group]];
	origin.depth--;
	if (b->before)
		p.before = fpe_net_find_neuron(b->before->net, 0, &origin);
	return p;
}

struct figure_name album_name(const struct album *b, const struct album_picture *p)
{
	struct figure_name name;
	char text[sizeof name.text + 16];

	if (p->neuron >= 0)
		return figure_neuron(b->net, 0, p->neuron);
	name = figure_parent(b->net, 0, b->first[p->group]);
	if (p->before >= 0)
		snprintf(text, sizeof text, "%s @%d", name.text, b->before->epoch);
	else
		snprintf(text, sizeof text, "%s now", name.text);
	snprintf(name.text, sizeof name.text, "%.*s", (int)sizeof name.text - 1, text);
	return name;
}

/* Of the layer that is shown, and of the one that is subtracted. */
static double neuron_weight(const struct album *b, int neuron, int input)
{
	bool live = figure_live(b->l, neuron, input);

	if (b->minus && (live || figure_live(b->minus, neuron, input)))
		return figure_weight(b->l, neuron, input) - figure_weight(b->minus, neuron, input);
	return live ? figure_weight(b->l, neuron, input) : NAN;
}

double album_weight(const struct album *b, const struct album_picture *p, int input)
{
	double sum = NAN;

	if (p->neuron >= 0)
		return neuron_weight(b, p->neuron, input);
	if (p->before >= 0) {
		const struct fpe_layer *l = &b->before->net->layer[0];

		return figure_live(l, p->before, input) ? figure_weight(l, p->before, input) : NAN;
	}
	for (int n = b->first[p->group]; n < b->first[p->group + 1]; n++) {
		double w = neuron_weight(b, n, input);

		if (!isnan(w))
			sum = isnan(sum) ? w : sum + w;
	}
	return sum;
}

int album_holder(const struct album *b, int group, int input)
{
	for (int n = b->first[group]; n < b->first[group + 1]; n++) {
		if (figure_live(b->l, n, input))
			return n;
	}
	return -1;
}

double album_mean(const struct album *b, const struct album_picture *p, int row, int column,
		  int down, int across)
{
	double sum = 0;
	int live = 0;

	for (int r = row; r < row + down; r++) {
		for (int c = column; c < column + across; c++) {
			int input = shape_input(&b->shape, r, c);
			double w = input < 0 ? NAN : album_weight(b, p, input);

			if (isnan(w))
				continue;
			sum += w;
			live++;
		}
	}
	return live ? sum / live : NAN;
}

bool album_pixels(const struct album *b, const struct hit *hit, struct album_pixels *out)
{
	int group = -1 - hit->row;

	if (hit->kind != HIT_PIXEL || hit->column < 0 ||
	    hit->column >= b->shape.rows * b->shape.columns)
		return false;
	*out = (struct album_pixels){ .row = hit->column / b->shape.columns,
				      .column = hit->column % b->shape.columns,
				      .down = hit->down > 1 ? hit->down : 1,
				      .across = hit->across > 1 ? hit->across : 1 };
	if (hit->row < 0 && (group >= b->groups || !album_has_parent(b, group)))
		return false;
	if (hit->row >= b->l->out)
		return false;
	if (hit->row < 0) {
		out->picture = album_picture(b, group, 0);
		return true;
	}
	group = 0;
	while (b->first[group + 1] <= hit->row)
		group++;
	out->picture = (struct album_picture){ group, hit->row, -1 };
	return true;
}
