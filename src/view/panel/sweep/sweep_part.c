/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sweep_part.c - title, progress, and what to say instead of a figure. */
#include "view/panel/sweep/sweep_part.h"

#include <math.h>
#include <stdio.h>

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

/* "part 2 of 8: " */
static void put_part(const struct snapshot_sweep *s, char *out, size_t size)
{
	out[0] = '\0';
	if (s->shards > 1)
		snprintf(out, size, "part %d of %d: ", s->shard + 1, s->shards);
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
	char text[160], part[40], left[40];
	size_t at;

	if ((w->done >= w->total && !w->cut && w->shards == 1) || a.rows < 4)
		return a;
	put_part(w, part, sizeof part);
	at = (size_t)snprintf(text, sizeof text, "%s%d of %d runs", part, w->done, w->total);
	if (w->running && isfinite(p->rate) && isfinite(p->seconds_left))
		at += (size_t)snprintf(text + at, sizeof text - at, ", %.3g a second, %s left",
				       p->rate, time_text(p->seconds_left, left));
	else if (!w->running && w->done < w->total)
		at += (size_t)snprintf(text + at, sizeof text - at, "; stopped");
	if (w->cut)
		snprintf(text + at, sizeof text - at, "; the first %d are shown", w->runs);
	area_text(a, 0, 1, w->running ? INK_KEY : INK_WARN, text);
	return area_sub(a, 1, 0, a.rows - 1, a.columns);
}

/* "hidden by clauses", "clauses", or what stands on the axes of a scatter. */
static void put_axes(const struct sweep_choice *c, char *out, size_t size)
{
	char up[120], across[120];
	bool one = c->view == SWEEP_HEATMAP || c->y >= 0;

	if (c->view == SWEEP_SCATTER) {
		snprintf(out, size, "%s on %s", sweep_choice_words(c, &c->up, false, up, sizeof up),
			 sweep_choice_words(c, &c->across, false, across, sizeof across));
		return;
	}
	sweep_choice_words(c, &c->of, one, up, sizeof up);
	if (c->x < 0)
		snprintf(out, size, "%s", up);
	else if (c->y < 0)
		snprintf(out, size, "%s on %s", up, c->s->key[c->x].name);
	else
		snprintf(out, size, "%s on %s and %s", up, c->s->key[c->x].name,
			 c->s->key[c->y].name);
}

void sweep_part_title(const struct snapshot *s, const struct panel_options *o, bool ascii,
		      char *out, size_t size)
{
	const char *dot = ascii ? "-" : "·";
	struct sweep_choice c;
	char axes[260], rest[160];

	if (!sweep_choice_make(s, o, &c)) {
		snprintf(out, size, "sweep");
		return;
	}
	put_axes(&c, axes, sizeof axes);
	snprintf(out, size, "sweep %s %s%s", dot, axes,
		 sweep_choice_rest(&c, ascii, rest, sizeof rest));
}
