/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * task.h - Boolean-code tasks: which inputs make a sample positive.
 *
 * Letters: d inputs, m clauses, k literals a clause. Numbers start at 0.
 */
#ifndef FPE_TASK_H
#define FPE_TASK_H

#include <stdbool.h>
#include <stdint.h>

#include "fpe/alphabet.h"
#include "fpe/error.h"
#include "fpe/formula.h"
#include "fpe/limits.h"
#include "fpe/rng.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * X(KIND, name): the kinds of tasks. A new one is a file core/task/task_NAME.c
 * with a `const struct fpe_task_info task_kind_NAME`, and a row here.
 */
#define FPE_TASK_KIND_LIST(X)       \
	X(DNF, dnf)                 \
	X(CNF, cnf)                 \
	X(XOR, xor)                 \
	X(PARITY, parity)           \
	X(MAJORITY, majority)       \
	X(MULTIPLEXER, multiplexer) \
	X(LED, led)                 \
	X(TOY, toy)                 \
	X(DIMACS, dimacs)           \
	X(PLA, pla)                 \
	X(FORMULA, formula)         \
	X(SAMPLES, samples)

enum fpe_task_kind {
#define FPE_TASK_KIND_ENUM(kind, name) FPE_TASK_##kind,
	FPE_TASK_KIND_LIST(FPE_TASK_KIND_ENUM)
#undef FPE_TASK_KIND_ENUM
		FPE_TASK_KINDS
};

/* The inputs of each clause; count = 0 where the task has no clauses. */
struct fpe_clauses {
	int count;	   /* m */
	int *start;	   /* [count + 1]; clause c owns input[start[c] … start[c+1]-1] */
	int *input;	   /* ascending inside a clause */
	signed char *sign; /* +1 plain, -1 negated, 0 the clause has no literals
			      with a sign (a parity, a nested term) */
};

/* What a clause makes of its inputs. */
enum fpe_clause_form {
	FPE_CLAUSE_LITERALS, /* an AND below an OR, an OR below an AND, by sign */
	FPE_CLAUSE_PARITY,   /* true where an odd number of them is 1 */
	FPE_CLAUSE_FORMULA   /* a part of the task's formula */
};

struct fpe_task {
	enum fpe_task_kind kind;
	int inputs;	    /* d */
	double noise;	    /* LED: chance that a segment is inverted */
	double density;	    /* TOY: chance that a feature is there */
	double importance;  /* TOY: feature i weighs importance^i in the loss */
	bool all_must_hold; /* top level is AND (else OR) of the clauses */
	struct fpe_clauses clauses;
	int *clause_node;	       /* [m] nodes in formula, or NULL */
	struct fpe_formula *formula;   /* kind FORMULA only, else NULL */
	struct fpe_alphabet *alphabet; /* of a text, else NULL */
	int classes;		       /* >= 2; 0: samples have real targets */
	/* Owned, each of fewer than FPE_MAX_NAME bytes; NULL: the formula's or
	   x0, x1 …, and 0, 1 … */
	char **input_name; /* [inputs] */
	char **class_name; /* [classes] */
};

struct fpe_task_options {
	int clauses;	     /* m */
	int literals;	     /* k */
	int inputs;	     /* d; 0 = clauses * literals, every input in one clause.
				Smaller: each clause draws k distinct inputs */
	bool negate;	     /* draw each literal's sign (dnf, cnf) */
	const char *formula; /* the user's */
	int address;	     /* inputs that choose one (multiplexer) */
	int irrelevant;	     /* inputs beside the segments (led) */
	double noise;	     /* chance that a segment is inverted (led) */
	double density;	     /* chance that a feature is there (toy) */
	double importance;   /* of feature i in the loss: importance^i (toy) */
};

struct task_writer; /* a text that is being written: core/task/task.h */

/* A kind of task. */
struct fpe_task_info {
	const char *name; /* as `task` calls it */
	const char *rule; /* when a sample is positive, in words */
	bool drawn;	  /* another seed gives another task */
	enum fpe_clause_form form;
	/* A task from the options that it has a use for, checked; gives *out. */
	enum fpe_status (*make)(const struct fpe_task_options *options, uint64_t seed,
				struct fpe_task **out, struct fpe_error *err);
	/* The label of two classes; NULL: the bits alone do not say it */
	bool (*label)(const struct fpe_task *task, const uint64_t *bits);
	/* For kinds that draw the label first: bits, all drawn freely, get those that
	   go with the label that it returns. NULL: the label follows from the bits */
	int (*draw)(const struct fpe_task *task, struct fpe_rng *rng, uint64_t *bits);
	/* For kinds whose samples are real numbers to be given back: one sample's, [inputs].
	   NULL: bits */
	void (*inputs)(const struct fpe_task *task, struct fpe_rng *rng, float *to);
	void (*text)(const struct fpe_task *task, struct task_writer *out);
};
const struct fpe_task_info *fpe_task_info(enum fpe_task_kind kind);

/*
 * A task of the kind; a random one from stream (seed, FPE_RNG_TASK, 0).
 * FPE_ERANGE: a count < 1, k > d, d > m*k, an even majority; FPE_ELIMIT: past
 * limits.h; else as the kind's own function below.
 */
enum fpe_status fpe_task_make(enum fpe_task_kind kind, const struct fpe_task_options *options,
			      uint64_t seed, struct fpe_task **out, struct fpe_error *err);

/*
 * The user's formula. Its clauses are the terms of its top-level OR (or AND);
 * one where it is a single term: literals joined by AND, or anything else with
 * neither on top. None where a term is a constant. Nested brackets of the same
 * operator are opened: a | (b | c) has three terms.
 * FPE_EPARSE; FPE_ELIMIT: past limits.h; FPE_ERANGE: no inputs. Gives *out.
 */
enum fpe_status fpe_task_formula(const char *text, struct fpe_task **out, struct fpe_error *err);

/*
 * A task by the clauses that a file lists; kind DIMACS: an AND of ORs, PLA: an OR of
 * ANDs. Clauses are of at least one literal, inputs ascending, signs +1 and -1.
 * Copies them, and name [inputs] (NULL: none). FPE_ERANGE: a clause is not so;
 * FPE_ELIMIT: past limits.h. Gives *out.
 */
enum fpe_status fpe_task_clauses(enum fpe_task_kind kind, int inputs,
				 const struct fpe_clauses *clauses, char *const *name,
				 struct fpe_task **out, struct fpe_error *err);
/* A hash of inputs, clauses and names. */
uint64_t fpe_task_hash(const struct fpe_task *task);

/* The seven segments of a digit, bit s is segment s: top, upper left, upper right,
   middle, lower left, lower right, bottom. */
#define FPE_LED_DIGITS 10
#define FPE_LED_SEGMENTS 7
unsigned fpe_led_segments(int digit);

/* A task that is only known by its samples: d inputs, no clauses, two classes. */
enum fpe_status fpe_task_samples(int inputs, struct fpe_task **out, struct fpe_error *err);

void fpe_task_free(struct fpe_task *task);

bool fpe_task_clause_value(const struct fpe_task *task, int clause, const uint64_t *bits);
/* Do the bits say the label? */
bool fpe_task_has_rule(const struct fpe_task *task);
/* Can samples be drawn? */
bool fpe_task_can_draw(const struct fpe_task *task);
/* Are its samples numbers to be given back? They are the targets, too. */
bool fpe_task_gives_back(const struct fpe_task *task);
/* What target i weighs in the loss; 1 but of a task that says otherwise. */
double fpe_task_importance(const struct fpe_task *task, int target);
/* Outputs of a net for its classes: 1 for two; or for what it gives back. */
int fpe_task_outputs(const struct fpe_task *task);
/* The label; false where no rule says it. */
bool fpe_task_label(const struct fpe_task *task, const uint64_t *bits);

/*
 * Give the task's inputs and classes names: [inputs] and [classes], copied; of a
 * long one both ends are kept, with … between them. Either may be NULL: they have none.
 * FPE_ENOMEM, and the task has the names it had.
 */
enum fpe_status fpe_task_set_names(struct fpe_task *task, char *const *input_name,
				   char *const *class_name, struct fpe_error *err);

/* Name of input j: its own, the formula's, or "x7". buffer holds FPE_MAX_NAME
   bytes; the result points into it or into the task. */
const char *fpe_task_input_name(const struct fpe_task *task, int input, char *buffer);
/* Are there names of its own, other than x0, x1 …? */
bool fpe_task_own_names(const struct fpe_task *task);

/*
 * Name of clause i: its term where the inputs have names of their own, "rain&!cold", else, and
 * where that has no room, "c2". The result is in buffer, of `size` bytes;
 * FPE_CLAUSE_NAME are enough for most.
 */
#define FPE_CLAUSE_NAME 512
const char *fpe_task_clause_name(const struct fpe_task *task, int clause, char *buffer,
				 size_t size);
/* As an input's name, of a class: its own, or its number. */
const char *fpe_task_class_name(const struct fpe_task *task, int label, char *buffer);

/* "dnf", "formula". */
const char *fpe_task_kind_name(enum fpe_task_kind kind);
/* The kind of this name; FPE_TASK_KINDS where there is none. */
enum fpe_task_kind fpe_task_kind_find(const char *name);

/*
 * The task as a formula, e.g. "(x0 & !x1) | (x2 & x3)". Writes at most size
 * bytes with a final NUL, ending in "…" where it was cut. Returns the length
 * that the whole text has.
 */
int fpe_task_text(const struct fpe_task *task, char *buffer, int size);

/* Literals of every clause, 0 without clauses or where they differ. */
int fpe_clauses_literals(const struct fpe_clauses *clauses);

/* Do two clauses share an input? */
bool fpe_clauses_overlap(const struct fpe_clauses *clauses);

#ifdef __cplusplus
}
#endif

#endif
