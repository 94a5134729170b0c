/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * blas.c - the same training in plain C over cblas_sgemm (OpenBLAS).
 *
 * Masks: the weights are kept 0 where the mask is 0, the gradient is multiplied
 * by it; a BLAS cannot skip zeros. Adam and losses are loops that the compiler
 * vectorises (-O3 -march=native -ffast-math).
 */
#include <cblas.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contestant.h"

static struct job job;
static float *weight[MAX_LAYERS], *bias[MAX_LAYERS];
static float *gw[MAX_LAYERS], *gb[MAX_LAYERS];
static float *m[MAX_LAYERS], *v[MAX_LAYERS], *mb[MAX_LAYERS], *vb[MAX_LAYERS];
static float *value[MAX_LAYERS + 1], *delta[MAX_LAYERS + 1];
static int32_t *order, *label;
static int steps, biggest, loaded;
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
		float *all[] = { weight[l], bias[l], gw[l], gb[l], m[l], v[l], mb[l], vb[l] };

		for (int i = 0; i < 8; i++)
			free(all[i]);
	}
	for (int l = 0; l <= job.layers; l++) {
		free(value[l]);
		free(delta[l]);
	}
	free(order);
	free(label);
	job_clear(&job);
}

static size_t size_of(int l)
{
	return (size_t)job.widths[l] * (size_t)job.widths[l + 1];
}

static void restart(void)
{
	steps = 0;
	for (int l = 0; l < job.layers; l++) {
		size_t out = (size_t)job.widths[l + 1];

		memcpy(weight[l], job.weight[l], size_of(l) * 4);
		memcpy(bias[l], job.bias[l], out * 4);
		memset(m[l], 0, size_of(l) * 4);
		memset(v[l], 0, size_of(l) * 4);
		memset(mb[l], 0, out * 4);
		memset(vb[l], 0, out * 4);
	}
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
	biggest = job.batch > 500 ? job.batch : 500;
	for (int l = 0; l < job.layers; l++) {
		float **all[] = { &weight[l], &gw[l], &m[l], &v[l] };
		float **small[] = { &bias[l], &gb[l], &mb[l], &vb[l] };

		for (int i = 0; i < 4; i++) {
			*all[i] = floats(size_of(l));
			*small[i] = floats((size_t)job.widths[l + 1]);
		}
	}
	for (int l = 0; l <= job.layers; l++) {
		value[l] = floats((size_t)biggest * (size_t)job.widths[l]);
		delta[l] = floats((size_t)biggest * (size_t)job.widths[l]);
	}
	order = malloc((size_t)job.train * 4);
	label = malloc((size_t)biggest * 4);
	for (int i = 0; i < job.train; i++)
		order[i] = i;
	restart();
	return 0;
}

static void forward(const float *x, int n)
{
	for (int l = 0; l < job.layers; l++) {
		int in = job.widths[l], out = job.widths[l + 1];
		float *to = value[l + 1];

		for (int i = 0; i < n; i++)
			memcpy(to + (size_t)i * out, bias[l], (size_t)out * 4);
		if (out == 1)
			cblas_sgemv(CblasRowMajor, CblasNoTrans, n, in, 1, l ? value[l] : x, in,
				    weight[l], 1, 1, to, 1);
		else
			cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n, out, in, 1,
				    l ? value[l] : x, in, weight[l], in, 1, to, out);
		if (l + 1 < job.layers) {
			for (int i = 0; i < n * out; i++)
				to[i] = to[i] > 0 ? to[i] : 0;
		}
	}
}

/* Sum of losses; fills delta[layers] with slopes over n. */
static double measure(const int32_t *y, int n)
{
	int c = job.widths[job.layers];
	const float *z = value[job.layers];
	float *d = delta[job.layers], sum = 0, scale = 1.0f / (float)n;

	if (c == 1) {
		for (int i = 0; i < n; i++) {
			float t = y[i] ? -z[i] : z[i];
			float e = expf(-fabsf(t));
			float s = (t < 0 ? e : 1) / (1 + e);

			sum += (t > 0 ? t : 0) + logf(1 + e);
			d[i] = (y[i] ? -s : s) * scale;
		}
		return sum;
	}
	for (int i = 0; i < n; i++) {
		const float *zi = z + (size_t)i * c;
		float *di = d + (size_t)i * c, top = zi[0], all = 0;

		for (int k = 1; k < c; k++)
			top = zi[k] > top ? zi[k] : top;
		for (int k = 0; k < c; k++) {
			di[k] = expf(zi[k] - top);
			all += di[k];
		}
		sum += logf(all) + top - zi[y[i]];
		for (int k = 0; k < c; k++)
			di[k] *= scale / all;
		di[y[i]] -= scale;
	}
	return sum;
}

static void backward(const float *x, int n)
{
	for (int l = job.layers - 1; l >= 0; l--) {
		int in = job.widths[l], out = job.widths[l + 1];
		const float *d = delta[l + 1], *h = l ? value[l] : x;
		float *to = delta[l];

		cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, out, in, n, 1, d, out, h, in,
			    0, gw[l], in);
		for (size_t i = 0; i < size_of(l); i++)
			gw[l][i] *= job.mask[l][i];
		memset(gb[l], 0, (size_t)out * 4);
		for (int i = 0; i < n; i++) {
			for (int k = 0; k < out; k++)
				gb[l][k] += d[(size_t)i * out + k];
		}
		if (l == 0)
			continue;
		cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, in, out, 1, d, out,
			    weight[l], in, 0, to, in);
		for (int i = 0; i < n * in; i++)
			to[i] = h[i] > 0 ? to[i] : 0;
	}
}

static void adam(size_t n, const float *restrict g, float *restrict w, float *restrict a,
		 float *restrict b)
{
	float step = (float)(.01 / (1 - pow(.9, steps)));
	float root = (float)(1 / sqrt(1 - pow(.999, steps)));

	for (size_t i = 0; i < n; i++) {
		a[i] = .9f * a[i] + .1f * g[i];
		b[i] = .999f * b[i] + .001f * g[i] * g[i];
		w[i] -= step * a[i] / (sqrtf(b[i]) * root + 1e-8f);
	}
}

static void step(const int32_t *pick, int n)
{
	size_t d = (size_t)job.widths[0];

	for (int i = 0; i < n; i++) {
		memcpy(value[0] + (size_t)i * d, job.x + (size_t)pick[i] * d, d * 4);
		label[i] = job.y[pick[i]];
	}
	forward(value[0], n);
	measure(label, n);
	backward(value[0], n);
	steps++;
	for (int l = 0; l < job.layers; l++) {
		adam(size_of(l), gw[l], weight[l], m[l], v[l]);
		adam((size_t)job.widths[l + 1], gb[l], bias[l], mb[l], vb[l]);
	}
}

static void epoch(const int32_t *pick)
{
	for (int at = 0; at < job.train; at += job.batch)
		step(pick + at, job.train - at < job.batch ? job.train - at : job.batch);
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
		epoch(order);
	}
}

static double score(const float *x, const int32_t *y, int count)
{
	double loss = 0;

	for (int at = 0; at < count; at += biggest) {
		int n = count - at < biggest ? count - at : biggest;

		forward(x + (size_t)at * job.widths[0], n);
		loss += measure(y + at, n);
	}
	return loss / count;
}

static void eval(int passes)
{
	while (passes--)
		score(job.tx, job.ty, job.test);
}

static void losses(const int *at, int n, double *out)
{
	restart();
	for (int i = 0, e = 0; i < n; i++) {
		for (; e < at[i]; e++)
			epoch(job.order + (size_t)e * job.train);
		out[i] = score(job.x, job.y, job.train);
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
