/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * model.h - which net do the tensors of a file make?
 *
 * The net of the one stack there is (stack.h), or of the modules that a map names.
 * A module's weight [out, in] makes a layer, with its bias [out] where it has one and
 * its weight_mask [out, in]; or weight_orig and weight_mask as torch.nn.utils.prune
 * leaves them. What else the file holds is left alone, and told.
 */
#ifndef IO_MODEL_H
#define IO_MODEL_H

#include "fpe/net.h"
#include "io/lineage.h"
#include "io/stack.h"

/* What is asked of a file; zeroed: its one stack. */
struct model_request {
	const char *map;		       /* "fc1:head.0,fc2:head.2"; NULL */
	const enum fpe_activation *activation; /* NULL: the file's, else the first */
};

struct model_layer {
	const struct module *module; /* of struct model's */
	size_t dropped;		     /* weights that were not 0 outside of the mask */
};

/* The file is borrowed as long as it lives. */
struct model {
	const struct tensors *file;
	struct modules *modules;
	struct stacks *stacks;
	struct fpe_net *net; /* owned; NULL: it was not said which stack, or taken */
	int layers;
	struct model_layer layer[FPE_MAX_LAYERS];
	struct lineage *lineage; /* owned; what the file tells of this net, or NULL */
};

/*
 * Gives *out. FPE_EFORMAT, FPE_ELIMIT name the tensor; FPE_ENAME: a module of the map
 * is not there; FPE_ESTATE: there are several stacks and no map, where *out is given
 * too, without a net, to show what there is.
 */
enum fpe_status model_read(const struct tensors *file, const struct model_request *request,
			   struct model **out, struct fpe_error *err);
void model_free(struct model *model);

/* Modules of a kind that are not in the net, as "conv1, conv2, … 7 more"; NULL where
   there are none. malloc'ed. *count: how many. */
char *model_left(const struct model *model, enum module_kind kind, int *count);

/* Metadata of a file whose lineage is not of layers fc1, fc2 …: their modules, joined
   by commas, as model_modules has them. */
#define MODEL_MODULES_KEY "fpe.modules"
char *model_modules(const struct model *model); /* malloc'ed; NULL: no memory */

/* A module that stands between layers of the net by its name, and without which it
   answers otherwise than the model that was saved; NULL: none. */
const struct module *model_skipped(const struct model *model);

#endif
