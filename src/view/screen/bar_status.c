/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bar_status.c - the budget, what the cursor stands on, and the time line. */
#include <math.h>
#include <stdio.h>

#include "core/base/fixed_text.h"
#include "view/screen/bar.h"

static double nnz_of(const struct snapshot_arm *a)
{
	double nnz = a->metric[FPE_METRIC_NNZ];

	return isfinite(nnz) ? nnz : (double)fpe_net_nnz(a->net);
}

/* First arm whose weights are not its budget's, or -1. */
static int off_budget(const struct snapshot *s)
{
	for (int i = 0; i < s->arms; i++) {
		double budget = s->arm[i].metric[FPE_METRIC_BUDGET];

		if (isfinite(budget) && nnz_of(&s->arm[i]) != budget)
			return i;
	}
	return -1;
}

/* "nnz  dense 200 = clause 200", or short if that does not fit. */
static void list_nnz(const struct snapshot *s, bool ascii, int columns, char *out, size_t size)
{
	size_t at = (size_t)snprintf(out, size, "nnz ");
	double low = nnz_of(&s->arm[0]), high = low;

	for (int i = 0; i < s->arms; i++) {
		double nnz = nnz_of(&s->arm[i]);
		const char *sign = nnz == nnz_of(&s->arm[i ? i - 1 : 0]) ? "=" : ascii ? "!=" : "≠";

		low = fmin(low, nnz);
		high = fmax(high, nnz);
		fixed_put(out, size, &at, "%s%s %s %.0f", i ? " " : "", i ? sign : "",
			  s->arm[i].name, nnz);
	}
	if (at < size && text_columns(out) <= columns)
		return;
	if (low == high)
		snprintf(out, size, "nnz %.0f in all %d arms", low, s->arms);
	else
		snprintf(out, size, "nnz %.0f to %.0f", low, high);
}

/* "budget", or which arm is off it. */
static int verdict(const struct snapshot *s, bool ascii, char *out, size_t size)
{
	int off = off_budget(s);

	if (off < 0)
		snprintf(out, size, ascii ? "budget ok" : "✓ budget");
	else
		snprintf(out, size, "%s %s: budget %.0f, %+.0f", ascii ? "!!" : "✗",
			 s->arm[off].name, s->arm[off].metric[FPE_METRIC_BUDGET],
			 nnz_of(&s->arm[off]) - s->arm[off].metric[FPE_METRIC_BUDGET]);
	return off < 0 ? INK_GOOD : INK_BAD;
}

void bar_status(const struct snapshot *s, const char *about, struct area a)
{
	char text[512], judged[80];
	bool ascii = a.grid->ascii;
	int ink, at = 1, end = a.columns;

	if (about) {
		area_text(area_sub(a, 0, 0, 1, a.columns - 1), 0,
			  end - 1 - text_columns(about) > 0 ? end - 1 - text_columns(about) : 0,
			  INK_STRONG, about);
		if (text_columns(about) > a.columns - 1)
			area_run(a, 0, a.columns - 1, 1, '>', 0x2026, INK_WARN);
		end -= text_columns(about) + 3;
	}
	if (s->arms < 1 || end < 12)
		return;
	a = area_sub(a, 0, 0, 1, end);
	ink = verdict(s, ascii, judged, sizeof judged);
	list_nnz(s, ascii, a.columns - text_columns(judged) - 4, text, sizeof text);
	if (text_columns(text) + text_columns(judged) + 3 <= a.columns)
		at += area_text(a, 0, at, INK_NONE, text) + 2;
	area_text(a, 0, at, ink, judged);
	at += text_columns(judged);
	snprintf(text, sizeof text, "seed %llu ", (unsigned long long)s->seed);
	if (!about && at + 3 + text_columns(text) <= a.columns)
		area_text_right(a, 0, a.columns, INK_DIM, text);
}

static const char time_keys[] = "[ ] step  { } ten  End now  b branch ";

void bar_time(const struct snapshot *s, struct area a)
{
	bool ascii = a.grid->ascii;
	int last = s->last_epoch > 0 ? s->last_epoch : 1, first, width, knob;
	int at = s->at < last ? s->at : last;
	char text[48];
	struct area track;

	if (a.rows < 1 || s->at < 0)
		return;
	snprintf(text, sizeof text, "epoch %d of %d ", s->at, s->last_epoch);
	first = 1 + area_text(a, 0, 1, INK_STRONG, text);
	width = a.columns - first - 1;
	if (width > 20 + (int)sizeof time_keys) {
		width -= (int)sizeof time_keys;
		area_text_right(a, 0, a.columns, INK_DIM, time_keys);
	}
	if (width < 3)
		return;
	track = area_sub(a, 0, first, 1, width);
	knob = (int)((double)at / last * (width - 1) + 0.5);
	for (int i = 0; i < width; i++) {
		struct hit hit = { .kind = HIT_TIME,
				   .panel = -1,
				   .arm = -1,
				   .row = (int)((double)i / (width - 1) * last + 0.5) };
		uint32_t ch = i == knob	 ? (ascii ? 'O' : 0x25cf)
			      : i < knob ? (ascii ? '=' : 0x2501)
					 : (ascii ? '-' : 0x2500);

		area_cell(track, 0, i, ch, i <= knob ? INK_KEY : INK_FRAME, INK_NONE, 0);
		area_hit(track, 0, i, 1, &hit);
	}
}
