/* SPDX-License-Identifier: GPL-3.0-or-later */
/* random_net.h - nets and data drawn for property tests. */
#ifndef SUPPORT_RANDOM_NET_H
#define SUPPORT_RANDOM_NET_H

#include "fpe/data.h"
#include "fpe/net.h"
#include "fpe/rng.h"

/* From low to high, both included. */
int random_between(struct fpe_rng *rng, int low, int high);

/* 1 to 4 layers of ragged widths; masks full, nearly full, half full or
   sparse, or in two neurons without a common input, as after a split; some with
   an empty row or column. Wide: up to 300 inputs instead of 70. */
struct fpe_net *random_net(struct fpe_rng *rng);
struct fpe_net *random_wide_net(struct fpe_rng *rng);

/* 1 to 3 layers as wide as plan_is_wide wants, or nearly; full, or some are pruned. */
struct fpe_net *random_full_net(struct fpe_rng *rng);

/* As a task has it: at most 32 inputs, one hidden layer, one output; full or
   pairs of neurons that share no input, at times whole groups of four. */
struct fpe_net *random_task_net(struct fpe_rng *rng);

/* Every layer of families of 1 to 5 rows that share its inputs out, of 32 to 300 inputs;
   some families or rows hold none, some inputs are pruned. */
struct fpe_net *random_split_net(struct fpe_rng *rng);

/* Relu or any activation, at times a loss of targets and layers without biases. */
void random_kind(struct fpe_rng *rng, struct fpe_net *net);

/* n samples that fit the net and its loss, Boolean or real. */
struct fpe_data *random_data(struct fpe_rng *rng, const struct fpe_net *net, int n, int real);

/* Each mask entry of the layer kept with this chance. */
void random_mask(struct fpe_rng *rng, struct fpe_net *net, int layer, double density);

#endif
