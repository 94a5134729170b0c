/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * probing.h - can a linear reader tell from a layer's activations whether a clause holds?
 *
 * Of each clause (of samples without any: of each class) a logistic regression is fitted to
 * what the layer gives on for the training samples; how well it ranks the test samples is its
 * AUC: the chance that a sample where the clause holds gets more than one where it does not,
 * ties one half (Alain, Bengio 2016, arXiv 1610.01644). What a layer's AUC means is seen
 * beside that of the raw inputs, and of a layer as wide with weights as they are drawn.
 */
#ifndef FPE_PROBING_H
#define FPE_PROBING_H

#include "fpe/data.h"
#include "fpe/net.h"
#include "fpe/task.h"
#include "fpe/watch.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The first so many samples are fitted to, and as many ranked. */
#define FPE_PROBING_SAMPLES 2000

struct fpe_probing {
	int parts;	 /* clauses or classes */
	bool of_clauses; /* of a class: is the sample of it? */
	int features;	 /* neurons of the layer, or inputs */
	int train, test; /* samples */
	double *auc;	 /* [parts] NaN: all test samples are alike */
	double *weight;	 /* [parts x features] of features with mean 0 and deviation 1 over the
			    training samples, so that sizes compare; one that does not vary: 0 */
};

/* What is read: layer -1 are the raw inputs. test NULL: every second sample of train is
   held out. task NULL: classes. */
struct fpe_probing_basis {
	const struct fpe_task *task;
	const struct fpe_data *train, *test;
	const struct fpe_watch *watch;
};

/*
 * FPE_ESTATE: real targets; FPE_ERANGE: no such layer; FPE_ESHAPE; FPE_ENOMEM; FPE_ESTOPPED.
 * Gives what *out holds, to be cleared also on failure.
 */
enum fpe_status fpe_probing_new(const struct fpe_net *net, int layer,
				const struct fpe_probing_basis *basis, struct fpe_probing *out,
				struct fpe_error *err);
void fpe_probing_clear(struct fpe_probing *probing);
/* The mean AUC over the parts that have one; NaN: none has. */
double fpe_probing_mean(const struct fpe_probing *probing);

/* The same of a first layer as wide as that one of net, dense, its weights as a fresh net draws
   them from (seed, FPE_RNG_INIT, 0). */
enum fpe_status fpe_probing_untrained(const struct fpe_net *net, int layer, uint64_t seed,
				      const struct fpe_probing_basis *basis,
				      struct fpe_probing *out, struct fpe_error *err);

/* The rank of each of n finite scores, from 1; equal ones have the mean of theirs. order [n]
   becomes their numbers by rising score. */
void fpe_ranks(const float *score, int n, int *order, double *rank);
/* AUC by ranks; yes [n]: which are to be high. NaN: all are, or none is. */
double fpe_auc(const double *rank, const bool *yes, int n);

/*
 * Logistic regression by Newton's method, each step solved by conjugate gradients: the mean
 * cross-entropy plus |w|^2 / (2 n), as scikit-learn's default C=1 has it. x [features x n],
 * yes [n], w [features + 1] receives the weights and at last the bias. FPE_ENOMEM,
 * FPE_ESTOPPED.
 */
enum fpe_status fpe_logistic(const float *x, const bool *yes, int features, int n,
			     const struct fpe_watch *watch, double *w, struct fpe_error *err);

#ifdef __cplusplus
}
#endif

#endif
