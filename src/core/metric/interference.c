/* SPDX-License-Identifier: GPL-3.0-or-later */
/* interference.c - matrices of cosines between neurons, inputs or clauses. */
#include "core/metric/gram.h"
#include "core/metric/metric.h"

#include <math.h>
#include <stdlib.h>

int fpe_interference_size(const struct fpe_net *net, int layer, const struct fpe_clauses *clauses,
			  enum fpe_of of)
{
	if (layer < 0 || layer >= net->layers)
		return 0;
	switch (of) {
	case FPE_OF_NEURONS:
		return net->layer[layer].out;
	case FPE_OF_INPUTS:
		return net->layer[layer].in;
	case FPE_OF_CLAUSES:
		return metric_has_clauses(layer, clauses) ? clauses->count : 0;
	}
	return 0;
}

/* Footprints [m x out]: q_ic of clause c over the neurons i. */
static double *footprints(const struct fpe_layer *l, const struct fpe_clauses *clauses)
{
	double *v = gram_alloc(clauses->count, l->out);

	/* neuron by neuron: its row stays in the first cache */
	for (int n = 0; v && n < l->out; n++) {
		for (int c = 0; c < clauses->count; c++)
			v[(size_t)c * (size_t)l->out + (size_t)n] =
				fpe_clause_weight(l, n, clauses, c);
	}
	return v;
}

/* Inner products, the upper half of them, to cosines, in place: the triangles first, then
   the diagonal, which they need. */
static void normalise(double *g, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t l = i + 1; l < n; l++)
			g[i * n + l] = metric_cosine(g[i * n + l], g[i * n + i], g[l * n + l]);
	}
	gram_mirror(g, (int)n);
	for (size_t i = 0; i < n; i++)
		g[i * n + i] = g[i * n + i] > 0;
}

enum fpe_status fpe_interference(const struct fpe_net *net, int layer,
				 const struct fpe_clauses *clauses, enum fpe_of of,
				 const struct fpe_watch *watch, double *out, struct fpe_error *err)
{
	enum fpe_status status = metric_check(net, layer, clauses, err);
	int n = fpe_interference_size(net, layer, clauses, of);
	struct gram_side side;
	double *v = NULL;

	if (status)
		return status;
	if (n < 1)
		return fpe_fail(err, FPE_ESTATE, "fc%d has no clauses to compare", layer + 1);
	if (of == FPE_OF_CLAUSES) {
		int length = net->layer[layer].out;

		v = footprints(&net->layer[layer], clauses);
		if (!v)
			return fpe_no_memory(err);
		side = (struct gram_side){
			.doubles = v, .n = n, .length = length, .next = (size_t)length, .step = 1
		};
	} else {
		side = of == FPE_OF_INPUTS ? gram_of_columns(&net->layer[layer])
					   : gram_of_rows(&net->layer[layer]);
	}
	status = gram_product(&side, &side, GRAM_UPPER, watch, out, err);
	if (!status)
		normalise(out, (size_t)n);
	free(v);
	return status;
}
