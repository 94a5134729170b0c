/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * export_csv.c - a net as one live weight a row, samples as one sample a row.
 *
 * Numbers have the digits that give the same float back. The locale is C here
 * (export.c).
 */
#include <stdio.h>
#include <string.h>

#include "io/csv_cell.h"
#include "io/export_form.h"

static void put(struct outfile *to, const char *text)
{
	outfile_put(to, text, strlen(text), NULL);
}

static void put_number(struct outfile *to, float value)
{
	char text[40];
	int size = snprintf(text, sizeof text, "%.9g", (double)value);

	outfile_put(to, text, (size_t)size, NULL);
}

static void put_name(struct outfile *to, const char *name)
{
	struct textbuf cell = { 0 };

	csv_cell(&cell, name, false);
	if (cell.failed)
		outfile_no_memory(to);
	else
		outfile_put(to, cell.bytes, cell.size, NULL);
	textbuf_clear(&cell);
}

/* ------------------------------------------------------------------ nets */

/* A neuron, and where it comes from: "n0.1,n0". */
static void put_neuron(struct outfile *to, const struct fpe_net *net, int layer, int neuron)
{
	char name[FPE_MAX_NAME + 8 * FPE_MAX_GENERATIONS];
	char *dot;

	fpe_net_neuron_name(net, layer, neuron, name, sizeof name);
	put(to, name);
	put(to, ",");
	dot = strrchr(name, '.');
	if (dot)
		*dot = 0;
	put(to, dot ? name : "");
}

static const char *column_name(const struct export_net *what, int layer, int column, char *name,
			       size_t size)
{
	return layer ? fpe_net_neuron_name(what->net, layer - 1, column, name, size)
		     : what->input(what->context, column, name);
}

static void put_weight(struct outfile *to, const struct export_net *what, int layer, int row,
		       int column)
{
	char name[FPE_MAX_NAME + 8 * FPE_MAX_GENERATIONS], place[48];
	const struct fpe_layer *l = &what->net->layer[layer];
	size_t at = (size_t)row * (size_t)l->in + (size_t)column;

	snprintf(place, sizeof place, "fc%d,", layer + 1);
	put(to, place);
	put_neuron(to, what->net, layer, row);
	snprintf(place, sizeof place, ",%d,%d,", row, column);
	put(to, place);
	put_name(to, column_name(what, layer, column, name, sizeof name));
	put(to, ",");
	put_number(to, l->weight[at]);
	put(to, "\n");
}

/* Its column and input are empty. */
static void put_bias(struct outfile *to, const struct export_net *what, int layer, int row)
{
	char place[48];

	snprintf(place, sizeof place, "fc%d,", layer + 1);
	put(to, place);
	put_neuron(to, what->net, layer, row);
	snprintf(place, sizeof place, ",%d,,", row);
	put(to, place);
	put(to, ",");
	put_number(to, what->net->layer[layer].bias[row]);
	put(to, "\n");
}

static enum fpe_status net(const struct export_net *what, struct outfile *to, struct fpe_error *err)
{
	enum fpe_status status;

	outfile_expect(to, fpe_net_nnz(what->net) * 40);
	put(to, "layer,neuron,parent,row,column,input,weight\n");
	for (int i = 0; i < what->net->layers; i++) {
		const struct fpe_layer *l = &what->net->layer[i];

		for (int row = 0; row < l->out; row++) {
			for (int column = 0; column < l->in; column++) {
				if (l->mask[(size_t)row * (size_t)l->in + (size_t)column] != 0)
					put_weight(to, what, i, row, column);
			}
			if (!l->unbiased)
				put_bias(to, what, i, row);
			status = outfile_put(to, "", 0, err);
			if (status) /* a put since then failed */
				return status;
		}
	}
	return FPE_OK;
}

/* --------------------------------------------------------------- samples */

static void put_heads(struct outfile *to, const struct export_samples *what)
{
	char name[FPE_MAX_NAME];

	put(to, what->test ? "part," : "");
	for (int j = 0; j < what->train->inputs; j++) {
		put_name(to, what->input(what->context, j, name));
		put(to, ",");
	}
	if (what->train->label || what->train->targets == 1) {
		put(to, "y\n");
		return;
	}
	for (int k = 0; k < what->train->targets; k++) {
		snprintf(name, sizeof name, "%sy%d", k ? "," : "", k);
		put(to, name);
	}
	put(to, "\n");
}

static void put_sample(struct outfile *to, const struct export_samples *what,
		       const struct fpe_data *data, int i)
{
	const uint64_t *bits = data->bits ? data->bits + (size_t)i * (size_t)data->words : NULL;
	const float *real = data->real ? data->real + (size_t)i * (size_t)data->inputs : NULL;
	char name[FPE_MAX_NAME];

	for (int j = 0; j < data->inputs; j++) {
		if (real)
			put_number(to, real[j]);
		else
			put(to, bits[j / 64] >> (j % 64) & 1 ? "1" : "0");
		put(to, ",");
	}
	if (data->label)
		put_name(to, what->class_name(what->context, data->label[i], name));
	for (int k = 0; data->target && k < data->targets; k++) {
		put(to, k ? "," : "");
		put_number(to, data->target[(size_t)i * (size_t)data->targets + (size_t)k]);
	}
	put(to, "\n");
}

static enum fpe_status put_part(struct outfile *to, const struct export_samples *what,
				const struct fpe_data *data, const char *part,
				struct fpe_error *err)
{
	int all = what->train->count + (what->test ? what->test->count : 0);
	enum fpe_status status;

	for (int i = 0; i < data->count; i++) {
		put(to, part);
		put_sample(to, what, data, i);
		if (data == what->train && i == 0)
			outfile_expect(to, outfile_size(to) * (uint64_t)all);
		status = outfile_put(to, "", 0, err);
		if (status)
			return status;
	}
	return FPE_OK;
}

static enum fpe_status samples(const struct export_samples *what, struct outfile *to,
			       struct fpe_error *err)
{
	enum fpe_status status;

	put_heads(to, what);
	status = put_part(to, what, what->train, what->test ? "train," : "", err);
	if (!status && what->test)
		status = put_part(to, what, what->test, "test,", err);
	return status;
}

const struct export_form export_form_csv = {
	.suffix = ".csv",
	.help = "a line a live weight",
	.sample_help = "a line a sample",
	.net = net,
	.samples = samples,
};
