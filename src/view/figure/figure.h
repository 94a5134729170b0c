/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * figure.h - what panels share: which arm, which clauses, how numbers are
 * written, how much of a long row of cells is shown.
 */
#ifndef VIEW_FIGURE_H
#define VIEW_FIGURE_H

#include "view/figure/panel.h"

#define FIGURE_NUMBER 16 /* bytes of a short number */

/* Short texts by value: where one is only passed on, nobody needs a buffer. */
struct figure_digits {
	char text[FIGURE_NUMBER + 1];
};
struct figure_name {
	char text[FPE_MAX_NAME + 8];
};

/* Index of an arm by its id, or its name; -1: there is none. */
int figure_arm_of_id(const struct snapshot *s, int id);
int figure_arm_named(const struct snapshot *s, const char *name);
/*
 * The arm a figure of one arm shows: the one asked for, else the newest split
 * one, else the current one; -1 without arms.
 */
int figure_arm(const struct snapshot *s, const struct panel_options *o);
/* The second arm, to be drawn beside the first; -1: none. */
int figure_second_arm(const struct snapshot *s, const struct panel_options *o);
/* Both, as many as are there: 0 to 2. */
int figure_arms(const struct snapshot *s, const struct panel_options *o, int arm[2]);
/* Parts of titles. " · clause | dense": names of the arms; false: there is none. */
bool figure_arms_title(const struct snapshot *s, const struct panel_options *o, bool ascii,
		       struct textbuf *out);
/* " fc2"; of the first layer nothing. */
void figure_layer_title(const struct snapshot *s, const struct panel_options *o,
			struct textbuf *out);
/* The arms, what is subtracted and the layer, for panels whose titles say no more. */
panel_title_fn figure_title;
/* Columns of the longest name of all arms, at most so many. */
int figure_arms_columns(const struct snapshot *s, int most);
/*
 * The picture to subtract where a difference is asked for, NULL: none is, or
 * it is not there (then *missing says what, if not NULL).
 */
const struct snapshot_arm *figure_minus(const struct snapshot *s, const struct panel_options *o,
					const char **missing);
/* " − dense@5"; false: nothing, for nothing is subtracted. */
bool figure_minus_title(const struct snapshot *s, const struct panel_options *o, bool ascii,
			struct textbuf *out);
/* Draw one arm, or two side by side where two are asked for and there is
   room. */
void figure_each_arm(const struct snapshot *s, const struct panel_options *o, struct area area,
		     panel_arm_fn *draw);
/* The arm of a hit of this kind; NULL: it is of another kind, or of an older
   picture. */
const struct snapshot_arm *figure_hit_arm(const struct snapshot *s, const struct hit *hit,
					  enum hit_kind kind);
/* Layer shown of an arm: the one asked for if it has so many. */
int figure_layer(const struct snapshot_arm *arm, const struct panel_options *o);
/* Clauses over the inputs of a layer, or NULL: none, or a later layer. */
const struct fpe_clauses *figure_clauses(const struct snapshot *s, int layer);
/* Groups of the inputs of a layer where no clauses are known; or NULL. */
const struct fpe_groups *figure_groups(const struct snapshot *s, int layer);
/* "g3"; "" where the input is alone, or there are none. */
struct figure_name figure_group_name(const struct snapshot *s, int layer, int input);
/* Largest absolute value of n weights, or of their difference to `less` (NULL: 0). */
double figure_largest(const float *weight, const float *less, size_t n);
/* A weight of a layer, and whether its mask lets it be. */
static inline double figure_weight(const struct fpe_layer *l, int neuron, int input)
{
	return (double)l->weight[(size_t)neuron * (size_t)l->in + (size_t)input];
}
static inline bool figure_live(const struct fpe_layer *l, int neuron, int input)
{
	return l->mask[(size_t)neuron * (size_t)l->in + (size_t)input] != 0;
}
bool figure_is_split(const struct snapshot_arm *arm);
/* Do two neurons come from one split neuron? */
bool figure_siblings(const struct fpe_origin *a, const struct fpe_origin *b);
/* Ink of an arm, the same in every figure; of the arm of that name, else of the
   i-th that the session has not. */
int figure_arm_ink(int arm);
int figure_name_ink(const struct snapshot *s, const char *name, int i);
/* Columns of the longest of a layer's neuron names. */
int figure_name_columns(const struct fpe_net *net, int layer);

/* ".958", "1.00", "-.12", "12.3", "3.39e30", "6e-6"; "-" for NaN. */
struct figure_digits figure_number(double value);
/* The same with a + before what is above 0. */
struct figure_digits figure_signed(double value);

/*
 * The same in so many columns (>= 4), for a place that has no more: fewer digits, "4e12" for
 * "4.00e12", and what is next to 0 is ".000"; "…" where no digit is left. Never a part of a
 * number, which would be another one.
 */
struct figure_digits figure_number_in(double value, int columns);
struct figure_digits figure_signed_in(double value, int columns);

/* What follows from an arm's weights; with a ~ before what is from a sample, or was
   measured of its net some epochs ago. */
struct figure_digits figure_metric(const struct snapshot_arm *arm, enum fpe_metric metric);
/* What a ~ among the arms' numbers means, that of `arm` if it has one; "" without any.
   Returns out. */
const char *figure_metric_note(const struct snapshot *s, int arm, char *out, size_t size);

/* Numbers by falling size, equal ones by place, without sorting: a few of many
   are shown. Starts as { INFINITY, -1 }, holds the one given last. */
struct figure_ranking {
	double size;
	int at;
};
/* The next of n numbers. False: only zeros are left. */
bool figure_next_largest(struct figure_ranking *r, int n, double (*number)(const void *of, int i),
			 const void *of);

/* n items in `room` cells: `count` cells of `per` items each from item `first`.
   Averages (per > 1) only where scrolling would take more than four pages. */
struct figure_fit {
	int first, count, per;
};
#define FIGURE_PAGES 4
struct figure_fit figure_fit(int n, int room, int scroll);

/* "n3.0", a neuron of a layer. */
struct figure_name figure_neuron(const struct fpe_net *net, int layer, int neuron);
/* "n3", what it was split from last; a neuron of the first net is its own. */
struct figure_name figure_parent(const struct fpe_net *net, int layer, int neuron);
/* "x7" or the formula's name of an input of a layer; of later layers the neuron
   it comes from. */
struct figure_name figure_input(const struct snapshot *s, const struct fpe_net *net, int layer,
				int input);
/* "7": a class of the samples, or the name that came with them. */
struct figure_name figure_class(const struct snapshot *s, int class);
/* "circuit c3 arm=clause", for a key that finds what decides on a clause; EDIT_NONE: there is
   none of this number. */
enum panel_edit figure_circuit(const struct snapshot *s, int arm, int clause, char *command,
			       size_t size);
/* A name in so many columns (>= 1): cut where it is longer, from 6 on with its end kept:
   "temp…st". A blank column follows it only if the caller leaves one. */
struct figure_name figure_short(const char *text, int columns);
/* So many columns of the end are kept usually; or as many as are asked for. */
int figure_tail(int columns);
struct figure_name figure_short_to(const char *text, int columns, int tail_columns);
/* Have the task's inputs names of a user's own? */
bool figure_own_names(const struct snapshot *s);
/* "c2", or as a user's own names have it: "rain&!cold". */
struct figure_name figure_clause(const struct snapshot *s, int clause);
/* As tables of numbers have a part, whole: a clause, or else a class. In buffer. */
const char *figure_part(const struct snapshot *s, bool clause, int part,
			char buffer[FPE_CLAUSE_NAME]);
/* "c2 (x6 !x7 x8)": a clause with its literals. Returns out. */
const char *figure_clause_text(const struct snapshot *s, int clause, char *out, size_t size);
/* First clause an input is in, -1: none. */
int figure_clause_of(const struct fpe_clauses *clauses, int input);

/* Wrapped text from a row on; returns the rows it takes. */
int figure_wrap(struct area a, int row, int fg, const char *text);
/* Rows it would take in so many columns. */
int figure_wrap_rows(const char *text, int columns);
/* A short text in the middle: what is missing, and what to type. */
void figure_say(struct area a, const char *text);
/* True, and says what to type, where the session has no arm to draw. */
bool figure_empty(const struct snapshot *s, struct area a);

#endif
