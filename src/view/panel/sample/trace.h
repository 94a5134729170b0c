/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trace.h - the sample looked at, followed through the net of one arm, and what
 * its parts say.
 */
#ifndef VIEW_TRACE_H
#define VIEW_TRACE_H

#include "fpe/probe.h"
#include "view/figure/panel.h"
struct trace {
	const struct snapshot *s; /* borrowed */
	const struct snapshot_arm *arm;
	const uint64_t *bits;	 /* of the sample; all 0 where none was given */
	const float *x;		 /* of a real-valued sample, in place of bits; or NULL */
	int number;		 /* of the sample among the session's; -1: the one probed */
	struct fpe_probe *probe; /* owned */
	int logit;		 /* the one followed: 0, of several the predicted class' */
	int label;		 /* of the sample or the task; -1: not known */
	double value, bias;	 /* of that logit */
	bool biased;		 /* has its layer biases? */
};

/* False: no memory, or there is no such arm. */
bool trace_begins_with_sample(const struct snapshot *s);
bool trace_open(struct trace *t, const struct snapshot *s, const struct panel_options *o, int arm);
void trace_close(struct trace *t);

bool trace_bit(const struct trace *t, int input);
/* What a neuron of the last hidden layer adds to the logit followed. */
double trace_part(const struct trace *t, int neuron);
/* A clause's literal, by its place in the list of clauses: does it hold? Where
   it has no sign, is the input 1? */
bool trace_literal(const struct trace *t, int place);

/* As a panel's describe, work_out and edit want them: HIT_INPUT, HIT_CLAUSE,
   HIT_NEURON (of the last layer: a logit). */
panel_describe_fn trace_describe;
panel_work_out_fn trace_work_out;
panel_command_fn trace_edit;
panel_paper_fn sample_paper;

#endif
