/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sweep_keys.c - each key writes a name into the options, as an argument of
 * `show sweep` would.
 */
#include "view/panel/sweep/sweep_keys.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "view/panel/sweep/sweep_part.h"

/* Is there anything that a view shows? */
static bool has_view(const struct snapshot *s, enum sweep_view view)
{
	if (view == SWEEP_SEEDS)
		return s->study != NULL;
	if (!s->sweep)
		return false;
	return view != SWEEP_HEATMAP || sweep_choice_varying(s->sweep, 1) >= 0;
}

static void forget_cursor(struct panel_options *o)
{
	o->cursor = (struct hit){ .kind = HIT_NONE };
	o->row = o->column = 0;
}

static void key_view(const struct snapshot *s, struct panel_options *o, int argument)
{
	int view = sweep_choice_view(s, o);

	(void)argument;
	do
		view = sweep_view_name(view + 1) ? view + 1 : 0;
	while (!has_view(s, (enum sweep_view)view) && view != (int)sweep_choice_view(s, o));
	/* what stands on an axis of one may not on one of the other */
	o->sweep.x[0] = o->sweep.y[0] = '\0';
	if (sweep_choice_view(s, o) == SWEEP_SCATTER || view == SWEEP_SCATTER)
		o->sweep.metric[0] = '\0';
	o->sweep.view = view;
	forget_cursor(o);
}

/* Is there a number of it, and does it ever change? */
static bool worth_it(const struct sweep_choice *c, const char *name)
{
	struct quantity q;
	double first = NAN;

	if (!quantity_find(c->s, name, &q))
		return false;
	for (int run = 0; run < c->s->runs; run++) {
		for (int i = 0; i < c->arms && c->s->has[run]; i++) {
			double v = quantity_value(c->s, &q, run, c->arm[i], c->base);

			if (isfinite(v) && isfinite(first) && v != first)
				return true;
			first = isfinite(v) ? v : first;
		}
	}
	return false;
}

static int choices(void)
{
	int n = 0;

	while (quantity_choice(n))
		n++;
	return n;
}

/* The place that a quantity has in the list, -1. */
static int choice_of(const struct snapshot_sweep *s, const struct quantity *q)
{
	const char *name = quantity_name(s, q);
	int i = 0;

	while (quantity_choice(i) && strcmp(quantity_choice(i), name) != 0)
		i++;
	return quantity_choice(i) ? i : -1;
}

static void key_metric(const struct snapshot *s, struct panel_options *o, int by)
{
	struct sweep_choice c;
	int n = choices(), at;

	if (!sweep_choice_make(s, o, &c))
		return;
	at = choice_of(s->sweep, c.view == SWEEP_SCATTER ? &c.up : &c.of);
	if (at < 0)
		at = by > 0 ? -1 : 0;
	for (int i = 0; i < n; i++) {
		at = (at + by + n) % n;
		if (worth_it(&c, quantity_choice(at)))
			break;
	}
	snprintf(o->sweep.metric, sizeof o->sweep.metric, "%s", quantity_choice(at));
	if (c.view == SWEEP_SCATTER)
		o->sweep.y[0] = '\0';
}

/* What goes along x of a scatter: the same list, then the keys. */
static void key_across(const struct snapshot *s, struct panel_options *o)
{
	struct sweep_choice c;
	int n = choices(), all = n + (s->sweep ? s->sweep->keys : 0), at;

	if (!sweep_choice_make(s, o, &c))
		return;
	at = c.across.kind == QUANTITY_KEY ? n + c.across.index : choice_of(s->sweep, &c.across);
	for (int i = 0; i < all; i++) {
		const char *name;

		at = (at + 1) % all;
		name = at < n ? quantity_choice(at) : s->sweep->key[at - n].name;
		snprintf(o->sweep.x, sizeof o->sweep.x, "%s", name);
		if (worth_it(&c, name))
			break;
	}
}

/* The next key with several values goes along an axis; along y of lines also
   none does, then lines are arms. */
static void key_axis(const struct snapshot *s, struct panel_options *o, int up)
{
	struct sweep_choice c;
	bool none = false;
	int key, other;

	if (sweep_choice_view(s, o) == SWEEP_SCATTER) {
		if (!up)
			key_across(s, o);
		else
			key_metric(s, o, 1);
		return;
	}
	if (!sweep_choice_make(s, o, &c))
		return;
	key = up ? c.y : c.x;
	other = up ? c.x : c.y;
	for (int i = 0; i <= s->sweep->keys; i++) {
		key++;
		if (key >= s->sweep->keys) {
			none = up && c.view == SWEEP_LINES;
			key = -1;
		}
		if (none || (key >= 0 && key != other && s->sweep->key[key].count > 1))
			break;
	}
	if (!none && key < 0)
		return;
	snprintf(up ? o->sweep.y : o->sweep.x, FPE_MAX_NAME, "%s",
		 none ? "arm" : s->sweep->key[key].name);
	/* the other axis keeps what it has by itself */
	if (other >= 0)
		snprintf(up ? o->sweep.x : o->sweep.y, FPE_MAX_NAME, "%s",
			 s->sweep->key[other].name);
	forget_cursor(o);
}

static void key_swap(const struct snapshot *s, struct panel_options *o, int argument)
{
	struct sweep_choice c;

	(void)argument;
	if (!sweep_choice_make(s, o, &c) || c.x < 0 || c.y < 0)
		return;
	snprintf(o->sweep.x, sizeof o->sweep.x, "%s", s->sweep->key[c.y].name);
	snprintf(o->sweep.y, sizeof o->sweep.y, "%s", s->sweep->key[c.x].name);
	forget_cursor(o);
}

/* One arm after the other; where several are shown also all of them. */
static void key_arm(const struct snapshot *s, struct panel_options *o, int argument)
{
	struct sweep_choice c;
	bool one;
	int arm;

	(void)argument;
	if (!sweep_choice_make(s, o, &c))
		return;
	one = c.view == SWEEP_HEATMAP || (c.view == SWEEP_LINES && c.y >= 0);
	arm = one || o->sweep.arm[0] ? c.arm[0] + 1 : 0;
	if (arm == s->sweep->arms && !one) {
		o->sweep.arm[0] = '\0';
		return;
	}
	snprintf(o->sweep.arm, sizeof o->sweep.arm, "%s", s->sweep->arm[arm % s->sweep->arms]);
	forget_cursor(o);
}

/* None, then each arm. */
static void key_minus(const struct snapshot *s, struct panel_options *o, int argument)
{
	int next = 0;

	(void)argument;
	if (!s->sweep)
		return;
	for (int i = 0; i < s->sweep->arms; i++) {
		if (strcmp(o->sweep.minus, s->sweep->arm[i]) == 0)
			next = i + 1;
	}
	snprintf(o->sweep.minus, sizeof o->sweep.minus, "%s",
		 next < s->sweep->arms ? s->sweep->arm[next] : "");
	forget_cursor(o);
}

/* All runs, then those of each value of each key that has no axis. */
static void key_hold(const struct snapshot *s, struct panel_options *o, int argument)
{
	struct sweep_choice c;
	bool next = !o->sweep.hold[0];
	char item[64];

	(void)argument;
	if (!sweep_choice_make(s, o, &c))
		return;
	for (int i = 0; i < s->sweep->keys; i++) {
		const struct snapshot_key *key = &s->sweep->key[i];
		bool axis = c.view != SWEEP_SCATTER && (i == c.x || i == c.y);

		for (int k = 0; k < key->count && key->count > 1 && !axis; k++) {
			snprintf(item, sizeof item, "%s:%s", key->name, key->text[k]);
			if (next) {
				snprintf(o->sweep.hold, sizeof o->sweep.hold, "%s", item);
				return;
			}
			next = strcmp(item, o->sweep.hold) == 0;
		}
	}
	o->sweep.hold[0] = '\0';
}

const struct panel_key sweep_keys_own[] = {
	{ 'v', "v", "next view: seeds, lines, heatmap, scatter", .act = key_view },
	{ 'o', "o", "next metric", .act = key_metric, .argument = 1 },
	{ 'O', "O", "metric before", .act = key_metric, .argument = -1 },
	{ 'a', "a", "next arm", .act = key_arm },
	{ 'd', "d", "next arm to hold others against, or none", .act = key_minus },
	{ 'c', "c", "next key across", .act = key_axis },
	{ 'r', "r", "next key up", .act = key_axis, .argument = 1 },
	{ 's', "s", "swap the axes", .act = key_swap },
	{ 'f', "f", "only runs of one value of a key without an axis", .act = key_hold },
	{ .name = NULL },
};
