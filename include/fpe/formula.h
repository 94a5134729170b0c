/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * formula.h - Boolean formulas as users write them.
 *
 * Operators, binding tightest first: `! & ^ | -> <->`, also written `~`/`not`,
 * `and`, `xor`, `or`. `->` groups to the right, the others to the left.
 * `0`, `1`, `true`, `false` are constants. Inputs are identifiers (a letter,
 * then letters, digits, `_`), numbered in order of appearance.
 */
#ifndef FPE_FORMULA_H
#define FPE_FORMULA_H

#include <stdbool.h>
#include <stdint.h>

#include "fpe/error.h"

#ifdef __cplusplus
extern "C" {
#endif

enum fpe_op {
	FPE_OP_CONST, /* a = 0 or 1 */
	FPE_OP_INPUT, /* a = input */
	FPE_OP_NOT,   /* a = node */
	FPE_OP_AND,   /* a, b = nodes; the same below */
	FPE_OP_XOR,
	FPE_OP_OR,
	FPE_OP_IMPLIES,
	FPE_OP_IFF
};

struct fpe_formula_node {
	enum fpe_op op;
	int a, b;
};

struct fpe_formula {
	char *text; /* as the user wrote it */
	int inputs;
	char **name; /* [inputs] */
	int nodes;
	struct fpe_formula_node *node; /* [nodes], children before parents */
	int root;
};

/*
 * Parse text. On FPE_EPARSE or FPE_ELIMIT err->at is the byte offset of the
 * fault and *out is NULL. Gives *out, freed by fpe_formula_free.
 */
enum fpe_status fpe_formula_parse(const char *text, struct fpe_formula **out,
				  struct fpe_error *err);
void fpe_formula_free(struct fpe_formula *f);

/* Value of one node. bits: input j is bit j%64 of bits[j/64]. */
bool fpe_formula_value(const struct fpe_formula *f, int node, const uint64_t *bits);

#ifdef __cplusplus
}
#endif

#endif
