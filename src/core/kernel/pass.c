/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pass.c - a tile through the layers, each by its plan, and back.
 *
 * Not here: the arithmetic (tile.c and the files beside it), samples (samples.c).
 */
#include "core/kernel/pass.h"

#include <string.h>

/* The weights of a layer by tiles, row by row if by lists. */
static const float *weights_of(struct fpe_kernel *k, int l)
{
	const struct packed_layer *p = &k->packing.layer[l];
	const float *weight = k->call.parameters + p->weight;

	if (k->plan[l] != PLAN_TABLE)
		return weight;
	k->ops->class->gather(p->nnz, p->at, weight, k->listed);
	return k->listed;
}

void pass_begin(struct fpe_kernel *k, const float *parameters, const struct fpe_data *data)
{
	bool tables = k->plan[0] == PLAN_TABLE && data->bits;
	struct call *c = &k->call;

	k->scratch.call = c;
	*c = (struct call){ .parameters = parameters,
			    .tables = tables,
			    .shares = tables && k->may_share,
			    .first = tables };
	for (int l = c->first; l < k->layers; l++)
		c->weight[l] = weights_of(k, l);
}

void pass_copy(const struct fpe_kernel *k, float *parameters, struct call *to)
{
	*to = k->call;
	to->parameters = parameters;
	for (int l = to->first; l < k->layers; l++) {
		if (k->plan[l] != PLAN_TABLE)
			to->weight[l] = parameters + k->packing.layer[l].weight;
	}
	memcpy(parameters, k->call.parameters, k->packing.floats * sizeof *parameters);
}

void pass_look_up(const struct fpe_kernel *k, struct lookup *tables, struct call *call)
{
	call->lookup = tables;
	if (call->tables)
		lookup_begin(tables, k->ops, call->parameters + k->packing.layer[0].weight);
}

void pass_turn(const struct fpe_kernel *k, float *turned, struct call *call)
{
	for (int l = 1; l < k->layers; l++) {
		float *to = turned + k->packing.layer[l].weight;

		live_turn(&k->live[l], k->ops, call->weight[l], to);
		call->across[l] = to;
	}
}

static void product(const struct fpe_kernel *k, const struct live *live,
		    const struct tile_product *p)
{
	bool rows = p->lists == &live->rows;

	if (live->class && rows)
		k->ops->class->product(p, &live->classes.shape);
	else if (live->class)
		k->ops->class->back(p, &live->classes.shape);
	else if (live->block)
		k->ops->block->product(p, rows ? live->out : live->in, rows ? live->in : live->out);
	else
		k->ops->product(p);
}

static const float *biases_of(const struct fpe_kernel *k, const struct scratch *s, int l)
{
	return s->call->parameters + k->packing.layer[l].bias;
}

void pass_forward(const struct fpe_kernel *k, struct scratch *s, const struct feed *feed, int at)
{
	samples_pick(&s->samples, k->ops, feed, at);
	if (s->call->tables)
		lookup_forward(s->call->lookup, &s->lookup, k->ops->table, biases_of(k, s, 0),
			       &s->samples, s->sum[1], s->value[1]);
	else
		samples_spread(&s->samples, k->ops, feed->data, s->value[0]);
	for (int l = s->call->first; l < k->layers; l++) {
		struct tile_product p = {
			.lists = &k->live[l].rows,
			.weight = s->call->weight[l],
			.bias = biases_of(k, s, l),
			.from = s->value[l],
			.to = s->value[l + 1],
			.after = l + 1 < k->layers ? TILE_FORWARD : TILE_PLAIN,
			.activation = k->activation,
			.sum = s->sum[l + 1],
			.groups = s->samples.groups,
		};

		product(k, &k->live[l], &p);
	}
}

struct tile_loss pass_loss(const struct fpe_kernel *k, struct scratch *s, const struct feed *feed,
			   float *delta, float scale, bool rough)
{
	struct tile_loss l = {
		.kind = k->loss,
		.logits = s->value[k->layers],
		.delta = delta,
		.label = s->samples.label,
		.target = s->target,
		.importance = feed->data->importance,
		.outputs = pass_outputs(k),
		.count = s->samples.count,
		.groups = s->samples.groups,
		.scale = scale,
		.rough = rough,
	};

	if (s->target)
		samples_targets(&s->samples, k->ops, feed->data, s->target);
	k->ops->loss(&l);
	return l;
}

/* Slopes of weights listed, where they are packed otherwise. */
static void listed_gradient(const struct fpe_kernel *k, int l, const float *delta,
			    struct scratch *s, float *to)
{
	const struct packed_layer *p = &k->packing.layer[l];

	memset(s->listed, 0, (size_t)p->nnz * sizeof *s->listed);
	k->ops->gradient(&k->live[l].rows, delta, s->value[l], s->samples.groups, s->listed);
	for (int i = 0; i < p->nnz; i++)
		to[p->at[i]] += s->listed[i];
}

/* Real samples are rows in the data already. */
static void wide_gradient(const struct fpe_kernel *k, int l, const float *delta,
			  const struct scratch *s, const struct feed *feed, float *to)
{
	const struct block_slopes b = {
		.outputs = k->live[l].out,
		.inputs = k->live[l].in,
		.count = s->samples.count,
		.delta = delta,
		.from = s->value[l],
		.real = l == 0 ? feed->data->real : NULL,
		.pick = s->samples.pick,
		.first = s->first,
		.gradient = to,
	};

	k->ops->block->wide_gradient(&b);
}

static void weight_gradient(const struct fpe_kernel *k, int l, const float *delta,
			    struct scratch *s, const struct feed *feed, float *gradient)
{
	const struct live *live = &k->live[l];
	float *to = gradient + k->packing.layer[l].weight;
	int groups = s->samples.groups;

	if (live->class)
		k->ops->class->gradient(&live->classes.shape, delta, s->value[l], groups, to);
	else if (live->wide)
		wide_gradient(k, l, delta, s, feed, to);
	else if (live->block)
		k->ops->block->gradient(live->out, live->in, delta, s->value[l], groups, to);
	else if (k->plan[l] == PLAN_TABLE)
		listed_gradient(k, l, delta, s, to);
	else
		k->ops->gradient(&live->rows, delta, s->value[l], groups, to);
}

/* The last layer, of one output, and the biases below it: in one walk. */
static void back_from_one(const struct fpe_kernel *k, int l, struct scratch *s, const float *delta,
			  float *next, float *gradient)
{
	const struct live *live = &k->live[l];
	struct tile_back b = {
		.rows = live->in,
		.start = live->columns.start,
		.weight = s->call->across[l],
		.delta = delta,
		.activation = k->activation,
		.value = s->value[l],
		.sum = s->sum[l],
		.groups = s->samples.groups,
		.to = next,
		.gradient = gradient + k->packing.layer[l].weight,
		.bias = gradient + k->packing.layer[l - 1].bias,
	};

	k->ops->back(&b);
}

static void back_through(const struct fpe_kernel *k, int l, struct scratch *s,
			 const struct feed *feed, const float *delta, float *next, float *gradient)
{
	const struct live *live = &k->live[l];
	struct tile_product p = {
		.lists = &live->columns,
		.weight = live->class ? s->call->weight[l] : s->call->across[l],
		.from = delta,
		.to = next,
		.after = TILE_BACK,
		.activation = k->activation,
		.value = s->value[l],
		.sum = s->sum[l],
		.groups = s->samples.groups,
	};

	weight_gradient(k, l, delta, s, feed, gradient);
	if (l > 0)
		product(k, live, &p);
}

/* Two layers that share the slopes of the output. */
static void backward_shared(const struct fpe_kernel *k, struct scratch *s, float *gradient)
{
	const float *delta = s->delta[0];

	k->ops->row_sums(delta, 1, s->samples.groups, gradient + k->packing.layer[1].bias);
	lookup_count_gated(&k->lookup, &s->lookup, k->ops, &s->samples, s->value[1], delta,
			   gradient + k->packing.layer[0].weight,
			   gradient + k->packing.layer[0].bias);
}

/* From the last layer's delta, in delta[0], to all gradients. */
static void backward(const struct fpe_kernel *k, struct scratch *s, const struct feed *feed,
		     float *gradient)
{
	int groups = s->samples.groups, last = k->layers - 1;
	float *delta = s->delta[0], *next = s->delta[1];
	bool one = k->live[last].out == 1 && last > 0;

	for (int l = last; l >= 0; l--) {
		const struct packed_layer *p = &k->packing.layer[l];
		float *swap = delta;

		/* the walk from one output has summed the next one's biases */
		if (!one || l != last - 1)
			k->ops->row_sums(delta, k->live[l].out, groups, gradient + p->bias);
		if (l < s->call->first)
			lookup_count(&k->lookup, &s->lookup, k->ops->table, &s->samples, delta,
				     gradient + p->weight);
		else if (one && l == last)
			back_from_one(k, l, s, delta, next, gradient);
		else
			back_through(k, l, s, feed, delta, next, gradient);
		delta = next;
		next = swap;
	}
}

/* All but what is written without being read. */
static void clear(const struct fpe_kernel *k, float *gradient)
{
	size_t at = 0;

	for (int l = 0; l < k->layers; l++) {
		const struct packed_layer *p = &k->packing.layer[l];

		if (!k->live[l].wide)
			continue;
		memset(gradient + at, 0, (p->weight - at) * sizeof *gradient);
		at = p->weight + p->weights;
	}
	memset(gradient + at, 0, (k->packing.floats - at) * sizeof *gradient);
}

double pass_slopes(const struct fpe_kernel *k, struct scratch *s, const struct feed *feed, int at,
		   bool first, bool rough, float *gradient)
{
	double loss;

	s->first = first;
	if (first)
		clear(k, gradient);
	pass_forward(k, s, feed, at);
	loss = pass_loss(k, s, feed, s->delta[0], 1.0f / (float)feed->n, rough).loss;
	if (s->call->shares)
		backward_shared(k, s, gradient);
	else
		backward(k, s, feed, gradient);
	return loss;
}

/* Weights of the one output, of the neurons without a weight to it 0. */
static void find_times(struct fpe_kernel *k)
{
	const struct live *last = &k->live[1];

	memset(k->times, 0, (size_t)last->in * sizeof *k->times);
	for (int i = 0; i < last->nnz; i++)
		k->times[last->rows.index[i]] = k->call.weight[1][i];
}

/* Slopes of the weights to the one output, before those below it are multiplied. */
static void finish_shared(const struct fpe_kernel *k, float *gradient)
{
	const struct packed_layer *p = &k->packing.layer[0];
	const struct live *last = &k->live[1];

	k->ops->gate->above(&k->lookup.shape, k->call.parameters + p->weight,
			    k->call.parameters + p->bias, gradient + p->weight, gradient + p->bias,
			    k->above);
	for (int i = 0; i < last->nnz; i++)
		gradient[k->packing.layer[1].weight + (size_t)i] = k->above[last->rows.index[i]];
	k->ops->gate->multiply(&k->lookup.shape, k->times, gradient + p->weight);
	for (int i = 0; i < k->live[0].out; i++)
		gradient[p->bias + (size_t)i] *= k->times[i];
}

void pass_finish(struct fpe_kernel *k, float *gradient)
{
	if (k->call.shares) {
		find_times(k);
		finish_shared(k, gradient);
	}
	packing_clean(&k->packing, gradient);
}
