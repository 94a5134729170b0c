/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_lineage.c - any text as what a file tells of its net.
 *
 * What is taken fits the net and the limits, and can be exported again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/metric.h"
#include "io/lineage.h"
#include "io/tensors_make.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz_lineage: %s\n", what);
	abort();
}

static void check_net(const struct fpe_net *net)
{
	double metric[FPE_METRIC_COUNT];

	for (int n = 0; n < net->layer[0].out; n++) {
		const struct fpe_origin *o = &net->origin[0][n];

		must(o->root >= 0 && o->root < FPE_MAX_NEURONS, "a root past the limits");
		must(o->depth >= 0 && o->depth <= FPE_MAX_GENERATIONS, "too many generations");
		must(fpe_net_find_neuron(net, 0, o) == n, "two neurons of one name");
	}
	must(!fpe_metric_net(net, 0, NULL, NULL, metric, NULL), "metrics fail");
}

static void check_lineage(struct lineage *l, struct fpe_net *net)
{
	struct fpe_error err;

	must(l->alpha >= 1 && l->alpha <= FPE_MAX_ALPHA, "alpha past the limits");
	must(l->layer >= -1 && l->layer < FPE_MAX_LAYERS, "a layer past the limits");
	must(l->activation < FPE_ACTIVATIONS, "an activation that there is not");
	if (lineage_apply(l, net, &err) == FPE_OK) {
		check_net(net);
		must(lineage_fits(l, net), "it does not fit the net it was applied to");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int widths[3] = { 3, 4, 1 };
	struct tensors *file = tensors_new("file");
	char *text = malloc(size + 1);
	struct lineage *l;
	struct fpe_net *net;
	struct fpe_error err;

	must(file && text, "no memory");
	must(fpe_net_new(widths, 2, &net, &err) == FPE_OK, "no net");
	memcpy(text, data, size);
	text[size] = 0;
	if (tensors_tell(file, LINEAGE_KEY, text, &err) == FPE_OK &&
	    lineage_read(file, &l, &err) == FPE_OK && l) {
		check_lineage(l, net);
		lineage_free(l);
	}
	fpe_net_free(net);
	free(text);
	tensors_free(file);
	return 0;
}
