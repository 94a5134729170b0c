/* SPDX-License-Identifier: GPL-3.0-or-later */
/* contestant.c - the protocol of contestant.h, and reading jobs. */
#include "contestant.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

const char *reason = "";

double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void *read_all(const char *dir, const char *name, const char *ending, size_t bytes)
{
	char path[512];
	FILE *f;
	void *at = aligned_alloc(64, (bytes + 127) / 64 * 64);

	snprintf(path, sizeof path, "%s/%s.%s", dir, name, ending);
	f = fopen(path, "rb");
	if (!f || !at || fread(at, 1, bytes, f) != bytes) {
		fprintf(stderr, "cannot read %s\n", path);
		exit(2);
	}
	fclose(f);
	return at;
}

static int read_counts(struct job *j, const char *dir, const char *name)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s.txt", dir, name);
	f = fopen(path, "r");
	if (!f)
		return -1;
	if (fscanf(f, "%d %d %d %d %d", &j->layers, &j->train, &j->test, &j->batch, &j->epochs) !=
	    5)
		return -1;
	for (int l = 0; l <= j->layers; l++) {
		if (fscanf(f, "%d", &j->widths[l]) != 1)
			return -1;
	}
	if (fscanf(f, "%*f %*f %15s", j->samples) != 1)
		return -1;
	fclose(f);
	return 0;
}

int job_read(struct job *j, const char *dir, const char *name)
{
	size_t d, floats = 0, n;
	float *at;

	memset(j, 0, sizeof *j);
	if (read_counts(j, dir, name))
		return -1;
	d = (size_t)j->widths[0];
	n = (size_t)j->train;
	j->x = read_all(dir, j->samples, "x", n * d * 4);
	j->tx = read_all(dir, j->samples, "tx", (size_t)j->test * d * 4);
	j->y = read_all(dir, j->samples, "y", n * 4);
	j->ty = read_all(dir, j->samples, "ty", (size_t)j->test * 4);
	j->order = read_all(dir, name, "order", n * (size_t)j->epochs * 4);
	for (int l = 0; l < j->layers; l++)
		floats += (size_t)j->widths[l + 1] * (2 * (size_t)j->widths[l] + 1);
	at = j->w = read_all(dir, name, "w", floats * 4);
	for (int l = 0; l < j->layers; l++) {
		size_t out = (size_t)j->widths[l + 1];
		size_t size = out * (size_t)j->widths[l];

		j->weight[l] = at;
		j->bias[l] = at + size;
		j->mask[l] = at + size + out;
		at += 2 * size + out;
	}
	return 0;
}

void job_clear(struct job *j)
{
	free(j->x);
	free(j->tx);
	free(j->y);
	free(j->ty);
	free(j->order);
	free(j->w);
	memset(j, 0, sizeof *j);
}

static void serve_losses(const struct contestant *c, char *rest)
{
	int step[16], n = 0;
	double losses[16];

	for (char *w = strtok(rest, " \n"); w && n < 16; w = strtok(NULL, " \n"))
		step[n++] = atoi(w);
	c->losses(step, n, losses);
	for (int i = 0; i < n; i++)
		printf("%.7f%c", losses[i], i + 1 < n ? ' ' : '\n');
}

int contestant_serve(const struct contestant *c, const char *dir)
{
	char line[512], name[64];

	while (fgets(line, sizeof line, stdin)) {
		int n;
		double begin;

		if (sscanf(line, "load %63s", name) == 1) {
			if (c->load(dir, name))
				printf("skip %s\n", reason);
			else
				printf("ok\n");
		} else if (sscanf(line, "train %d", &n) == 1) {
			begin = seconds();
			c->train(n);
			printf("%.9f\n", seconds() - begin);
		} else if (sscanf(line, "eval %d", &n) == 1) {
			begin = seconds();
			c->eval(n);
			printf("%.9f\n", seconds() - begin);
		} else if (strncmp(line, "losses ", 7) == 0) {
			serve_losses(c, line + 7);
		}
		fflush(stdout);
	}
	return 0;
}
