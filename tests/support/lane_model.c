/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lane_model.c - one tile after the other, each sum written out. */
#include "support/lane_model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/kernel/classes.h"
#include "core/kernel/plan.h"
#include "core/kernel/tile.h"
#include "support/float_bits.h"
#include "support/lane_model_parts.h"

float model_exp(float x)
{
	const float shift = 0x1.8p23f;
	float t, n, r, p;

	x = x > -64 ? x : -64;
	t = fmaf(x, 1.442695041f, shift);
	n = -(t - shift);
	r = fmaf(n, 0x1.62e4p-1f, x);
	r = fmaf(n, 1.428606765e-06f, r);
	p = fmaf(1.392618404e-03f, r, 8.363178931e-03f);
	p = fmaf(p, r, 4.166655615e-02f);
	p = fmaf(p, r, 1.666657627e-01f);
	p = fmaf(p, r, 5.000000000e-01f);
	p = fmaf(p * r, r, r) + 1;
	return p * as_float((as_int(t) - as_int(shift) + 127) * (1 << 23));
}

float model_log1p(float x)
{
	float u = x + 1, m, f, s, z, p;
	int32_t k = (as_int(u) - 0x3f3504f3) >> 23;

	m = as_float(as_int(u) - k * (1 << 23));
	f = k == 0 ? x : m - 1;
	s = f / (f + 2);
	z = fabsf(s) > 0x1p-60f ? s * s : 0x1p-120f;
	p = fmaf(2.958202362e-01f, z, 3.998873532e-01f);
	p = fmaf(p, z, 6.666668653e-01f);
	p = fmaf(p * z, s, s + s);
	p = fmaf((float)k, 1.428606765e-06f, p);
	p = fmaf((float)k, 0x1.62e4p-1f, p);
	return x < 0x1p24f ? p : x;
}

static float model_log1p_unit(float x)
{
	float p = -3.176057013e-03f;

	p = fmaf(p, x, 1.954252645e-02f);
	p = fmaf(p, x, -5.637361109e-02f);
	p = fmaf(p, x, 1.054362357e-01f);
	p = fmaf(p, x, -1.526966691e-01f);
	p = fmaf(p, x, 1.966327429e-01f);
	p = fmaf(p, x, -2.495161593e-01f);
	p = fmaf(p, x, 3.332971036e-01f);
	p = fmaf(p, x, -4.999989271e-01f);
	return fmaf(p * x, x, x);
}

static float model_sigmoid(float x)
{
	float e = model_exp(-fabsf(x));

	return (x < 0 ? e : 1) / (1 + e);
}

static float model_tanh(float x)
{
	float a = fabsf(x), e = model_exp(-2 * a), large = a > 0x1p-60f ? a : 0x1p-60f;
	float s = large * large, p;

	p = fmaf(-6.096714176e-03f, s, 2.099717967e-02f);
	p = fmaf(p, s, -5.385090783e-02f);
	p = fmaf(p, s, 1.333276927e-01f);
	p = fmaf(p, s, -3.333332837e-01f);
	return copysignf(a < .625f ? fmaf(p * s, a, a) : (1 - e) / (1 + e), x);
}

static float model_normal(float x, float *bell)
{
	float a = fabsf(x), t = 1 / fmaf(.35f, a, 1), p;

	*bell = model_exp(-.5f * a * a);
	p = fmaf(-2.909758687e-02f, t, 1.437711269e-01f);
	p = fmaf(p, t, -2.553653717e-01f);
	p = fmaf(p, t, 1.588392258e-01f);
	p = fmaf(p, t, -2.291154489e-02f);
	p = fmaf(p, t, 1.054309905e-01f);
	p = fmaf(p, t, 1.198528409e-01f);
	p = fmaf(p, t, 1.398586780e-01f);
	p = fmaf(p, t, 1.396216303e-01f);
	p = *bell * (p * t);
	return x < 0 ? p : 1 - p;
}

float model_out(enum fpe_activation which, float z)
{
	float bell;

	switch (which) {
	case FPE_LEAKY:
		return .01f * z > z ? .01f * z : z;
	case FPE_TANH:
		return model_tanh(z);
	case FPE_SIGMOID:
		return model_sigmoid(z);
	case FPE_GELU:
		return z * model_normal(z, &bell);
	case FPE_LINEAR:
		return z;
	default:
		return 0 > z ? 0 : z;
	}
}

/* Slopes d of the output y to those of the sum z. */
float model_back(enum fpe_activation which, float z, float y, float d)
{
	float bell, below;

	switch (which) {
	case FPE_LEAKY:
		return y > 0 ? d : .01f * d;
	case FPE_TANH:
		return d * fmaf(-y, y, 1);
	case FPE_SIGMOID:
		return d * (y * (1 - y));
	case FPE_GELU:
		below = model_normal(z, &bell);
		return d * fmaf(z, bell * 3.989422804e-01f, below);
	case FPE_LINEAR:
		return d;
	default:
		return y > 0 ? d : 0;
	}
}

/* 16 lanes: i with i+8, then i+4, i+2, i+1. */
float model_lane_sum(float *lane)
{
	for (int step = 8; step > 0; step /= 2) {
		for (int i = 0; i < step; i++)
			lane[i] += lane[i + step];
	}
	return lane[0];
}

float model_input(const struct model *m, int j, int t)
{
	const struct fpe_data *d = m->data;
	size_t i = (size_t)m->pick[t];

	if (d->real)
		return d->real[i * (size_t)d->inputs + (size_t)j];
	return (float)(d->bits[i * (size_t)d->words + (size_t)(j / 64)] >> (j % 64) & 1);
}

/* One output of a table layer before the activation: fours of live inputs where the
   neuron packs, else of neighbours. */
static float looked_up(const struct model *m, int i, int t)
{
	const struct fpe_layer *of = &m->net->layer[0];
	bool packs = m->packs[i];
	float a = of->bias[i], four = 0;
	int n = 0;

	for (int j = 0; j < of->in; j++) {
		float w = of->weight[i * of->in + j];
		float x = *at(m->value[0], j, t);

		if (packs && of->mask[i * of->in + j] == 0)
			continue;
		four = n % 4 ? fmaf(w, x, four) : w * x;
		if (n++ % 4 == 3)
			a += four;
	}
	return n % 4 ? a + four : a;
}

/* Of any other layer: live weights in order. */
static float output(const struct model *m, int l, int i, int t)
{
	const struct fpe_layer *of = &m->net->layer[l];
	float a = of->bias[i];

	for (int k = 0; k < of->in; k++) {
		int j = m->walk[l][i * of->in + k];

		if (of->mask[i * of->in + j] != 0)
			a = fmaf(of->weight[i * of->in + j], *at(m->value[l], j, t), a);
	}
	return a;
}

static void forward(struct model *m)
{
	int layers = m->net->layers;

	for (int t = 0; t < m->count; t++) {
		for (int j = 0; j < m->net->layer[0].in; j++)
			*at(m->value[0], j, t) = model_input(m, j, t);
		for (int l = 0; l < layers; l++) {
			for (int i = 0; i < m->net->layer[l].out; i++) {
				float z = l == 0 && m->tables ? looked_up(m, i, t)
							      : output(m, l, i, t);

				*at(m->sum[l + 1], i, t) = z;
				if (l + 1 < layers)
					z = model_out(m->net->activation, z);
				*at(m->value[l + 1], i, t) = z;
			}
		}
	}
}

static float binary(const struct model *m, int t, float scale)
{
	int l = m->net->layers, yes = m->data->label[m->pick[t]] > 0;
	float z = *at(m->value[l], 0, t), x = yes ? -z : z;
	float e = model_exp(-fabsf(x));

	*at(m->delta[l], 0, t) = (x < 0 ? e : 1) * model_inverse(1 + e) * (yes ? -scale : scale);
	return (x > 0 ? x : 0) + model_log1p_unit(e);
}

static float softmax(const struct model *m, int t, float scale)
{
	int l = m->net->layers, c = m->net->layer[l - 1].out, best = 0;
	int label = m->data->label[m->pick[t]];
	float top = *at(m->value[l], 0, t), rest = 0, share;

	for (int i = 1; i < c; i++) {
		if (*at(m->value[l], i, t) > top) {
			best = i;
			top = *at(m->value[l], i, t);
		}
	}
	for (int i = 0; i < c; i++) {
		float e = model_exp(*at(m->value[l], i, t) - top);

		rest += i == best ? 0 : e;
		*at(m->delta[l], i, t) = e;
	}
	share = scale / (1 + rest);
	for (int i = 0; i < c; i++) {
		float *d = at(m->delta[l], i, t);

		*d = *d * share - (i == label ? scale : 0);
	}
	return top - *at(m->value[l], label, t) + model_log1p(rest);
}

static float squared(const struct model *m, int t, float scale)
{
	int l = m->net->layers, c = m->net->layer[l - 1].out;
	const float *target = m->data->target + (size_t)m->pick[t] * (size_t)c;
	float slope = 2 * scale / (float)c, loss = 0;

	for (int i = 0; i < c; i++) {
		float off = *at(m->value[l], i, t) - target[i];

		loss = fmaf(off, off, loss);
		*at(m->delta[l], i, t) = slope * off;
	}
	return loss;
}

static float rectified(const struct model *m, int t, float scale)
{
	int l = m->net->layers, c = m->net->layer[l - 1].out;
	const float *target = m->data->target + (size_t)m->pick[t] * (size_t)c;
	float loss = 0;

	for (int i = 0; i < c; i++) {
		float z = *at(m->value[l], i, t);
		float weight = m->data->importance ? m->data->importance[i] : 1;
		float slope = 2 * weight * scale / (float)c;
		float off = (z > 0 ? z : 0) - target[i];

		loss = fmaf(weight * off, off, loss);
		*at(m->delta[l], i, t) = z > 0 ? slope * off : 0;
	}
	return loss;
}

double model_losses(const struct model *m, float scale)
{
	int c = m->net->layer[m->net->layers - 1].out;
	float lane[16] = { 0 };

	for (int t = 0; t < m->count; t++) {
		if (m->net->loss == FPE_LOSS_SQUARED)
			lane[t % 16] += squared(m, t, scale);
		else if (m->net->loss == FPE_LOSS_RECTIFIED)
			lane[t % 16] += rectified(m, t, scale);
		else
			lane[t % 16] += c == 1 ? binary(m, t, scale) : softmax(m, t, scale);
	}
	return (double)model_lane_sum(lane) / (fpe_loss_is_of_targets(m->net->loss) ? c : 1);
}

/* Of a neuron of the first layer; shared ones without the weight upward. */
static float slope(const struct model *m, int i, int t)
{
	if (!m->shares)
		return *at(m->delta[1], i, t);
	return *at(m->value[1], i, t) > 0 ? *at(m->delta[2], 0, t) : 0;
}

/* Of a wide layer's weight: one sample after another. */
static float sum_in_order(const struct model *m, int l, int i, int j)
{
	float sum = 0;

	for (int t = 0; t < m->count; t++)
		sum = fmaf(*at(m->delta[l + 1], i, t), *at(m->value[l], j, t), sum);
	return sum;
}

/* What the tile adds to one weight's gradient. */
static void add_weight(const struct model *m, int l, int i, int j)
{
	const struct fpe_layer *of = &m->net->layer[l];
	float *sum = &m->into->layer[l].weight[i * of->in + j];
	float lane[16] = { 0 }, fours = 0;

	if (of->mask[i * of->in + j] == 0)
		return;
	for (int t = 0; t < m->count; t++) {
		float d = *at(m->delta[l + 1], i, t);

		lane[t % 16] = fmaf(d, *at(m->value[l], j, t), lane[t % 16]);
	}
	if (m->wide[l]) {
		*sum += sum_in_order(m, l, i, j);
		return;
	}
	if (l > 0 || !m->tables) {
		*sum += model_lane_sum(lane);
		return;
	}
	for (int t = 0; t < m->count; t += 4) {
		float four = 0;

		for (int k = t; k < t + 4 && k < m->count; k++)
			four = fmaf(slope(m, i, k), *at(m->value[0], j, k), four);
		fours += four;
	}
	*sum += fours;
}

/* Slope of neuron i's weight to the one output, by what its inputs and bias summed. */
static float weight_above(const struct model *m, int i)
{
	const struct fpe_layer *of = &m->net->layer[0], *to = &m->into->layer[0];
	float lane[16] = { 0 };

	if (m->net->layer[1].mask[i] == 0)
		return 0;
	for (int j = 0; j < of->in; j++) {
		int k = i * of->in + j;

		if (of->mask[k] != 0)
			lane[j % 16] = fmaf(of->weight[k], to->weight[k], lane[j % 16]);
	}
	return model_lane_sum(lane) + of->bias[i] * to->bias[i];
}

/* Left until all samples are summed: the weight that all slopes share, and its own. */
static void multiply_shared(const struct model *m)
{
	struct fpe_layer *to = &m->into->layer[0];

	for (int i = 0; i < to->out; i++) {
		float times = m->net->layer[1].weight[i];

		m->into->layer[1].weight[i] = weight_above(m, i);

		to->bias[i] *= times;
		for (int j = 0; j < to->in; j++) {
			if (m->net->layer[0].mask[i * to->in + j] != 0)
				to->weight[i * to->in + j] *= times;
		}
	}
}

static void backward(struct model *m)
{
	for (int l = m->net->layers - 1; l >= 0; l--) {
		const struct fpe_layer *of = &m->net->layer[l];

		for (int i = 0; i < of->out; i++) {
			float lane[16] = { 0 };

			for (int t = 0; t < m->count; t++)
				lane[t % 16] +=
					l == 0 ? slope(m, i, t) : *at(m->delta[l + 1], i, t);
			m->into->layer[l].bias[i] += model_lane_sum(lane);
			for (int j = 0; j < of->in; j++)
				add_weight(m, l, i, j);
		}
		for (int j = 0; l > 0 && j < of->in; j++) {
			for (int t = 0; t < m->count; t++) {
				float a = 0;

				for (int i = 0; i < of->out; i++) {
					if (of->mask[i * of->in + j] != 0)
						a = fmaf(of->weight[i * of->in + j],
							 *at(m->delta[l + 1], i, t), a);
				}
				*at(m->delta[l], j, t) =
					model_back(m->net->activation, *at(m->sum[l], j, t),
						   *at(m->value[l], j, t), a);
			}
		}
	}
}

/* The owner of input j in family f: the child that holds it, or the first. */
static int owner_of(const struct fpe_layer *l, const struct families *f, int family, int j)
{
	int owner = 0;

	for (int i = f->start[family]; i < f->start[family + 1]; i++) {
		if (l->mask[i * l->in + j] != 0)
			owner = i - f->start[family];
	}
	return owner;
}

/* Owners of input j in families first … end, as digits of a number. */
static int class_of(const struct fpe_layer *l, const struct families *f, int first, int end, int j)
{
	int class = 0;

	for (int i = first; i < end; i++)
		class = class * f->most + owner_of(l, f, i, j);
	return class;
}

/* Inputs ascending, or as class.h says. */
static void walk_layer(const struct model *m, int layer)
{
	const struct fpe_layer *l = &m->net->layer[layer];
	int *walk = m->walk[layer], *order = calloc((size_t)l->in, sizeof *order);
	int *class = calloc((size_t)l->in, sizeof *class);
	struct families f;
	int in_group, n;

	for (int i = 0; i < l->out * l->in; i++)
		walk[i] = i % l->in;
	families_find(&f, m->net, layer);
	in_group = families_in_group(&f, l->in);
	for (int first = 0; m->plan[layer] == PLAN_CLASS && first < f.count; first += n) {
		n = families_next(in_group, f.count - first);
		for (int j = 0; j < l->in; j++) {
			int at = j;

			class[j] = class_of(l, &f, first, first + n, j);
			for (; at > 0 && class[j] < class[order[at - 1]]; at--)
				order[at] = order[at - 1];
			order[at] = j;
		}
		for (int family = first; family < first + n; family++) {
			for (int i = f.start[family]; i < f.start[family + 1]; i++) {
				memcpy(walk + i * l->in, order, (size_t)l->in * sizeof *order);
				m->rows[layer][i] = n;
				m->group[layer][i] = first;
				for (int j = 0; j < l->in; j++) {
					bool owns =
						f.start[family] + owner_of(l, &f, family, j) == i;

					m->class[layer][i * l->in + j] = owns ? class[j] : -1;
				}
			}
		}
	}
	free(class);
	free(order);
}

/* How each layer goes: asked once, it takes a look at every weight. */
static void plan_model(struct model *m)
{
	plan_layers(m->net, m->data, m->plan);
	m->tables = m->plan[0] == PLAN_TABLE;
	m->shares = m->tables && plan_shares_slopes(m->net);
	for (int l = 0; l < m->net->layers; l++) {
		m->spreads[l] = plan_spreads(m->net, l);
		m->wide[l] = m->plan[l] == PLAN_BLOCK && plan_is_wide(&m->net->layer[l]);
	}
	for (int i = 0; i < m->net->layer[0].out; i++)
		m->packs[i] = plan_packs(&m->net->layer[0], i);
}

static void allocate(struct model *m)
{
	for (int l = 0; l <= m->net->layers; l++) {
		size_t width = (size_t)(l ? m->net->layer[l - 1].out : m->net->layer[0].in);

		m->value[l] = calloc(width * TILE, sizeof(float));
		m->delta[l] = calloc(width * TILE, sizeof(float));
		m->sum[l] = calloc(width * TILE, sizeof(float));
	}
	for (int l = 0; l < m->net->layers; l++) {
		struct fpe_layer *to = &m->into->layer[l];

		m->walk[l] = calloc(fpe_layer_size(to), sizeof *m->walk[l]);
		m->class[l] = calloc(fpe_layer_size(to), sizeof *m->class[l]);
		m->rows[l] = calloc((size_t)to->out, sizeof *m->rows[l]);
		m->group[l] = calloc((size_t)to->out, sizeof *m->group[l]);
		walk_layer(m, l);
		memset(to->weight, 0, (size_t)to->in * (size_t)to->out * sizeof(float));
		memset(to->bias, 0, (size_t)to->out * sizeof(float));
	}
}

double lane_model(const struct fpe_net *net, const struct fpe_data *data, const int32_t *order,
		  int n, float *logits, struct fpe_net *into)
{
	struct model m = { .net = net, .data = data, .into = into };
	int c = net->layer[net->layers - 1].out;
	double loss = 0;

	plan_model(&m);
	allocate(&m);
	for (int first = 0; first < n; first += TILE) {
		m.count = n - first < TILE ? n - first : TILE;
		for (int t = 0; t < m.count; t++)
			m.pick[t] = order ? order[first + t] : first + t;
		forward(&m);
		for (int t = 0; t < m.count; t++) {
			for (int i = 0; i < c; i++)
				*logits++ = *at(m.value[net->layers], i, t);
		}
		loss += model_losses(&m, 1.0f / (float)n);
		backward(&m);
	}
	if (m.shares)
		multiply_shared(&m);
	if (n <= plan_few(net, m.plan))
		loss = few_model(&m, n);
	for (int l = 0; l < net->layers; l++) {
		struct fpe_layer *to = &into->layer[l];

		free(m.walk[l]);
		free(m.class[l]);
		free(m.rows[l]);
		free(m.group[l]);
		if (net->layer[l].unbiased)
			memset(to->bias, 0, (size_t)to->out * sizeof(float));
	}
	for (int l = 0; l <= net->layers; l++) {
		free(m.value[l]);
		free(m.delta[l]);
		free(m.sum[l]);
	}
	return loss / n;
}
