/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * job.h - the one long command that is under way: a training, a compare, a
 * sweep or a search.
 */
#ifndef CMD_JOB_H
#define CMD_JOB_H

#include "cmd/player/call.h"
#include "cmd/language/parse.h"
#include "lab/study/compare.h"
#include "lab/auto/search.h"
#include "lab/study/sweep.h"
#include "lab/arm/training.h"

enum job_kind { JOB_NONE, JOB_TRAINING, JOB_COMPARE, JOB_SWEEP, JOB_AUTO };

struct job {
	enum job_kind kind;
	int place;		  /* in the transcript */
	char *line;		  /* as written, to replay when it ran to its end */
	struct parse_error where; /* that line, for errors; no message */
	bool typed;
	struct report report;
	double begun;	       /* seconds */
	struct shared *before; /* struct frozen: what undo goes back to */
	/* training */
	struct training *training;
	struct training_plan plan;
	bool all_arms; /* no arm= was given: later arms join */
	int arms;
	int arm[FPE_MAX_ARMS]; /* ids of those that train */
	bool cut;	       /* it is what a cut training had left */
	int cut_step;	       /* the last step of undo when it was cut … */
	bool cut_done;	       /* … and whether that is what it did until then */
	double pace_time;      /* when the clock of the pace was last set … */
	int pace_round;	       /* … and the round it stood at */
	bool boundary;	       /* all arms are asked to rest at the same round */
	bool stopped;	       /* Ctrl-C */
	/* compare */
	struct compare *compare;
	int seeds_at; /* where line gives the number of seeds, -1: nowhere */
	/* sweep */
	struct sweep *sweep;
	char *path; /* of its store */
	/* auto */
	struct search *search;
	bool apply;		 /* run the lines that it finds */
	char *again;		 /* what to replay, without runs= and apply= */
	char from[FPE_MAX_NAME]; /* the arm when it began, and its epoch */
	int from_epoch;
	int told; /* stages that were told of */
};

/* Arms to train now: those of arm[], or all; returns how many. */
int job_arms(const struct job *job, const struct session *s, struct arm *out[FPE_MAX_ARMS]);

/* Is any arm left of those that it trained last? */
bool job_has_arms(const struct job *job, const struct session *s);

/*
 * What a training that rests has done, as lines to replay, malloc'ed; NULL
 * where it did nothing. left: the plan that finishes it.
 */
char *job_training_done(const struct job *job, struct training_plan *left);

/* The queue of a compare or a sweep; NULL: another kind of job. */
struct runner *job_runner(const struct job *job);

/* Ctrl-C: give up what runs after its minibatch. */
void job_stop(struct job *job);

/* Progress for the status bar. */
void job_progress(const struct job *job, struct snapshot_progress *out);

/* Release what belongs to the job and make it JOB_NONE. A compare or a sweep is
   kept by whoever took it from the job before. */
void job_clear(struct job *job);

#endif
