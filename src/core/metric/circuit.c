/* SPDX-License-Identifier: GPL-3.0-or-later */
/* circuit.c - edges are dropped while the net still decides as it did. */
#include "fpe/circuit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/metric/circuit_search.h"
#include "fpe/kernel.h"

#define PART 32 /* of the edges left go together, where they do not go singly */

struct edge {
	double effect;
	uint32_t at; /* place in the weights of its layer */
	uint32_t layer;
};

static int by_effect(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;

	if (x->effect != y->effect)
		return x->effect < y->effect ? -1 : 1;
	if (x->layer != y->layer)
		return x->layer < y->layer ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

static void swap(struct edge *a, struct edge *b)
{
	struct edge kept = *a;

	*a = *b;
	*b = kept;
}

/* The `count` least of n come first (Hoare's find); then they are sorted, alone. */
static void sort_least(struct edge *list, int n, int count)
{
	int low = 0, high = n - 1;

	while (low < high) {
		struct edge middle = list[low + (high - low) / 2];
		int i = low, j = high;

		while (i <= j) {
			while (by_effect(&list[i], &middle) < 0)
				i++;
			while (by_effect(&middle, &list[j]) < 0)
				j--;
			if (i <= j)
				swap(&list[i++], &list[j--]);
		}
		if (count <= j)
			high = j;
		else if (count >= i)
			low = i;
		else
			break;
	}
	qsort(list, (size_t)count, sizeof *list, by_effect);
}

/* The `count` edges that are left with the least effect, first in `list`, which has room for
   all of them. */
static void find_least(const struct circuit_search *v, struct edge *list, int count)
{
	int n = 0;

	for (int l = 0; l < v->net->layers; l++) {
		size_t size = fpe_layer_size(&v->net->layer[l]);

		for (size_t at = 0; at < size; at++) {
			if (isfinite(v->effect[l][at]))
				list[n++] = (struct edge){ v->effect[l][at], (uint32_t)at,
							   (uint32_t)l };
		}
	}
	sort_least(list, n, count < n ? count : n);
}

static void mark(struct fpe_circuit *out, const struct edge *list, int count, uint8_t keep)
{
	for (int i = 0; i < count; i++)
		out->keep[list[i].layer][list[i].at] = keep;
}

/* Drop `count` of the sorted edges, half as many where that is too many; *dropped: how many it
   was in the end. */
static enum fpe_status drop_first(struct circuit_search *v, struct fpe_circuit *out,
				  const struct edge *list, int count, int *dropped,
				  struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	for (*dropped = 0; count > 0 && *dropped == 0 && !status; count /= 2) {
		mark(out, list, count, 0);
		circuit_rebuild(v, out->keep);
		status = circuit_forward(v, err);
		if (circuit_agreement(v) >= FPE_CIRCUIT_AGREEMENT)
			*dropped = count;
		else
			mark(out, list, count, 1);
	}
	return status;
}

static enum fpe_status drop_edges(struct circuit_search *v, struct fpe_circuit *out,
				  struct fpe_error *err)
{
	struct edge *list = malloc(((size_t)out->edges + 1) * sizeof *list);
	int dropped = out->edges;
	enum fpe_status status = list ? FPE_OK : fpe_no_memory(err);

	while (!status && dropped > 0 && out->edges > 0) {
		int count = out->together ? (out->edges + PART - 1) / PART : 1;

		status = circuit_effects(v, err);
		if (status)
			break;
		count = count < dropped ? count : dropped;
		find_least(v, list, count);
		status = drop_first(v, out, list, count, &dropped, err);
		out->edges -= dropped;
	}
	free(list);
	return status;
}

static enum fpe_status begin(const struct fpe_net *net, struct fpe_circuit *out,
			     struct fpe_error *err)
{
	*out = (struct fpe_circuit){ .layers = net->layers, .held = NAN };
	for (int l = 0; l < net->layers; l++) {
		size_t size = fpe_layer_size(&net->layer[l]);

		out->keep[l] = calloc(size, 1);
		if (!out->keep[l])
			return fpe_no_memory(err);
		for (size_t at = 0; at < size; at++)
			out->keep[l][at] = net->layer[l].mask[at] != 0;
	}
	out->edges = out->weights = (int)fpe_net_nnz(net);
	out->together = out->weights > FPE_CIRCUIT_SINGLY;
	return FPE_OK;
}

static bool passes_on(const struct fpe_circuit *c, const struct fpe_net *net, int layer, int neuron)
{
	const struct fpe_layer *in = &net->layer[layer], *out = &net->layer[layer + 1];
	bool comes = false, goes = false;

	for (int j = 0; j < in->in; j++)
		comes |= c->keep[layer][(size_t)neuron * (size_t)in->in + (size_t)j];
	for (int i = 0; i < out->out; i++)
		goes |= c->keep[layer + 1][(size_t)i * (size_t)out->in + (size_t)neuron];
	return comes && goes;
}

/* The samples of one clause: those where it alone decides, then as many where none does. */
static enum fpe_status choose(const struct fpe_circuit_basis *basis, const struct fpe_data *data,
			      int clause, int from, int step, int32_t **order, int *count,
			      struct fpe_error *err)
{
	const struct fpe_contrast_choice choice = { FPE_CIRCUIT_SAMPLES, from, step };
	struct fpe_contrast c;
	enum fpe_status status =
		fpe_contrast_new(basis->task, data, &choice, basis->watch, &c, err);

	*order = NULL;
	*count = 0;
	if (!status && !c.of_clauses)
		status = fpe_fail(err, FPE_ESTATE, "no clauses are known of this task");
	else if (!status && (clause < 0 || clause >= c.parts))
		status = fpe_fail(err, FPE_ESTATE, "the task has %d clauses, c0 to c%d", c.parts,
				  c.parts - 1);
	if (!status) {
		*count = fpe_contrast_all(&c, clause);
		*order = malloc(((size_t)*count + 1) * sizeof **order);
		if (!*order)
			status = fpe_no_memory(err);
	}
	for (int i = 0; !status && i < *count; i++)
		(*order)[i] = c.sample[fpe_contrast_at(&c, clause, i)];
	fpe_contrast_clear(&c);
	return status;
}

static double share_right(const int *said, const struct fpe_data *data, const int32_t *order, int n)
{
	int right = 0;

	for (int s = 0; s < n; s++)
		right += said[s] == data->label[order[s]];
	return (double)right / n;
}

static enum fpe_status search(struct circuit_search *v, const struct fpe_net *net,
			      const struct fpe_circuit_basis *basis, const int32_t *order,
			      struct fpe_circuit *out, struct fpe_error *err)
{
	enum fpe_status status =
		circuit_open(v, net, basis->data, order, out->samples, basis->watch, err);

	if (status)
		return status;
	out->constant = true;
	for (int s = 1; s < v->x.n; s++)
		out->constant = out->constant && v->said[s] == v->said[0];
	out->accuracy = share_right(v->said, basis->data, order, v->x.n);
	status = drop_edges(v, out, err);
	if (status)
		return status;
	circuit_rebuild(v, out->keep);
	status = circuit_forward(v, err);
	out->agreement = circuit_agreement(v);
	return status;
}

/* What is left, with the means of the samples it was found by, on others. */
static enum fpe_status hold_out(const struct circuit_search *v, const struct fpe_data *data,
				const int32_t *order, struct fpe_circuit *out,
				struct fpe_error *err)
{
	int n = out->held_samples, last = v->net->layers - 1;
	int *said = calloc((size_t)n + 1, sizeof *said);
	struct inside x = { 0 };
	enum fpe_status status = said ? FPE_OK : fpe_no_memory(err);
	int alike = 0;

	if (!status)
		status = inside_new(v->net, last, data, order, n, v->watch, &x, err);
	for (int s = 0; s < n && !status; s++)
		said[s] = inside_class(x.post[last], x.outputs, n, s);
	if (!status)
		out->accuracy = share_right(said, data, order, n);
	for (int l = 0; l <= last && !status; l++)
		status = inside_layer(v->left, l, v->watch, &x, err);
	for (int s = 0; s < n && !status; s++)
		alike += inside_class(x.post[last], x.outputs, n, s) == said[s];
	out->held = (double)alike / n;
	inside_clear(&x);
	free(said);
	return status;
}

static enum fpe_status find(struct circuit_search *v, const struct fpe_net *net, int clause,
			    const struct fpe_circuit_basis *basis, struct fpe_circuit *out,
			    struct fpe_error *err)
{
	const struct fpe_data *others = basis->held ? basis->held : basis->data;
	int32_t *order = NULL, *held = NULL;
	enum fpe_status status = choose(basis, basis->data, clause, 0, basis->held ? 1 : 2, &order,
					&out->samples, err);

	if (!status && out->samples == 0)
		status = fpe_fail(err, FPE_ESTATE,
				  "there are no samples where clause c%d alone decides", clause);
	if (!status)
		status = choose(basis, others, clause, !basis->held, basis->held ? 1 : 2, &held,
				&out->held_samples, err);
	if (!status)
		status = search(v, net, basis, order, out, err);
	if (!status && out->held_samples > 0)
		status = hold_out(v, others, held, out, err);
	free(order);
	free(held);
	return status;
}

enum fpe_status fpe_circuit_new(const struct fpe_net *net, int clause,
				const struct fpe_circuit_basis *basis, struct fpe_circuit *out,
				struct fpe_error *err)
{
	struct circuit_search v = { 0 };
	enum fpe_status status = begin(net, out, err);

	if (!status)
		status = fpe_kernel_fits(net, basis->data, err);
	if (!status)
		status = find(&v, net, clause, basis, out, err);
	for (int l = 0; l + 1 < net->layers && !status; l++) {
		for (int i = 0; i < net->layer[l].out; i++)
			out->neurons += passes_on(out, net, l, i);
	}
	circuit_close(&v);
	return status;
}

void fpe_circuit_clear(struct fpe_circuit *circuit)
{
	for (int l = 0; l < FPE_MAX_LAYERS; l++)
		free(circuit->keep[l]);
	*circuit = (struct fpe_circuit){ 0 };
}

enum fpe_status fpe_circuit_mean(const struct fpe_net *net, const struct fpe_circuit_basis *basis,
				 double *out, struct fpe_error *err)
{
	int clauses = basis->task ? basis->task->clauses.count : 0, counted = 0;
	enum fpe_status status = FPE_OK;
	double sum = 0;

	if (!basis->data->bits || !basis->data->label)
		clauses = 0;
	for (int c = 0; c < clauses && !status; c++) {
		struct fpe_circuit circuit;

		status = fpe_circuit_new(net, c, basis, &circuit, err);
		if (!status) {
			sum += circuit.edges;
			counted++;
		} else if (status == FPE_ESTATE) {
			status = FPE_OK; /* no samples where it alone decides */
		}
		fpe_circuit_clear(&circuit);
	}
	*out = counted ? sum / counted : NAN;
	return status;
}
