/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kernel.c - passes over a net: tiles of samples through live weights.
 *
 * Owns the lists of live weights and one thread's scratch memory, all of it
 * allocated when the kernel is made.
 * Not here: the arithmetic (tile.c), the optimiser (trainer.c).
 */
#include "core/kernel/kernel.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/kernel/isa.h"
#include "core/kernel/live.h"
#include "core/kernel/lookup.h"
#include "core/kernel/plan.h"
#include "core/kernel/samples.h"

struct fpe_kernel {
	const struct tile_ops *ops;
	int layers;
	struct live live[FPE_MAX_LAYERS];
	struct samples samples;
	enum plan plan[FPE_MAX_LAYERS];
	struct lookup lookup;
	enum fpe_activation activation;
	enum fpe_loss loss;
	/* tiles: inputs, then the outputs of each layer, behind those of a hidden
	   one its sums where slopes need them */
	float *value[FPE_MAX_LAYERS + 1];
	float *delta[2];		     /* two layers' slopes of the loss, in turn */
	float *target;			     /* tile of what outputs come near to; or NULL */
	const float *weight[FPE_MAX_LAYERS]; /* of the call under way */
	float *tiles;			     /* owns value and delta */
};

/* The sums of hidden layer l - 1; the outputs again, where slopes need no more. */
static float *sums_of(const struct fpe_kernel *k, int l)
{
	bool kept = l > 0 && fpe_activation_info[k->activation].needs == FPE_SLOPE_SUM;

	return k->value[l] + (kept ? TILE * (size_t)k->live[l - 1].out : 0);
}

static int outputs(const struct fpe_kernel *k)
{
	return k->live[k->layers - 1].out;
}

/* Limits bound this: 36 * 4096 rows of 512 bytes. */
static enum fpe_status allocate_tiles(struct fpe_kernel *k, struct fpe_error *err)
{
	bool sums = fpe_activation_info[k->activation].needs == FPE_SLOPE_SUM;
	size_t rows = (size_t)k->live[0].in, widest = 0;
	float *at;

	for (int l = 0; l < k->layers; l++) {
		size_t out = (size_t)k->live[l].out;

		rows += out * (1 + sums);
		widest = out > widest ? out : widest;
	}
	rows += 2 * widest + (k->loss == FPE_LOSS_SQUARED ? (size_t)outputs(k) : 0);
	k->tiles = aligned_alloc(FPE_ALIGN, rows * TILE * sizeof(float));
	if (!k->tiles)
		return fpe_no_memory(err);
	memset(k->tiles, 0, rows * TILE * sizeof(float));
	at = k->tiles;
	for (int l = 0; l <= k->layers; l++) {
		int rows_of = l < k->layers ? k->live[l].in : outputs(k);

		k->value[l] = at;
		at += TILE * (size_t)rows_of * (1 + (sums && l > 0));
	}
	k->delta[0] = at;
	k->delta[1] = at + TILE * widest;
	if (k->loss == FPE_LOSS_SQUARED)
		k->target = k->delta[1] + TILE * widest;
	return FPE_OK;
}

static enum fpe_status new_for(const struct fpe_net *net, const struct fpe_data *data,
			       const struct tile_ops *ops, struct fpe_kernel **out,
			       struct fpe_error *err)
{
	struct fpe_kernel *k = aligned_alloc(FPE_ALIGN, sizeof *k);
	enum fpe_status status = FPE_OK;

	*out = NULL;
	if (!k)
		return fpe_no_memory(err);
	memset(k, 0, sizeof *k);
	k->ops = ops;
	k->layers = net->layers;
	k->activation = net->activation;
	k->loss = net->loss;
	for (int l = 0; l < net->layers && !status; l++) {
		k->plan[l] = plan_layer(net, l, data);
		status = live_init(&k->live[l], net, l, k->plan[l], err);
	}
	if (!status)
		status = allocate_tiles(k, err);
	if (!status)
		status = samples_init(&k->samples, net->layer[0].in, err);
	if (!status && k->plan[0] == PLAN_TABLE)
		status = lookup_init(&k->lookup, net, err);
	if (status) {
		fpe_kernel_free(k);
		return status;
	}
	*out = k;
	return FPE_OK;
}

enum fpe_status fpe_kernel_new(const struct fpe_net *net, const struct fpe_data *data,
			       struct fpe_kernel **out, struct fpe_error *err)
{
	return new_for(net, data, isa_best()->ops, out, err);
}

enum fpe_status fpe_kernel_new_isa(const struct fpe_net *net, const struct fpe_data *data,
				   const char *isa, struct fpe_kernel **out, struct fpe_error *err)
{
	const struct isa *found = isa_find(isa);

	*out = NULL;
	if (!found)
		return fpe_fail(err, FPE_ENAME, "this CPU or program has no kernel \"%s\"", isa);
	return new_for(net, data, found->ops, out, err);
}

void fpe_kernel_free(struct fpe_kernel *kernel)
{
	if (!kernel)
		return;
	for (int l = 0; l < kernel->layers; l++)
		live_clear(&kernel->live[l]);
	lookup_clear(&kernel->lookup);
	samples_clear(&kernel->samples);
	free(kernel->tiles);
	free(kernel);
}

const struct tile_ops *fpe_kernel_ops(const struct fpe_kernel *kernel)
{
	return kernel->ops;
}

const char *fpe_kernel_isa(void)
{
	return isa_best()->full_name;
}

double fpe_kernel_spin(long rounds)
{
	return isa_best()->ops->spin(rounds);
}

const int32_t *fpe_kernel_live(const struct fpe_kernel *kernel, int layer, int *count)
{
	*count = kernel->live[layer].nnz;
	return kernel->live[layer].flat;
}

void fpe_kernel_plan(const struct fpe_kernel *kernel, const struct fpe_net *net, int layer,
		     char *text, size_t size)
{
	plan_text(kernel->plan[layer], net, layer, kernel->lookup.shape.pairs, text, size);
}

enum fpe_status fpe_kernel_fits(const struct fpe_net *net, const struct fpe_data *data,
				struct fpe_error *err)
{
	int out = fpe_net_outputs(net);
	int most = out == 1 ? 2 : out;
	bool squared = net->loss == FPE_LOSS_SQUARED;

	if (net->layer[0].in != data->inputs)
		return fpe_fail(err, FPE_ESHAPE, "the net has %d inputs, the data %d",
				net->layer[0].in, data->inputs);
	if (squared != (data->targets > 0))
		return fpe_fail(
			err, FPE_ESHAPE,
			squared ? "the net was made for real targets, the data have classes"
				: "the net tells classes apart, the data have real targets");
	if (squared && data->targets != out)
		return fpe_fail(err, FPE_ESHAPE, "the net has %d output%s, the data %d target%s",
				out, out == 1 ? "" : "s", data->targets,
				data->targets == 1 ? "" : "s");
	if (data->classes > most)
		return fpe_fail(err, FPE_ESHAPE, "the net tells %d classes apart, the data have %d",
				most, data->classes);
	return FPE_OK;
}

/* One call on one set of samples. */
struct pass {
	struct fpe_kernel *k;
	const struct fpe_net *net;
	struct feed feed;
	bool tables; /* the first layer goes by tables */
	bool shares; /* which share the slopes of one output */
	int first;   /* layers from here on go by tiles */
};

/* Look the weights up once a call. */
static struct pass begin(struct fpe_kernel *k, const struct fpe_net *net, struct feed feed,
			 bool backward)
{
	struct pass p = { .k = k, .net = net, .feed = feed };

	p.tables = k->plan[0] == PLAN_TABLE && feed.data->bits;
	p.shares = p.tables && plan_shares_slopes(net);

	assert(net->layers == k->layers && net->activation == k->activation &&
	       net->loss == k->loss);
	if (p.tables) {
		lookup_begin(&k->lookup, k->ops->table, &net->layer[0], backward);
		p.first = 1;
	}
	for (int l = p.first; l < k->layers; l++) {
		assert(net->layer[l].in == k->live[l].in && net->layer[l].out == k->live[l].out);
		k->weight[l] = live_weights(&k->live[l], k->ops, &net->layer[l]);
	}
	return p;
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

static void forward(const struct pass *pass, int at)
{
	struct fpe_kernel *k = pass->k;
	const struct fpe_net *net = pass->net;

	samples_pick(&k->samples, k->ops, &pass->feed, at);
	if (pass->tables)
		lookup_forward(&k->lookup, k->ops->table, &net->layer[0], &k->samples,
			       sums_of(k, 1), k->value[1]);
	else
		samples_spread(&k->samples, k->ops, pass->feed.data, k->value[0]);
	for (int l = pass->first; l < k->layers; l++) {
		struct tile_product p = {
			.lists = &k->live[l].rows,
			.weight = k->weight[l],
			.bias = net->layer[l].bias,
			.from = k->value[l],
			.to = k->value[l + 1],
			.after = l + 1 < k->layers ? TILE_FORWARD : TILE_PLAIN,
			.activation = k->activation,
			.sum = sums_of(k, l + 1),
			.groups = k->samples.groups,
		};

		product(k, &k->live[l], &p);
	}
}

/* Losses of the tile; delta as in tile.h. */
static struct tile_loss measure(const struct pass *pass, float *delta, float scale, bool rough)
{
	struct fpe_kernel *k = pass->k;
	struct tile_loss l = {
		.kind = k->loss,
		.logits = k->value[k->layers],
		.delta = delta,
		.label = k->samples.label,
		.target = k->target,
		.outputs = outputs(k),
		.count = k->samples.count,
		.groups = k->samples.groups,
		.scale = scale,
		.rough = rough,
	};

	if (k->target)
		samples_targets(&k->samples, k->ops, pass->feed.data, k->target);
	k->ops->loss(&l);
	return l;
}

void fpe_kernel_logits(struct fpe_kernel *kernel, const struct fpe_net *net,
		       const struct fpe_data *data, const int32_t *order, int n, float *logits)
{
	const float *last = kernel->value[kernel->layers];
	int c = outputs(kernel);
	struct feed feed = { data, order, NULL, n };
	struct pass pass = begin(kernel, net, feed, false);

	for (int at = 0; at < n; at += TILE) {
		forward(&pass, at);
		for (int t = 0; t < kernel->samples.count; t++) {
			for (int i = 0; i < c; i++)
				*logits++ = last[(size_t)i * TILE + (size_t)t];
		}
	}
}

/* Classes of the tile's samples. */
static void say_classes(const struct fpe_kernel *k, int32_t *said)
{
	const float *logits = k->value[k->layers];
	float best[TILE];
	int n = k->samples.count;

	for (int t = 0; t < n; t++) {
		best[t] = logits[t];
		said[t] = outputs(k) == 1 && logits[t] > 0;
	}
	for (int c = 1; c < outputs(k); c++) {
		const float *row = logits + (size_t)c * TILE;

		for (int t = 0; t < n; t++) {
			bool more = row[t] > best[t];

			best[t] = more ? row[t] : best[t];
			said[t] = more ? c : said[t];
		}
	}
}

struct fpe_score fpe_kernel_score(struct fpe_kernel *kernel, const struct fpe_net *net,
				  const struct fpe_data *data)
{
	return fpe_kernel_score_classes(kernel, net, data, NULL);
}

struct fpe_score fpe_kernel_score_classes(struct fpe_kernel *kernel, const struct fpe_net *net,
					  const struct fpe_data *data, int32_t *said)
{
	struct fpe_score score = { NAN, NAN };
	struct feed feed = { data, NULL, NULL, data->count };
	double loss = 0;
	struct pass pass;
	long hits = 0;

	if (data->count < 1)
		return score;
	pass = begin(kernel, net, feed, false);
	for (int at = 0; at < data->count; at += TILE) {
		struct tile_loss l;

		forward(&pass, at);
		l = measure(&pass, NULL, 0, false);
		loss += l.loss;
		hits += l.hits;
		if (said)
			say_classes(kernel, said + at);
	}
	score.loss = loss / data->count;
	if (kernel->loss != FPE_LOSS_SQUARED)
		score.accuracy = (double)hits / data->count;
	return score;
}

static void clear_gradient(const struct pass *pass, struct fpe_net *into)
{
	struct fpe_kernel *k = pass->k;

	for (int l = 0; l < k->layers; l++) {
		struct fpe_layer *to = &into->layer[l];

		memset(to->bias, 0, (size_t)to->out * sizeof(float));
		if (l >= pass->first)
			live_clear_gradient(&k->live[l], to);
	}
}

static void finish_gradient(const struct pass *pass, struct fpe_net *into)
{
	struct fpe_kernel *k = pass->k;
	const float *times = pass->shares ? pass->net->layer[1].weight : NULL;

	if (pass->tables)
		lookup_gradient(&k->lookup, k->ops, &pass->net->layer[0], times,
				into->layer[0].weight);
	for (int i = 0; times && i < k->live[0].out; i++)
		into->layer[0].bias[i] *= times[i];
	for (int l = pass->first; l < k->layers; l++)
		live_spread_gradient(&k->live[l], k->ops, &pass->net->layer[l], &into->layer[l]);
	for (int l = 0; l < k->layers; l++) {
		struct fpe_layer *to = &into->layer[l];

		if (pass->net->layer[l].unbiased)
			memset(to->bias, 0, (size_t)to->out * sizeof(float));
	}
}

static void weight_gradient(const struct fpe_kernel *k, int l, const float *delta,
			    struct fpe_layer *into)
{
	const struct live *live = &k->live[l];
	float *to = live_gradient(live, into);
	int groups = k->samples.groups;

	if (live->class)
		k->ops->class->gradient(&live->classes.shape, delta, k->value[l], groups, to);
	else if (live->block)
		k->ops->block->gradient(live->out, live->in, delta, k->value[l], groups, to);
	else
		k->ops->gradient(&live->rows, delta, k->value[l], groups, to);
}

/* The last layer, of one output, and the biases below it: in one walk. next
   NULL: gates in place of slopes. */
static void back_from_one(const struct fpe_kernel *k, int l, const float *delta, float *next,
			  struct fpe_net *into)
{
	const struct live *live = &k->live[l];
	struct tile_back b = {
		.rows = live->in,
		.start = live->columns.start,
		.weight = live->across,
		.delta = delta,
		.activation = k->activation,
		.value = k->value[l],
		.sum = sums_of(k, l),
		.groups = k->samples.groups,
		.to = next,
		.gradient = live_gradient(live, &into->layer[l]),
		.bias = into->layer[l - 1].bias,
		.gate = k->lookup.gate,
	};

	k->ops->back(&b);
}

static void back_through(const struct fpe_kernel *k, int l, const float *delta, float *next,
			 struct fpe_layer *into)
{
	const struct live *live = &k->live[l];
	struct tile_product p = {
		.lists = &live->columns,
		.weight = live->class ? k->weight[l] : live->across,
		.from = delta,
		.to = next,
		.after = TILE_BACK,
		.activation = k->activation,
		.value = k->value[l],
		.sum = sums_of(k, l),
		.groups = k->samples.groups,
	};

	weight_gradient(k, l, delta, into);
	if (l > 0)
		product(k, live, &p);
}

/* Two layers that share the slopes of the output. */
static void backward_shared(const struct pass *pass, struct fpe_net *into)
{
	struct fpe_kernel *k = pass->k;
	const float *delta = k->delta[0];

	k->ops->row_sums(delta, 1, k->samples.groups, into->layer[1].bias);
	back_from_one(k, 1, delta, NULL, into);
	lookup_count_gated(&k->lookup, k->ops->table, &k->samples, delta);
}

/* From the last layer's delta, in delta[0], to all gradients. */
static void backward(const struct pass *pass, struct fpe_net *into)
{
	struct fpe_kernel *k = pass->k;
	int groups = k->samples.groups, last = k->layers - 1;
	float *delta = k->delta[0], *next = k->delta[1];
	bool one = k->live[last].out == 1 && last > 0;

	if (pass->shares) {
		backward_shared(pass, into);
		return;
	}
	for (int l = last; l >= 0; l--) {
		float *swap = delta;

		/* the walk from one output has summed the next one's biases */
		if (!one || l != last - 1)
			k->ops->row_sums(delta, k->live[l].out, groups, into->layer[l].bias);
		if (l < pass->first)
			lookup_count(&k->lookup, k->ops->table, &k->samples, delta);
		else if (one && l == last)
			back_from_one(k, l, delta, next, into);
		else
			back_through(k, l, delta, next, &into->layer[l]);
		delta = next;
		next = swap;
	}
}

static double gradient(struct fpe_kernel *kernel, const struct fpe_net *net, struct feed feed,
		       bool rough, struct fpe_net *into)
{
	struct pass pass = begin(kernel, net, feed, true);
	double loss = 0;
	int n = feed.n;

	for (int l = 1; l < kernel->layers; l++)
		live_turn(&kernel->live[l], kernel->ops, kernel->weight[l]);
	clear_gradient(&pass, into);
	for (int at = 0; at < n; at += TILE) {
		forward(&pass, at);
		loss += measure(&pass, kernel->delta[0], 1.0f / (float)n, rough).loss;
		backward(&pass, into);
	}
	finish_gradient(&pass, into);
	return n > 0 ? loss / n : NAN;
}

double fpe_kernel_gradient(struct fpe_kernel *kernel, const struct fpe_net *net,
			   const struct fpe_data *data, const int32_t *order, int n,
			   struct fpe_net *into)
{
	struct feed feed = { data, order, NULL, n };

	return gradient(kernel, net, feed, false, into);
}

bool fpe_kernel_slope(struct fpe_kernel *kernel, const struct fpe_net *net, const struct feed *feed,
		      struct fpe_net *into)
{
	return isfinite(gradient(kernel, net, *feed, true, into));
}
