/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * blas.c - the same training in plain C over OpenBLAS.
 *
 * As little work as the job allows: sgemv where there is one output or one
 * sample, no loss while it trains, no mask where a layer is full. Where it is
 * not, the weights are kept 0 in one of two ways (the mask inside the loop of
 * Adam, or Adam over a list of the live weights), whichever is faster here: a
 * BLAS cannot skip zeros. All other loops are written for the compiler to
 * vectorise (-O3 -march=native -ffast-math).
 */
#include <cblas.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contestant.h"

#define CHUNK 512 /* samples at once, so that they stay in a cache */

struct layer {
	int in, out;
	size_t size;
	float *weight, *bias, *gw, *gb;
	float *m, *v, *mb, *vb;
	const float *mask; /* NULL: full */
	int32_t *live;	   /* NULL: the mask is multiplied */
	size_t count;	   /* of live */
};

static struct job job;
static struct layer layer[MAX_LAYERS];
static float *value[MAX_LAYERS + 1], *delta[MAX_LAYERS + 1];
static int32_t *order, *label;
static int steps, loaded;
static uint64_t state = 88172645463325252u;

static float *floats(size_t n)
{
	float *a = aligned_alloc(64, (n * 4 + 127) / 64 * 64);

	memset(a, 0, n * 4);
	return a;
}

static void unload(void)
{
	for (int l = 0; l < job.layers; l++) {
		struct layer *at = &layer[l];
		void *all[] = { at->weight, at->bias, at->gw, at->gb,  at->m,
				at->v,	    at->mb,   at->vb, at->live };

		for (size_t i = 0; i < sizeof all / sizeof *all; i++)
			free(all[i]);
		*at = (struct layer){ 0 };
	}
	for (int l = 0; l <= job.layers; l++) {
		free(value[l]);
		free(delta[l]);
	}
	free(order);
	free(label);
	job_clear(&job);
}

static void restart(void)
{
	steps = 0;
	for (int l = 0; l < job.layers; l++) {
		struct layer *at = &layer[l];
		size_t out = (size_t)at->out;

		memcpy(at->weight, job.weight[l], at->size * 4);
		memcpy(at->bias, job.bias[l], out * 4);
		memset(at->m, 0, at->size * 4);
		memset(at->v, 0, at->size * 4);
		memset(at->mb, 0, out * 4);
		memset(at->vb, 0, out * 4);
	}
}

struct rates {
	float step, root;
};

static struct rates rates(void)
{
	return (struct rates){ (float)(.01 / (1 - pow(.9, steps))),
			       (float)(1 / sqrt(1 - pow(.999, steps))) };
}

static void adam(size_t n, const float *restrict g, float *restrict w, float *restrict a,
		 float *restrict b)
{
	struct rates r = rates();

	for (size_t i = 0; i < n; i++) {
		a[i] = .9f * a[i] + .1f * g[i];
		b[i] = .999f * b[i] + .001f * g[i] * g[i];
		w[i] -= r.step * a[i] / (sqrtf(b[i]) * r.root + 1e-8f);
	}
}

static void adam_masked(size_t n, const float *restrict mask, const float *restrict g,
			float *restrict w, float *restrict a, float *restrict b)
{
	struct rates r = rates();

	for (size_t i = 0; i < n; i++) {
		float s = g[i] * mask[i];

		a[i] = .9f * a[i] + .1f * s;
		b[i] = .999f * b[i] + .001f * s * s;
		w[i] -= r.step * a[i] / (sqrtf(b[i]) * r.root + 1e-8f);
	}
}

/* Moments stand in the order of the list. */
static void adam_live(size_t n, const int32_t *restrict live, const float *restrict g,
		      float *restrict w, float *restrict a, float *restrict b)
{
	struct rates r = rates();

#pragma GCC ivdep
	for (size_t i = 0; i < n; i++) {
		float s = g[live[i]];

		a[i] = .9f * a[i] + .1f * s;
		b[i] = .999f * b[i] + .001f * s * s;
		w[live[i]] -= r.step * a[i] / (sqrtf(b[i]) * r.root + 1e-8f);
	}
}

static void update(struct layer *l)
{
	if (l->live)
		adam_live(l->count, l->live, l->gw, l->weight, l->m, l->v);
	else if (l->mask)
		adam_masked(l->size, l->mask, l->gw, l->weight, l->m, l->v);
	else
		adam(l->size, l->gw, l->weight, l->m, l->v);
	adam((size_t)l->out, l->gb, l->bias, l->mb, l->vb);
}

static double time_of_updates(struct layer *l)
{
	double best = 1e9;

	for (int i = 0; i < 7; i++) {
		double begin = seconds();

		for (int k = 0; k < 5; k++)
			update(l);
		if (seconds() - begin < best)
			best = seconds() - begin;
	}
	return best;
}

/* List or mask, by a trial. */
static void plan_mask(struct layer *l, const float *mask)
{
	int32_t *live = malloc(l->size * 4);
	size_t n = 0;
	double times;

	for (size_t i = 0; i < l->size; i++) {
		if (mask[i] != 0)
			live[n++] = (int32_t)i;
	}
	if (n < l->size) {
		steps = 1;
		l->mask = mask;
		times = time_of_updates(l);
		l->live = live;
		l->count = n;
		if (time_of_updates(l) < times)
			return;
		l->live = NULL;
	}
	free(live);
}

static void make_layer(struct layer *at, int l)
{
	int in = job.widths[l], out = job.widths[l + 1];
	size_t size = (size_t)in * (size_t)out, rows = (size_t)out;

	*at = (struct layer){ .in = in, .out = out, .size = size };
	at->weight = floats(size);
	at->gw = floats(size);
	at->m = floats(size);
	at->v = floats(size);
	at->bias = floats(rows);
	at->gb = floats(rows);
	at->mb = floats(rows);
	at->vb = floats(rows);
	plan_mask(at, job.mask[l]);
}

static int load(const char *dir, const char *name)
{
	if (loaded)
		unload();
	loaded = 1;
	if (job_read(&job, dir, name)) {
		reason = "no such job";
		return -1;
	}
	for (int l = 0; l < job.layers; l++)
		make_layer(&layer[l], l);
	for (int l = 0; l <= job.layers; l++) {
		value[l] = floats(CHUNK * (size_t)job.widths[l]);
		delta[l] = floats(CHUNK * (size_t)job.widths[l]);
	}
	order = malloc((size_t)job.train * 4);
	label = malloc(CHUNK * 4);
	for (int i = 0; i < job.train; i++)
		order[i] = i;
	restart();
	return 0;
}

/* to [n, out] += x [n, in] W^T */
static void product(const struct layer *l, const float *x, int n, float *to)
{
	if (l->out == 1)
		cblas_sgemv(CblasRowMajor, CblasNoTrans, n, l->in, 1, x, l->in, l->weight, 1, 1, to,
			    1);
	else if (n == 1)
		cblas_sgemv(CblasRowMajor, CblasNoTrans, l->out, l->in, 1, l->weight, l->in, x, 1,
			    1, to, 1);
	else
		cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n, l->out, l->in, 1, x, l->in,
			    l->weight, l->in, 1, to, l->out);
}

static void forward(const float *x, int n)
{
	for (int l = 0; l < job.layers; l++) {
		int out = layer[l].out;
		float *to = value[l + 1];

		for (int i = 0; i < n; i++)
			memcpy(to + (size_t)i * out, layer[l].bias, (size_t)out * 4);
		product(&layer[l], l ? value[l] : x, n, to);
		if (l + 1 < job.layers) {
			for (int i = 0; i < n * out; i++)
				to[i] = to[i] > 0 ? to[i] : 0;
		}
	}
}

/* delta[layers] = e^(z - largest), their sums a row in `sum` */
static void exponentials(int n, float *sum)
{
	int c = job.widths[job.layers];
	const float *z = value[job.layers];
	float *d = delta[job.layers];

	for (int i = 0; i < n; i++) {
		const float *zi = z + (size_t)i * c;
		float top = zi[0];

		for (int k = 1; k < c; k++)
			top = zi[k] > top ? zi[k] : top;
		for (int k = 0; k < c; k++)
			d[(size_t)i * c + k] = zi[k] - top;
	}
	for (int i = 0; i < n * c; i++)
		d[i] = expf(d[i]);
	for (int i = 0; i < n; i++) {
		float all = 0;

		for (int k = 0; k < c; k++)
			all += d[(size_t)i * c + k];
		sum[i] = all;
	}
}

/* delta[layers]: the slopes of the logits, of a mean over `of` samples */
static void slopes(const int32_t *y, int n, int of)
{
	int c = job.widths[job.layers];
	const float *z = value[job.layers];
	float *d = delta[job.layers], scale = 1.0f / (float)of, sum[CHUNK];

	if (c == 1) {
		for (int i = 0; i < n; i++)
			d[i] = (1 / (1 + expf(-z[i])) - (float)y[i]) * scale;
		return;
	}
	exponentials(n, sum);
	for (int i = 0; i < n; i++) {
		float share = scale / sum[i];

		for (int k = 0; k < c; k++)
			d[(size_t)i * c + k] *= share;
		d[(size_t)i * c + y[i]] -= scale;
	}
}

struct score {
	double loss;
	int hits;
};

static void score_binary(const int32_t *y, int n, struct score *to)
{
	const float *z = value[job.layers];
	float sum = 0;
	int hits = 0;

	for (int i = 0; i < n; i++) {
		float t = y[i] ? -z[i] : z[i];

		sum += (t > 0 ? t : 0) + logf(1 + expf(-fabsf(t)));
		hits += (z[i] > 0) == (y[i] > 0);
	}
	to->loss += sum;
	to->hits += hits;
}

/* The largest logit's exponential is 1. */
static void score_classes(const int32_t *y, int n, struct score *to)
{
	int c = job.widths[job.layers];
	const float *e = delta[job.layers];
	float sum[CHUNK];

	exponentials(n, sum);
	for (int i = 0; i < n; i++)
		to->hits += e[(size_t)i * c + y[i]] == 1;
	for (int i = 0; i < n; i++)
		to->loss += logf(sum[i]) - logf(e[(size_t)i * c + y[i]] + 1e-38f);
}

static struct score score(const float *x, const int32_t *y, int count)
{
	struct score s = { 0 };

	for (int at = 0; at < count; at += CHUNK) {
		int n = count - at < CHUNK ? count - at : CHUNK;

		forward(x + (size_t)at * job.widths[0], n);
		if (job.widths[job.layers] == 1)
			score_binary(y + at, n, &s);
		else
			score_classes(y + at, n, &s);
	}
	s.loss /= count;
	return s;
}

/* gw [out, in] = beta gw + d^T [out, n] h [n, in] */
static void gradient(struct layer *l, const float *d, const float *h, int n, float beta)
{
	if (l->out == 1) {
		cblas_sgemv(CblasRowMajor, CblasTrans, n, l->in, 1, h, l->in, d, 1, beta, l->gw, 1);
	} else if (n == 1 && beta == 0) {
		for (int k = 0; k < l->out; k++) {
			for (int j = 0; j < l->in; j++)
				l->gw[(size_t)k * l->in + j] = d[k] * h[j];
		}
	} else {
		cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, l->out, l->in, n, 1, d, l->out,
			    h, l->in, beta, l->gw, l->in);
	}
	if (beta == 0)
		memset(l->gb, 0, (size_t)l->out * 4);
	for (int i = 0; i < n; i++) {
		for (int k = 0; k < l->out; k++)
			l->gb[k] += d[(size_t)i * l->out + k];
	}
}

/* to [n, in] = d [n, out] W [out, in], where h is above 0 */
static void back_through(const struct layer *l, const float *d, const float *h, int n, float *to)
{
	if (l->out == 1) {
		for (int i = 0; i < n; i++) {
			for (int j = 0; j < l->in; j++) {
				size_t at = (size_t)i * l->in + j;

				to[at] = h[at] > 0 ? d[i] * l->weight[j] : 0;
			}
		}
		return;
	}
	if (n == 1)
		cblas_sgemv(CblasRowMajor, CblasTrans, l->out, l->in, 1, l->weight, l->in, d, 1, 0,
			    to, 1);
	else
		cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, l->in, l->out, 1, d,
			    l->out, l->weight, l->in, 0, to, l->in);
	for (int i = 0; i < n * l->in; i++)
		to[i] = h[i] > 0 ? to[i] : 0;
}

static void backward(int n, float beta)
{
	for (int l = job.layers - 1; l >= 0; l--) {
		gradient(&layer[l], delta[l + 1], value[l], n, beta);
		if (l)
			back_through(&layer[l], delta[l + 1], value[l], n, delta[l]);
	}
}

/* A large batch goes through in chunks, its gradient adds up. */
static void step(const int32_t *pick, int n)
{
	size_t d = (size_t)job.widths[0];

	for (int at = 0; at < n; at += CHUNK) {
		int now = n - at < CHUNK ? n - at : CHUNK;

		for (int i = 0; i < now; i++) {
			memcpy(value[0] + (size_t)i * d, job.x + (size_t)pick[at + i] * d, d * 4);
			label[i] = job.y[pick[at + i]];
		}
		forward(value[0], now);
		slopes(label, now, n);
		backward(now, at ? 1 : 0);
	}
	steps++;
	for (int l = 0; l < job.layers; l++)
		update(&layer[l]);
}

static int batch_at(int at)
{
	return job.train - at < job.batch ? job.train - at : job.batch;
}

static void shuffle(void)
{
	for (uint32_t i = (uint32_t)job.train - 1; i > 0; i--) {
		uint32_t j;
		int32_t swap = order[i];

		state ^= state << 13;
		state ^= state >> 7;
		state ^= state << 17;
		j = (uint32_t)(((state >> 32) * (i + 1)) >> 32);
		order[i] = order[j];
		order[j] = swap;
	}
}

static void train(int epochs)
{
	while (epochs--) {
		shuffle();
		for (int at = 0; at < job.train; at += job.batch)
			step(order + at, batch_at(at));
	}
}

static void eval(int passes)
{
	static volatile int hits; /* so that they are counted */

	while (passes--)
		hits = score(job.x, job.y, job.train).hits + score(job.tx, job.ty, job.test).hits;
}

static void losses(const int *until, int n, double *out)
{
	int a_epoch = (job.train + job.batch - 1) / job.batch;

	restart();
	for (int i = 0; i < n; i++) {
		while (steps < until[i]) {
			int at = steps % a_epoch * job.batch;

			step(job.order + (size_t)(steps / a_epoch) * job.train + at, batch_at(at));
		}
		out[i] = score(job.x, job.y, job.train).loss;
	}
}

char *openblas_get_corename(void);
char *openblas_get_config(void);

int main(int argc, char **argv)
{
	static const struct contestant blas = { load, train, eval, losses };

	if (argc > 1 && strcmp(argv[1], "--which") == 0) {
		printf("%s; kernels for %s\n", openblas_get_config(), openblas_get_corename());
		return 0;
	}
	return contestant_serve(&blas, argc > 1 ? argv[1] : ".");
}
