/* SPDX-License-Identifier: GPL-3.0-or-later */
/* names.h - what names and calls in expressions mean, for commands that evaluate them. */
#ifndef CMD_NAMES_H
#define CMD_NAMES_H

#include "cmd/language/expr.h"
#include "cmd/player/call.h"
#include "cmd/report/study_value.h"

/* The value of an expression's text. */
enum fpe_status names_evaluate(struct call *call, const char *text, struct expr_value *out,
			       struct fpe_error *err);
/* As expr_sides has it; "" where it cannot be evaluated. Returns out. */
const char *names_sides(struct call *call, const char *text, char *out, size_t size);
/* The value over the seeds of the last study. what: the function or command that asks. */
enum fpe_status names_over_seeds(struct call *call, const char *what, const char *source,
				 struct study_values *out, struct fpe_error *err);

/* "null at 3 of 32 seeds; 1 more diverged", or "" where every seed has a value. Returns out. */
const char *names_nulls(const struct study_values *values, char *out, size_t size);

/* A text in which every {EXPRESSION} is its value: whole numbers as they are, others with
   three decimals, "-" for none. Braces that hold no expression stay. Malloc'ed; NULL: no
   memory, or err says why there is no value. */
char *names_fill(struct call *call, const char *text, struct fpe_error *err);

#endif
