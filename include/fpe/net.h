/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * net.h - a feed-forward net as one block of numbers.
 *
 * y = W_L f(… f(W_1 x + b_1) …) + b_L, f its activation. Layers are named fc1, fc2, … and
 * numbered from 0 in code. Every tensor of every layer lies in one aligned
 * allocation; the list FPE_TENSOR_LIST drives allocation, copying, what is 0 off
 * the mask, forgetting of moments, and names in files.
 *
 * Invariant: where mask is 0, weight and its moments are 0; so are the biases of a
 * layer without, and theirs. Gradients are 0 there, and every optimizer leaves them 0.
 */
#ifndef FPE_NET_H
#define FPE_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fpe/activation.h"
#include "fpe/error.h"
#include "fpe/limits.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Every tensor starts at a multiple of this many bytes. */
#define FPE_ALIGN 64

/* X(KIND, field, has one number a weight (else one a neuron), is an optimiser's
   moment, file name or NULL) */
#define FPE_TENSOR_LIST(X)                        \
	X(WEIGHT, weight, true, false, "weight")  \
	X(BIAS, bias, false, false, "bias")       \
	X(MASK, mask, true, false, "weight_mask") \
	X(WEIGHT_M, weight_m, true, true, NULL)   \
	X(WEIGHT_V, weight_v, true, true, NULL)   \
	X(BIAS_M, bias_m, false, true, NULL)      \
	X(BIAS_V, bias_v, false, true, NULL)

enum fpe_tensor_kind {
#define FPE_TENSOR_ENUM(kind, field, of_weights, moment, file) FPE_##kind,
	FPE_TENSOR_LIST(FPE_TENSOR_ENUM)
#undef FPE_TENSOR_ENUM
		FPE_TENSOR_KINDS
};

/* Row-major floats: weight, mask and what goes with weights [out, in], else [out]. */
struct fpe_layer {
	int in, out;
	bool unbiased; /* without biases: all 0, not trained, not counted */
#define FPE_TENSOR_FIELD(kind, field, of_weights, moment, file) float *field;
	FPE_TENSOR_LIST(FPE_TENSOR_FIELD)
#undef FPE_TENSOR_FIELD
};

/* Places of weights, live or masked. */
static inline size_t fpe_layer_size(const struct fpe_layer *layer)
{
	return (size_t)layer->in * (size_t)layer->out;
}

/* Biases it has. */
static inline size_t fpe_layer_biases(const struct fpe_layer *layer)
{
	return layer->unbiased ? 0 : (size_t)layer->out;
}

/* Where a neuron comes from: n3, or n3.0.1 after two splits. */
struct fpe_origin {
	int16_t root;  /* neuron of the root net */
	int16_t depth; /* splits since */
	int16_t child[FPE_MAX_GENERATIONS];
};

struct fpe_net {
	int layers;
	enum fpe_activation activation; /* of all hidden neurons */
	enum fpe_loss loss;		/* what it is trained by: the data's, if they fit */
	/* Two layers, and the second's weights are the first's turned: what one has at [i, j]
	   the other has at [j, i], masks and moments too. They count once, as the first's */
	bool tied;
	struct fpe_layer layer[FPE_MAX_LAYERS];
	struct fpe_origin *origin[FPE_MAX_LAYERS]; /* [out] of each layer */
	uint64_t steps;				   /* optimiser steps behind the moments */
	size_t floats;				   /* length of block */
	float *block;				   /* every tensor */
	void *memory;				   /* owns it */
};

struct fpe_tensor_info {
	size_t offset; /* of its pointer in a struct fpe_layer */
	bool of_weights, moment;
	const char *file;
};
extern const struct fpe_tensor_info fpe_tensor_info[FPE_TENSOR_KINDS];

/* One tensor: rows x columns floats, row-major. */
float *fpe_net_tensor(const struct fpe_net *net, int layer, enum fpe_tensor_kind kind);

/*
 * A net with widths[0] inputs, widths[1 … layers] neurons; weights, biases and
 * moments 0, masks all 1, every layer with biases, the first activation; the loss is of
 * classes (fpe_loss_of). Gives *out. FPE_ELIMIT past limits.h. Who makes a net sets its
 * activation, loss and `unbiased`, and ties it (fpe_net_set_tied), before a kernel is
 * made for it.
 */
enum fpe_status fpe_net_new(const int *widths, int layers, struct fpe_net **out,
			    struct fpe_error *err);
/* As fpe_net_new, with the widths, activation and loss of net and with biases where
   it has them, but layers first … last times as wide. */
enum fpe_status fpe_net_wider(const struct fpe_net *net, int first, int last, int times,
			      struct fpe_net **out, struct fpe_error *err);
/* Of the shape, activation, loss and origins of net, of which no tensor is read; else as
   fpe_net_new. NULL: no memory. */
struct fpe_net *fpe_net_like(const struct fpe_net *net);
/* The same with masks of 0, so that of a large one only what is written takes memory. */
struct fpe_net *fpe_net_blank(const struct fpe_net *net);
void fpe_net_free(struct fpe_net *net);
struct fpe_net *fpe_net_copy(const struct fpe_net *net); /* NULL: no memory */

/* Copy all of it; the two must have the same shape (asserted). */
void fpe_net_assign(struct fpe_net *to, const struct fpe_net *from);
/* All but the moments, which stay as they are: to look at. */
void fpe_net_assign_shown(struct fpe_net *to, const struct fpe_net *from);
/* The masks of `to`, of the same shape, are those of from, as long as that lives and until
   fpe_net_own_masks: to look at, for masks take as much memory as weights. */
void fpe_net_borrow_masks(struct fpe_net *to, const struct fpe_net *from);
/* Its own again; what they are is the caller's to say. */
void fpe_net_own_masks(struct fpe_net *net);

enum fpe_init { FPE_INIT_UNIFORM, FPE_INIT_HE, FPE_INIT_XAVIER };
#define FPE_INIT_WORDS "uniform|he|xavier" /* in the order of the enum */

/*
 * Draw weights and biases, layer l from stream (seed, FPE_RNG_INIT, l), and
 * clear moments. uniform: weights and biases in +-1/sqrt(fan_in), as
 * torch.nn.Linear; he: weights in +-sqrt(6/fan_in), biases 0 (He et al. 2015);
 * xavier: weights in +-sqrt(6/(fan_in+fan_out)), biases 0 (Glorot, Bengio 2010).
 * Weights are the same whether or not a layer has biases.
 */
void fpe_net_init(struct fpe_net *net, enum fpe_init init, uint64_t seed);

/* Forget the optimiser's moments and step count. */
void fpe_net_clear_moments(struct fpe_net *net);

/* Neurons of the last layer: 1 tells two classes apart. */
int fpe_net_outputs(const struct fpe_net *net);

/* Mask entries set: of one layer, or of all weight matrices, tied ones once. Biases never
   count. */
size_t fpe_net_layer_nnz(const struct fpe_net *net, int layer);
size_t fpe_net_nnz(const struct fpe_net *net);
size_t fpe_net_biases(const struct fpe_net *net); /* of the layers that have them */

/* Every layer with biases, or none: they and their moments become 0 then. */
void fpe_net_set_biased(struct fpe_net *net, bool biased);

/* Tie a net. FPE_ESHAPE: it has not two layers, or not as many outputs as inputs. */
enum fpe_status fpe_net_set_tied(struct fpe_net *net, struct fpe_error *err);
/* Layers whose weights are their own: all; of a tied net the first. */
static inline int fpe_net_own_layers(const struct fpe_net *net)
{
	return net->tied ? 1 : net->layers;
}
/* Of a tied net the second layer becomes the first turned; of others nothing happens. Call
   after the first layer changed, if not fpe_net_apply_masks. */
void fpe_net_tie(struct fpe_net *net);

/* Hidden neurons without any incoming or without any outgoing weight. */
int fpe_net_dead(const struct fpe_net *net);

/* "n3" or "n3.0.1"; buffer holds FPE_MAX_NAME bytes or more. Returns buffer. */
const char *fpe_net_neuron_name(const struct fpe_net *net, int layer, int neuron, char *buffer,
				size_t size);

/* Reads "n3" or "n3.0.1". False: it is something else. */
bool fpe_origin_parse(const char *text, struct fpe_origin *out);
/* The neuron of this origin, -1 if there is none. */
int fpe_net_find_neuron(const struct fpe_net *net, int layer, const struct fpe_origin *origin);

/* How many neurons of the layer are its children. */
int fpe_net_children(const struct fpe_net *net, int layer, const struct fpe_origin *parent);

/*
 * Move the mask entry of an input of this layer from the child of `parent` that
 * holds it (the first, if several do) to child number `child`: nnz stays, the
 * weight moves along, its moments become 0. name: the input's, for errors.
 * FPE_ENAME: there is no such child; FPE_ESTATE: it holds the input already, or
 * no child does.
 */
enum fpe_status fpe_net_move(struct fpe_net *net, int layer, const struct fpe_origin *parent,
			     int input, int child, const char *name, struct fpe_error *err);

/* Zero weights and moments where the mask is 0; ties a tied net again. Call after a mask
   changed. */
void fpe_net_apply_masks(struct fpe_net *net);
/* The moments of one weight of a layer become 0. */
void fpe_layer_forget(struct fpe_layer *layer, size_t weight);

#ifdef __cplusplus
}
#endif

#endif
