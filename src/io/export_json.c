/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * export_json.c - what was split from what, and which inputs each neuron has:
 * all but the weights.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "io/export_form.h"

static void put(struct outfile *to, const char *text)
{
	outfile_put(to, text, strlen(text), NULL);
}

static void put_names(struct outfile *to, const struct fpe_net *net, int layer)
{
	char name[FPE_MAX_NAME + 8 * FPE_MAX_GENERATIONS];

	put(to, ",\"neurons\":[");
	for (int n = 0; n < net->layer[layer].out; n++) {
		put(to, n ? ",\"" : "\"");
		put(to, fpe_net_neuron_name(net, layer, n, name, sizeof name));
		put(to, "\"");
	}
	put(to, "]");
}

/* Of each neuron, the columns of its live weights. */
static void put_mask(struct outfile *to, const struct fpe_layer *l)
{
	char text[16];

	put(to, ",\"mask\":[");
	for (int row = 0; row < l->out; row++) {
		const float *mask = l->mask + (size_t)row * (size_t)l->in;
		bool first = true;

		put(to, row ? ",\n[" : "[");
		if (outfile_put(to, "", 0, NULL))
			return; /* it is told by who closes */
		for (int column = 0; column < l->in; column++) {
			if (mask[column] == 0)
				continue;
			snprintf(text, sizeof text, first ? "%d" : ",%d", column);
			put(to, text);
			first = false;
		}
		put(to, "]");
	}
	put(to, "]");
}

static void put_layer(struct outfile *to, const struct fpe_net *net, int layer)
{
	const struct fpe_layer *l = &net->layer[layer];
	char text[160];

	snprintf(text, sizeof text,
		 "%s{\"name\":\"fc%d\",\"in\":%d,\"out\":%d,\"nnz\":%zu,\"biases\":%d",
		 layer ? ",\n" : "", layer + 1, l->in, l->out, fpe_net_layer_nnz(net, layer),
		 l->out);
	put(to, text);
	put_names(to, net, layer);
	put_mask(to, l);
	put(to, "}");
}

static enum fpe_status net(const struct export_net *what, struct outfile *to, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	outfile_expect(to, strlen(what->lineage) + fpe_net_nnz(what->net) * 5);
	put(to, "{\"fpe\":");
	put(to, what->lineage);
	put(to, ",\n\"layers\":[\n");
	for (int i = 0; i < what->net->layers && !status; i++) {
		put_layer(to, what->net, i);
		status = outfile_put(to, "", 0, err);
	}
	put(to, "]}\n");
	return outfile_put(to, "", 0, err);
}

const struct export_form export_form_json = {
	.suffix = ".json",
	.help = "what was split from what, settings, masks",
	.net = net,
};
