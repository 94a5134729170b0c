/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * contestant.h - what a program in the benchmark answers.
 *
 * `run` (beside this file) talks to every contestant by lines on stdin and
 * stdout, so that rounds can alternate: the others wait while one works. All
 * have one thread; times are of the processor, so other processes disturb less.
 *
 *   load NAME        the job DIR/NAME.*; answers "ok" (or "skip WHY")
 *   train N          N epochs, shuffles and gathering included; answers seconds
 *   eval N           N passes over the training and the test set; answers seconds
 *   losses S…        from the initial weights, in the given order of samples:
 *                    training loss after each of these (ascending) steps
 *
 * Duties, the same for all. train: a new order of samples an epoch, the mean
 * gradient of each batch, one step of Adam; nobody computes a loss (libfpe adds up
 * what tells a diverging run, without its logarithms). eval: the mean loss and how
 * many samples are classified right. Weights that are masked stay 0; how is left to
 * each, and so is every other choice that keeps the results.
 *
 * Files of a job, written by `ours --dump DIR`: NAME.txt (counts, and the name of
 * its samples' files), .w float32 (layer by layer weights [out, in], biases, mask),
 * .order int32 [epochs, n]; SAMPLES.x .tx float32 [n, d], .y .ty int32, of which a
 * job takes the first.
 */
#ifndef CONTESTANT_H
#define CONTESTANT_H

#include <stdint.h>

#define MAX_LAYERS 8

struct job {
	int layers, widths[MAX_LAYERS + 1];
	int train, test, batch, epochs; /* epochs: orders given */
	char samples[16];
	float *x, *tx;
	int32_t *y, *ty, *order;
	float *weight[MAX_LAYERS], *bias[MAX_LAYERS], *mask[MAX_LAYERS];
	float *w; /* owns them */
};

struct contestant {
	/* all return 0, or -1 with why in `reason` */
	int (*load)(const char *dir, const char *name);
	void (*train)(int epochs);
	void (*eval)(int passes);
	/* losses[i] after step[i]; n of them */
	void (*losses)(const int *step, int n, double *losses);
};
extern const char *reason;

/* Answer until stdin ends. */
int contestant_serve(const struct contestant *c, const char *dir);

/* Read a job; 0 or -1. */
int job_read(struct job *job, const char *dir, const char *name);
void job_clear(struct job *job);

/* Processor time of this process, which has one thread. */
double seconds(void);

#endif
