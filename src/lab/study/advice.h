/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * advice.h - which split should pay for a task and a net, by runs of others?
 *
 * A point is a setting of task, samples and net with a kind of split and an alpha: its gain
 * is the mean over seeds. The gain is fitted by weighted least squares (weights: seeds) on the
 * terms below, log alpha and a constant for each kind; of those only what varies. There are
 * two models, additive or also with the products of kind and log alpha with each other and
 * with every term; the one with the smaller error on settings that were held out is taken.
 * Normal equations are solved by eigenvectors, so what the points cannot tell apart is 0.
 *
 * Every setting is held out once, with all its points (R² of prediction: Allen, Technometrics
 * 16, 1974). Prediction intervals are Student's, of a point with as many seeds as points have
 * on average: variance s² (1 + x'Cx) (Draper and Smith, Applied Regression Analysis, 3.1), with
 * as many degrees of freedom as points have beyond the model, but fewer than settings: points
 * of one setting share its dense nets.
 */
#ifndef LAB_ADVICE_H
#define LAB_ADVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "fpe/error.h"
#include "fpe/watch.h"

/* X(TERM, name, by its logarithm) */
#define ADVICE_TERM_LIST(X)                 \
	X(LOAD, "clauses/neurons", true)    \
	X(LITERALS, "literals", false)      \
	X(NEGATE, "negate", false)          \
	X(SAMPLES, "samples/weights", true) \
	X(P, "p", false)

enum advice_term {
#define ADVICE_TERM_ENUM(term, name, logarithm) ADVICE_##term,
	ADVICE_TERM_LIST(ADVICE_TERM_ENUM)
#undef ADVICE_TERM_ENUM
		ADVICE_TERMS
};

/* alpha, a constant for each kind, and the terms; twice: by themselves and in products. */
#define ADVICE_KINDS 8
#define ADVICE_COLUMNS (1 + ADVICE_TERMS + ADVICE_KINDS * (ADVICE_TERMS + 2))

struct advice_setting {
	uint64_t hash;		   /* of all that was set but kind, alpha and seed */
	double term[ADVICE_TERMS]; /* as it is, no logarithm; NaN: it has none */
};

struct advice_point {
	int setting;
	int kind; /* place in fpe_split_kinds, below ADVICE_KINDS */
	int alpha, seeds;
	double gain; /* mean over the seeds */
};

struct advice_range {
	double low, high; /* NaN: some setting has none */
};

/* What the points say of themselves, each setting held out once. NaN: there is one only, or of
   `inside`: no point had an interval. */
struct advice_check {
	double r2;     /* of points of settings that were held out */
	double inside; /* share of them that lie in their prediction interval */
	int choices;   /* settings with more than one point: regret is the mean over these */
	double regret; /* best measured gain minus the one of what the model takes for best */
	double always; /* … minus the one of what is best on average over all other settings */
};

struct advice_model {
	bool products;
	bool term[ADVICE_TERMS], alpha, kind[ADVICE_KINDS]; /* that it has; the first kind there
							       is has no constant of its own */
	double mean[ADVICE_TERMS], mean_alpha;		    /* columns are differences from these */
	int columns, rank, freedom;
	double coefficient[ADVICE_COLUMNS];
	double inverse[ADVICE_COLUMNS * ADVICE_COLUMNS]; /* [columns x columns] */
	double variance;				 /* s² of a point of average weight */
};

struct advice {
	int settings, points, room_settings, room_points;
	int last;			/* setting of the run that was added last */
	struct advice_setting *setting; /* owned */
	struct advice_point *point;	/* owned */
	struct advice_range range[ADVICE_TERMS], alpha;
	double weight; /* seeds of a point, on average */
	double mean;   /* gain, by these weights */
	struct advice_model model;
	struct advice_check check;
};

/* A name of a term; does it count by its logarithm? */
const char *advice_term_name(int term);

/* Begin with a zeroed struct. A run's gain over dense. FPE_ENOMEM. */
enum fpe_status advice_add(struct advice *a, const struct advice_setting *setting, int kind,
			   int alpha, double gain, struct fpe_error *err);
void advice_clear(struct advice *a);

/* Fill range, model and check. FPE_ESTATE: no points; FPE_ENOMEM, FPE_ESTOPPED. */
enum fpe_status advice_fit(struct advice *a, const struct fpe_watch *watch, struct fpe_error *err);

struct advice_guess {
	double gain, low, high; /* 95 % prediction interval; NaN: no degree of freedom */
};
/* Terms that the model has are finite, as advice_setting has them; kind and alpha as points. */
struct advice_guess advice_predict(const struct advice *a, const double term[ADVICE_TERMS],
				   int kind, int alpha);

/* What a column of the model is, as "literals" or "literals x clause"; kind: the kinds' names.
   And its slope, with a 95 % interval. */
void advice_column(const struct advice *a, int column, const char *const *kind, char *name,
		   int size, struct advice_guess *out);

#endif
