/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text.c - what the arms write, as they are now, one below the other.
 *
 * All draw from the same stream, so what differs comes from the nets. The text is
 * written anew for each picture: as many characters as there is room for, and
 * fewer of a large net.
 */
#include "fpe/generate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "view/figure/figure.h"
#include "view/figure/figure_table.h"
#include "core/base/utf8.h"
#include "view/grid/text.h"

#define MOST_LETTERS 4000
#define MOST_WORK 4e6 /* multiplications of all arms, for one picture */
#define LIKELIEST 6   /* characters that the explanation tells */

struct written {
	int count;
	int32_t letter[MOST_LETTERS];
	float share[MOST_LETTERS];
};

/* Why there is nothing to see; NULL: there is. */
static const char *missing(const struct snapshot *s)
{
	if (!s->task || !s->task->alphabet)
		return "arms write what they learnt of a text: give  task text FILE";
	return s->arms ? NULL : "no net yet: type  net";
}

/* The arms shown: those asked for, else all. */
static int shown_arms(const struct snapshot *s, const struct panel_options *o,
		      int arm[FPE_MAX_ARMS])
{
	if (o->arm[0] >= 0)
		return figure_arms(s, o, arm);
	for (int i = 0; i < s->arms; i++)
		arm[i] = i;
	return s->arms;
}

/* At most so many characters; the picture's net may have none yet. */
static void let_write(const struct snapshot *s, int arm, int arms, int room, struct written *out)
{
	const struct fpe_net *net = s->arm[arm].net;
	struct fpe_generate_options options = { .temperature = 1, .seed = s->seed };
	double most;

	out->count = 0;
	if (!net)
		return;
	most = MOST_WORK / fpe_generate_cost(net, s->task->alphabet) / arms;
	options.count = room < MOST_LETTERS ? room : MOST_LETTERS;
	options.count = options.count < most ? options.count : (int)most + 1;
	if (!fpe_generate(net, s->task->alphabet, &options, out->letter, out->share, NULL))
		out->count = options.count;
}

static void draw_letter(struct area a, int row, int column, const struct fpe_alphabet *alphabet,
			int letter, float share)
{
	uint32_t code = alphabet->code[letter];
	int ink = share < .1f ? INK_DIM : INK_NONE;

	if (code == '\n')
		area_run(a, row, column, 1, '|', 0x21b5, INK_KEY);
	else
		area_cell(a, row, column, utf8_is_shown(code) ? code : TEXT_REPLACEMENT, ink,
			  INK_NONE, 0);
}

/* The letters, from the second row on. */
static void draw_letters(const struct snapshot *s, int arm, const struct written *w, struct area a)
{
	int row = 0, column = 0;

	for (int i = 0; i < w->count; i++) {
		uint32_t code = s->task->alphabet->code[w->letter[i]];
		int width = text_width(code) > 1 ? 2 : 1;
		struct hit hit = {
			.kind = HIT_LETTER, .arm = arm, .row = i, .value = (double)w->share[i]
		};

		if (column + width > a.columns) {
			row++;
			column = 0;
		}
		if (row >= a.rows)
			return;
		draw_letter(a, row, column, s->task->alphabet, w->letter[i], w->share[i]);
		area_hit(a, row, column, width, &hit);
		column += width;
	}
}

static void draw_arm(const struct snapshot *s, int arm, int arms, struct area a)
{
	const struct snapshot_arm *who = &s->arm[arm];
	double bits = who->metric[FPE_METRIC_BITS_PER_CHARACTER];
	struct written *w = malloc(sizeof *w);
	struct area inside = area_sub(a, 1, 0, a.rows - 1, a.columns);
	int end;

	end = area_text(a, 0, 0, figure_arm_ink(arm), who->name);
	if (isfinite(bits))
		area_printf(a, 0, end + 2, INK_DIM, "%.3f bits a character", bits);
	if (w) {
		let_write(s, arm, arms, inside.rows * inside.columns, w);
		draw_letters(s, arm, w, inside);
	}
	free(w);
}

static void text_draw(const struct snapshot *s, const struct panel_options *o, struct area area)
{
	int arm[FPE_MAX_ARMS], arms, fit, at = 0;

	if (missing(s)) {
		figure_say(area, missing(s));
		return;
	}
	arms = shown_arms(s, o, arm);
	fit = arms <= area.rows / 2 ? arms : area.rows / 2;
	fit = fit > 0 ? fit : 1;
	for (int i = 0; i < fit && i < arms; i++) {
		int rows = (area.rows - at) / (fit - i);

		draw_arm(s, arm[i], fit, area_sub(area, at, 0, rows, area.columns));
		at += rows;
	}
}

static void text_measure(const struct snapshot *s, const struct panel_options *o, int *rows,
			 int *columns)
{
	int arm[FPE_MAX_ARMS];

	*rows = missing(s) ? 3 : 5 * shown_arms(s, o, arm);
	*columns = 76;
}

static void text_title(const struct snapshot *s, const struct panel_options *o, bool ascii,
		       struct textbuf *out)
{
	(void)o;
	if (!missing(s))
		tell(out, " %s context %d, %d characters", ascii ? "-" : "·",
		     s->task->alphabet->context, s->task->alphabet->size);
}

/* What the arm of a hit wrote up to there, and that letter; NULL: not of this
   picture. Owned. */
static struct written *written_to(const struct snapshot *s, const struct hit *hit)
{
	struct written *w;

	if (hit->kind != HIT_LETTER || missing(s) || hit->arm < 0 || hit->arm >= s->arms ||
	    hit->row < 0 || hit->row >= MOST_LETTERS)
		return NULL;
	w = malloc(sizeof *w);
	if (w)
		let_write(s, hit->arm, 1, hit->row + 1, w);
	if (w && w->count == hit->row + 1)
		return w;
	free(w);
	return NULL;
}

/* The characters that the letter was drawn after, at most as many as count. */
static void tell_before(const struct snapshot *s, const struct written *w, struct textbuf *out)
{
	const struct fpe_alphabet *a = s->task->alphabet;
	int first = w->count - 1 - a->context;

	for (int i = first > 0 ? first : 0; i < w->count - 1; i++) {
		char name[FPE_CHARACTER_NAME];

		tell(out, "%s", fpe_alphabet_name(a, w->letter[i], name));
	}
}

static void text_describe(const struct snapshot *s, const struct panel_options *o,
			  const struct hit *hit, bool ascii, struct textbuf *out)
{
	struct written *w = written_to(s, hit);
	char name[FPE_CHARACTER_NAME];

	(void)o;
	(void)ascii;
	if (!w)
		return;
	tell(out, "%s: %s with share %.3f after ", s->arm[hit->arm].name,
	     fpe_alphabet_name(s->task->alphabet, w->letter[hit->row], name),
	     (double)w->share[hit->row]);
	tell_before(s, w, out);
	free(w);
}

static double share_at(const void *of, int i)
{
	return ((const double *)of)[i];
}

static void tell_likeliest(const struct snapshot *s, const struct hit *hit, const struct written *w,
			   struct textbuf *out)
{
	const struct fpe_alphabet *a = s->task->alphabet;
	struct fpe_generate_options before = { .start = w->letter, .starts = w->count - 1 };
	double *share = malloc((size_t)a->size * sizeof *share);
	struct figure_ranking rank = { INFINITY, -1 };

	if (share && !fpe_generate_shares(s->arm[hit->arm].net, a, &before, share, NULL)) {
		for (int i = 0;
		     i < LIKELIEST && figure_next_largest(&rank, a->size, share_at, share); i++) {
			char name[FPE_CHARACTER_NAME];

			tell(out, "  %-6s %.4f%s\n", fpe_alphabet_name(a, rank.at, name), rank.size,
			     rank.at == w->letter[hit->row] ? "  drawn" : "");
		}
	}
	free(share);
}

static void text_work_out(const struct snapshot *s, const struct panel_options *o,
			  const struct hit *hit, struct textbuf *out)
{
	struct written *w = written_to(s, hit);

	(void)o;
	if (!w)
		return;
	tell(out, "Character %d of what %s wrote, after ", hit->row + 1, s->arm[hit->arm].name);
	tell_before(s, w, out);
	tell(out,
	     ".\n\nThe share of a character is exp(z) / (sum of exp(z)) over the logits z of all %d; one is drawn by them. The likeliest here:\n\n",
	     s->task->alphabet->size);
	tell_likeliest(s, hit, w, out);
	free(w);
}

static void text_numbers(const struct snapshot *s, const struct panel_options *o,
			 struct figure_table *out)
{
	int arm[FPE_MAX_ARMS], arms = missing(s) ? 0 : shown_arms(s, o, arm);
	struct written *w = malloc(sizeof *w);

	figure_table_keys(out, "arm", "place", NULL);
	figure_table_values(out, "character", "share", NULL);
	for (int i = 0; w && i < arms; i++) {
		let_write(s, arm[i], arms, 200, w);
		for (int k = 0; k < w->count; k++) {
			char name[FPE_CHARACTER_NAME];

			figure_table_text(out, "%s", s->arm[arm[i]].name);
			figure_table_number(out, k + 1);
			figure_table_text(out, "%s",
					  fpe_alphabet_name(s->task->alphabet, w->letter[k], name));
			figure_table_number(out, (double)w->share[k]);
		}
	}
	free(w);
}

const struct panel panel_text = {
	.name = "text",
	.home = HOME_LEFT_BOTTOM,
	.takes = TAKES_ARM | TAKES_SECOND,
	.help = "What each arm writes, as it is now.",
	.explain =
		"After `task text FILE` a net gives every character a share of being the next one after those it looks back at. "
		"Here each arm writes by them: one character is drawn, then the next one after it. All arms draw from the same stream, so that what differs comes from the nets. "
		"A line's end is an arrow; dim characters were unlikely ones, of a share below .1.\n\n"
		"Beside an arm's name: mean bits to say the next character of the test part, loss / ln 2. Two to the power of it is how many equally likely characters would be as hard.\n\n"
		"Enter on a character tells what it was drawn from. `generate N` writes more.",
	.title = text_title,
	.measure = text_measure,
	.draw = text_draw,
	.numbers = text_numbers,
	.describe = text_describe,
	.work_out = text_work_out,
};
