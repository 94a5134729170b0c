/* SPDX-License-Identifier: GPL-3.0-or-later */
/* random_net.c - nets and data drawn for property tests. */
#include "support/random_net.h"

#include <stdlib.h>

int random_between(struct fpe_rng *rng, int low, int high)
{
	return low + (int)fpe_rng_below(rng, (uint32_t)(high - low + 1));
}

void random_mask(struct fpe_rng *rng, struct fpe_net *net, int layer, double density)
{
	struct fpe_layer *l = &net->layer[layer];

	for (int k = 0; k < l->in * l->out; k++)
		l->mask[k] = fpe_rng_unit(rng) < density;
	fpe_net_apply_masks(net);
}

static void clear_row(struct fpe_layer *l, int row)
{
	for (int j = 0; j < l->in; j++)
		l->mask[row * l->in + j] = 0;
}

static void clear_column(struct fpe_layer *l, int column)
{
	for (int i = 0; i < l->out; i++)
		l->mask[i * l->in + column] = 0;
}

/* Rows 2p and 2p+1 share no input, as two children of a split; `unit` inputs
   beside each other have one owner. */
static void part_rows(struct fpe_rng *rng, struct fpe_layer *l, int unit)
{
	for (int i = 0; i + 1 < l->out; i += 2) {
		int side = 0;

		for (int j = 0; j < l->in; j++) {
			if (j % unit == 0)
				side = (int)fpe_rng_below(rng, 2);
			l->mask[(i + side) * l->in + j] = 1;
			l->mask[(i + 1 - side) * l->in + j] = 0;
		}
	}
}

static struct fpe_net *draw_net(struct fpe_rng *rng, int most_inputs)
{
	static const double density[] = { 1, 1, .9, .5, .1 };
	int widths[FPE_MAX_LAYERS + 1], layers = random_between(rng, 1, 4);
	struct fpe_net *net;

	for (int l = 0; l < layers; l++)
		widths[l] = random_between(rng, 1, l == 0 ? most_inputs : 40);
	widths[layers] = fpe_rng_below(rng, 2) ? 1 : random_between(rng, 2, 20);
	if (fpe_net_new(widths, layers, &net, NULL))
		abort();
	fpe_net_init(net, FPE_INIT_UNIFORM, fpe_rng_u64(rng));
	for (int l = 0; l < layers; l++) {
		struct fpe_layer *to = &net->layer[l];

		random_mask(rng, net, l, density[fpe_rng_below(rng, 5)]);
		if (l == 0 && fpe_rng_below(rng, 3) == 0)
			part_rows(rng, to, 1);
		if (fpe_rng_below(rng, 4) == 0)
			clear_row(to, random_between(rng, 0, to->out - 1));
		if (fpe_rng_below(rng, 4) == 0)
			clear_column(to, random_between(rng, 0, to->in - 1));
	}
	fpe_net_apply_masks(net);
	return net;
}

struct fpe_net *random_net(struct fpe_rng *rng)
{
	return draw_net(rng, 70);
}

struct fpe_net *random_wide_net(struct fpe_rng *rng)
{
	return draw_net(rng, 300);
}

struct fpe_net *random_full_net(struct fpe_rng *rng)
{
	int widths[FPE_MAX_LAYERS + 1], layers = random_between(rng, 1, 3);
	struct fpe_net *net;

	for (int l = 0; l <= layers; l++)
		widths[l] = random_between(rng, 28, l == 0 ? 200 : 100);
	if (fpe_net_new(widths, layers, &net, NULL))
		abort();
	fpe_net_init(net, FPE_INIT_UNIFORM, fpe_rng_u64(rng));
	for (int l = 0; l < layers; l++)
		random_mask(rng, net, l, fpe_rng_below(rng, 3) ? 1 : .9);
	return net;
}

/* Rows first … first + rows share the inputs out; each is pruned with this chance. */
static void share_out(struct fpe_rng *rng, struct fpe_layer *l, int first, int rows, double pruned)
{
	for (int j = 0; j < l->in; j++) {
		int owner = (int)fpe_rng_below(rng, (uint32_t)rows);

		for (int i = 0; i < rows; i++)
			l->mask[(first + i) * l->in + j] =
				i == owner && fpe_rng_unit(rng) >= pruned;
	}
}

/* Families of 3 to 5 rows, the last one of what is left. */
static void share_all(struct fpe_rng *rng, struct fpe_layer *l)
{
	int most = random_between(rng, 3, 5);

	for (int i = 0; i < l->out; i += most)
		share_out(rng, l, i, most < l->out - i ? most : l->out - i, .05);
}

struct fpe_net *random_task_net(struct fpe_rng *rng)
{
	int most = fpe_rng_below(rng, 2) ? 32 : 300;
	int widths[] = { random_between(rng, 1, most), random_between(rng, 1, 40), 1 };
	struct fpe_net *net;

	if (fpe_net_new(widths, 2, &net, NULL))
		abort();
	fpe_net_init(net, FPE_INIT_UNIFORM, fpe_rng_u64(rng));
	switch (fpe_rng_below(rng, 6)) {
	case 0:
		random_mask(rng, net, 0, .9);
		random_mask(rng, net, 1, .8);
		break;
	case 3:
		random_mask(rng, net, 0, .5);
		break;
	case 4:
		share_all(rng, &net->layer[0]);
		break;
	case 1:
		part_rows(rng, &net->layer[0], 4);
		break;
	case 2:
		part_rows(rng, &net->layer[0], 1);
		clear_row(&net->layer[0], random_between(rng, 0, widths[1] - 1));
		break;
	default:
		break;
	}
	fpe_net_apply_masks(net);
	return net;
}

struct fpe_net *random_split_net(struct fpe_rng *rng)
{
	int widths[FPE_MAX_LAYERS + 1], layers = random_between(rng, 1, 3);
	struct fpe_net *net;

	for (int l = 0; l < layers; l++)
		widths[l] =
			random_between(rng, 32, l == 0 || fpe_rng_below(rng, 4) == 0 ? 300 : 140);
	widths[layers] = random_between(rng, 2, 40);
	if (fpe_net_new(widths, layers, &net, NULL))
		abort();
	fpe_net_init(net, FPE_INIT_UNIFORM, fpe_rng_u64(rng));
	for (int l = 0; l < layers; l++) {
		struct fpe_layer *to = &net->layer[l];
		int most = random_between(rng, 2, fpe_rng_below(rng, 3) ? 2 : 5), rows;
		double pruned = fpe_rng_below(rng, 2) ? .1 : 0;

		for (int i = 0; i < to->out; i += rows) {
			rows = fpe_rng_below(rng, 4) ? most : random_between(rng, 1, most);
			rows = rows < to->out - i ? rows : to->out - i;
			share_out(rng, to, i, rows, pruned);
		}
		if (fpe_rng_below(rng, 4) == 0)
			clear_row(to, random_between(rng, 0, to->out - 1));
	}
	fpe_net_apply_masks(net);
	return net;
}

void random_kind(struct fpe_rng *rng, struct fpe_net *net)
{
	if (fpe_rng_below(rng, 2) == 0)
		net->activation = (enum fpe_activation)fpe_rng_below(rng, FPE_ACTIVATIONS);
	if (fpe_rng_below(rng, 3) == 0)
		net->loss = fpe_rng_below(rng, 2) ? FPE_LOSS_SQUARED : FPE_LOSS_RECTIFIED;
	for (int l = 0; l < net->layers; l++) {
		struct fpe_layer *of = &net->layer[l];

		if (fpe_rng_below(rng, 4) > 0)
			continue;
		of->unbiased = true;
		for (int i = 0; i < of->out; i++)
			of->bias[i] = 0;
	}
}

/* Of each target, or none. */
static void random_importance(struct fpe_rng *rng, struct fpe_data *data)
{
	data->rectified = true;
	if (fpe_rng_below(rng, 2))
		return;
	data->importance = malloc((size_t)data->targets * sizeof *data->importance);
	for (int k = 0; data->importance && k < data->targets; k++)
		data->importance[k] = (float)fpe_rng_unit(rng);
}

struct fpe_data *random_data(struct fpe_rng *rng, const struct fpe_net *net, int n, int real)
{
	int d = net->layer[0].in, c = net->layer[net->layers - 1].out;
	struct fpe_data *data;

	bool squared = fpe_loss_is_of_targets(net->loss);

	c = c == 1 && !squared ? 2 : c;
	if (squared ? fpe_data_new_targets(n, d, c, real, &data, NULL)
		    : fpe_data_new(n, d, c, real, &data, NULL))
		abort();
	if (net->loss == FPE_LOSS_RECTIFIED)
		random_importance(rng, data);
	for (int i = 0; i < n; i++) {
		if (!squared)
			data->label[i] = random_between(rng, 0, c - 1);
		for (int k = 0; squared && k < c; k++)
			data->target[i * c + k] = (float)(3 * fpe_rng_unit(rng) - 1);
		for (int j = 0; j < d; j++) {
			double draw = 2 * fpe_rng_unit(rng) - 1;

			if (real)
				data->real[i * d + j] = (float)(2 * draw);
			else if (draw > 0)
				data->bits[i * data->words + j / 64] |= (uint64_t)1 << (j % 64);
		}
	}
	return data;
}
