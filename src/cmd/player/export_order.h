/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * export_order.h - one file to be written, with all that it needs.
 *
 * The session's thread fills it in; then any one thread may run it while the
 * session changes: nets are copies, samples and task are held.
 */
#ifndef CMD_EXPORT_ORDER_H
#define CMD_EXPORT_ORDER_H

#include <stdatomic.h>

#include "io/export.h"
#include "lab/base/shared.h"
#include "lab/session/session.h"
#include "lab/study/study.h"

enum export_what {
	EXPORT_NET,	   /* a net as it stands */
	EXPORT_RUN,	   /* the net of a compare's row, trained again */
	EXPORT_SAMPLES,	   /* the session's samples */
	EXPORT_ACTIVATIONS /* what a layer of a net makes of them */
};

struct export_order {
	enum export_what what;
	char *path;
	char arm[FPE_MAX_NAME]; /* or the row's name; "": samples alone */
	enum export_layout layout;
	enum export_prune prune;
	struct fpe_net *net; /* owned; of EXPORT_RUN once it is trained */
	char *told;	     /* of a net its lineage, of samples a JSON object */
	struct shared *task, *train, *test;
	int layer; /* of activations, from 0 */
	struct study study;
	uint64_t seed;
	int row;
	const char *scaled; /* of a net, what was done to its inputs; NULL: nothing */
	/* meanwhile, for who waits */
	atomic_bool stop;
	const struct fpe_watch *watch; /* asked as well, by who runs it; or NULL */
	atomic_int epoch, percent;     /* trained of study_net_epochs; of what comes then */
	/* what came of it */
	size_t nnz;
	uint64_t bytes;
	int samples, inputs;
};

/* Each gives *out. */

/* An arm at an epoch (-1: now). FPE_ENAME: that epoch is not kept. */
enum fpe_status export_order_arm(struct session *s, const struct arm *arm, int epoch,
				 struct export_order **out, struct fpe_error *err);
/* A row of a study at a seed. */
enum fpe_status export_order_run_again(const struct study *study, int row, uint64_t seed,
				       struct export_order **out, struct fpe_error *err);
/* The session's samples, or what a layer of the arm makes of them (arm NULL: the
   samples). */
enum fpe_status export_order_samples(struct session *s, const struct arm *arm, int layer,
				     struct export_order **out, struct fpe_error *err);
void export_order_free(struct export_order *order);

/* Write the file. team: helps with a run's training, or NULL. FPE_ESTOPPED: order->stop was
   set, or order->watch says so. */
enum fpe_status export_order_run(struct export_order *order, struct fpe_team *team,
				 struct fpe_error *err);
/* What was done, as one sentence; malloc'ed, NULL: no memory. */
char *export_order_sentence(const struct export_order *order);

#endif
