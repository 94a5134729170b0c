/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lattice.h - the points of a sweep: a study for one value of each axis.
 *
 * Points are every combination of values, or so many draws of one. A draw takes
 * a value of each axis, every one as likely as another, from the stream (seed,
 * FPE_RNG_DESIGN, name of the key, number of the draw): so it depends neither on how
 * many draws there are nor on the other axes. Draws that cannot be are no points.
 *
 * Points are numbered with the last axis fastest; runs too, with the seeds of a
 * point next to each other. Studies are made when they are needed, so a lattice
 * of a million points takes no more memory than its axes.
 */
#ifndef LAB_LATTICE_H
#define LAB_LATTICE_H

#include "lab/study/study.h"
#include "lab/study/study_setting.h"

#define LATTICE_MAX_AXES SWEEP_KEYS
#define LATTICE_MAX_RUNS 10000000

struct lattice_axis {
	const struct setting *key;
	int count;
	double *value; /* owned by the lattice */
};

struct lattice {
	struct study base; /* its recipe is owned by the lattice */
	int axes;
	struct lattice_axis axis[LATTICE_MAX_AXES];
	uint64_t first; /* seed */
	int seeds;
	int draws;	      /* 0: every combination. Set before axes are added */
	int *drawn;	      /* [points] the draw that a point is; NULL: none was left out */
	int possible;	      /* with drawn: points */
	struct fpe_error why; /* what the first draw that was left out would have failed at */
	int shard, shards;    /* runs shard, shard + shards, … of all; 0 of 1 */
};

void lattice_clear(struct lattice *lattice);
/* Add an axis; value is copied. FPE_ELIMIT past LATTICE_MAX_AXES, or past
   LATTICE_MAX_RUNS runs (seeds is set). */
enum fpe_status lattice_add(struct lattice *lattice, const struct setting *key, const double *value,
			    int count, struct fpe_error *err);
int lattice_points(const struct lattice *lattice);
/* Value of an axis at a point; its number. */
int lattice_place(const struct lattice *lattice, int point, int axis);
double lattice_value(const struct lattice *lattice, int point, int axis);
/* The study of a point; its recipe stays the lattice's. Optional rows that are
   not possible there are left out. */
enum fpe_status lattice_study(const struct lattice *lattice, int point, struct study *out,
			      struct fpe_error *err);
/*
 * What a point would fail at, before anything runs. blame as in study_try. Draws that
 * would fail are left out, and it is a failure only where none is left. watch: may be
 * NULL; FPE_ESTOPPED.
 */
enum fpe_status lattice_try(struct lattice *lattice, const struct fpe_watch *watch,
			    const char **blame, struct fpe_error *err);
/* "clauses=1 alpha=4: …" before the message. */
void lattice_name_point(const struct lattice *lattice, int point, struct fpe_error *err);

#endif
