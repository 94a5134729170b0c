/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * expr.h - expressions of print, assert and where.
 *
 *   or, and, not, == != < <= > >=, + -, * /, unary -, calls f(x), numbers, names
 *
 * Names and calls are looked up by the caller: `accuracy(clause)`,
 * `mean(gain(clause))`, `nnz(dense) == 264`. A null value makes arithmetic null;
 * a comparison with null is false.
 */
#ifndef CMD_EXPR_H
#define CMD_EXPR_H

#include <stdbool.h>
#include <stddef.h>

#include "fpe/error.h"

#define EXPR_MAX_DEPTH 100
#define EXPR_MAX_ARGS 4

struct expr;

enum expr_kind { EXPR_NUMBER, EXPR_TEXT, EXPR_TRUTH };

struct expr_value {
	enum expr_kind kind;
	double number;	 /* NaN = null; 0 or 1 for EXPR_TRUTH */
	char text[1792]; /* of names and results; the longest: kernel(arm) */
};

/* err->at is the byte offset of the fault. */
enum fpe_status expr_parse(const char *text, struct expr **out, struct fpe_error *err);
void expr_free(struct expr *expr);

/*
 * Looks up a call name(args) or, with argc = -1, a bare name. An argument that
 * is a bare name or a call with names inside is handed as its source text in
 * `source`, so that metrics can take arms by name and mean() can take
 * gain(clause); numbers are evaluated.
 */
struct expr_argument {
	char source[512];
	struct expr_value value; /* valid if !is_name */
	bool is_name;		 /* a bare name or a call that `lookup` must read */
};
typedef enum fpe_status expr_lookup(void *context, const char *name,
				    const struct expr_argument *args, int argc,
				    struct expr_value *out, struct fpe_error *err);

enum fpe_status expr_evaluate(const struct expr *expr, expr_lookup *lookup, void *context,
			      struct expr_value *out, struct fpe_error *err);

/* Why a comparison of numbers is as it is: "0.832 > 0.9", with null where one has no value.
   "" of all other expressions. Returns out. */
const char *expr_sides(const struct expr *expr, expr_lookup *lookup, void *context, char *out,
		       size_t size);

#endif
