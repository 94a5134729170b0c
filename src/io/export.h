/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * export.h - a net or samples as a file for other programs, by its name's end.
 *
 * Forms of tensors are those rows of format_table that are written; texts are
 * rows here. What is written depends on what is handed over alone.
 */
#ifndef IO_EXPORT_H
#define IO_EXPORT_H

#include "fpe/data.h"
#include "fpe/net.h"
#include "io/outfile.h"
#include "io/tensors.h"

/* How weights are laid out in forms of tensors. */
#define EXPORT_LAYOUT_WORDS "dense|csr" /* in the order of the enum */
enum export_layout {
	EXPORT_DENSE, /* fc1.weight [out, in], and fc1.weight_mask where some are masked */
	EXPORT_CSR    /* as scipy.sparse.csr_matrix: fc1.weight.data, .indices, .indptr, .shape */
};
/* A dense layout by the names that a pruned layer has in a program: BY_NONE as above. */
#define EXPORT_PRUNE_WORDS "torch"
enum export_prune {
	EXPORT_PRUNE_NONE = -1,
	EXPORT_PRUNE_TORCH /* torch.nn.utils.prune: fc1.weight_orig, fc1.weight_mask of all layers
			    */
};

/* All borrowed. */
struct export_net {
	const struct fpe_net *net;
	const char *lineage; /* lineage.h */
	/* Name of input j; buffer holds FPE_MAX_NAME bytes */
	const char *(*input)(const void *context, int j, char *buffer);
	const void *context;
	enum export_layout layout;
	enum export_prune prune;
};

struct export_samples {
	const struct fpe_data *train, *test; /* test: NULL, or of the same shape */
	const char *metadata;		     /* a JSON object, as a string of the metadata */
	/* Names of column j and class c; buffer holds FPE_MAX_NAME bytes */
	const char *(*input)(const void *context, int j, char *buffer);
	const char *(*class_name)(const void *context, int c, char *buffer);
	const void *context;
};

/* Ends of names: ".safetensors" …, for help, Tab and errors; NULL ends. Those of nets;
   samples: only those that samples have too. */
const char *export_suffix(int i, bool samples);
/* FPE_EFORMAT, with all ends there are, for a file of another; for a layout or names
   that the form has not; FPE_EIO: no file can be there. */
enum fpe_status export_check(const char *path, bool samples, struct fpe_error *err);
enum fpe_status export_check_layout(const char *path, enum export_layout layout,
				    enum export_prune prune, struct fpe_error *err);

/* Write the file: it is whole, or as it was. reading: who waits, or NULL. *bytes: its
   size. Errors as of the checks; FPE_EIO, FPE_ESTOPPED. */
enum fpe_status export_net(const struct export_net *what, const char *path,
			   const struct reading *reading, uint64_t *bytes, struct fpe_error *err);
enum fpe_status export_samples(const struct export_samples *what, const char *path,
			       const struct reading *reading, uint64_t *bytes,
			       struct fpe_error *err);

#endif
