/* SPDX-License-Identifier: GPL-3.0-or-later */
/* few_model.c - the order of sums of few.h and few_blocks.c, each written out. */
#include <math.h>
#include <string.h>

#include "support/lane_model_parts.h"

/* Four lanes. */
static float four_sum(const float *lane)
{
	return (lane[0] + lane[2]) + (lane[1] + lane[3]);
}

/* Does a layer go by blocks; of how many rows is this one's? */
static int rows_of(const struct model *m, int l, int i)
{
	bool lists = m->plan[l] == PLAN_LISTS && !m->spreads[l];

	return lists ? 1 : m->rows[l][i];
}

/* Part of one block: weights lie [inputs][rows]; each four of them in a row is in one of four
   sums, in turn. */
struct part {
	float lane[4][4];
	int inputs;
};

static float part_sum(const struct part *p, int rows, int row)
{
	float of[4];

	for (int i = 0; i < 4; i++) {
		float ways[4] = { p->lane[0][i], p->lane[1][i], p->lane[2][i], p->lane[3][i] };

		of[i] = four_sum(ways);
	}
	if (rows == 4)
		return of[row];
	return rows == 2 ? of[row] + of[row + 2] : four_sum(of);
}

/* Which of its block's rows row i is: the families of a group come one after another. */
static int place_of(const struct model *m, int l, int i, int class)
{
	const struct fpe_layer *of = &m->net->layer[l];
	int place = 0;

	/* rows above in the same group whose block this is, too */
	for (int k = i - 1; k >= 0 && m->group[l][k] == m->group[l][i]; k--) {
		bool has = false;

		for (int j = 0; j < of->in; j++)
			has |= m->class[l][k * of->in + j] == class;
		place += has;
	}
	return place;
}

static float block_output(const struct model *m, int l, int i, int t)
{
	const struct fpe_layer *of = &m->net->layer[l];
	const int *class = m->class[l] + i * of->in;
	int rows = rows_of(m, l, i), now = -1, row = 0;
	struct part p = { 0 };
	float a = 0;

	for (int k = 0; k < of->in; k++) {
		int j = m->walk[l][i * of->in + k];
		float *lane;

		if (rows == 1 && m->rows[l][i] == 0) {
			if (of->mask[i * of->in + j] == 0)
				continue;
		} else if (class[j] < 0) {
			continue;
		} else if (class[j] != now) {
			if (now >= 0)
				a += part_sum(&p, rows, row);
			p = (struct part){ 0 };
			now = class[j];
			row = place_of(m, l, i, now);
		}
		lane = &p.lane[(p.inputs * rows + row) / 4 % 4][(p.inputs * rows + row) % 4];
		*lane = fmaf(of->weight[i * of->in + j], *at(m->value[l], j, t), *lane);
		p.inputs++;
	}
	return a + part_sum(&p, rows, row) + of->bias[i];
}

static float row_output(const struct model *m, int l, int i, int t)
{
	const struct fpe_layer *of = &m->net->layer[l];
	float lane[16] = { 0 };

	for (int j = 0; j < of->in; j++) {
		float w = of->weight[i * of->in + j];

		lane[j % 16] = fmaf(w, *at(m->value[l], j, t), lane[j % 16]);
	}
	return model_lane_sum(lane) + of->bias[i];
}

static void forward(struct model *m)
{
	for (int t = 0; t < m->count; t++) {
		for (int l = 0; l < m->net->layers; l++) {
			for (int i = 0; i < m->net->layer[l].out; i++) {
				float z = rows_of(m, l, i) ? block_output(m, l, i, t)
							   : row_output(m, l, i, t);

				*at(m->sum[l + 1], i, t) = z;
				if (l + 1 < m->net->layers)
					z = model_out(m->net->activation, z);
				*at(m->value[l + 1], i, t) = z;
			}
		}
	}
}

static float weight_slope(const struct model *m, int l, int i, int j)
{
	int lanes = rows_of(m, l, i) ? 4 : 1;
	float lane[4] = { 0 };

	for (int t = 0; t < m->count; t++) {
		float d = *at(m->delta[l + 1], i, t);

		lane[t % lanes] = fmaf(d, *at(m->value[l], j, t), lane[t % lanes]);
	}
	return lanes == 1 ? lane[0] : four_sum(lane);
}

static void slopes(const struct model *m, int l)
{
	const struct fpe_layer *of = &m->net->layer[l];

	for (int i = 0; i < of->out; i++) {
		float *bias = &m->into->layer[l].bias[i];

		*bias = 0;
		for (int t = 0; t < m->count; t++)
			*bias += *at(m->delta[l + 1], i, t);
		for (int j = 0; j < of->in; j++)
			m->into->layer[l].weight[i * of->in + j] =
				of->mask[i * of->in + j] != 0 ? weight_slope(m, l, i, j) : 0;
	}
}

static void back(const struct model *m, int l)
{
	const struct fpe_layer *of = &m->net->layer[l];

	for (int j = 0; j < of->in; j++) {
		for (int t = 0; t < m->count; t++) {
			float a = 0;

			for (int i = 0; i < of->out; i++)
				a = fmaf(of->weight[i * of->in + j], *at(m->delta[l + 1], i, t), a);
			*at(m->delta[l], j, t) =
				model_back(m->net->activation, *at(m->sum[l], j, t),
					   *at(m->value[l], j, t), a);
		}
	}
}

static double softmax(const struct model *m, int t, float scale)
{
	int l = m->net->layers, classes = m->net->layer[l - 1].out, ties = -1;
	int label = m->data->label[m->pick[t]];
	float top = *at(m->value[l], 0, t), lane[16] = { 0 }, rest, share;

	for (int c = 1; c < classes; c++)
		top = *at(m->value[l], c, t) > top ? *at(m->value[l], c, t) : top;
	for (int c = 0; c < classes; c++) {
		bool is_top = *at(m->value[l], c, t) == top;
		float e = model_exp(*at(m->value[l], c, t) - top);

		ties += is_top;
		lane[c % 16] += is_top ? 0 : e;
		*at(m->delta[l], c, t) = e;
	}
	rest = model_lane_sum(lane) + (float)ties;
	share = scale / (1 + rest);
	for (int c = 0; c < classes; c++) {
		float *d = at(m->delta[l], c, t);

		*d = *d * share - (c == label ? scale : 0);
	}
	return (double)(top - *at(m->value[l], label, t) + model_log1p(rest));
}

static double losses(const struct model *m, float scale)
{
	double loss = 0;

	if (m->net->loss != FPE_LOSS_SOFTMAX)
		return model_losses(m, scale);
	for (int t = 0; t < m->count; t++)
		loss += softmax(m, t, scale);
	return loss;
}

double few_model(struct model *m, int n)
{
	double loss;

	forward(m);
	loss = losses(m, 1.0f / (float)n);
	for (int l = m->net->layers - 1; l >= 0; l--) {
		slopes(m, l);
		if (l > 0)
			back(m, l);
	}
	return loss;
}
