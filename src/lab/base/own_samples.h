/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * own_samples.h - samples of a user's own: where they came from, and what a
 * training draws from them.
 *
 * A task that is known by its samples holds one of these, shared by the session,
 * its past and every study (shared.h). It does not change, so any thread may draw.
 */
#ifndef LAB_OWN_SAMPLES_H
#define LAB_OWN_SAMPLES_H

#include "io/sample_set.h"
#include "lab/base/shared.h"

/* How inputs that are numbers are brought to mean 0 and standard deviation 1:
   all together, each by itself, not. Boolean ones stay as they are. */
enum own_scaling { OWN_GLOBAL, OWN_FEATURE, OWN_AS_IS };
#define OWN_SCALING_WORDS "global|feature|none" /* in the order of the enum */

struct own_how {
	double holdout; /* share of the samples that test, in [0, 0.9]; a file's
			   own test part stays whole */
	enum own_scaling standardise;
};

struct own_samples {
	char *kind; /* "csv": `task csv`; NULL: imported */
	char *from; /* the files, fit for a line of text */
	/* The line that read them, and the script it stood in, to read them again; NULL:
	   nobody said */
	char *line, *script;
	struct sample_set set;
	struct own_how how;
	uint64_t hash[2];	    /* of set.data and set.test as they were read */
	bool seedless;		    /* what is drawn depends on no seed: all of … */
	struct shared *data, *test; /* … these, scaled; they are those of set */
};

/* What is to be drawn. */
struct own_draw {
	int train;    /* samples to train on, 0: all that are not held out */
	double noise; /* share of them that get another class */
	uint64_t seed;
};

/*
 * Takes *set, also on failure: it is empty then. kind may be NULL; both texts are
 * copied. Gives one hold on a struct own_samples. FPE_ERANGE: the holdout leaves
 * nothing; FPE_ENOMEM.
 */
enum fpe_status own_samples_new(struct sample_set *set, const char *kind, const char *from,
				const struct own_how *how, struct shared **out,
				struct fpe_error *err);

/* How they were read; both texts are copied. Before anybody else holds them. FPE_ENOMEM. */
enum fpe_status own_samples_say_line(struct shared *own, const char *line, const char *script,
				     struct fpe_error *err);

/* Would the same be drawn from both? */
bool own_samples_same(const struct own_samples *a, const struct own_samples *b);

/* The task they are of, with its names. Gives *out. */
enum fpe_status own_samples_task(const struct own_samples *own, struct fpe_task **out,
				 struct fpe_error *err);

/* "global" or "feature"; NULL: inputs are as they were read. */
const char *own_samples_scaling(const struct own_samples *own);
/* The same as a sentence's end: "all together brought to mean 0 …"; NULL likewise. */
const char *own_samples_scaled(const struct own_samples *own);
/* The share that is drawn to test on; 0: none is. */
double own_samples_holdout(const struct own_samples *own);

/* Samples to train on where draw->train is 0, and to test on. */
int own_samples_train(const struct own_samples *own);
int own_samples_test(const struct own_samples *own);

/* FPE_ERANGE: more than there are, or noise without classes. */
enum fpe_status own_samples_check(const struct own_samples *own, const struct own_draw *draw,
				  struct fpe_error *err);

/*
 * Give a hold on the training part and one on the test part, NULL where there is
 * none. Held out are samples drawn from stream (seed, FPE_RNG_HOLDOUT, "own"), the
 * training ones after them in the same order; kept is the order of the file. What
 * is scaled is scaled by the training part. Errors as of own_samples_check.
 */
enum fpe_status own_samples_draw(const struct own_samples *own, const struct own_draw *draw,
				 struct shared **train, struct shared **test,
				 struct fpe_error *err);

/* Memory of what is not yet marked (shared.h). */
size_t own_samples_bytes(struct shared *own, unsigned mark);
/* The same of a set of samples. */
size_t shared_data_bytes(struct shared *data, unsigned mark);

/* A number of all that samples are; 0 of NULL. */
uint64_t samples_hash(const struct fpe_data *data);

/* A hold on data, which it takes, also on failure. NULL: no memory. */
struct shared *shared_data(struct fpe_data *data);

#endif
