/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * theory.h - expected collisions and coverage of a split before pruning.
 *
 * Letters: d inputs, m clauses of k literals, h parent neurons, alpha children.
 * even (what `split by=random` does: inputs dealt evenly, n_c to child c):
 *   collisions sum_c C(n_c,2k)/C(d,2k); q = sum_c C(n_c,k)/C(d,k),
 *   coverage 1-(1-q)^h.
 * independent (the paper's estimate, arXiv 2510.04500, every input drawn for
 * itself): collisions alpha^-(2k-1); q = alpha^-(k-1).
 * clause: collisions sum_c C(m_c,2)/C(m,2) with m_c clauses dealt evenly,
 *   coverage 1.
 * All of it for m clauses of k inputs each, no input in two of them. Elsewhere there is no
 * closed form: deals.h has what stands in for it.
 */
#ifndef FPE_THEORY_H
#define FPE_THEORY_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

struct fpe_theory {
	int alpha, literals, neurons, inputs, clauses; /* in */
	bool shared;				       /* in: an input is in two clauses */
	/* out; NaN where it does not apply (one clause has no pairs, alpha > m), all of them
	   where fpe_theory_holds does not */
	double collisions_independent, collisions_even, collisions_clause;
	double coverage_independent, coverage_even, coverage_clause;
};

/* Is there a closed form: clauses, of one length (literals; 0: they differ), that share no
   input? inputs < clauses * literals: some must. */
bool fpe_theory_holds(const struct fpe_theory *theory);
/* Fill the out fields from the in fields (alpha, neurons, inputs >= 1). */
void fpe_theory_fill(struct fpe_theory *theory);

#ifdef __cplusplus
}
#endif

#endif
