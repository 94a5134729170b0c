/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sweep_part.c - title, progress, and what to say instead of a figure. */
#include "view/panel/sweep/sweep_part.h"

#include <math.h>
#include <stdio.h>

#include "core/base/fixed_text.h"
#include "view/figure/figure.h"

bool sweep_part_open(const struct snapshot *s, const struct panel_options *o,
		     struct sweep_choice *c, struct area a)
{
	bool fine = sweep_choice_make(s, o, c);

	if (!fine)
		figure_say(a, c->wrong);
	else if (c->s->done < 1)
		figure_say(sweep_part_progress(s, a),
			   c->s->running ? "the first runs are under way" : "no run was finished");
	return fine && c->s->done > 0;
}

bool sweep_part_tally(const struct snapshot *s, const struct panel_options *o,
		      struct sweep_choice *c, struct tally *t, struct area a)
{
	if (!sweep_part_open(s, o, c, a))
		return false;
	if (tally_open(t, c))
		return true;
	figure_say(a, "too many places for a figure: hold= some keys");
	return false;
}

struct sweep_slope sweep_part_slope(double slope, int digits)
{
	struct sweep_slope out;
	bool plain = slope == 0 || fabs(slope) >= pow(10, 1 - digits) || !isfinite(slope);

	snprintf(out.text, sizeof out.text, plain ? "%+.*f" : "%+.*g", plain ? digits : 2, slope);
	return out;
}

/* Arms of runs that diverged. */
static int count_diverged(const struct snapshot_sweep *w)
{
	int n = 0;

	for (int i = 0; i < w->runs && w->diverged; i++) {
		if (w->has[i])
			n += __builtin_popcount(w->diverged[i]);
	}
	return n;
}

/* "1 min 20 s" */
static const char *time_text(double seconds, char out[40])
{
	if (seconds < 100)
		snprintf(out, 40, "%.0f s", seconds);
	else if (seconds < 6000)
		snprintf(out, 40, "%.0f min", seconds / 60);
	else
		snprintf(out, 40, "%.1f h", seconds / 3600);
	return out;
}

struct area sweep_part_progress(const struct snapshot *s, struct area a)
{
	const struct snapshot_sweep *w = s->sweep;
	const struct snapshot_progress *p = &s->progress;
	char text[160], part[40] = "", left[40];
	int diverged = count_diverged(w);
	size_t at;

	if ((w->done >= w->total && !w->cut && w->shards == 1 && !diverged) || a.rows < 4)
		return a;
	if (w->shards > 1) /* "part 2 of 8: " */
		snprintf(part, sizeof part, "part %d of %d: ", w->shard + 1, w->shards);
	at = (size_t)snprintf(text, sizeof text, "%s%d of %d runs", part, w->done, w->total);
	if (w->running && isfinite(p->rate) && isfinite(p->seconds_left))
		fixed_put(text, sizeof text, &at, ", %.3g a second, %s left", p->rate,
			  time_text(p->seconds_left, left));
	else if (!w->running && w->done < w->total)
		fixed_put(text, sizeof text, &at, "; stopped");
	if (w->cut)
		fixed_put(text, sizeof text, &at, "; the first %d are shown", w->runs);
	if (diverged)
		fixed_put(text, sizeof text, &at, "; %s %d row%s of them diverged",
			  a.grid->ascii ? "x" : "×", diverged, diverged == 1 ? "" : "s");
	area_text(a, 0, 1, w->running ? INK_KEY : INK_WARN, text);
	return area_sub(a, 1, 0, a.rows - 1, a.columns);
}

void sweep_part_title(const struct snapshot *s, const struct panel_options *o, bool ascii,
		      struct textbuf *out)
{
	struct sweep_choice c;

	if (!sweep_choice_make(s, o, &c))
		return;
	tell(out, " %s ", ascii ? "-" : "·");
	if (c.view == SWEEP_SCATTER) {
		sweep_choice_words(&c, &c.up, false, out);
		tell(out, " on ");
		sweep_choice_words(&c, &c.across, false, out);
	} else {
		sweep_choice_words(&c, &c.of, c.view == SWEEP_HEATMAP || c.y >= 0, out);
		if (c.x >= 0)
			tell(out, " on %s", c.s->key[c.x].name);
		if (c.x >= 0 && c.y >= 0)
			tell(out, " and %s", c.s->key[c.y].name);
	}
	sweep_choice_rest(&c, ascii, out);
}
