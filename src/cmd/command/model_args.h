/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * model_args.h - what `import` and `expand` have in common: which layers of a file,
 * and what is told of them.
 */
#ifndef CMD_MODEL_ARGS_H
#define CMD_MODEL_ARGS_H

#include "cmd/player/call.h"
#include "cmd/report/model_report.h"
#include "io/format.h"
#include "io/model.h"

const char *model_args_activation(int i); /* name, NULL past the last */

#define MODEL_ARGS                                                                              \
	ARG("map", TEXT, "which modules make the layers, as fc1:head.0,fc2:head.2",             \
	    .fallback = "the one stack there is"),                                              \
		ARG("activation", CHOICE, "of the hidden neurons, where the file does not say", \
		    .choice = model_args_activation, .fallback = "relu")

/* Text of a command's row that explains both. */
#define MODEL_DETAILS                                                                                                                                                                                                                                                                                                   \
	"Layers are found by their names, whatever prefix they have (fc1, 0 and 2 of a Sequential, module.layers.0), and by shapes that chain: NAME.weight [out, in], NAME.bias, NAME.weight_mask, or weight_orig and weight_mask as torch.nn.utils.prune leaves them, whose weights outside of the mask are dropped. " \
	"Half and bfloat numbers are taken as they are, doubles are rounded to float. "                                                                                                                                                                                                                                 \
	"Convolutions, attention, embeddings, normalisation and recurrent layers are not trained here: they are named and left alone. "                                                                                                                                                                                 \
	"A file with several stacks of linear layers shows them and takes map=."

/* The net of an open file as the call asks for it, told of in notes. Where map= is
   missing the report shows the stacks there are. Gives *out; the error points at its
   argument. */
enum fpe_status model_args_read(struct call *call, const struct format_file *file,
				struct model **out);

#endif
