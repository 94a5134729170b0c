/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * net.c - the block of tensors behind a net.
 *
 * Owns the block and the origins. Splitting is in split.c, arithmetic in
 * kernel/.
 */
#include "fpe/net.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/fixed_text.h"
#include "core/base/pages.h"
#include "fpe/rng.h"

const struct fpe_tensor_info fpe_tensor_info[FPE_TENSOR_KINDS] = {
#define TENSOR_INFO(kind, field, of_weights, moment, file) \
	[FPE_##kind] = { offsetof(struct fpe_layer, field), of_weights, moment, file },
	FPE_TENSOR_LIST(TENSOR_INFO)
#undef TENSOR_INFO
};

static size_t tensor_size(const struct fpe_layer *l, enum fpe_tensor_kind kind)
{
	return (size_t)l->out * (size_t)(fpe_tensor_info[kind].of_weights ? l->in : 1);
}

static float **tensor_field(struct fpe_layer *l, enum fpe_tensor_kind kind)
{
	return (float **)(void *)((char *)l + fpe_tensor_info[kind].offset);
}

float *fpe_net_tensor(const struct fpe_net *net, int layer, enum fpe_tensor_kind kind)
{
	struct fpe_layer l = net->layer[layer];

	return *tensor_field(&l, kind);
}

/* Place every tensor; returns the floats needed. base may be NULL to count. */
static size_t lay_out(struct fpe_net *net, float *base)
{
	const size_t step = FPE_ALIGN / sizeof(float);
	size_t at = 0;

	for (int i = 0; i < net->layers; i++) {
		struct fpe_layer *l = &net->layer[i];

		for (int kind = 0; kind < FPE_TENSOR_KINDS; kind++) {
			if (base)
				*tensor_field(l, kind) = base + at;
			at += (tensor_size(l, kind) + step - 1) / step * step;
		}
	}
	return at;
}

static enum fpe_status allocate(struct fpe_net *net, struct fpe_error *err)
{
	size_t floats = lay_out(net, NULL), bytes = floats * sizeof(float);
	size_t align = pages_align(bytes);

	net->floats = floats;
	/* cleared by who gives it: of a large net what nobody writes, as the moments of one
	   that is not trained, takes no memory */
	net->memory = calloc(1, bytes + align);
	if (!net->memory)
		return fpe_no_memory(err);
	net->block = (float *)(((uintptr_t)net->memory + align - 1) / align * align);
	pages_large(net->block, bytes);
	lay_out(net, net->block);
	for (int i = 0; i < net->layers; i++) {
		net->origin[i] = calloc((size_t)net->layer[i].out, sizeof *net->origin[i]);
		if (!net->origin[i])
			return fpe_no_memory(err);
	}
	return FPE_OK;
}

static enum fpe_status check_widths(const int *widths, int layers, struct fpe_error *err)
{
	if (layers < 1 || layers > FPE_MAX_LAYERS)
		return fpe_fail(err, FPE_ELIMIT, "%d layers; 1 to %d are allowed", layers,
				FPE_MAX_LAYERS);
	if (widths[0] < 1 || widths[0] > FPE_MAX_INPUTS)
		return fpe_fail(err, FPE_ELIMIT, "%d inputs; 1 to %d are allowed", widths[0],
				FPE_MAX_INPUTS);
	for (int i = 1; i <= layers; i++) {
		if (widths[i] < 1 || widths[i] > FPE_MAX_NEURONS)
			return fpe_fail(err, FPE_ELIMIT, "%d neurons in fc%d; 1 to %d are allowed",
					widths[i], i, FPE_MAX_NEURONS);
	}
	return FPE_OK;
}

/* All tensors 0, masks too. */
static enum fpe_status new_blank(const int *widths, int layers, struct fpe_net **out,
				 struct fpe_error *err)
{
	enum fpe_status status = check_widths(widths, layers, err);
	struct fpe_net *net;

	*out = NULL;
	if (status)
		return status;
	net = calloc(1, sizeof *net);
	if (!net)
		return fpe_no_memory(err);
	net->layers = layers;
	net->loss = fpe_loss_of(widths[layers]);
	for (int i = 0; i < layers; i++) {
		net->layer[i].in = widths[i];
		net->layer[i].out = widths[i + 1];
	}
	status = allocate(net, err);
	if (status) {
		fpe_net_free(net);
		return status;
	}
	*out = net;
	return FPE_OK;
}

static void open_masks(struct fpe_net *net)
{
	for (int i = 0; i < net->layers; i++) {
		struct fpe_layer *l = &net->layer[i];

		for (size_t j = 0; j < fpe_layer_size(l); j++)
			l->mask[j] = 1;
		for (int n = 0; n < l->out; n++)
			net->origin[i][n].root = (int16_t)n;
	}
}

enum fpe_status fpe_net_new(const int *widths, int layers, struct fpe_net **out,
			    struct fpe_error *err)
{
	enum fpe_status status = new_blank(widths, layers, out, err);

	if (!status)
		open_masks(*out);
	return status;
}

void fpe_net_free(struct fpe_net *net)
{
	if (!net)
		return;
	for (int i = 0; i < net->layers; i++)
		free(net->origin[i]);
	free(net->memory);
	free(net);
}

#define PIECE (1 << 19) /* floats: a large page of memory */

static bool all_zero(const float *from, size_t n)
{
	static const float zero[1];

	/* the first is, and each is as the one before it */
	return !memcmp(from, zero, sizeof zero) && !memcmp(from + 1, from, (n - 1) * sizeof *from);
}

/* The same, but for writing: pieces that are 0 and stay so are not touched. from NULL: 0. */
static void put_pieces(float *to, const float *from, size_t n)
{
	for (size_t at = 0; at < n; at += PIECE) {
		size_t length = n - at < PIECE ? n - at : PIECE;

		if (from && !all_zero(from + at, length)) {
			pages_write(to + at, length * sizeof *to);
			memcpy(to + at, from + at, length * sizeof *to);
		} else if (!all_zero(to + at, length)) {
			memset(to + at, 0, length * sizeof *to);
		}
	}
}

static void assign_facts(struct fpe_net *to, const struct fpe_net *from)
{
	for (int i = 0; i < from->layers; i++) {
		assert(to->layer[i].out == from->layer[i].out);
		to->layer[i].unbiased = from->layer[i].unbiased;
		memcpy(to->origin[i], from->origin[i],
		       (size_t)from->layer[i].out * sizeof *from->origin[i]);
	}
	to->activation = from->activation;
	to->loss = from->loss;
	to->tied = from->tied;
	to->steps = from->steps;
}

void fpe_net_assign(struct fpe_net *to, const struct fpe_net *from)
{
	assert(to->layers == from->layers && to->floats == from->floats);
	put_pieces(to->block, from->block, from->floats);
	assign_facts(to, from);
}

void fpe_net_assign_shown(struct fpe_net *to, const struct fpe_net *from)
{
	assert(to->layers == from->layers && to->floats == from->floats);
	for (int i = 0; i < from->layers; i++) {
		for (int kind = 0; kind < FPE_TENSOR_KINDS; kind++) {
			const float *tensor = fpe_net_tensor(from, i, kind);
			float *own = *tensor_field(&to->layer[i], kind);
			size_t bytes = tensor_size(&from->layer[i], kind) * sizeof *own;

			if (fpe_tensor_info[kind].moment || own == tensor)
				continue;
			pages_write(own, bytes);
			memcpy(own, tensor, bytes);
		}
	}
	assign_facts(to, from);
}

void fpe_net_borrow_masks(struct fpe_net *to, const struct fpe_net *from)
{
	assert(to->layers == from->layers && to->floats == from->floats);
	for (int i = 0; i < from->layers; i++)
		to->layer[i].mask = from->layer[i].mask;
}

void fpe_net_own_masks(struct fpe_net *net)
{
	lay_out(net, net->block);
}

static void take_facts(struct fpe_net *to, const struct fpe_net *from)
{
	to->activation = from->activation;
	to->loss = from->loss;
	to->tied = from->tied;
	for (int i = 0; i < from->layers; i++)
		to->layer[i].unbiased = from->layer[i].unbiased;
}

enum fpe_status fpe_net_wider(const struct fpe_net *net, int first, int last, int times,
			      struct fpe_net **out, struct fpe_error *err)
{
	int widths[FPE_MAX_LAYERS + 1] = { net->layer[0].in };
	enum fpe_status status;

	for (int i = 0; i < net->layers; i++)
		widths[i + 1] = net->layer[i].out * (i >= first && i <= last ? times : 1);
	status = fpe_net_new(widths, net->layers, out, err);
	if (!status)
		take_facts(*out, net);
	return status;
}

struct fpe_net *fpe_net_blank(const struct fpe_net *net)
{
	int widths[FPE_MAX_LAYERS + 1] = { net->layer[0].in };
	struct fpe_net *blank;

	for (int i = 0; i < net->layers; i++)
		widths[i + 1] = net->layer[i].out;
	if (new_blank(widths, net->layers, &blank, NULL))
		return NULL;
	take_facts(blank, net);
	for (int i = 0; i < net->layers; i++)
		memcpy(blank->origin[i], net->origin[i],
		       (size_t)net->layer[i].out * sizeof *net->origin[i]);
	return blank;
}

struct fpe_net *fpe_net_like(const struct fpe_net *net)
{
	struct fpe_net *like = fpe_net_blank(net);

	for (int i = 0; like && i < net->layers; i++) {
		for (size_t j = 0; j < fpe_layer_size(&like->layer[i]); j++)
			like->layer[i].mask[j] = 1;
	}
	return like;
}

struct fpe_net *fpe_net_copy(const struct fpe_net *net)
{
	struct fpe_net *copy = fpe_net_blank(net);

	if (copy)
		fpe_net_assign(copy, net);
	return copy;
}

/* Half-width of the uniform draw of one layer's weights. */
static double init_bound(const struct fpe_layer *l, enum fpe_init init)
{
	switch (init) {
	case FPE_INIT_HE:
		return sqrt(6.0 / l->in);
	case FPE_INIT_XAVIER:
		return sqrt(6.0 / (l->in + l->out));
	case FPE_INIT_UNIFORM:
		break;
	}
	return 1.0 / sqrt(l->in);
}

void fpe_net_init(struct fpe_net *net, enum fpe_init init, uint64_t seed)
{
	for (int i = 0; i < net->layers; i++) {
		struct fpe_layer *l = &net->layer[i];
		double bound = init_bound(l, init);
		struct fpe_rng rng;

		fpe_rng_open(&rng, seed, FPE_RNG_INIT, (uint64_t)i);
		for (size_t j = 0; j < fpe_layer_size(l); j++)
			l->weight[j] = (float)(bound * (2 * fpe_rng_unit(&rng) - 1));
		for (int n = 0; n < l->out; n++) {
			double draw = bound * (2 * fpe_rng_unit(&rng) - 1);

			l->bias[n] = init == FPE_INIT_UNIFORM && !l->unbiased ? (float)draw : 0;
		}
	}
	fpe_net_apply_masks(net);
	fpe_net_clear_moments(net);
}

void fpe_net_clear_moments(struct fpe_net *net)
{
	for (int i = 0; i < net->layers; i++) {
		struct fpe_layer *l = &net->layer[i];

		for (int kind = 0; kind < FPE_TENSOR_KINDS; kind++) {
			if (fpe_tensor_info[kind].moment)
				put_pieces(*tensor_field(l, kind), NULL, tensor_size(l, kind));
		}
	}
	net->steps = 0;
}

void fpe_layer_forget(struct fpe_layer *layer, size_t weight)
{
	for (int kind = 0; kind < FPE_TENSOR_KINDS; kind++) {
		if (fpe_tensor_info[kind].of_weights && fpe_tensor_info[kind].moment)
			(*tensor_field(layer, kind))[weight] = 0;
	}
}

int fpe_net_outputs(const struct fpe_net *net)
{
	return net->layer[net->layers - 1].out;
}

size_t fpe_net_layer_nnz(const struct fpe_net *net, int layer)
{
	const struct fpe_layer *l = &net->layer[layer];
	size_t n = 0;

	for (size_t j = 0; j < fpe_layer_size(l); j++)
		n += l->mask[j] != 0;
	return n;
}

size_t fpe_net_nnz(const struct fpe_net *net)
{
	size_t n = 0;

	for (int i = 0; i < fpe_net_own_layers(net); i++)
		n += fpe_net_layer_nnz(net, i);
	return n;
}

size_t fpe_net_biases(const struct fpe_net *net)
{
	size_t n = 0;

	for (int i = 0; i < net->layers; i++)
		n += fpe_layer_biases(&net->layer[i]);
	return n;
}

void fpe_net_set_biased(struct fpe_net *net, bool biased)
{
	for (int i = 0; i < net->layers; i++) {
		struct fpe_layer *l = &net->layer[i];

		l->unbiased = !biased;
		for (int kind = 0; kind < FPE_TENSOR_KINDS && !biased; kind++) {
			if (!fpe_tensor_info[kind].of_weights)
				put_pieces(*tensor_field(l, kind), NULL, tensor_size(l, kind));
		}
	}
}

static int is_dead(const struct fpe_net *net, int layer, int neuron)
{
	const struct fpe_layer *l = &net->layer[layer];
	const struct fpe_layer *next = &net->layer[layer + 1];
	int in = 0, out = 0;

	for (int j = 0; j < l->in; j++)
		in |= l->mask[(size_t)neuron * (size_t)l->in + (size_t)j] != 0;
	for (int r = 0; r < next->out; r++)
		out |= next->mask[(size_t)r * (size_t)next->in + (size_t)neuron] != 0;
	return !in || !out;
}

int fpe_net_dead(const struct fpe_net *net)
{
	int dead = 0;

	for (int i = 0; i + 1 < net->layers; i++) {
		for (int n = 0; n < net->layer[i].out; n++)
			dead += is_dead(net, i, n);
	}
	return dead;
}

const char *fpe_net_neuron_name(const struct fpe_net *net, int layer, int neuron, char *buffer,
				size_t size)
{
	const struct fpe_origin *o = &net->origin[layer][neuron];
	size_t at = 0;

	fixed_put(buffer, size, &at, "n%d", o->root);
	for (int g = 0; g < o->depth; g++)
		fixed_put(buffer, size, &at, ".%d", o->child[g]);
	return buffer;
}

void fpe_net_apply_masks(struct fpe_net *net)
{
	for (int i = 0; i < net->layers; i++) {
		struct fpe_layer *l = &net->layer[i];

		for (size_t j = 0; j < tensor_size(l, FPE_MASK); j++) {
			if (l->mask[j] != 0)
				continue;
			l->weight[j] = 0;
			fpe_layer_forget(l, j);
		}
	}
	fpe_net_tie(net);
}

enum fpe_status fpe_net_set_tied(struct fpe_net *net, struct fpe_error *err)
{
	int inputs = net->layer[0].in, outputs = fpe_net_outputs(net);

	if (net->layers != 2)
		return fpe_fail(err, FPE_ESHAPE, "a tied net has one hidden layer, not %d",
				net->layers - 1);
	if (inputs != outputs)
		return fpe_fail(err, FPE_ESHAPE,
				"a tied net gives back its inputs: %d of them, but %d output%s",
				inputs, outputs, outputs == 1 ? "" : "s");
	net->tied = true;
	fpe_net_tie(net);
	return FPE_OK;
}

/* Only what differs is written: others may look at masks that are borrowed. */
static void turn(const struct fpe_layer *from, const float *tensor, float *to)
{
	size_t in = (size_t)from->in, out = (size_t)from->out;

	for (size_t i = 0; i < out; i++) {
		for (size_t j = 0; j < in; j++) {
			if (to[j * out + i] != tensor[i * in + j])
				to[j * out + i] = tensor[i * in + j];
		}
	}
}

void fpe_net_tie(struct fpe_net *net)
{
	for (int kind = 0; net->tied && kind < FPE_TENSOR_KINDS; kind++) {
		if (fpe_tensor_info[kind].of_weights)
			turn(&net->layer[0], fpe_net_tensor(net, 0, kind),
			     fpe_net_tensor(net, 1, kind));
	}
}
