/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ours.c - libfpe as a contestant, and the jobs as files for the others.
 *
 *   ours --list            the rows of bench_work.h as JSON
 *   ours --dump DIR WORK   the files of its jobs
 *   ours DIR
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contestant.h"
#include "fpe/kernel.h"
#include "fpe/trainer.h"
#include "lab/base/setting.h"
#include "lab/bench/bench_job.h"

static struct bench_samples samples;
static struct bench_job job;
static struct fpe_net *start;
static struct fpe_trainer *trainer;
static struct fpe_error err;
static struct fpe_train_settings settings;

static void check(enum fpe_status status)
{
	if (status) {
		fprintf(stderr, "ours: %s\n", err.message);
		exit(1);
	}
}

static void restart(void)
{
	fpe_trainer_free(trainer);
	trainer = NULL;
	fpe_net_assign(job.net, start);
	job.net->steps = 0;
	fpe_net_clear_moments(job.net);
	setting_reset(setting_train, &settings);
	settings.batch = job.kind.batch.size;
	check(fpe_trainer_new(job.net, &job.train, &settings, 1, 0, 0, &trainer, &err));
}

static int load(const char *dir, const char *name)
{
	struct bench_kind kind = bench_kind_find(name);

	(void)dir;
	fpe_trainer_free(trainer);
	trainer = NULL;
	fpe_net_free(start);
	start = NULL;
	bench_job_clear(&job);
	if (!kind.work) {
		reason = "no such job";
		return -1;
	}
	if (samples.work != kind.work) {
		bench_samples_clear(&samples);
		check(bench_samples_init(&samples, kind.work, NULL, &err));
	}
	check(bench_job_init(&job, &kind, &samples, &err));
	start = fpe_net_copy(job.net);
	restart();
	return 0;
}

static void train(int epochs)
{
	int to = fpe_trainer_epoch(trainer) + epochs;

	while (fpe_trainer_epoch(trainer) < to)
		check(fpe_trainer_step(trainer, &err));
}

static double score(const struct fpe_data *data)
{
	return fpe_trainer_score(trainer, data, NULL).loss;
}

static void eval(int passes)
{
	while (passes--) {
		score(&job.train);
		score(job.test);
	}
}

static void losses(const int *step, int n, double *out)
{
	restart();
	for (int i = 0, s = 0; i < n; i++) {
		for (; s < step[i]; s++)
			check(fpe_trainer_step(trainer, &err));
		out[i] = score(&job.train);
	}
}

static FILE *create(const char *dir, const char *name, const char *ending)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s.%s", dir, name, ending);
	f = fopen(path, "wb");
	if (!f) {
		perror(path);
		exit(1);
	}
	return f;
}

static void dump_data(const char *dir, const char *name, const char *x, const char *y,
		      const struct fpe_data *data)
{
	FILE *f = create(dir, name, x);

	for (int i = 0; i < data->count; i++) {
		for (int j = 0; j < data->inputs; j++) {
			size_t at = (size_t)i * (size_t)data->inputs + (size_t)j;
			float value;

			if (data->real)
				value = data->real[at];
			else
				value = (float)(data->bits[i * data->words + j / 64] >> (j % 64) &
						1);
			fwrite(&value, 4, 1, f);
		}
	}
	fclose(f);
	f = create(dir, name, y);
	fwrite(data->label, 4, (size_t)data->count, f);
	fclose(f);
}

static int batch_size(void)
{
	return job.kind.batch.size ? job.kind.batch.size : job.train.count;
}

/* Epochs that the others need to make the steps that are compared. */
static int orders(void)
{
	int steps = (job.train.count + batch_size() - 1) / batch_size();

	return (job.kind.batch.check + steps - 1) / steps;
}

static void dump_net(const char *dir, const char *name)
{
	FILE *f = create(dir, name, "w");

	for (int l = 0; l < job.net->layers; l++) {
		const struct fpe_layer *of = &job.net->layer[l];
		size_t size = (size_t)of->in * (size_t)of->out;

		fwrite(of->weight, 4, size, f);
		fwrite(of->bias, 4, (size_t)of->out, f);
		fwrite(of->mask, 4, size, f);
	}
	fclose(f);
	f = create(dir, name, "txt");
	fprintf(f, "%d %d %d %d %d\n%d", job.net->layers, job.train.count, job.test->count,
		batch_size(), orders(), job.net->layer[0].in);
	for (int l = 0; l < job.net->layers; l++)
		fprintf(f, " %d", job.net->layer[l].out);
	fprintf(f, "\n%.0f %.0f\n%s\n", bench_job_train_flops(&job),
		2.0 * (double)fpe_net_nnz(job.net), job.kind.work->name);
	fclose(f);
}

static void dump_order(const char *dir, const char *name)
{
	FILE *f = create(dir, name, "order");
	int32_t *order = malloc((size_t)job.train.count * sizeof *order);

	for (int e = 0; e < orders(); e++) {
		struct fpe_rng rng;

		for (int i = 0; i < job.train.count; i++)
			order[i] = i;
		fpe_rng_open(&rng, 1, FPE_RNG_ORDER, (uint64_t)e);
		fpe_rng_shuffle(&rng, order, job.train.count);
		fwrite(order, 4, (size_t)job.train.count, f);
	}
	free(order);
	fclose(f);
}

static int dump(const char *dir, const char *work)
{
	struct bench_kind k;

	for (int i = 0; (k = bench_kind(i)).work; i++) {
		if (strcmp(k.work->name, work) != 0)
			continue;
		load(dir, k.name);
		dump_net(dir, k.name);
		dump_order(dir, k.name);
	}
	if (!samples.work)
		return 1;
	dump_data(dir, work, "x", "y", samples.train);
	dump_data(dir, work, "tx", "ty", samples.test);
	return 0;
}

static int list(void)
{
	struct bench_kind k;

	for (int i = 0; (k = bench_kind(i)).work; i++) {
		const struct bench_work *w = k.work;

		printf("%s{\"job\": \"%s\", \"work\": \"%s\", \"about\": \"%s\", \"net\": \"%d",
		       i ? ",\n " : "[", k.name, w->name, bench_work_about(w), w->widths[0]);
		for (int l = 1; w->widths[l]; l++)
			printf("-%d", w->widths[l]);
		printf("\", \"quick\": %s, \"own\": %s, \"split\": \"%s\", \"alpha\": %d, \"batch\": \"",
		       w->quick ? "true" : "false",
		       k.batch.size == w->batch[0].size ? "true" : "false",
		       k.split.kind ? k.split.kind : "dense", k.split.alpha);
		if (k.batch.size)
			printf("%d", k.batch.size);
		else
			printf("full");
		printf("\", \"samples\": %d, \"steps\": %d}", k.batch.train, k.batch.check);
	}
	printf("]\n");
	return 0;
}

int main(int argc, char **argv)
{
	static const struct contestant ours = { load, train, eval, losses };

	if (argc == 2 && strcmp(argv[1], "--list") == 0)
		return list();
	if (argc == 4 && strcmp(argv[1], "--dump") == 0)
		return dump(argv[2], argv[3]);
	return contestant_serve(&ours, argc > 1 ? argv[1] : ".");
}
