/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * job.h - a long command that is under way, of whatever kind.
 *
 * A kind is a struct job_type and a struct of its own with a struct job as its
 * first field, both in one file (job_training.c and its like). Its command
 * begins one, and leaves it in call->job for the player.
 *
 * A job calls no player: asked by poll or may_act, it answers with news. Which
 * kinds there are is known to their commands alone.
 */
#ifndef CMD_JOB_H
#define CMD_JOB_H

#include <stddef.h>

#include "cmd/player/call.h"
#include "cmd/player/news.h"
#include "cmd/report/report.h"
#include "lab/arm/snapshot.h"

/* How fast trainings are to be, on the screen. */
struct job_pace {
	double speed; /* epochs a second, 0: as fast as possible */
	bool paused;
};

enum job_steer {
	JOB_PACE, /* the pace has changed: it counts from now on */
	JOB_HALT, /* rest at the next epoch */
	JOB_STEP  /* one epoch more */
};

struct job_type {
	const char *name;
	size_t size; /* of the struct that begins with the job */
	/* Advance it, and tell what there is to tell. Never blocks for long. */
	void (*poll)(struct job *job, struct news *news);
	/* May a line act that changes the session? If not, see to it that it soon
	   may: at a boundary the job is cut in two (news->part) or over. NULL:
	   any may. */
	bool (*may_act)(struct job *job, struct news *news);
	/* What was cut: is anything left to do, and do it. NULL: is never cut. */
	bool (*left)(const struct job *job);
	enum fpe_status (*go_on)(struct job *job, struct fpe_error *err);
	/* Give up soon: a poll will say that it is over. */
	void (*stop)(struct job *job);
	/* NULL: has no pace */
	void (*steer)(struct job *job, enum job_steer what);
	bool acts; /* it changes the session when it is over: a step of undo */
	/* Do arms rest just now, so that they can be asked themselves? NULL: it
	   leaves the session's arms alone, and is no step of undo. */
	bool (*rests)(struct job *job);
	/* Not NULL where rests is not: come to rest at the next epoch, uncut; does it?
	   on = false: go on with the next poll. */
	bool (*hold)(struct job *job, bool on);
	/* all but rate and seconds_left where they are not known yet */
	void (*progress)(struct job *job, struct snapshot_progress *out);
	/* Milliseconds until a poll is worth while though nothing wakes it, -1:
	   never. NULL: never. */
	int (*timeout)(const struct job *job);
	/* Release what is its own, also where it did not begin. May wait for runs
	   that are given up. */
	void (*release)(struct job *job);
};

/* The first field of what a kind of job is. */
struct job {
	const struct job_type *type;
	struct session *session; /* borrowed */
	struct results *results; /* borrowed: what it found, once it has */
	char *line;		 /* as written, to replay when it ran to its end */
	int column;		 /* the byte of the line that errors of a file are about, unless
				    they say one: where it is named; 0: the verb */
	/* of the player that took it */
	const struct job_pace *pace;
	struct report report; /* what it prints, when it is over */
	double begun;	      /* seconds */
	bool stopped;	      /* Ctrl-C, or it failed: what is left is given up */
};

/* A job of the call's line, all of its own zeroed: call->job, with which the
   player ends it even if its command fails. NULL: no memory. */
struct job *job_new(const struct job_type *type, struct call *call);
void job_free(struct job *job);
/* What history keeps of a job that is over: its line, for news->line. It has none then. */
char *job_take_line(struct job *job);

/* may_act of what needs the session as it is until it is over. */
bool job_lets_none(struct job *job, struct news *news);

/* Progress for the status bar. */
void job_progress(struct job *job, struct snapshot_progress *out);
/* Rate and time left, where `since` of out->done took so many seconds. */
void job_rate(double since, double seconds, struct snapshot_progress *out);
/* The same of all that was done since the job began; the first `found` of it were there. */
void job_rate_so_far(const struct job *job, double found, struct snapshot_progress *out);
/* Of work whose share done, 0 … 1, is known: in percent. */
void job_share(const struct job *job, double share, struct snapshot_progress *out);
/* Of a runner's units, of which so many were there before and took no time. */
struct runner;
void job_runs(const struct job *job, struct runner *runner, int found,
	      struct snapshot_progress *out);

#endif
