/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * advice.h - which split should pay for a task and a net, by runs of others?
 *
 * A point is a setting of task, samples and net with a kind of split and an alpha: its gain
 * is the mean over seeds. Its columns are the terms below, log alpha and a constant for each
 * kind; of those only what varies. There are three models: two of weighted least squares
 * (weights: seeds), additive or also with the products of kind and log alpha with each other
 * and with every term; and a kernel, by which a point is foretold from those near it
 * (advice_kernel.h). The one with the smallest error on settings that were held out is taken.
 * Normal equations are solved by eigenvectors, so what the points cannot tell apart is 0.
 *
 * Held out, with all its points, is a third of the settings at a time; of fewer than
 * ADVICE_FEW settings each by itself (R² of prediction: Allen, Technometrics 16, 1974). All that
 * is fitted is fitted anew without them. Prediction intervals of the linear models are Student's,
 * of a point with as many seeds as points have on average: variance s² (1 + x'Cx) (Draper and
 * Smith, Applied Regression Analysis, 3.1), with as many degrees of freedom as points have beyond
 * the model, but fewer than settings: points of one setting share its dense nets. Those of the
 * kernel are normal, drawn out by one factor until 95 % of the held-out points lie inside.
 */
#ifndef LAB_ADVICE_H
#define LAB_ADVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "fpe/error.h"
#include "fpe/watch.h"
#include "lab/study/advice_kernel.h"

/* X(TERM, name, by its logarithm) */
#define ADVICE_TERM_LIST(X)                 \
	X(LOAD, "clauses/neurons", true)    \
	X(CLAUSES, "clauses", true)         \
	X(LITERALS, "literals", false)      \
	X(NEGATE, "negate", false)          \
	X(SAMPLES, "samples/weights", true) \
	X(P, "p", false)                    \
	X(DENSE, "dense", false)

enum advice_term {
#define ADVICE_TERM_ENUM(term, name, logarithm) ADVICE_##term,
	ADVICE_TERM_LIST(ADVICE_TERM_ENUM)
#undef ADVICE_TERM_ENUM
		ADVICE_TERMS
};

/* alpha, a constant for each kind, and the terms; twice: by themselves and in products. */
#define ADVICE_KINDS 8
#define ADVICE_COLUMNS (1 + ADVICE_TERMS + ADVICE_KINDS * (ADVICE_TERMS + 2))

/* dense: the dense net's accuracy, or loss, which is known before anything is split. */
struct advice_setting {
	uint64_t hash;		   /* of all that was set but kind, alpha and seed */
	double term[ADVICE_TERMS]; /* as it is, no logarithm; NaN: it has none. DENSE: of a run,
				      and then the mean over those that were added */
	int runs;		   /* that were added */
};

struct advice_point {
	int setting;
	int kind; /* place in fpe_split_kinds, below ADVICE_KINDS */
	int alpha, seeds;
	double gain;	/* mean over the seeds */
	double squares; /* sum of squares about it */
};

struct advice_range {
	double low, high; /* NaN: some setting has none */
};

enum advice_form { ADVICE_ADDITIVE, ADVICE_PRODUCTS, ADVICE_NEAR, ADVICE_FORMS };

/* Fewer settings are held out one by one; of fewer points there is no kernel. */
#define ADVICE_FEW 30
#define ADVICE_NEAR_LEAST 40

/* What the points say of themselves, each setting held out once. NaN: there is one only, or of
   `inside`: no point had an interval; all: it was not tried. */
struct advice_check {
	double r2;     /* of points of settings that were held out */
	double inside; /* share of them that lie in their prediction interval */
	int choices;   /* settings: regret is the mean over these. Not to split is one, too */
	double regret; /* best measured gain minus the one of what the model takes for best */
	double always; /* … minus the one of what is best on average over all other settings */
};

/* Which columns there are. */
struct advice_shape {
	bool products;
	bool term[ADVICE_TERMS], alpha, kind[ADVICE_KINDS]; /* that it has; the first kind there
							       is has no constant of its own */
	double mean[ADVICE_TERMS], mean_alpha;		    /* columns are differences from these */
	int columns;
};

struct advice_model {
	struct advice_shape shape;
	int rank, freedom;
	double coefficient[ADVICE_COLUMNS];
	double inverse[ADVICE_COLUMNS * ADVICE_COLUMNS]; /* [columns x columns] */
	double variance;				 /* s² of a point of average weight */
};

struct advice {
	bool without[ADVICE_TERMS]; /* set before a fit: is in no model */
	int settings, points, room_settings, room_points;
	int last;			/* setting of the run that was added last */
	struct advice_setting *setting; /* owned */
	struct advice_point *point;	/* owned */
	struct advice_range range[ADVICE_TERMS], alpha;
	double weight;	/* seeds of a point, on average */
	double mean;	/* gain, by these weights */
	double ceiling; /* of R²: what of the points' spread is not the seeds'; NaN: one seed */
	int folds;	/* in which settings were held out */

	struct advice_model line; /* the better of the two linear ones */
	struct advice_shape near; /* of the kernel */
	struct advice_kernel kernel;
	double width; /* of the kernel's intervals, 1 or more */
	enum advice_form best;
	struct advice_check check[ADVICE_FORMS];
};

const char *advice_term_name(int term);
const char *advice_form_name(int form); /* additive, products, near */

/* Begin with a zeroed struct. A run's gain over dense. Not after a fit. FPE_ENOMEM. */
enum fpe_status advice_add(struct advice *a, const struct advice_setting *setting, int kind,
			   int alpha, double gain, struct fpe_error *err);
void advice_clear(struct advice *a);

/* Fill range, models and checks; more than once, with others left out. FPE_ESTATE: no points;
   FPE_ENOMEM, FPE_ESTOPPED. */
enum fpe_status advice_fit(struct advice *a, const struct fpe_watch *watch, struct fpe_error *err);

struct advice_guess {
	double gain, low, high; /* 95 % prediction interval; NaN: no degree of freedom */
};
/* By the best model. Terms that it has are finite, as advice_setting has them; kind and alpha as
   points. FPE_ENOMEM. */
enum fpe_status advice_predict(const struct advice *a, const double term[ADVICE_TERMS], int kind,
			       int alpha, struct advice_guess *out, struct fpe_error *err);

/* What a column is, as "literals" or "literals x clause"; kind: the kinds' names. */
void advice_column_name(const struct advice_shape *shape, int column, const char *const *kind,
			char *name, int size);
/* A slope of the better linear model, with a 95 % interval. */
struct advice_guess advice_slope(const struct advice *a, int column);

#endif
