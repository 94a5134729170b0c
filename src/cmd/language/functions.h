/* SPDX-License-Identifier: GPL-3.0-or-later */
/* functions.h - what expressions can call beside the metrics of an arm. */
#ifndef CMD_FUNCTIONS_H
#define CMD_FUNCTIONS_H

#include <stddef.h>

enum function_kind {
	FUNCTION_ARM,	    /* epoch(ARM) */
	FUNCTION_TOLL,	    /* lost(ARM): what its split cost */
	FUNCTION_THEORY,    /* theory_coverage(ARM): what is expected of its split */
	FUNCTION_KERNEL,    /* kernel(ARM): text */
	FUNCTION_STATISTIC, /* mean(METRIC(row)): over the seeds of a compare */
	FUNCTION_ROW,	    /* gain(row): only inside a statistic */
	FUNCTION_LINE,	    /* slope(split): of the last regress */
	FUNCTION_EITHER,    /* either(CONDITION, A, B) */
	FUNCTION_EXISTS,    /* exists(ARM); these and the next ones are for lessons */
	FUNCTION_MEETS,	    /* meets(NEURON, CLAUSE, CLAUSE) */
	FUNCTION_WEIGHT,    /* weight(NEURON, INPUT) */
	FUNCTION_POINTED,   /* pointed(pair) */
	FUNCTION_SHOWN	    /* shown(PANEL) */
};

struct function {
	const char *name;
	enum function_kind kind;
	size_t offset; /* of a statistic in struct fpe_summary, of a line in
			  struct fpe_regression; of a toll, of theory which number */
	const char *help;
};

extern const struct function functions[]; /* ends with name NULL */

#endif
