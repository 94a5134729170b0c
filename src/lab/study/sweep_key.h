/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sweep_key.h - what a sweep can go over: one list.
 *
 * A row: X(name, kind, least, most, choices, default as help says it, help).
 * The arguments of `sweep`, its help and its completion come from the list; the
 * function set_NAME of sweep_key.c changes a study by it. To add a key, add a
 * row and its function.
 */
#ifndef LAB_SWEEP_KEY_H
#define LAB_SWEEP_KEY_H

#include "lab/study/study.h"

#define SWEEP_KEY_LIST(X)                                                                        \
	X(clauses, WHOLE, 1, FPE_MAX_CLAUSES, NULL, "the task's", "clauses of the task")         \
	X(literals, WHOLE, 1, FPE_MAX_INPUTS, NULL, "the task's", "literals a clause")           \
	X(inputs, WHOLE, 1, FPE_MAX_INPUTS, NULL, "the task's",                                  \
	  "inputs; fewer than clauses*literals makes clauses share some")                        \
	X(train, WHOLE, 1, FPE_MAX_SAMPLES, NULL, "the samples'", "training samples")            \
	X(p, REAL, 0, 1, NULL, "the samples'", "chance that a bit is 1")                         \
	X(noise, REAL, 0, 1, NULL, "the samples'", "share of training labels flipped")           \
	X(sampling, CHOICE, 0, 0, "planted|balanced|natural", "the samples'",                    \
	  "how samples are drawn, as data says")                                                 \
	X(hidden, WHOLE, 1, FPE_MAX_NEURONS, NULL, "the net's", "neurons of every hidden layer") \
	X(lr, REAL, 0, 1e6, NULL, "as set", "learning rate")                                     \
	X(batch, WHOLE, 1, FPE_MAX_SAMPLES, NULL, "as set", "samples a minibatch")               \
	X(dropconnect, REAL, 0, 0.99, NULL, "as set",                                            \
	  "chance that a hidden layer's weight is off in a minibatch")                           \
	X(share, REAL, 0, 1, NULL, "0",                                                          \
	  "share of each parent's inputs that go to all its children")                           \
	X(masks, CHOICE, 0, 0, "fixed|rigl", "as set",                                           \
	  "rigl: masks move every 10 epochs for 3/4 of the epochs")                              \
	X(budget, CHOICE, 0, 0, "exact|strict|none", "exact", "to what a split is pruned")       \
	X(alpha, WHOLE, 2, FPE_MAX_ALPHA, NULL, "2", "children of each neuron")                  \
	X(warmup, WHOLE, 0, FPE_MAX_EPOCHS, NULL, "5", "epochs before the split")                \
	X(epochs, WHOLE, 1, FPE_MAX_EPOCHS, NULL, "200", "epochs of every row, warm-up included")

#define SWEEP_KEY_ONE(name, kind, least, most, choices, fallback, help) +1
enum { SWEEP_KEYS = 0 SWEEP_KEY_LIST(SWEEP_KEY_ONE) };
#undef SWEEP_KEY_ONE

enum sweep_kind { SWEEP_WHOLE, SWEEP_REAL, SWEEP_CHOICE };

struct sweep_key {
	const char *name;
	enum sweep_kind kind;
	double least, most;
	const char *choices; /* of SWEEP_CHOICE: "fixed|rigl"; values are their
				numbers */
	/* value is in range; FPE_ESTATE where the study has no such setting */
	enum fpe_status (*set)(struct study *study, double value, struct fpe_error *err);
};

extern const struct sweep_key sweep_keys[]; /* ends with name NULL */
const struct sweep_key *sweep_key_find(const char *name);

/* A value as a user writes it: 8, 0.05, rigl. */
const char *sweep_key_text(const struct sweep_key *key, double value, char buffer[40]);

#endif
