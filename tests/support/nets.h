/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nets.h - random nets, clauses and shapes for property tests, and tasks of formulas. */
#ifndef TEST_NETS_H
#define TEST_NETS_H

#include "fpe/net.h"
#include "fpe/rng.h"
#include "fpe/task.h"

/* A number from low to high, both included. */
int test_between(struct fpe_rng *rng, int low, int high);

/* A net with weights and biases in +-1, each mask entry set with chance
   density; some weights repeat and some are 0. Freed by fpe_net_free. */
struct fpe_net *test_net(struct fpe_rng *rng, const int *widths, int layers, double density);

/* m clauses of k distinct inputs of d: clause c has inputs c*k … where d is
   m*k, else drawn. */
struct fpe_clauses test_clauses(struct fpe_rng *rng, int m, int k, int d);
void test_clauses_free(struct fpe_clauses *clauses);

/* A task of a formula that is one. */
struct fpe_task *test_formula(const char *text);

#endif
