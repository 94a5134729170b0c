/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sweep_choice.c - options of the sweep's figures, read. Owns nothing. */
#include "view/panel/sweep/sweep_choice.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/fixed_text.h"
#include "view/figure/figure.h"

#define COLOURS 840 /* any number of inks divides it */

static bool fail(struct sweep_choice *c, const char *blame, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static bool fail(struct sweep_choice *c, const char *blame, const char *format, ...)
{
	va_list args;

	c->blame = blame;
	va_start(args, format);
	vsnprintf(c->wrong, sizeof c->wrong, format, args);
	va_end(args);
	return false;
}

/* "a, b or c" of what there is. */
static const char *list_names(int n, const char *(*name)(const void *, int), const void *of,
			      char *out, size_t size)
{
	size_t at = 0;

	out[0] = '\0';
	for (int i = 0; i < n; i++)
		fixed_put(out, size, &at, "%s%s",
			  i == 0       ? ""
			  : i == n - 1 ? " or "
				       : ", ",
			  name(of, i));
	return out;
}

static const char *key_name(const void *of, int i)
{
	return ((const struct snapshot_sweep *)of)->key[i].name;
}

static const char *arm_name(const void *of, int i)
{
	return ((const struct snapshot_sweep *)of)->arm[i];
}

static const char *value_name(const void *of, int i)
{
	return ((const struct snapshot_key *)of)->text[i];
}

static int find_arm(const struct snapshot_sweep *s, const char *name)
{
	for (int i = 0; i < s->arms; i++) {
		if (strcmp(s->arm[i], name) == 0)
			return i;
	}
	return -1;
}

/* --------------------------------------------------------------- the grid */

int sweep_choice_varying(const struct snapshot_sweep *s, int n)
{
	for (int i = 0; i < s->keys; i++) {
		if (s->key[i].count > 1 && n-- == 0)
			return i;
	}
	return -1;
}

enum sweep_view sweep_choice_view(const struct snapshot *s, const struct panel_options *o)
{
	if (o->sweep.view >= 0)
		return (enum sweep_view)o->sweep.view;
	if (!s->sweep)
		return SWEEP_SEEDS;
	if (s->sweep->regress >= 0)
		return SWEEP_SCATTER;
	return sweep_choice_varying(s->sweep, 1) >= 0 ? SWEEP_HEATMAP : SWEEP_LINES;
}

/* The first of the keys with several values that the other axis has not. */
static int other_key(const struct snapshot_sweep *s, int key)
{
	int first = sweep_choice_varying(s, 0);

	return first == key ? sweep_choice_varying(s, 1) : first;
}

static bool read_key(struct sweep_choice *c, const char *blame, const char *name, int *out)
{
	char names[100];

	if (!name[0])
		return true;
	*out = quantity_key(c->s, name);
	if (*out >= 0)
		return true;
	return fail(c, blame, "%s: no key %.31s; there is %s", blame, name,
		    c->s->keys ? list_names(c->s->keys, key_name, c->s, names, sizeof names)
			       : "none");
}

/* Which keys go along the axes. */
static bool choose_keys(struct sweep_choice *c, const struct panel_sweep *o)
{
	bool y = o->y[0] && strcmp(o->y, "arm") != 0;

	c->x = c->y = -1;
	if (!read_key(c, "x", o->x, &c->x) || (y && !read_key(c, "y", o->y, &c->y)))
		return false;
	if (c->x < 0)
		c->x = other_key(c->s, c->y);
	if (c->x < 0 && c->y < 0 && c->s->keys)
		c->x = 0; /* its one value */
	if (c->view == SWEEP_HEATMAP && c->y < 0)
		c->y = other_key(c->s, c->x);
	if (c->view == SWEEP_HEATMAP && (c->x < 0 || c->y < 0))
		return fail(
			c, "view",
			"view: a heatmap needs two keys with several values, as in  sweep clauses=4,8 hidden=8,16");
	if (c->x == c->y && c->x >= 0)
		return fail(c, "y", "y: %s is along x already", c->s->key[c->x].name);
	return true;
}

/* ------------------------------------------------------------- quantities */

static bool read_quantity(struct sweep_choice *c, const char *blame, const char *name,
			  const char *otherwise, struct quantity *out)
{
	if (quantity_find(c->s, name[0] ? name : otherwise, out))
		return true;
	return fail(
		c, blame,
		"%s: no metric %.31s; as in capacity, split_capacity, fold_capacity, gain, relative_gain or loss_gain%s",
		blame, name, c->view == SWEEP_SCATTER ? ", or a key" : "");
}

static bool choose_quantities(struct sweep_choice *c, const struct panel_sweep *o)
{
	bool loss = quantity_score(c->s) == FPE_METRIC_TEST_LOSS;
	char fold[64];

	snprintf(fold, sizeof fold, "fold_%s",
		 fpe_metric_info[c->s->regress < 0 ? FPE_METRIC_CAPACITY : c->s->regress].name);
	if (c->view == SWEEP_SCATTER)
		return read_quantity(c, "x", o->x, fold, &c->across) &&
		       read_quantity(c, o->y[0] ? "y" : "metric", o->y[0] ? o->y : o->metric,
				     loss ? "loss_gain" : "relative_gain", &c->up);
	if (!read_quantity(c, "metric", o->metric,
			   c->view == SWEEP_HEATMAP ? (loss ? "loss_gain" : "gain")
						    : (loss ? "test_loss" : "test_accuracy"),
			   &c->of))
		return false;
	if (c->of.kind != QUANTITY_METRIC)
		return fail(c, "metric", "metric: %s is a key: every run of a place has the same",
			    o->metric);
	return true;
}

/* The arm that others are held against; with a plain metric it makes a
   difference of that. */
static bool choose_base(struct sweep_choice *c, const struct panel_sweep *o)
{
	bool none = strcmp(o->minus, "none") == 0;
	char names[100];

	c->base = find_arm(c->s, o->minus[0] && !none ? o->minus : "dense");
	if (o->minus[0] && !none && c->base < 0)
		return fail(c, "minus", "minus: no row %.31s; there is %s", o->minus,
			    list_names(c->s->arms, arm_name, c->s, names, sizeof names));
	if (o->minus[0] && !none && c->view != SWEEP_SCATTER && c->of.against == QUANTITY_ALONE)
		c->of.against = QUANTITY_MINUS;
	return true;
}

static bool needs_base(const struct sweep_choice *c)
{
	if (c->view == SWEEP_SCATTER)
		return c->across.against || c->up.against;
	return c->of.against;
}

/* -------------------------------------------------------------------- arms */

/* Names of a list, one after the other. False: the list has ended. */
static bool next_item(const char **at, char *out, size_t size)
{
	size_t n = strcspn(*at, ",");

	if (!**at)
		return false;
	snprintf(out, size, "%.*s", (int)n, *at);
	*at += n + ((*at)[n] == ',');
	return true;
}

static bool read_arms(struct sweep_choice *c, const char *list)
{
	char name[FPE_MAX_NAME], names[100];

	while (next_item(&list, name, sizeof name)) {
		int arm = find_arm(c->s, name);

		if (arm < 0)
			return fail(c, "arm", "arm: no row %s; there is %s", name,
				    list_names(c->s->arms, arm_name, c->s, names, sizeof names));
		if (c->arms < SNAPSHOT_ROWS)
			c->arm[c->arms++] = arm;
	}
	return true;
}

/* Has the arm the quantity in any run? */
static bool has_values(const struct sweep_choice *c, int arm)
{
	for (int run = 0; run < c->s->runs; run++) {
		if (c->s->has[run] && isfinite(quantity_value(c->s, &c->of, run, arm, c->base)))
			return true;
	}
	return false;
}

/* Where one arm is shown: the clause split where it was possible in any run, else the
   first that was; before any run is done the clause split, else the first. */
static void keep_one(struct sweep_choice *c)
{
	int clause = find_arm(c->s, "clause"), chosen = c->arm[0];
	bool found = false;

	for (int i = 0; i < c->arms; i++) {
		bool has = has_values(c, c->arm[i]), is_clause = c->arm[i] == clause;

		if (has > found || (has == found && is_clause))
			chosen = c->arm[i];
		found |= has;
	}
	c->arm[0] = chosen;
	c->arms = 1;
}

static bool choose_arms(struct sweep_choice *c, const struct panel_sweep *o)
{
	bool one = c->view == SWEEP_HEATMAP || (c->view == SWEEP_LINES && c->y >= 0);

	c->arms = 0;
	if (o->arm[0]) {
		if (!read_arms(c, o->arm))
			return false;
		if (one && c->arms > 1)
			return fail(c, "arm", "arm: one row, where a key goes along y");
		return true;
	}
	for (int i = 0; i < c->s->arms; i++) {
		bool shown = c->view != SWEEP_SCATTER || c->s->shown[i];

		if (shown && !(needs_base(c) && i == c->base))
			c->arm[c->arms++] = i;
	}
	if (!c->arms)
		c->arm[c->arms++] = 0;
	if (one)
		keep_one(c);
	return true;
}

/* ------------------------------------------------------------------- holds */

static bool hold(struct sweep_choice *c, const char *item)
{
	const char *colon = strchr(item, ':');
	char name[64], names[100];
	int key, n = 0;

	snprintf(name, sizeof name, "%.*s", colon ? (int)(colon - item) : (int)strlen(item), item);
	key = quantity_key(c->s, name);
	if (!colon || key < 0)
		return fail(c, "hold", "hold: KEY:VALUE, where the key is %s; not %.40s",
			    list_names(c->s->keys, key_name, c->s, names, sizeof names), item);
	while (n < c->s->key[key].count && strcmp(c->s->key[key].text[n], colon + 1) != 0)
		n++;
	if (n == c->s->key[key].count)
		return fail(c, "hold", "hold: %s is %s; not %.40s", name,
			    list_names(c->s->key[key].count, value_name, &c->s->key[key], names,
				       sizeof names),
			    colon + 1);
	c->held[key] = n;
	return true;
}

static bool choose_holds(struct sweep_choice *c, const struct panel_sweep *o)
{
	const char *list = strcmp(o->hold, "none") == 0 ? "" : o->hold;
	char item[64];

	for (int i = 0; i < SNAPSHOT_KEYS; i++)
		c->held[i] = -1;
	while (next_item(&list, item, sizeof item)) {
		if (!hold(c, item))
			return false;
	}
	return true;
}

bool sweep_choice_make(const struct snapshot *s, const struct panel_options *o,
		       struct sweep_choice *c)
{
	*c = (struct sweep_choice){
		.s = s->sweep, .view = sweep_choice_view(s, o), .x = -1, .y = -1, .base = -1
	};
	if (!s->sweep)
		return fail(
			c, "view",
			"no sweep yet: type  sweep clauses=4,8 hidden=8,16 runs.db  or look at one with  runs runs.db");
	return choose_holds(c, &o->sweep) &&
	       (c->view == SWEEP_SCATTER || choose_keys(c, &o->sweep)) &&
	       choose_quantities(c, &o->sweep) && choose_base(c, &o->sweep) &&
	       choose_arms(c, &o->sweep);
}

bool sweep_choice_diverged(const struct sweep_choice *c, int run, int arm)
{
	return c->s->has[run] && c->s->diverged && (c->s->diverged[run] >> arm & 1);
}

bool sweep_choice_wants(const struct sweep_choice *c, int run)
{
	for (int i = 0; i < c->s->keys; i++) {
		if (c->held[i] >= 0 && c->s->place[run * c->s->keys + i] != c->held[i])
			return false;
	}
	return true;
}

bool sweep_choice_has(const struct sweep_choice *c, int run)
{
	return c->s->has[run] && sweep_choice_wants(c, run);
}

int sweep_choice_ink(const struct snapshot *s, const struct sweep_choice *c, int arm)
{
	return figure_name_ink(s, c->s->arm[arm], arm);
}

/* Keys by which the points of a scatter differ in colour. */
static bool colours(const struct sweep_choice *c, int key)
{
	return c->view == SWEEP_SCATTER && c->held[key] < 0 && c->s->key[key].count > 1;
}

/* The inks of arms that no arm shown has, round and round. */
static int free_ink(const struct snapshot *s, const struct sweep_choice *c, int number)
{
	bool taken[INK_ARMS] = { false };
	int inks = 0, ink[INK_ARMS];

	for (int i = 0; i < c->arms; i++)
		taken[(sweep_choice_ink(s, c, c->arm[i]) - INK_ARM) % INK_ARMS] = true;
	for (int i = 0; i < INK_ARMS; i++) {
		if (!taken[i])
			ink[inks++] = INK_ARM + i;
	}
	return inks ? ink[number % inks] : INK_NONE;
}

int sweep_choice_setting_ink(const struct snapshot *s, const struct sweep_choice *c, int arm,
			     int run)
{
	int number = 0;
	bool several = false;

	for (int i = 0; i < c->s->keys; i++) {
		if (!colours(c, i))
			continue;
		several = true;
		number =
			(number * c->s->key[i].count + c->s->place[run * c->s->keys + i]) % COLOURS;
	}
	return several ? free_ink(s, c, number) : sweep_choice_ink(s, c, arm);
}

bool sweep_choice_few_settings(const struct sweep_choice *c)
{
	double settings = 1;

	for (int i = 0; i < c->s->keys; i++)
		settings *= colours(c, i) ? c->s->key[i].count : 1;
	return settings > 1 && settings <= INK_ARMS - c->arms;
}

/* ------------------------------------------------------------------- words */

void sweep_choice_words(const struct sweep_choice *c, const struct quantity *q, bool arm,
			struct textbuf *out)
{
	bool named = arm && q->kind == QUANTITY_METRIC;
	char words[96];

	tell(out, "%s", quantity_words(c->s, q, words, sizeof words));
	/* "change of capacity of clause" has one "of" too many */
	if (named)
		tell(out, "%s%s", strstr(words, " of ") ? ", " : " of ", c->s->arm[c->arm[0]]);
	if (q->against)
		tell(out, " %s %s", quantity_signed(q) ? "over" : "against",
		     c->base >= 0 ? c->s->arm[c->base] : "?");
}

/* Is the key pooled: neither held nor along an axis? */
static bool pooled(const struct sweep_choice *c, int key)
{
	return c->view != SWEEP_SCATTER && c->held[key] < 0 && c->s->key[key].count > 1 &&
	       key != c->x && key != c->y;
}

void sweep_choice_rest(const struct sweep_choice *c, bool ascii, struct textbuf *out)
{
	const char *dot = ascii ? "-" : "·";
	bool first = true;

	for (int i = 0; i < c->s->keys; i++) {
		if (c->held[i] >= 0 && c->s->key[i].count > 1)
			tell(out, " %s %s=%s", dot, c->s->key[i].name,
			     c->s->key[i].text[c->held[i]]);
	}
	for (int i = 0; i < c->s->keys; i++) {
		if (!pooled(c, i) && !colours(c, i))
			continue;
		if (first)
			tell(out, " %s %s %s", dot,
			     pooled(c, i) ? "mean over" : "colour:", c->s->key[i].name);
		else
			tell(out, ", %s", c->s->key[i].name);
		first = false;
	}
}
