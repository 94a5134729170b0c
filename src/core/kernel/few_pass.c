/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * few_pass.c - rows of samples through the layers and back.
 *
 * Owns the rows of numbers between layers. Not here: the arithmetic (few.c).
 */
#include "core/kernel/few_pass.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/kernel/pass.h"
#include "core/kernel/share.h"

#define UNITS FEW_UNITS_AT_ONCE
#define NEAR 8192 /* weights: 32 KiB */

static int words_of(const struct fpe_kernel *k)
{
	return (k->live[0].in + 31) / 32;
}

static enum few_kind kind_of(const struct fpe_kernel *k, const struct fpe_net *net, int l)
{
	switch (k->plan[l]) {
	case PLAN_TABLE:
		return k->lookup.shape.several ? FEW_UNITS : FEW_ROWS;
	case PLAN_LISTS:
		return plan_spreads(net, l) ? FEW_ROWS : FEW_BLOCKS;
	case PLAN_CLASS:
		return FEW_BLOCKS;
	default:
		return FEW_ROWS;
	}
}

/* A list spread to rows; one of all weights is rows already. */
static bool is_spread(const struct fpe_kernel *k, int l)
{
	const struct live *live = &k->live[l];

	return k->plan[l] == PLAN_LISTS && k->few.kind[l] == FEW_ROWS &&
	       live->nnz < live->in * live->out;
}

/* Of all blocks, each of its own. */
static int indices_of(const struct few *f, int l)
{
	int n = 0;

	for (int b = 0; b < f->blocks[l]; b++)
		n += f->block[l][b].inputs;
	return n;
}

/* Sets the pointers from `memory` on; returns the floats that takes. */
static size_t lay_out(struct few *f, const struct fpe_kernel *k, float *memory)
{
	bool sums = fpe_activation_info[k->activation].needs == FPE_SLOPE_SUM;
	float *at = memory;
	size_t most = 0;

	for (int l = 0; l <= k->layers; l++) {
		struct few_values *r = &f->rows[l];
		size_t room, floats;

		r->width = l < k->layers ? few_inputs(k, l) : pass_outputs(k);
		/* bits are spread by words */
		room = l == 0 ? (size_t)words_of(k) * 32 : (size_t)r->width;
		/* an odd number of cache lines, else samples crowd in a few sets of a cache */
		r->step = (room + FEW_LANES - 1) / FEW_LANES | 1;
		r->step *= FEW_LANES;
		floats = r->step * (size_t)f->most;
		r->value = share(&at, floats);
		r->sum = sums && l > 0 ? share(&at, floats) : r->value;
		r->delta = l > 0 ? share(&at, floats) : NULL;
	}
	for (int l = 0; l < k->layers; l++) {
		if (is_spread(k, l))
			f->spread[l] = share(&at, (size_t)k->live[l].in *
							  (size_t)(k->live[l].out + UNITS));
	}
	for (int l = 0; l < k->layers; l++) {
		size_t from = f->rows[l].step * (size_t)f->most;

		if (f->kind[l] != FEW_BLOCKS)
			continue;
		most = from > most ? from : most;
		f->from_quads[l] = share(&at, from);
		f->to_quads[l] = share(&at, f->rows[l + 1].step * (size_t)f->most);
		f->taken[l] = share(&at, (size_t)indices_of(f, l) + FEW_LANES);
	}
	f->back_quads = share(&at, most);
	f->piece = share(&at, few_piece_floats(k));
	return (size_t)(at - memory);
}

/* Lists as blocks of one row. */
static struct class_block *list_blocks(const struct live *l)
{
	struct class_block *b = calloc((size_t)l->out, sizeof *b);

	for (int i = 0; b && i < l->out; i++) {
		int32_t start = l->rows.start[i];

		b[i] = (struct class_block){ .row = { i },
					     .rows = 1,
					     .inputs = l->rows.start[i + 1] - start,
					     .index = start,
					     .weight = start };
	}
	return b;
}

static enum fpe_status find_blocks(struct few *f, const struct fpe_kernel *k,
				   const struct fpe_net *net, struct fpe_error *err)
{
	for (int l = 0; l < k->layers; l++) {
		const struct live *live = &k->live[l];

		f->kind[l] = kind_of(k, net, l);
		if (f->kind[l] != FEW_BLOCKS)
			continue;
		f->block[l] = live->classes.shape.block;
		f->blocks[l] = live->classes.shape.blocks;
		if (live->class)
			continue;
		f->block[l] = f->listed[l] = list_blocks(live);
		f->blocks[l] = live->out;
		if (!f->listed[l])
			return fpe_no_memory(err);
	}
	return FPE_OK;
}

/* All but what each call brings. */
static void describe(struct few *f, const struct fpe_kernel *k, int l)
{
	const struct live *live = &k->live[l];
	const struct few_values *from = &f->rows[l], *to = from + 1;

	f->layer_of[l] = (struct few_layer){
		.in = from->width,
		.out = live->out,
		.from = from->value,
		.from_step = from->step,
		.to = to->value,
		.to_step = to->step,
		.delta = to->delta,
		.back = from->delta,
		.tables = &k->lookup.shape,
		.block = f->block[l],
		.blocks = f->blocks[l],
		.index = live->class ? live->classes.shape.index : live->rows.index,
		.from_quads = f->from_quads[l],
		.to_quads = f->to_quads[l],
		.back_quads = f->back_quads,
		.taken = f->taken[l],
		.indices = indices_of(f, l),
	};
	f->outputs_of[l] = (struct few_rows){
		.width = live->out,
		.step = to->step,
		.activation = k->activation,
		.sum = to->sum,
		.value = to->value,
		.delta = to->delta,
	};
}

enum fpe_status few_init(struct few *f, const struct fpe_kernel *k, const struct fpe_net *net,
			 struct fpe_error *err)
{
	enum fpe_status status = find_blocks(f, k, net, err);
	float nothing[1];
	size_t floats;

	if (status)
		return status;
	f->most = plan_few(net, k->plan);
	floats = lay_out(f, k, nothing);
	f->memory = aligned_alloc(FPE_ALIGN, floats * sizeof(float));
	if (!f->memory)
		return fpe_no_memory(err);
	/* what is past the last number of a row stays 0 */
	memset(f->memory, 0, floats * sizeof(float));
	lay_out(f, k, f->memory);
	for (int l = 0; l < k->layers; l++)
		describe(f, k, l);
	return few_cuts_init(&f->cuts, k, err);
}

void few_clear(struct few *f)
{
	few_cuts_clear(&f->cuts);
	for (int l = 0; l < FPE_MAX_LAYERS; l++)
		free(f->listed[l]);
	free(f->memory);
}

static const struct few_form *form_of(const struct fpe_kernel *k, int l)
{
	enum few_kind kind = k->few.kind[l];

	return k->ops->few->form[kind == FEW_BLOCKS && k->few.samples == 1 ? FEW_SINGLE : kind];
}

/* Where sample i, or the last, is in the data; real ones. */
static const float *row_of(const struct fpe_kernel *k, const struct fpe_data *data, int i)
{
	int last = k->few.samples - 1;

	return data->real +
	       (size_t)k->scratch.samples.pick[i < last ? i : last] * (size_t)data->inputs;
}

static void take_input(struct fpe_kernel *k, const struct fpe_data *data, int i)
{
	const struct samples *s = &k->scratch.samples;
	float *row = k->few.rows[0].value + (size_t)i * k->few.rows[0].step, most;

	if (data->bits) {
		k->ops->few->expand(s->bits + i, s->words, TILE, row);
		return;
	}
	most = k->ops->few->take(data->inputs, row_of(k, data, i), row);
	k->few.most_input = most > k->few.most_input ? most : k->few.most_input;
}

/* Real samples come from far away while those before them are multiplied: `step` at a time. */
static void product_of_few(struct fpe_kernel *k, const struct fpe_data *data, int step)
{
	struct few_layer l = k->few.layer_of[0];
	int n = l.samples;
	const float *ahead[FEW_AHEAD];

	for (int s = 0; s < n; s += step) {
		l.samples = n - s < step ? n - s : step;
		for (int i = 0; i < l.samples; i++)
			take_input(k, data, s + i);
		for (int i = 0; s + step < n && i < FEW_AHEAD; i++)
			ahead[i] = row_of(k, data, s + step + i);
		l.ahead = s + step < n ? ahead : NULL;
		form_of(k, 0)->product(&l);
		l.from += (size_t)step * l.from_step;
		l.to += (size_t)step * l.to_step;
	}
}

/* Where weights do not stay in the nearest cache meanwhile all samples come first. */
static void first_product(struct fpe_kernel *k, const struct fpe_data *data)
{
	const struct few_layer *l = &k->few.layer_of[0];
	bool is_near = data->real && k->few.kind[0] == FEW_ROWS && l->in * l->out <= NEAR;

	k->few.most_input = data->bits ? 1 : 0;
	if (is_near && l->samples > FEW_AHEAD) {
		product_of_few(k, data, FEW_AHEAD);
		return;
	}
	for (int i = 0; i < l->samples; i++)
		take_input(k, data, i);
	form_of(k, 0)->product(l);
}

static void forward(struct fpe_kernel *k, const struct fpe_data *data)
{
	for (int l = 0; l < k->layers; l++) {
		if (l == 0)
			first_product(k, data);
		else
			form_of(k, l)->product(&k->few.layer_of[l]);
		k->ops->few->forward(&k->few.outputs_of[l], l + 1 < k->layers);
	}
}

/* One output's rows to or from a tile's. */
static void move_output(int n, const float *from, size_t from_step, float *to, size_t to_step)
{
	for (int s = 0; s < n; s++)
		to[(size_t)s * to_step] = from[(size_t)s * from_step];
}

/* By way of a tile. */
static double tile_losses(struct fpe_kernel *k, const struct feed *feed, bool rough)
{
	const struct few_values *r = &k->few.rows[k->layers];
	int n = k->few.samples, row = (int)r->step;
	float *delta = k->scratch.delta[0];
	double loss;

	if (r->width == 1)
		move_output(n, r->value, r->step, k->scratch.value[k->layers], 1);
	else
		k->ops->block->turn(r->value, row, n, r->width, k->scratch.value[k->layers],
				    TILE_ROW);
	loss = pass_loss(k, &k->scratch, feed, delta, 1.0f / (float)feed->n, rough).loss;
	if (r->width == 1)
		move_output(n, delta, 1, r->delta, r->step);
	else
		k->ops->block->turn(delta, TILE_ROW, r->width, n, r->delta, row);
	return loss;
}

static double losses(struct fpe_kernel *k, const struct feed *feed, bool rough)
{
	const struct few_values *r = &k->few.rows[k->layers];
	const struct few_loss l = {
		.samples = k->few.samples,
		.outputs = r->width,
		.step = r->step,
		.logits = r->value,
		.label = k->scratch.samples.label,
		.delta = r->delta,
		.scale = 1.0f / (float)feed->n,
		.rough = rough,
	};

	return k->loss == FPE_LOSS_SOFTMAX ? k->ops->few->softmax(&l) : tile_losses(k, feed, rough);
}

static void back_through(struct fpe_kernel *k, int l)
{
	const struct few_layer *layer = &k->few.layer_of[l];

	if (form_of(k, l)->turn)
		form_of(k, l)->turn(layer);
	if (l == 0)
		return;
	form_of(k, l)->back(layer);
	k->ops->few->slope(&k->few.outputs_of[l - 1]);
}

/* Listed weights to rows; places without one are 0 already. */
static const float *spread(struct fpe_kernel *k, int l, const float *weight)
{
	const struct live *live = &k->live[l];

	for (int i = 0; i < live->nnz; i++)
		k->few.spread[l][live->flat[i]] = weight[i];
	return k->few.spread[l];
}

static void begin(struct fpe_kernel *k, const float *parameters, int samples)
{
	struct few *f = &k->few;

	f->samples = samples;
	f->next = 0;
	for (int l = 0; l < k->layers; l++) {
		const float *weight = parameters + k->packing.layer[l].weight;

		f->layer_of[l].weight = f->spread[l] ? spread(k, l, weight) : weight;
		f->layer_of[l].samples = samples;
		f->outputs_of[l].bias = parameters + k->packing.layer[l].bias;
		f->outputs_of[l].samples = samples;
	}
}

double few_slopes(struct fpe_kernel *k, const float *parameters, const struct feed *feed,
		  bool rough)
{
	double loss;

	assert(feed->n > 0 && feed->n <= k->few.most);
	begin(k, parameters, feed->n);
	samples_pick(&k->scratch.samples, k->ops, feed, 0);
	forward(k, feed->data);
	loss = losses(k, feed, rough);
	for (int l = k->layers - 1; l >= 0; l--)
		back_through(k, l);
	return loss;
}

/* A slope is a sum over samples of products of these: the factor is for its roundings. */
float few_steepest(const struct fpe_kernel *k)
{
	const struct few *f = &k->few;
	float most = 0;

	for (int l = 0; l < k->layers; l++) {
		const struct few_values *from = &f->rows[l], *to = from + 1;
		float x = l == 0 ? f->most_input
				 : k->ops->largest(f->samples * (int)from->step, from->value);
		float d = k->ops->largest(f->samples * (int)to->step, to->delta);
		float bound = 1.01f * (float)f->samples * d * (x > 1 ? x : 1);

		/* NaN stays */
		most = bound <= most ? most : bound;
	}
	return most;
}

/* Slopes of whole rows, UNITS at a time, and of these the live ones. */
static void spread_gradient(struct fpe_kernel *k, int l, int first, int units, float *to)
{
	const struct live *live = &k->live[l];
	float *rows = k->few.spread[l] + (size_t)live->in * (size_t)live->out;

	for (int u = first; u < first + units; u += UNITS) {
		int n = first + units - u < UNITS ? first + units - u : UNITS;

		form_of(k, l)->gradient(&k->few.layer_of[l], u, n, rows);
		for (int i = live->rows.start[u]; i < live->rows.start[u + n]; i++)
			*to++ = rows[live->flat[i] - u * live->in];
	}
}

/* To the piece that begins at `first`. */
static void add_run(struct fpe_kernel *k, const struct few_run *r, size_t first)
{
	struct few *f = &k->few;
	float *to = f->piece + (r->first - first);

	if (f->spread[r->layer])
		spread_gradient(k, r->layer, r->unit, r->units, to);
	else
		form_of(k, r->layer)->gradient(&f->layer_of[r->layer], r->unit, r->units, to);
	for (size_t i = r->end; i < r->next; i++)
		f->piece[i - first] = 0;
}

static void add_biases(struct fpe_kernel *k, size_t first)
{
	struct few *f = &k->few;

	memset(f->piece + (k->packing.weights - first), 0,
	       (k->packing.floats - k->packing.weights) * sizeof *f->piece);
	for (int l = 0; l < k->layers; l++) {
		float *to = f->piece + (k->packing.layer[l].bias - first);

		k->ops->few->row_sums(&f->outputs_of[l], to);
	}
}

/* Nobody's places become 0. */
static void clean(const struct packing *p, const struct few_cut *c, float *piece)
{
	for (size_t i = c->dead; i < c->dead + c->deads; i++)
		piece[(size_t)p->dead[i] - c->first] = 0;
}

bool few_piece(struct fpe_kernel *k, size_t *first, size_t *end)
{
	struct few *f = &k->few;
	const struct few_cut *c = &f->cuts.cut[f->next];

	if (f->next == f->cuts.count)
		return false;
	f->next++;
	for (int i = c->run; i < c->run + c->runs; i++)
		add_run(k, &f->cuts.run[i], c->first);
	if (c->biases)
		add_biases(k, c->first);
	clean(&k->packing, c, f->piece);
	*first = c->first;
	*end = c->end;
	return true;
}
