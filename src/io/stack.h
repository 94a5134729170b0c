/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stack.h - which stacks of linear layers does a file hold?
 *
 * A stack is a chain: each layer takes as many inputs as the one before gives. Its
 * layers are siblings (head.0, head.2), or named alike but for numbers
 * (layers.0.linear, layers.1.linear). Those named alike stand as their numbers do,
 * others where shapes leave them one place; where they leave two, nothing is
 * guessed, and each is a stack by itself. Layers that stand alone join the one stack
 * there is where shapes leave one order and the file holds no other kind of module.
 *
 * Not counted: a stack whose names are those of a stack without prefix, behind a
 * prefix of their own (grad.fc1, ema.fc1 beside fc1).
 */
#ifndef IO_STACK_H
#define IO_STACK_H

#include "io/module.h"

struct stack {
	const struct module **layer; /* [layers] in order; of the modules, borrowed */
	int layers;
};

struct stacks {
	int count;
	struct stack *stack;
	const struct module **layer; /* of all */
};

/* Gives *out; modules are borrowed. */
enum fpe_status stacks_of(const struct modules *modules, struct stacks **out,
			  struct fpe_error *err);
void stacks_free(struct stacks *stacks);

#endif
