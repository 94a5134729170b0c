/* SPDX-License-Identifier: GPL-3.0-or-later */
/* generate.h - text that a net writes, one character after the other. */
#ifndef FPE_GENERATE_H
#define FPE_GENERATE_H

#include "fpe/alphabet.h"
#include "fpe/net.h"
#include "fpe/watch.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fpe_generate_options {
	int count;	      /* characters to write */
	double temperature;   /* logits are divided by it; 0: the likeliest always */
	uint64_t seed;	      /* stream (seed, FPE_RNG_GENERATE, 0) */
	const int32_t *start; /* [starts] characters that go before; borrowed */
	int starts;
	const struct fpe_watch *watch; /* asked after each character; borrowed, or NULL */
};

/*
 * Each character is drawn from the softmax of the logits after those before it,
 * which `start` and what stands before a text's begin fill up. out [count]:
 * numbers of characters; share [count], unless NULL: what the net gave each, in
 * [0,1], at temperature 1. The same net and options: the same text.
 * FPE_ESHAPE: the net is not of context x size inputs and size outputs (of two
 * characters 1 or 2); FPE_ERANGE: temperature below 0 or not finite, or a
 * start that is no character; FPE_ESTOPPED.
 */
enum fpe_status fpe_generate(const struct fpe_net *net, const struct fpe_alphabet *a,
			     const struct fpe_generate_options *options, int32_t *out, float *share,
			     struct fpe_error *err);

/* What the net gives each character after `start`: share [size], in [0,1]. Fails as
   fpe_generate; of the options start and starts are looked at. */
enum fpe_status fpe_generate_shares(const struct fpe_net *net, const struct fpe_alphabet *a,
				    const struct fpe_generate_options *options, double *share,
				    struct fpe_error *err);

/* Multiplications behind one character, for who must not take long. */
double fpe_generate_cost(const struct fpe_net *net, const struct fpe_alphabet *a);

#ifdef __cplusplus
}
#endif

#endif
