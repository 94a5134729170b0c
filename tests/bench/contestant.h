/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * contestant.h - what a program in the benchmark answers.
 *
 * `run` (beside this file) talks to every contestant by lines on stdin and
 * stdout, so that rounds can alternate: the others wait while one works. All
 * have one thread; times are of the processor, so other processes disturb less.
 *
 *   load NAME        the job DIR/NAME.*; answers "ok" (or "skip WHY")
 *   train N          N epochs, shuffles included; answers seconds
 *   eval N           N passes over the test set; answers seconds
 *   losses E…        from the initial weights, in the given order of samples:
 *                    training loss after each of these (ascending) epochs
 *
 * Files of a job, written by `ours --dump DIR`: NAME.txt (counts), .x .tx
 * float32 [n, d], .y .ty int32, .w float32 (layer by layer weights [out, in],
 * biases, mask), .order int32 [epochs, n].
 */
#ifndef CONTESTANT_H
#define CONTESTANT_H

#include <stdint.h>

#define MAX_LAYERS 8

struct job {
	int layers, widths[MAX_LAYERS + 1];
	int train, test, batch, epochs; /* epochs: orders given */
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
	/* losses[i] after epoch[i]; n of them */
	void (*losses)(const int *epoch, int n, double *losses);
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
