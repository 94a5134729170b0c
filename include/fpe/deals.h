/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deals.h - expected collisions and coverage of a split before pruning, by simulation.
 *
 * Where clauses share inputs, or differ in length, theory.h has no closed form: the mean
 * over many deals of the split's own rule stands in for it, with its interval. Letters as
 * in theory.h. Collisions and coverage are those of metric.h, of one dense layer just split.
 */
#ifndef FPE_DEALS_H
#define FPE_DEALS_H

#include "fpe/net.h"
#include "fpe/split.h"
#include "fpe/statistic.h"
#include "fpe/theory.h"

#ifdef __cplusplus
extern "C" {
#endif

#define FPE_DEALS 1000 /* that a number is the mean of, where nobody says otherwise */

struct fpe_deals {
	const struct fpe_split_kind *kind; /* random, clause: no weights are looked at */
	/* The task's, borrowed; NULL: each deal has a task of its own, its clauses drawn as
	   `task dnf` draws them from what `shape` says */
	const struct fpe_clauses *clauses;
	struct fpe_theory shape; /* its in fields; clauses and literals only without the above */
	uint64_t seed;		 /* deal i is of stream (seed, FPE_RNG_DEALS, i) */
	int deals;
	const struct fpe_watch *watch; /* borrowed, or NULL */
};
struct fpe_dealt {
	struct fpe_summary collisions, coverage; /* over the deals; collisions are NaN with
						    one clause */
};

/* Deal. Memory is that of one neuron's inputs, however many deals. The statuses of
   fpe_split_owner and fpe_task_make, and FPE_ESTOPPED. */
enum fpe_status fpe_deals_simulate(const struct fpe_deals *deals, struct fpe_dealt *out,
				   struct fpe_error *err);
/* Inputs that are dealt in all, and clauses looked at: some 10 ns each. */
double fpe_deals_cost(const struct fpe_deals *deals);

/*
 * What is asked of theory where fc1 of a dense net was split once: by the kind called
 * split, into alpha children, layer as in fpe_grouping; out->clauses is borrowed. False: it
 * was not, or by another kind than clause or random, or children share inputs (share > 0):
 * then theory has nothing to say. The seed stays for the caller to set.
 */
bool fpe_deals_of(const struct fpe_net *net, const char *split, int alpha, int layer, double share,
		  const struct fpe_clauses *clauses, struct fpe_deals *out);

#ifdef __cplusplus
}
#endif

#endif
