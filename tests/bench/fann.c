/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fann.c - FANN: one RPROP update an epoch, sigmoids, squared error. It has no
 * ReLU, Adam or minibatch, so only the price of a pass can be compared. Not asked
 * unless by name: --peers fann.
 */
#include <fann.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contestant.h"

static struct job job;
static struct fann *net;
static struct fann_train_data *data;

static void clear(void)
{
	if (net)
		fann_destroy(net);
	if (data)
		fann_destroy_train(data);
	net = NULL;
	data = NULL;
	job_clear(&job);
}

static int masked(void)
{
	for (int l = 0; l < job.layers; l++) {
		for (int i = 0; i < job.widths[l] * job.widths[l + 1]; i++) {
			if (job.mask[l][i] == 0)
				return 1;
		}
	}
	return 0;
}

static int load(const char *dir, const char *name)
{
	unsigned widths[MAX_LAYERS + 1];
	int d, c;

	clear();
	if (job_read(&job, dir, name))
		return -1;
	reason = "no masks";
	if (masked())
		return -1;
	for (int l = 0; l <= job.layers; l++)
		widths[l] = (unsigned)job.widths[l];
	d = job.widths[0];
	c = job.widths[job.layers];
	net = fann_create_standard_array((unsigned)job.layers + 1, widths);
	data = fann_create_train((unsigned)job.train, (unsigned)d, (unsigned)c);
	for (int i = 0; i < job.train; i++) {
		memcpy(data->input[i], job.x + (size_t)i * d, (size_t)d * 4);
		for (int k = 0; k < c; k++)
			data->output[i][k] = c == 1 ? (float)job.y[i] : job.y[i] == k;
	}
	return 0;
}

static void train(int epochs)
{
	while (epochs--)
		fann_train_epoch(net, data);
}

static void pass(const float *x, int count)
{
	for (int i = 0; i < count; i++)
		fann_run(net, (float *)x + (size_t)i * job.widths[0]);
}

static void eval(int passes)
{
	while (passes--) {
		pass(job.x, job.train);
		pass(job.tx, job.test);
	}
}

static void losses(const int *step, int n, double *out)
{
	(void)step;
	for (int i = 0; i < n; i++)
		out[i] = -1; /* another algorithm: not comparable */
}

int main(int argc, char **argv)
{
	static const struct contestant fann = { load, train, eval, losses };

	if (argc > 1 && strcmp(argv[1], "--which") == 0) {
		printf("FANN\n");
		return 0;
	}
	return contestant_serve(&fann, argc > 1 ? argv[1] : ".");
}
