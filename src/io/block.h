/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * block.h - a file's tensors with the net of some of them replaced by another.
 *
 * The modules that a model was read from (model.h) get the weights, masks and biases
 * of a net that takes and gives as much, with other hidden widths; numbers stay of the
 * types they had in the file. Every other tensor, and the metadata, are as they were.
 */
#ifndef IO_BLOCK_H
#define IO_BLOCK_H

#include "io/model.h"
#include "io/tensors_make.h"

/* How masks are written, in the order of BLOCK_WORDS. */
enum block_form {
	BLOCK_MASKS, /* weight, 0 outside of weight_mask */
	BLOCK_TORCH, /* weight_orig and weight_mask, as torch.nn.utils.prune */
	BLOCK_ZEROS  /* weight, 0 outside of the mask, which is not written */
};
#define BLOCK_WORDS "masks|torch|zeros"
/* TORCH where a module of the model is pruned so, else MASKS. */
enum block_form block_form_of(const struct model *model);

/* What writing does to the net's numbers: rounded to the types of the file's. */
void block_round(const struct model *model, struct fpe_net *net);

/* Weights that are in the mask and 0: rounding to a type may have made them so. */
size_t block_zeros(const struct fpe_net *net);

struct block {
	struct tensors *list; /* to be written; borrows the file's bytes and … */
	uint8_t **bytes;      /* … these, owned */
	int count;
};

/*
 * net was rounded, and has the model's layers. FPE_EFORMAT: a number is past what
 * its type holds; FPE_ELIMIT, FPE_ENAME as tensors_add. Gives *out.
 */
enum fpe_status block_new(const struct model *model, const struct fpe_net *net,
			  enum block_form form, struct block **out, struct fpe_error *err);
void block_free(struct block *block);

#endif
