/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * training.h - several arms trained side by side, epoch by epoch.
 *
 * Progress is counted in rounds: one round takes each arm one epoch further.
 * With `until` an arm's round is its epoch, so arms that are behind come
 * first; with a number of epochs every arm counts from its own start. No arm
 * is more than a few rounds ahead of the slowest, so that all can stop at the
 * same round soon: that is what a typed command waits for.
 *
 * The arithmetic of an arm does not depend on the others, on the number of
 * threads, or on when it is stopped.
 */
#ifndef LAB_TRAINING_H
#define LAB_TRAINING_H

#include <stdatomic.h>

#include "lab/arm/arm.h"
#include "lab/base/pool.h"

enum training_goal { TRAIN_EPOCHS, TRAIN_UNTIL, TRAIN_BATCHES };

struct training_plan {
	enum training_goal goal;
	int amount; /* epochs, epoch to reach, or minibatches */
};

struct trainee {
	struct arm *arm;
	int offset;   /* round = epoch + offset */
	int round;    /* whole rounds done */
	int batches;  /* batches left, INT_MAX: not counted */
	int done;     /* batches done, with the one that failed */
	int ran;      /* batches of the unit under way; its thread's */
	bool failed;  /* likewise */
	bool starved; /* likewise: for want of memory */
	bool busy;
	bool published; /* a picture, after the unit run last */
	bool out;	/* diverged: takes no further part */
};

/*
 * Others read count, first, last and who the trainees are, which stay; the rest
 * is training.c's, and guarded by the pool's lock, but for `stop` which running
 * units read after each batch, and for `ran` and `failed` of a busy trainee,
 * which with its arm belong to the thread that runs it.
 */
struct training {
	struct source source; /* first: a source is a training */
	struct pool *pool;
	struct trainee *trainee; /* [count] */
	int count;
	int first, last; /* rounds */
	int limit;	 /* no round beyond is begun */
	bool begun, publish;
	bool starved; /* an arm had no memory, so all stop */
	atomic_bool stop;
};

/* arms[count] are open and stay alive until training_free. Publishing pictures
   costs time, so batch runs do without. Gives *out, not started. */
enum fpe_status training_new(struct arm *const *arms, int count, const struct training_plan *plan,
			     bool publish, struct pool *pool, struct training **out,
			     struct fpe_error *err);
void training_free(struct training *training); /* waits for units under way */

/* Rounds may go up to limit (INT_MAX: as fast as possible). Starts it the
   first time. Ends a halt. */
enum fpe_status training_run(struct training *training, int limit, struct fpe_error *err);
/* Let all arms come to the same round and rest there; training_quiet tells
   when. */
void training_halt(struct training *training);
/* Stop every arm after its batch. */
void training_stop(struct training *training);

bool training_quiet(struct training *training);	     /* no arm is being advanced,
							 and none may be */
bool training_finished(struct training *training);   /* nothing is left to do */
bool training_starved(struct training *training);    /* it stopped for want of memory */
void training_wait_quiet(struct training *training); /* block */

/* The furthest round done by an arm that took part. */
int training_round(struct training *training);

/* Batches an arm did so far in this training; one that failed counts. */
int training_batches_done(struct training *training, int i);
/* Did every arm do whole rounds only, and the same ones? (quiet trainings) */
bool training_even(struct training *training);

#endif
