/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * runner.h - a queue of runs, spread over the pool.
 *
 * Units are numbered from 0 and begun in that order. The first failure, and
 * runner_stop, end the queue. What the runs give is their owner's: a compare
 * keeps it, a sweep writes it to a store. Memory does not depend on how many
 * units there are.
 */
#ifndef LAB_RUNNER_H
#define LAB_RUNNER_H

#include <stdatomic.h>

#include "lab/base/flag.h"
#include "lab/base/pool.h"

struct runner;

/* On a trainer thread, several at once; team: the thread's, where units are fewer than
   threads. FPE_ESTATE, FPE_ESTOPPED: given up, as asked for by runner->stop; other
   failures are the runner's error. */
typedef enum fpe_status runner_run(struct runner *runner, int unit, struct fpe_team *team,
				   struct fpe_error *err);

/* The first field of what owns it. Set by runner_start; others read
   units, done and stop, once it is quiet what broke it, and ask the functions below. */
struct runner {
	struct source source; /* first: a source is a runner */
	struct pool *pool;
	runner_run *run;
	/* under the pool's lock, may be NULL: a unit has been run well */
	void (*well)(struct runner *runner, int unit);
	int units, next, running;
	atomic_int done;	  /* run well, in any order */
	struct runner_slot *slot; /* [as many as can be under way] */
	double told;		  /* seconds of the clock: when its pool was woken last */
	bool detached;
	bool broken; /* a run failed: no further one is begun */
	atomic_bool stop;
	struct fpe_error error; /* of the failed run with the lowest number */
	int error_unit;
};

/* Begin. runner: zeroed, but for `well`; where it fails it has no pool. */
enum fpe_status runner_start(struct runner *runner, struct pool *pool, int units, runner_run *run,
			     struct fpe_error *err);
/* Stop, wait for the runs under way, let go of the pool. Nothing where it did not begin. */
void runner_end(struct runner *runner);

/* Runs under way give up. */
void runner_stop(struct runner *runner);
/* Quiet runners: let go of the pool. */
void runner_detach(struct runner *runner);
bool runner_quiet(struct runner *runner);
void runner_wait(struct runner *runner); /* block until it is quiet */

#endif
