/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * module.h - which modules do a file's tensors belong to, and of what kind are they?
 *
 * A module is what stands before a name's last dot, as PyTorch has it: `head.0` of
 * `head.0.weight`. Its kind follows from shapes and names; only linear ones are
 * trained here. A new kind is a row of MODULE_KIND_LIST and its test in module.c.
 */
#ifndef IO_MODULE_H
#define IO_MODULE_H

#include "io/tensors.h"

/* X(KIND, what many are called, what to do about it, or NULL). In the order in which
   they are tried. */
#define MODULE_KIND_LIST(X)                                                                                      \
	X(RECURRENT, "recurrent layers", NULL)                                                                   \
	X(ATTENTION, "attention", NULL)                                                                          \
	X(CONVOLUTION, "convolutions", NULL)                                                                     \
	X(FLAT, "weights of one side",                                                                           \
	  "save them with two, [out, in]; in Python: weight.reshape(1, -1)")                                     \
	X(NORM, "normalisation", NULL)                                                                           \
	X(DISGUISED, "reparametrised weights",                                                                   \
	  "remove the parametrisation in PyTorch before saving (remove_weight_norm, remove_parametrizations …)") \
	X(SPARSE, "sparse matrices",                                                                             \
	  "they are not read back; export the net without form=csr, or save it dense, with weight_mask")         \
	X(KERNEL, "kernels [in, out] of Keras or JAX",                                                           \
	  "save each turned, as NAME.weight [out, in]; in Python: numpy.ascontiguousarray(kernel.T)")            \
	X(BARE, "biases or masks without weights",                                                               \
	  "their weights are not in this file, or not under their name")                                         \
	X(EMBEDDING, "embeddings", NULL)                                                                         \
	X(LINEAR, "linear layers", NULL)                                                                         \
	X(OTHER, "other tensors", NULL)

enum module_kind {
#define MODULE_KIND_ENUM(kind, name, remedy) MODULE_##kind,
	MODULE_KIND_LIST(MODULE_KIND_ENUM)
#undef MODULE_KIND_ENUM
		MODULE_KINDS
};

struct module_kind_info {
	const char *name, *remedy;
};
extern const struct module_kind_info module_kind_info[MODULE_KINDS];

/* Tensors are borrowed from the file's list; NULL: it has none of this name. */
struct module {
	char *name; /* "head.0"; "" of tensors without a dot */
	enum module_kind kind;
	const struct tensor *const *tensor; /* [tensors] in the order of their bytes */
	int tensors;
	const struct tensor *weight;	/* or weight_orig, where there is no weight … */
	bool pruned;			/* … as torch.nn.utils.prune leaves it */
	const struct tensor *mask;	/* weight_mask */
	const struct tensor *bias;	/* or bias_orig */
	const struct tensor *bias_mask; /* of a bias_orig */
};

struct modules {
	int count;
	struct module *module; /* in natural order of their names */
	const struct tensor **tensor;
};

/* Of a file, but for its samples (x, y, test_x, test_y). The file is borrowed. Gives
 *out. */
enum fpe_status modules_of(const struct tensors *file, struct modules **out, struct fpe_error *err);
void modules_free(struct modules *modules);

/* NULL where none has this name. */
const struct module *modules_find(const struct modules *modules, const char *name);

#endif
