/* SPDX-License-Identifier: GPL-3.0-or-later */
/* network.h - what the drawing of a net (network.c) and the words about it
   (network_words.c) share. */
#ifndef VIEW_NETWORK_H
#define VIEW_NETWORK_H

#include "fpe/probe.h"
#include "view/figure/figure.h"
/* Column of network_plan.h and node that a hit of this figure stands for;
   column -1: no node. */
int network_hit_node(const struct hit *hit, int *node);
struct hit network_node_hit(int arm, int column, int node, double value);
/*
 * The sample looked at, followed through the net of an arm; NULL: there is
 * none, or no memory. Gives.
 */
struct fpe_probe *network_probe(const struct snapshot *s, int arm);
/* What a node gives on: an input's bit, what a neuron's activation makes of its sum, a logit. */
double network_value(const struct fpe_probe *probe, int column, int node);
/* "logit +1.23: positive, 77 %; the rule says positive". Returns out. */
const char *network_verdict(const struct snapshot *s, const struct fpe_probe *probe, char *out,
			    size_t size);

/* The circuit that was found last, where its edges are of this arm's net; else NULL. */
const struct snapshot_circuit *network_circuit(const struct snapshot *s, int arm);
/* Is a weight in it? circuit NULL: none is. */
bool network_in_circuit(const struct snapshot_circuit *circuit, int layer, int row, int column);

/* Is a hidden neuron left without incoming or without outgoing weights? */
bool network_is_dead(const struct fpe_net *net, int layer, int neuron);

/* struct panel's functions of the same names */
panel_title_fn network_title;
panel_describe_fn network_describe;
panel_work_out_fn network_work_out;
panel_numbers_fn network_numbers;
panel_paper_fn network_paper;

#endif
