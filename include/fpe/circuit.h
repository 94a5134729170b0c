/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * circuit.h - the smallest part of a net that still takes its decision on one clause.
 *
 * On as many samples where the clause alone decides as where none does (contrast.h) edges are
 * dropped, the one first without which the logits are least off those of the whole net (in the
 * mean square), each replaced by its mean contribution in the whole net, until the next one would
 * bring the agreement with the whole net's own decisions under FPE_CIRCUIT_AGREEMENT. What is left
 * is the circuit. Right answers would not do: no edges and a positive bias are always right on
 * samples that are positive. (Greedy search with mean ablation, as Conmy et al. 2023, arXiv
 * 2304.14997.)
 */
#ifndef FPE_CIRCUIT_H
#define FPE_CIRCUIT_H

#include "fpe/contrast.h"
#include "fpe/net.h"

#ifdef __cplusplus
extern "C" {
#endif

#define FPE_CIRCUIT_AGREEMENT .95
/* Samples a side that edges are dropped by, and those held out. */
#define FPE_CIRCUIT_SAMPLES 128
/* Weights past which the least edges go together, a 32nd of those that are left at a time. */
#define FPE_CIRCUIT_SINGLY 600

struct fpe_circuit {
	int layers;
	uint8_t *keep[FPE_MAX_LAYERS]; /* [out x in] 1: the edge is in the circuit */
	int edges, weights;	       /* in the circuit; live ones of the net */
	int neurons;		       /* hidden ones with an edge in and an edge out in it */
	bool constant;		       /* the net says the same of all samples: no edge is needed */
	bool together;		       /* edges went together */
	int samples, held_samples;     /* of both sides */
	double agreement, held;	       /* with the whole net; held: on other samples, NaN: none */
	double accuracy;	       /* of the whole net on the held ones, else on the others */
};

/* Where samples come from. Without held they are every second one of data each. */
struct fpe_circuit_basis {
	const struct fpe_task *task; /* with clauses */
	const struct fpe_data *data; /* Boolean */
	const struct fpe_data *held; /* or NULL */
	const struct fpe_watch *watch;
};

/*
 * FPE_ESTATE: no such clause, no clauses or no samples where it alone decides;
 * FPE_ESHAPE; FPE_ENOMEM; FPE_ESTOPPED. Gives what *out holds, to be cleared also on
 * failure.
 */
enum fpe_status fpe_circuit_new(const struct fpe_net *net, int clause,
				const struct fpe_circuit_basis *basis, struct fpe_circuit *out,
				struct fpe_error *err);
void fpe_circuit_clear(struct fpe_circuit *circuit);

/* Is an edge in the circuit? */
static inline bool fpe_circuit_has(const struct fpe_circuit *circuit, const struct fpe_net *net,
				   int layer, int row, int column)
{
	return circuit->keep[layer][(size_t)row * (size_t)net->layer[layer].in + (size_t)column];
}

/* The mean number of edges over the clauses that there are samples of; NaN: there are none,
   or the task has no clauses. */
enum fpe_status fpe_circuit_mean(const struct fpe_net *net, const struct fpe_circuit_basis *basis,
				 double *out, struct fpe_error *err);

#ifdef __cplusplus
}
#endif

#endif
