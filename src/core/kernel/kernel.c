/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kernel.c - kernels made for a net, and what they tell of it.
 *
 * Owns the lists of live weights, the packing and one thread's scratch memory, all of it
 * allocated when the kernel is made.
 * Not here: passes (pass.c), the arithmetic (tile.c), the optimiser (trainer.c).
 */
#include "core/kernel/kernel.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/kernel/isa.h"
#include "core/kernel/pass.h"

/* The lookups, and what passes need besides. */
static enum fpe_status make_lookup(struct fpe_kernel *k, const struct fpe_net *net,
				   struct fpe_error *err)
{
	if (k->plan[0] != PLAN_TABLE)
		return FPE_OK;
	k->may_share = plan_shares_slopes(net);
	k->listed = calloc((size_t)k->live[0].nnz + 1, sizeof *k->listed);
	k->times = calloc(2 * (size_t)k->live[0].out, sizeof *k->times);
	if (k->times)
		k->above = k->times + k->live[0].out;
	return k->listed && k->times ? lookup_init(&k->lookup, net, err) : fpe_no_memory(err);
}

static enum fpe_status make_packing(struct fpe_kernel *k, const struct fpe_net *net,
				    struct fpe_error *err)
{
	enum fpe_status status;

	for (int l = 0; l < k->layers; l++)
		live_packing(&k->live[l], &k->packing.layer[l]);
	if (k->plan[0] == PLAN_TABLE) {
		k->packing.layer[0].weights = lookup_packed(&k->lookup);
		k->packing.layer[0].place = k->lookup.place;
		k->packing.layer[0].at = k->lookup.at;
	}
	status = packing_init(&k->packing, net, err);
	if (status)
		return status;
	k->parameters = packing_vectors(&k->packing, 1, 0);
	k->slopes = packing_vectors(&k->packing, 1, 0);
	return k->parameters && k->slopes ? FPE_OK : fpe_no_memory(err);
}

static enum fpe_status make(struct fpe_kernel *k, const struct fpe_net *net,
			    const struct fpe_data *data, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;
	struct scratch_shape shape;

	plan_layers(net, data, k->plan);
	for (int l = 0; l < net->layers && !status; l++)
		status = live_init(&k->live[l], net, l, k->plan[l], err);
	if (!status)
		status = make_lookup(k, net, err);
	if (!status)
		status = make_packing(k, net, err);
	shape = scratch_shape_of(net, k->plan[0] == PLAN_TABLE ? &k->lookup : NULL);
	if (!status)
		status = scratch_init(&k->scratch, &shape, err);
	if (!status)
		status = crew_init(k, err);
	if (!status)
		status = few_init(&k->few, k, net, err);
	return status;
}

static enum fpe_status new_for(const struct fpe_net *net, const struct fpe_data *data,
			       const struct tile_ops *ops, struct fpe_kernel **out,
			       struct fpe_error *err)
{
	struct fpe_kernel *k = aligned_alloc(FPE_ALIGN, sizeof *k);
	enum fpe_status status;

	*out = NULL;
	if (!k)
		return fpe_no_memory(err);
	memset(k, 0, sizeof *k);
	k->ops = ops;
	k->layers = net->layers;
	k->activation = net->activation;
	k->loss = net->loss;
	status = make(k, net, data, err);
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
	packing_clear(&kernel->packing);
	scratch_clear(&kernel->scratch);
	crew_clear(&kernel->crew);
	few_clear(&kernel->few);
	free(kernel->listed);
	free(kernel->times);
	free(kernel->parameters);
	free(kernel->slopes);
	free(kernel);
}

void fpe_kernel_lend(struct fpe_kernel *kernel, struct fpe_team *team)
{
	kernel->crew.team = team;
}

const struct fpe_watch *fpe_kernel_watch(struct fpe_kernel *kernel, const struct fpe_watch *watch)
{
	const struct fpe_watch *before = kernel->crew.watch;

	kernel->crew.watch = watch;
	return before;
}

int fpe_kernel_hands(const struct fpe_kernel *kernel)
{
	return kernel->crew.hands;
}

float *fpe_kernel_copy(struct fpe_kernel *kernel, int hand, const float *parameters)
{
	return crew_copy(kernel, hand, parameters);
}

const struct tile_ops *fpe_kernel_ops(const struct fpe_kernel *kernel)
{
	return kernel->ops;
}

const struct packing *fpe_kernel_packing(const struct fpe_kernel *kernel)
{
	return &kernel->packing;
}

const char *fpe_kernel_isa(void)
{
	return isa_best()->full_name;
}

double fpe_kernel_spin(long rounds)
{
	return isa_best()->ops->spin(rounds);
}

void fpe_kernel_plan(const struct fpe_kernel *kernel, const struct fpe_net *net, int layer,
		     char *text, size_t size)
{
	plan_text(kernel->plan[layer], net, layer, kernel->lookup.shape.several, text, size);
}

enum fpe_status fpe_kernel_fits(const struct fpe_net *net, const struct fpe_data *data,
				struct fpe_error *err)
{
	int out = fpe_net_outputs(net);
	int most = out == 1 ? 2 : out;
	bool targets = fpe_loss_is_of_targets(net->loss);

	if (net->layer[0].in != data->inputs)
		return fpe_fail(err, FPE_ESHAPE, "the net has %d inputs, the data %d",
				net->layer[0].in, data->inputs);
	if (targets != (data->targets > 0))
		return fpe_fail(
			err, FPE_ESHAPE,
			targets ? "the net was made for real targets, the data have classes"
				: "the net tells classes apart, the data have real targets");
	if (targets && data->targets != out)
		return fpe_fail(err, FPE_ESHAPE, "the net has %d output%s, the data %d target%s",
				out, out == 1 ? "" : "s", data->targets,
				data->targets == 1 ? "" : "s");
	if (data->classes > most)
		return fpe_fail(err, FPE_ESHAPE, "the net tells %d classes apart, the data have %d",
				most, data->classes);
	return FPE_OK;
}

/* For a call that takes a net: its parameters, packed. */
static const float *pack(struct fpe_kernel *k, const struct fpe_net *net)
{
	assert(net->layers == k->layers && net->activation == k->activation &&
	       net->loss == k->loss);
	for (int l = 0; l < k->layers; l++)
		assert(net->layer[l].in == k->live[l].in && net->layer[l].out == k->live[l].out);
	packing_pack(&k->packing, k->ops, net, PACKED_VALUE, k->parameters);
	return k->parameters;
}

void fpe_kernel_logits(struct fpe_kernel *kernel, const struct fpe_net *net,
		       const struct fpe_data *data, const int32_t *order, int n, float *logits)
{
	struct scratch *s = &kernel->scratch;
	const float *last = s->value[kernel->layers];
	int c = pass_outputs(kernel), tiles = crew_unwatched(kernel);
	struct feed feed = { data, order, NULL, n };

	pass_begin(kernel, pack(kernel, net), data);
	pass_look_up(kernel, &kernel->lookup, &kernel->call);
	for (int at = 0; at < n; at += TILE) {
		if (at / TILE % tiles == 0 && fpe_watch_ask(kernel->crew.watch, NULL))
			return;
		pass_forward(kernel, s, &feed, at);
		for (int t = 0; t < s->samples.count; t++) {
			for (int i = 0; i < c; i++)
				*logits++ = last[(size_t)i * TILE_ROW + (size_t)t];
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
	return fpe_kernel_score_packed(kernel, pack(kernel, net), data, said);
}

enum fpe_status fpe_kernel_score_watched(struct fpe_kernel *kernel, const struct fpe_net *net,
					 const struct fpe_data *data, const struct fpe_watch *watch,
					 int32_t *said, struct fpe_score *out,
					 struct fpe_error *err)
{
	const struct fpe_watch *before = fpe_kernel_watch(kernel, watch);

	*out = fpe_kernel_score_classes(kernel, net, data, said);
	fpe_kernel_watch(kernel, before);
	return fpe_watch_ask(watch, err);
}

struct fpe_score fpe_kernel_score_packed(struct fpe_kernel *kernel, const float *parameters,
					 const struct fpe_data *data, int32_t *said)
{
	struct fpe_score score = { NAN, NAN };
	struct feed feed = { data, NULL, NULL, data->count };
	struct crew_score sum;

	if (data->count < 1)
		return score;
	pass_begin(kernel, parameters, data);
	sum = crew_score(kernel, &feed, said);
	if (sum.stopped)
		return score;
	score.loss = sum.loss / data->count;
	if (!fpe_loss_is_of_targets(kernel->loss))
		score.accuracy = (double)sum.hits / data->count;
	return score;
}

/* The sum of losses. */
static double few_gradient(struct fpe_kernel *kernel, const float *parameters,
			   const struct feed *feed, bool rough, float *slopes)
{
	double loss = few_slopes(kernel, parameters, feed, rough);
	size_t first, end;

	kernel->crew.hands = 1;
	while (few_piece(kernel, &first, &end))
		memcpy(slopes + first, kernel->few.piece, (end - first) * sizeof *slopes);
	return loss;
}

static double tile_gradient(struct fpe_kernel *kernel, const float *parameters,
			    const struct feed *feed, bool rough, float *slopes)
{
	double loss;

	pass_begin(kernel, parameters, feed->data);
	loss = crew_slopes(kernel, feed, rough, slopes);
	pass_finish(kernel, slopes);
	return loss;
}

static double gradient(struct fpe_kernel *kernel, const float *parameters, const struct feed *feed,
		       bool rough, float *slopes)
{
	bool few = feed->n > 0 && feed->n <= kernel->few.most;
	double loss = (few ? few_gradient : tile_gradient)(kernel, parameters, feed, rough, slopes);

	return feed->n > 0 ? loss / feed->n : NAN;
}

static double net_gradient(struct fpe_kernel *kernel, const struct fpe_net *net,
			   const struct feed *feed, bool rough, struct fpe_net *into)
{
	double loss;

	loss = gradient(kernel, pack(kernel, net), feed, rough, kernel->slopes);
	for (int l = 0; l < kernel->layers; l++)
		memset(into->layer[l].weight, 0, fpe_layer_size(&into->layer[l]) * sizeof(float));
	packing_unpack(&kernel->packing, kernel->slopes, PACKED_VALUE, into);
	return loss;
}

double fpe_kernel_gradient(struct fpe_kernel *kernel, const struct fpe_net *net,
			   const struct fpe_data *data, const int32_t *order, int n,
			   struct fpe_net *into)
{
	struct feed feed = { data, order, NULL, n };

	return net_gradient(kernel, net, &feed, false, into);
}

void fpe_kernel_net_slope(struct fpe_kernel *kernel, const struct fpe_net *net,
			  const struct feed *feed, struct fpe_net *into)
{
	net_gradient(kernel, net, feed, true, into);
}

bool fpe_kernel_slope(struct fpe_kernel *kernel, const float *parameters, const struct feed *feed,
		      float *slopes)
{
	return isfinite(gradient(kernel, parameters, feed, true, slopes));
}

bool fpe_kernel_begin_pieces(struct fpe_kernel *kernel, const float *parameters,
			     const struct feed *feed, float steepest)
{
	if (feed->n < 1 || feed->n > kernel->few.most)
		return false;
	return isfinite(few_slopes(kernel, parameters, feed, true)) &&
	       few_steepest(kernel) <= steepest;
}

const float *fpe_kernel_piece(struct fpe_kernel *kernel, size_t *first, size_t *end)
{
	return few_piece(kernel, first, end) ? kernel->few.piece : NULL;
}
