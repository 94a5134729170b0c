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
 */
#ifndef FPE_THEORY_H
#define FPE_THEORY_H

#ifdef __cplusplus
extern "C" {
#endif

struct fpe_theory {
	int alpha, literals, neurons, inputs, clauses; /* in */
	/* out; NaN where it does not apply (one clause has no pairs, alpha > m) */
	double collisions_independent, collisions_even, collisions_clause;
	double coverage_independent, coverage_even;
};

/* Fill the out fields from the in fields (all >= 1, literals <= inputs). */
void fpe_theory_fill(struct fpe_theory *theory);

#ifdef __cplusplus
}
#endif

#endif
