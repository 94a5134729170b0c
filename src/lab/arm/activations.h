/* SPDX-License-Identifier: GPL-3.0-or-later */
/* activations.h - what a layer of a net makes of samples, as samples themselves. */
#ifndef LAB_ACTIVATIONS_H
#define LAB_ACTIVATIONS_H

#include "fpe/data.h"
#include "fpe/net.h"
#include "io/reading.h"

/*
 * Real samples with an input for each neuron of the layer (from 0) and the labels
 * or targets of data: what a hidden neuron passes on; of the last layer the
 * logits. FPE_ESHAPE: data do not fit the net; FPE_ELIMIT: more than limits.h
 * allows, before memory is asked for; FPE_ESTOPPED. Gives *out.
 */
enum fpe_status activations_of(const struct fpe_net *net, int layer, const struct fpe_data *data,
			       const struct reading *reading, struct fpe_data **out,
			       struct fpe_error *err);

/* In place, as dropconnect evaluates a net: the weights of hidden layers times 1 - off. */
void activations_thin(struct fpe_net *net, double off);

#endif
