/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * snapshot.h - all that figures may see: an immutable picture of the session.
 *
 * Taken by the thread that owns the session; trainers go on meanwhile. Strings
 * and pointers live until the next snapshot is taken into the same struct or
 * it is cleared.
 */
#ifndef LAB_SNAPSHOT_H
#define LAB_SNAPSHOT_H

#include <stdbool.h>
#include <stdint.h>

#include "fpe/circuit.h"
#include "fpe/confusion.h"
#include "fpe/data.h"
#include "fpe/deals.h"
#include "fpe/groups.h"
#include "fpe/limits.h"
#include "fpe/metric.h"
#include "fpe/net.h"
#include "fpe/task.h"
#include "fpe/watch.h"
#include "lab/arm/series.h"

struct snapshot_arm {
	int id; /* stays the same while the arm lives */
	char name[FPE_MAX_NAME];
	const char *split;		 /* "dense", "random", "clause", … */
	int alpha;			 /* 1 for a root arm */
	int layer;			 /* layer that was split, -1 = all hidden ones */
	int parent;			 /* index in snapshot.arm, -1 for a root or if dropped */
	int left;			 /* epoch at which it left its parent, 0 for a root */
	bool branch;			 /* it left by rewind, as the same net */
	int epoch, batch;		 /* whole epochs done, minibatches of the next one */
	const struct fpe_net *net;	 /* weights at that epoch */
	double metric[FPE_METRIC_COUNT]; /* of that net; NaN = does not apply */
	/* What of these follows from the weights: of large nets the screen has it later. */
	enum snapshot_measured {
		MEASURED_NOW,	 /* is of this net */
		MEASURED_BEFORE, /* is of the net at measured_epoch, or a few steps ago */
		MEASURED_NEVER	 /* is not known yet */
	} measured;
	int measured_epoch;
	bool sampled; /* is from a part of the layer */
	const struct series *series;
	int points; /* readable points of series */
	bool back;  /* put back to an epoch of its past */
	/* Classes said of the test samples, else the training samples; NULL: not
	   asked for, or there are no classes. */
	const struct fpe_confusion *confusion;
	int counted;	     /* epoch that it is of */
	const char *trouble; /* why its training stopped, or NULL */
	/* What is expected of its split where theory has no closed form; n = 0: it has one, or
	   nothing is expected, or that takes too long for a figure */
	struct fpe_dealt dealt;
	double share;  /* of each parent's inputs that went to every child */
	double unfold; /* how far a fresh split is drawn apart, 0 … 1 */
};

/* One arm at an epoch of its past, for differences or beside what it became. */
struct snapshot_past {
	int id, epoch;		 /* what was asked for */
	int use;		 /* enum past_use */
	struct snapshot_arm arm; /* net NULL: not to be had */
};
#define SNAPSHOT_PASTS 6

/*
 * A comparison over seeds, finished or under way. Row 0 is dense. Arrays are
 * owned by the one who fills the snapshot.
 */
struct snapshot_study_row {
	const char *name;    /* "clause" */
	const double *final; /* [seeds] score at the end; NaN: not done */
	/* [points] of the score over the seeds done: the quartiles, and the median between
	   them; NaN: not measured */
	const float *low, *median, *high;
};
struct study;
struct snapshot_study {
	const struct study *of; /* what its runs do */
	enum fpe_loss loss;	/* that nets are trained by; the score follows (fpe_metric_score) */
	bool fits;		/* the session has the same task, samples, net, settings */
	int rows, alpha, warmup, epochs;
	uint64_t first_seed;
	int seeds, done; /* asked for; runs done, from the first on */
	int points;
	const int *epoch;		      /* [points] where the curves were measured */
	const struct snapshot_study_row *row; /* [rows] */
};

/* A key of a sweep: what it goes over. */
struct snapshot_key {
	const char *name;
	int count;
	bool words;		 /* no numbers: fixed, rigl */
	const double *value;	 /* [count] ascending; words: 0, 1, … */
	const char *const *text; /* [count] as a user writes them */
};

#define SNAPSHOT_KEYS 32
#define SNAPSHOT_ROWS 32		       /* and a bit for each */
#define SNAPSHOT_VALUES (2 * FPE_METRIC_COUNT) /* at the end, at the split */

/*
 * The runs of a sweep, finished or under way, or of a run store. Owned by the
 * one who fills the snapshot; of a run under way nothing is read.
 */
struct snapshot_sweep {
	int keys;
	const struct snapshot_key *key; /* [keys] */
	int arms;
	const char *const *arm; /* [arms] names of rows, dense first */
	const bool *shown;	/* [arms] of a scatter, unless others are
				   asked for */
	int seeds;
	const uint64_t *seed; /* [seeds] ascending */
	const char *settings; /* of one of the runs, JSON as in the store;
				 NULL: not known */
	int total, done;      /* runs that are to be there, and are */
	int shard, shards;    /* they are part shard (from 0) of so many; 0 of 1 */
	bool running;
	int regress;		  /* metric that gains were held against last, or -1 */
	int runs;		  /* kept, of all parts: the first ones */
	bool cut;		  /* there are more than were kept */
	const int *place;	  /* [runs x keys] number of the key's value */
	const int *sown;	  /* [runs] number of the seed */
	const bool *has;	  /* [runs] it is done, and its values are here */
	const uint32_t *diverged; /* [runs] bits of arms whose training did; NULL: not known */
	const double *value;	  /* [runs x arms x SNAPSHOT_VALUES]; NaN: it does
				     not apply, or the arm is not possible there */
};

/* A circuit that was found, of the net of an arm as it was then. */
struct snapshot_circuit {
	int arm; /* id, -1: there is none */
	int epoch, clause;
	int in[FPE_MAX_LAYERS], out[FPE_MAX_LAYERS]; /* of that net's layers */
	struct fpe_circuit circuit;
};
/* Can its edges be marked in this net of the arm of this id? */
static inline bool snapshot_circuit_fits(const struct snapshot_circuit *c, int id,
					 const struct fpe_net *net)
{
	bool fits = c && c->arm == id && c->circuit.layers == net->layers;

	for (int l = 0; fits && l < net->layers; l++)
		fits = c->in[l] == net->layer[l].in && c->out[l] == net->layer[l].out;
	return fits;
}

/* A hidden neuron that somebody looks at. */
struct snapshot_look {
	int arm; /* id, -1: none */
	int layer, neuron;
	unsigned turn; /* another one every time it was chosen by a command */
};

/* Text of the script that plays. */
struct snapshot_source {
	const char *name;
	const char *const *text; /* [lines] */
	int lines, line;	 /* the current one, from 1; 0 before the first */
};

struct snapshot_progress {
	const char *what; /* "training 3 arms", "compare 8 seeds"; NULL: idle */
	bool paused;
	double done, total;  /* in `unit`s; total 0: nobody knows */
	const char *unit;    /* "epoch", "run"; NULL: done is a share of 100 */
	double rate;	     /* units a second, NaN if not known yet */
	double seconds_left; /* NaN if not known */
};

struct snapshot {
	const struct fpe_task *task;	 /* NULL before the first one */
	char title[64];			 /* the task in a word or two: "dnf", "csv iris.csv" */
	int inputs;			 /* d; 0 before the first task */
	const struct fpe_groups *groups; /* of them that belong together; NULL: none said */
	struct fpe_shape shape;		 /* the picture they are said to be; rows 0: none */
	double majority;		 /* majority-class rate of the test set, or NaN */
	enum fpe_loss loss;		 /* as of a study */
	int train_samples, test_samples; /* 0: none yet */
	const struct fpe_data *samples;	 /* the test samples, else the training ones;
					    NULL: none yet. Borrowed */
	uint64_t seed;
	int arms;
	struct snapshot_arm arm[FPE_MAX_ARMS];
	int current;				/* index, -1 without arms */
	int at;					/* epoch the nets and metrics are of, -1: now */
	int last_epoch;				/* furthest epoch of any arm, 0 without */
	const uint64_t *probe;			/* bits of the sample looked at, input j is
						   bit j%64 of probe[j/64]; NULL: none */
	const struct snapshot_circuit *circuit; /* NULL: none was found */
	struct snapshot_look look;
	struct snapshot_progress progress;
	int pasts;
	struct snapshot_past past[SNAPSHOT_PASTS];
	const struct snapshot_study *study; /* NULL: none yet */
	const struct snapshot_sweep *sweep; /* NULL: none, or a study was since */
	const char *const *log;		    /* [log_lines] what was said and printed */
	int log_lines;
	struct snapshot_source source; /* no lines: nothing plays */
	/* of who draws it, borrowed; NULL: nobody stops that */
	const struct fpe_watch *watch;
};

/* Does nobody want what is drawn of it any more? Then it may end half done. */
static inline bool snapshot_given_up(const struct snapshot *s)
{
	return fpe_watch_ask(s->watch, NULL) != FPE_OK;
}

#endif
