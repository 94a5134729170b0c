/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * confusion.h - how often each class was said to be which.
 *
 * Letters: n samples, C classes. Counts lie row by row, only those above 0: n
 * samples have at most n of them, however many classes there are.
 */
#ifndef FPE_CONFUSION_H
#define FPE_CONFUSION_H

#include <stdint.h>

#include "fpe/error.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fpe_confusion {
	int classes, samples;
	int *of_class; /* [C] samples of it */
	int *as_class; /* [C] samples that were said to be of it */
	int *right;    /* [C] of it and said to be */
	int *start;    /* [C+1] true class t owns said[start[t] … start[t+1]-1] */
	int *said;     /* class, ascending inside a row */
	int *count;    /* as long as said, each > 0 */
};

/* label, said [n]: classes 0 … C-1, else FPE_ERANGE (of said a negative one, too).
   FPE_ERANGE: C < 1. Gives *out. */
enum fpe_status fpe_confusion_new(const int32_t *label, const int32_t *said, int samples,
				  int classes, struct fpe_confusion **out, struct fpe_error *err);
void fpe_confusion_free(struct fpe_confusion *confusion);

/* Samples of class t that were said to be of class s. */
int fpe_confusion_count(const struct fpe_confusion *confusion, int t, int s);
/* Share of right ones among those of a class (its accuracy), and among those said
   to be of it; NaN where there are none. */
double fpe_confusion_recall(const struct fpe_confusion *confusion, int truth);
double fpe_confusion_precision(const struct fpe_confusion *confusion, int said);
/* Of all samples; NaN without any. */
double fpe_confusion_accuracy(const struct fpe_confusion *confusion);

#ifdef __cplusplus
}
#endif

#endif
