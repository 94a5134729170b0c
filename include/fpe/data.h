/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * data.h - one set of samples with labels or real targets, and how they are drawn.
 *
 * Boolean samples stay packed, one bit an input; real-valued ones are rows of
 * floats. Exactly one of `bits` and `real` is set, and exactly one of `label`
 * and `target`: a sample is of a class, or has a number for each output.
 */
#ifndef FPE_DATA_H
#define FPE_DATA_H

#include <stdbool.h>
#include <stdint.h>

#include "fpe/activation.h"
#include "fpe/error.h"
#include "fpe/rng.h"
#include "fpe/task.h"
#include "fpe/watch.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fpe_data {
	int count;	/* n samples */
	int inputs;	/* d */
	int classes;	/* >= 2; 0: samples have targets */
	int targets;	/* numbers of a sample to come near to; 0: samples have classes */
	int context;	/* the class is the character of a text after so many; 0: no text */
	int words;	/* 64-bit words of one packed sample */
	uint64_t *bits; /* [count x words], input j is bit j%64 of word j/64 */
	float *real;	/* [count x inputs], row-major */
	int32_t *label; /* [count], 0 … classes-1; NULL: targets */
	float *target;	/* [count x targets], row-major; NULL: classes */
	/* What nets give is max(0, z), and a target's square weighs as much as this [targets]
	   (NULL: 1 each). Of samples with targets, as a task that draws them asks */
	bool rectified;
	float *importance;
	const struct fpe_task *rule; /* that they were drawn of; borrowed: to be there while a net
					is trained on them. NULL: nobody knows */
};

enum fpe_sampling { FPE_PLANTED, FPE_BALANCED, FPE_NATURAL };
#define FPE_SAMPLING_WORDS "planted|balanced|natural" /* in the order of the enum */

struct fpe_data_options {
	int count;
	double p; /* chance that a bit is 1 */
	enum fpe_sampling sampling;
	double noise;		       /* share of labels flipped; 0 for test sets */
	const struct fpe_watch *watch; /* borrowed, or NULL */
};

/* Times a whole sample is redrawn for its class before giving up. */
#define FPE_MAX_REDRAWS 1000000

/*
 * The sampling that samples of a task get where this one is asked for, and why
 * (*why: words that stay). planted
 * needs clauses of literals with signs; else samples are balanced. A task that
 * draws its labels or its inputs itself is natural.
 */
enum fpe_sampling fpe_data_sampling(const struct fpe_task *task, enum fpe_sampling asked,
				    const char **why);

/*
 * Draw options->count samples of the task from stream (seed, purpose, 0), half
 * of them positive (odd count: one more negative) unless sampling is natural.
 * Labels flipped by noise come from (seed, FPE_RNG_NOISE, 0); of more than two
 * classes each other one is as likely.
 *
 * planted, an OR of clauses: a positive sample is drawn, then one clause, drawn
 * uniformly, is made true; an AND of clauses: a negative one, then one clause is
 * made false. All other cases: bits conditioned on the label; clause by clause
 * and exact where clauses share no input, else by redrawing.
 *
 * A task that draws inputs (fpe_task_info.inputs) has real ones, which are the targets, too;
 * p and sampling say nothing of it, and there is no label to flip (FPE_ESTATE).
 *
 * FPE_EUNREACHABLE names the class and its estimated rate; FPE_ELIMIT,
 * FPE_ERANGE; FPE_ESTATE for a task that is known by its samples only; FPE_ESTOPPED.
 * Gives *out, freed by fpe_data_free.
 */
enum fpe_status fpe_data_draw(const struct fpe_task *task, const struct fpe_data_options *options,
			      uint64_t seed, enum fpe_purpose purpose, struct fpe_data **out,
			      struct fpe_error *err);

/* An empty set: zeroed bits (real = 0) or floats, labels 0. Checks limits.h. */
enum fpe_status fpe_data_new(int count, int inputs, int classes, int real, struct fpe_data **out,
			     struct fpe_error *err);
/* The same with `targets` zeros a sample in place of a label; 1 to FPE_MAX_NEURONS. */
enum fpe_status fpe_data_new_targets(int count, int inputs, int targets, int real,
				     struct fpe_data **out, struct fpe_error *err);
void fpe_data_free(struct fpe_data *data);

/* A set of its own of count samples of this one, those numbered order[0 …]. */
enum fpe_status fpe_data_pick(const struct fpe_data *data, const int32_t *order, int count,
			      struct fpe_data **out, struct fpe_error *err);

/*
 * Give a share of the samples another class, each of the others as likely: exactly
 * that share, every choice of samples as likely as any other, from stream (seed,
 * FPE_RNG_NOISE, 0). Not of samples with targets.
 */
void fpe_data_flip(struct fpe_data *data, double share, uint64_t seed);

/* Share of the most frequent class, in [0,1]: the floor of any classifier. NaN of
   samples with targets. */
double fpe_data_majority(const struct fpe_data *data);

/* Mean over samples and targets of the square of a target less its mean, each with the
   weight that it has in the loss: what a net leaves that says the mean always. NaN: of
   classes, or no samples. */
double fpe_data_variance(const struct fpe_data *data);

/* Outputs a net needs for this data: 1 for two classes, else classes; or targets.
   (One with an output for each of two classes takes them, too.) */
int fpe_data_outputs(const struct fpe_data *data);

/* The loss of a net with so many outputs that is trained on this data (NULL: on samples
   with classes). */
enum fpe_loss fpe_data_loss(const struct fpe_data *data, int outputs);

#ifdef __cplusplus
}
#endif

#endif
