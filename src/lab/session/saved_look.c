/* SPDX-License-Identifier: GPL-3.0-or-later */
/* saved_look.c - which neuron is looked at, and which edges a circuit has. */
#include "lab/session/saved_look.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lab/session/saved_nets.h"
#include "lab/session/session_arm.h"

#define CIRCUIT "circuit" /* U8: 1 for each weight that is in it, layer after layer */

static const struct fpe_net *net_of(const struct frozen *f, int id)
{
	for (int i = 0; i < f->arms; i++) {
		if (f->id[i] == id)
			return ((const struct arm *)shared_get(f->arm[i]))->net;
	}
	return NULL;
}

static bool is_hidden(const struct fpe_net *net, int layer, int neuron)
{
	return net && layer >= 0 && layer + 1 < net->layers && neuron >= 0 &&
	       neuron < net->layer[layer].out;
}

/* ------------------------------------------------------------------ writing */

static json_t *real_json(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

static json_t *circuit_json(const struct snapshot_circuit *s)
{
	const struct fpe_circuit *c = &s->circuit;

	return json_pack("{s:i, s:i, s:i, s:i, s:i, s:i, s:b, s:b, s:i, s:i, s:o, s:o, s:o}", "arm",
			 s->arm, "epoch", s->epoch, "clause", s->clause, "edges", c->edges,
			 "weights", c->weights, "neurons", c->neurons, "constant", c->constant,
			 "together", c->together, "samples", c->samples, "held_samples",
			 c->held_samples, "agreement", real_json(c->agreement), "held",
			 real_json(c->held), "accuracy", real_json(c->accuracy));
}

static size_t edges_of(const struct fpe_net *net)
{
	size_t n = 0;

	for (int l = 0; l < net->layers; l++)
		n += fpe_layer_size(&net->layer[l]);
	return n;
}

static enum fpe_status put_circuit(const struct snapshot_circuit *c, const struct fpe_net *net,
				   struct tensors *list, uint8_t **out, struct fpe_error *err)
{
	size_t all = edges_of(net), at = 0;
	uint8_t *keep = malloc(all);

	*out = keep;
	if (!keep)
		return fpe_no_memory(err);
	for (int l = 0; l < net->layers; l++) {
		size_t n = fpe_layer_size(&net->layer[l]);

		memcpy(keep + at, c->circuit.keep[l], n);
		at += n;
	}
	return saved_tell(list, CIRCUIT, TENSOR_U8, keep, all, 0, err);
}

enum fpe_status saved_look_put(const struct frozen *f, const struct snapshot_look *look,
			       struct tensors *list, json_t **json, uint8_t **edges,
			       struct fpe_error *err)
{
	const struct snapshot_circuit *c = shared_get(f->circuit);
	const struct fpe_net *net = c ? net_of(f, c->arm) : NULL;

	if (is_hidden(net_of(f, look->arm), look->layer, look->neuron))
		saved_set(json, "look",
			  json_pack("{s:i, s:i, s:i}", "arm", look->arm, "layer", look->layer,
				    "neuron", look->neuron));
	if (!net || !snapshot_circuit_fits(c, c->arm, net))
		return FPE_OK;
	saved_set(json, CIRCUIT, circuit_json(c));
	return put_circuit(c, net, list, edges, err);
}

/* ------------------------------------------------------------------ reading */

static void get_look(struct saved_in *in, const json_t *json, int first_id, struct frozen *f)
{
	f->look.arm = first_id + (int)saved_whole(in, json, "arm", 0, 1 << 24);
	f->look.layer = (int)saved_whole(in, json, "layer", 0, FPE_MAX_LAYERS);
	f->look.neuron = (int)saved_whole(in, json, "neuron", 0, FPE_MAX_NEURONS);
	if (!is_hidden(net_of(f, f->look.arm), f->look.layer, f->look.neuron))
		saved_bad(in, "look", "there is no such hidden neuron");
}

static double share(struct saved_in *in, const json_t *json, const char *key)
{
	return json_is_null(json_object_get(json, key)) ? NAN : saved_real(in, json, key, 0, 1);
}

static void get_numbers(struct saved_in *in, const json_t *json, struct snapshot_circuit *out)
{
	struct fpe_circuit *c = &out->circuit;

	out->epoch = (int)saved_whole(in, json, "epoch", 0, FPE_MAX_EPOCHS);
	out->clause = (int)saved_whole(in, json, "clause", 0, FPE_MAX_INPUTS);
	c->edges = (int)saved_whole(in, json, "edges", 0, INT32_MAX);
	c->weights = (int)saved_whole(in, json, "weights", 0, INT32_MAX);
	c->neurons = (int)saved_whole(in, json, "neurons", 0, INT32_MAX);
	c->constant = saved_flag(in, json, "constant");
	c->together = saved_flag(in, json, "together");
	c->samples = (int)saved_whole(in, json, "samples", 0, INT32_MAX);
	c->held_samples = (int)saved_whole(in, json, "held_samples", 0, INT32_MAX);
	c->agreement = share(in, json, "agreement");
	c->held = share(in, json, "held");
	c->accuracy = share(in, json, "accuracy");
}

/* Edges of every layer, each 0 or 1. */
static void get_edges(struct saved_in *in, const struct tensors *file, const struct fpe_net *net,
		      struct snapshot_circuit *out)
{
	const struct tensor *t = saved_tensor(in, file, CIRCUIT, TENSOR_U8, 0);
	const uint8_t *from = t ? (const uint8_t *)t->data : NULL;

	if (t && t->count != edges_of(net)) {
		saved_bad(in, CIRCUIT, "it has not as many edges as the net");
		return;
	}
	for (int l = 0; t && l < net->layers && !in->status; l++) {
		const struct fpe_layer *layer = &net->layer[l];
		size_t n = fpe_layer_size(layer);

		out->in[l] = layer->in;
		out->out[l] = layer->out;
		out->circuit.layers = l + 1;
		out->circuit.keep[l] = malloc(n);
		if (!out->circuit.keep[l]) {
			saved_no_memory(in);
			return;
		}
		for (size_t i = 0; i < n; i++)
			out->circuit.keep[l][i] = from[i] != 0;
		from += n;
	}
}

static void get_circuit(struct saved_in *in, const struct tensors *file, const json_t *json,
			int first_id, struct frozen *f)
{
	const struct fpe_task *task = shared_get(f->task);
	struct snapshot_circuit *c = calloc(1, sizeof *c);
	const struct fpe_net *net;

	if (!c) {
		saved_no_memory(in);
		return;
	}
	c->arm = first_id + (int)saved_whole(in, json, "arm", 0, 1 << 24);
	net = net_of(f, c->arm);
	get_numbers(in, json, c);
	if (!net || !task || c->clause >= task->clauses.count)
		saved_bad(in, CIRCUIT, "there is no such arm or clause");
	if (!in->status)
		get_edges(in, file, net, c);
	f->circuit = session_share_circuit(c);
	if (!f->circuit)
		saved_no_memory(in);
}

void saved_look_get(struct saved_in *in, const struct tensors *file, const json_t *json,
		    int first_id, struct frozen *f)
{
	const json_t *look = json_object_get(json, "look"),
		     *circuit = json_object_get(json, CIRCUIT);

	if (look && !in->status)
		get_look(in, look, first_id, f);
	if (circuit && !in->status)
		get_circuit(in, file, circuit, first_id, f);
}
