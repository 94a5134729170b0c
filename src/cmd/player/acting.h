/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * acting.h - a line that acts, on this thread or on one of its own.
 *
 * With a screen a COMMAND_ASIDE that takes longer than a blink goes on beside it: keys are
 * echoed, frames drawn from the last picture, Ctrl-C heard. Until it has ended the session
 * is the thread's, and no other line acts.
 */
#ifndef CMD_ACTING_H
#define CMD_ACTING_H

#include <pthread.h>
#include <stdatomic.h>

#include "cmd/player/call.h"

/* Where the line came from: what its end means. */
enum acting_from { ACTING_SCRIPT, ACTING_TYPED, ACTING_WAITING, ACTING_LATER };

struct acting {
	struct call call;
	struct report report;
	struct shared *before; /* struct frozen: what undo goes back to, where the line may
				  change the session; else NULL */
	enum fpe_status status;
	int place;   /* in the transcript */
	int next_id; /* of an arm, before it */
	char *kept;  /* a copy of the line for history, the player's */
	bool typed;
	enum acting_from from;
	/* while it goes on beside the screen */
	struct screen_state screen; /* as it was: keys change the player's meanwhile */
	bool aside;
	bool stops; /* Ctrl-C: so does the job when it has ended */
	double begun;
	char what[80];		/* for the status bar */
	struct fpe_watch watch; /* of the session before */
	atomic_bool stop;
	pthread_t thread;
	pthread_mutex_t lock; /* of ended */
	pthread_cond_t end;
	bool ended;
};

/* Run it on this thread, to its end; where it failed, nothing has changed. */
void acting_run(struct acting *a);
/* Run it on a thread of its own. True: it has not ended within a blink; the session's pool
   is woken when it has. */
bool acting_run_aside(struct acting *a);
/* One that went on: has it ended? Then all is as after acting_run. */
bool acting_has_ended(struct acting *a);
/* It came to its end, and still failed: the session is as before it, and there is no job. */
void acting_take_back(struct acting *a);
/* Let it end soon. */
void acting_stop(struct acting *a);
/* Stop it and wait for its end. */
void acting_join(struct acting *a);

#endif
