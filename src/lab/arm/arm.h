/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * arm.h - a named net and its training: optimiser, position, history, curve.
 *
 * While a training runs, one trainer thread at a time advances an arm; the
 * session's owner touches it only when all are quiet, or through its exchange
 * and series.
 */
#ifndef LAB_ARM_H
#define LAB_ARM_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "fpe/limits.h"
#include "fpe/metric.h"
#include "fpe/split.h"
#include "fpe/trainer.h"
#include "fpe/watch.h"
#include "lab/arm/counts.h"
#include "lab/arm/exchange.h"
#include "lab/arm/history.h"
#include "lab/arm/packed.h"
#include "lab/arm/series.h"
#include "lab/base/recipe.h"

/* What arms are trained and measured on; owned by the session. */
struct lesson {
	const struct fpe_data *train; /* NULL: none yet */
	const struct fpe_data *test;  /* NULL: its figures are null */
	const struct fpe_clauses *clauses;
	const struct fpe_task *task; /* NULL: there is none */
	struct shared *samples;	     /* what holds train, for histories */
};

struct arm {
	int id; /* never used again in a session */
	char name[FPE_MAX_NAME];
	const char *split;     /* "dense", a split kind's or a control's name */
	struct split_spec how; /* the last split; of a root arm alpha is 1, all else 0 */
	int parent;	       /* id, -1 for a root */
	int left;	       /* epoch at which it left its parent */
	bool branch;	       /* it left as the same net (rewind), not by a split */
	struct net_spec root;  /* how the root net was drawn, to be told; layers 0: it was read */
	size_t budget;	       /* nnz of its root net */
	size_t pruned;	       /* weights, when it was split off */
	bool told_back;	       /* that it has got back what its split cost */
	size_t root_biases;
	uint64_t seed; /* of its order of samples */
	struct fpe_train_settings settings;
	struct fpe_train_settings begun; /* of the epoch under way; where none is, those by which
					    the end of the last one is scored */
	struct fpe_net *net;
	uint64_t version; /* of the net: another one after every step and edit, never 0 */
	int epoch, batch;
	struct fpe_trainer *trainer; /* NULL: closed */
	const struct lesson *lesson; /* while open */
	struct fpe_score test;
	uint64_t scored; /* steps of the net that `test` is of, and 1; 0: of none */
	bool owed; /* its curve has no point of now: the next opening measures it by `begun` */
	const struct fpe_watch *watch; /* of steps and scores; NULL: nobody */
	struct fpe_score training;
	uint64_t training_of; /* version of the net that `training` is of, and 1; 0: of none */
	struct history *history;
	struct series *series;	   /* while it is trained its thread's alone */
	struct series *shown;	   /* what the snapshot of it shows; the snapshots', or NULL */
	int most_points;	   /* of series */
	atomic_int stride;	   /* the longest one at which its points were thinned, or 1 */
	struct exchange *exchange; /* NULL before the first opening */
	struct counts counts;	   /* while open */
	/* Of the net as it was measured last: its version and epoch then; 0: never. */
	double metric[FPE_METRIC_COUNT];
	uint64_t measured;
	int measured_epoch;
	uint64_t counted;	 /* the version that what is counted is of */
	uint64_t gauged;	 /* by what a gauge knows it; a copy is another one */
	struct shared *ancestry; /* how its net came about (ancestry.h), or NULL */
	struct shared *frozen;	 /* struct arm: as it was frozen last, or NULL */
	struct packed *stored;	 /* a frozen arm's net, of which `net` has but the shape */
	bool changed;		 /* since then */
	int told_stride;	 /* of its history, as the user knows it … */
	int told_points;	 /* … and of its curve */
	unsigned mark;		 /* for who counts memory */
	struct arm *after;	 /* in a list of arms that wait to be freed */
	bool remade;		 /* by hand, since it was recorded: the next opening does */
	bool diverged;
	char trouble[FPE_MESSAGE_SIZE];
};

/* Takes net, also on failure. memory: as arm_share. Gives *out. */
enum fpe_status arm_new(const char *name, const char *split, struct fpe_net *net, size_t memory,
			struct arm **out, struct fpe_error *err);
void arm_free(struct arm *arm);

/* What its nets and its curve may take, bytes. Quiet arms. */
void arm_share(struct arm *arm, size_t bytes);

/*
 * The arm as it is now, for undo: a struct arm that nobody changes, the same
 * one as long as the arm does not change and is not opened. Gives a hold; NULL: no memory. Quiet
 * arms. arm_thaw gives a live one again, closed.
 */
struct shared *arm_freeze(struct arm *arm);
struct arm *arm_thaw(struct shared *frozen);
/* A hold on such an arm that was made otherwise; it takes the arm, also on failure. NULL: no
   memory. */
struct shared *shared_arm(struct arm *arm);
bool arm_is(const struct arm *arm, const struct shared *frozen);
/* Was it opened since it was frozen? That is no change of the arm, but its curve has a
   point of the samples there are, as none may have that is opened later. */
static inline bool arm_was_opened(const struct arm *arm)
{
	const struct arm *before = shared_get(arm->frozen);

	return series_count(arm->series) != series_count(before->series) ||
	       arm->remade != before->remade;
}

/*
 * A closed copy as it was at a kept epoch, with its moments, bit by bit, and
 * what history and curve have up to there; settings are those it trained by
 * from there on. FPE_ENAME as history_exact; FPE_ESTOPPED. Quiet arms. Gives *out.
 */
enum fpe_status arm_at(struct arm *arm, int epoch, const struct fpe_watch *watch, struct arm **out,
		       struct fpe_error *err);

/* Make ready to train and measure; the first time, or where a stopped training left that,
   measure the net as it is and record it. FPE_ESTOPPED by watch, which may be NULL: one that was
   closed stays so. */
enum fpe_status arm_open(struct arm *arm, const struct lesson *lesson,
			 const struct fpe_watch *watch, struct fpe_error *err);
/* Let go of the samples; the position stays. */
void arm_close(struct arm *arm);

/* The samples are others now: an epoch that was begun starts anew. Closed
   arms, which owe nothing that is measured on those of before. */
void arm_restart_epoch(struct arm *arm);

void arm_set(struct arm *arm, const struct fpe_train_settings *settings);

/*
 * The net becomes this one, of its shape, with other weights, masks or moments:
 * kept in the history, and marked in the curve. Open arms, which stay open.
 * FPE_ENOMEM, and nothing has changed; FPE_ESTOPPED, and nothing has but that it is closed.
 */
enum fpe_status arm_edit(struct arm *arm, const struct fpe_net *net, const struct fpe_watch *watch,
			 struct fpe_error *err);

/* Who helps this thread with the arm's steps and scores, and who may stop them, until NULL takes
   them back. */
void arm_lend(struct arm *arm, struct fpe_team *team, const struct fpe_watch *watch);

/*
 * Minibatches up to the end of the epoch, but `most` at most and until it is stopped; *ran: how
 * many. At an epoch's end the test set is scored and the epoch recorded; who is stopped in that
 * leaves the scores to the next opening. On FPE_EDIVERGED the arm keeps the last good weights and
 * says why in `trouble`. The net has its weights then, but not its moments: of a large net that
 * would take as much time and memory at each epoch's end. Who goes on with them calls
 * arm_copy_net.
 */
enum fpe_status arm_train(struct arm *arm, int most, int *ran, struct fpe_error *err);

/* Its net, or a frozen arm's, with its moments. Quiet arms. NULL: no memory. */
struct fpe_net *arm_copy_net(const struct arm *arm);

/* Bring arm->counts up to the net as it is now, if that is due, or now; open arms. FPE_ESTOPPED,
   and they stay as they were. */
enum fpe_status arm_count(struct arm *arm, bool now, const struct fpe_watch *watch,
			  struct fpe_error *err);
/* Hand a picture to the exchange; open arms. What follows from the weights is of the net
   as it is, if that costs no more than `most` (meter_cost); else it may be some epochs
   old. Inside an epoch the test set is scored if that takes no more than `scores` weights times
   samples; else scores are NaN. Without memory the last picture stays. */
#define ARM_PUBLISH 5e6 /* for a trainer: some .2 ms */
void arm_publish(struct arm *arm, double most, double scores);
/* Before others may train it while its pictures are looked at: there is one. */
void arm_show(struct arm *arm);

/* What follows from the weights (meter_net), worked out once for a version of the net
   where it costs no more than `most`; else as arm->measured says, or the
   counts alone. */
const double *arm_metrics(struct arm *arm, const struct fpe_clauses *clauses, double most);
/* The version of the net that what follows from the weights is of; 0: none. */
uint64_t arm_measured(const struct arm *arm, const struct fpe_clauses *clauses);

/* What a score of data takes, weights times samples; data NULL: nothing. */
double arm_scoring(const struct arm *arm, const struct fpe_data *data);

/* The score of the training samples as the net is now, kept for a version; open arms. */
struct fpe_score arm_score_training(struct arm *arm);

/* Every metric of the net as it is now, the layer's from `layer`, but for those
   that are measured when asked for; open arms. */
enum fpe_status arm_measure(struct arm *arm, int layer, const struct fpe_watch *watch,
			    double out[FPE_METRIC_COUNT], struct fpe_error *err);
/* Those of `set` (fpe_metric_asked_bit) that are measured when asked for become numbers
   (asked_fill); others stay. */
enum fpe_status arm_measure_asked(struct arm *arm, unsigned set, uint64_t seed,
				  const struct fpe_watch *watch, double out[FPE_METRIC_COUNT],
				  struct fpe_error *err);

#endif
