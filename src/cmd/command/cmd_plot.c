/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_plot.c - `plot`: the screen's figures anywhere, printed or in a file. */
#include "cmd/report/caption.h"
#include "cmd/report/column.h"
#include "cmd/command/panel_args.h"
#include "cmd/player/ask.h"
#include "cmd/player/results.h"
#include "cmd/report/plot_file.h"
#include "view/panel/sweep/sweep_choice.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/fixed_text.h"

/* Panels, then what holds several. */
static const char *plot_choice(int i)
{
	static const char *const others[] = { "screen", "session", NULL };
	int n = panel_count();

	if (i < n)
		return panel_table[i]->name;
	return i < n + 3 ? others[i - n] : NULL;
}

/* By the ending of the name; the error says which ones there are. */
static enum fpe_status find_form(struct call *call, const char *path, int *out)
{
	char list[240] = "";
	size_t at = 0;

	*out = path ? plot_form_of(path) : -1;
	if (!path || *out >= 0)
		return FPE_OK;
	for (int i = 0; plot_suffix(i); i++)
		fixed_put(list, sizeof list, &at, "%s%s (%s)",
			  i == 0	       ? ""
			  : plot_suffix(i + 1) ? ", "
					       : " or ",
			  plot_suffix(i), plot_suffix_help(i));
	return call_fail(call, "file", FPE_EFORMAT, "a figure's file ends in %s; %.200s does not",
			 list, path);
}

static const struct column plot_fields[] = {
	FIELD("panel", "text", "name of the figure"),
	FIELD("text", "text", "the figure, lines ended by \\n"),
	{ 0 },
};

static enum fpe_status print_plot(struct call *call, const struct plot *plot)
{
	const struct call_options *o = call->options;
	char *text;

	if (plot->accessible)
		text = plot_lines(plot);
	else
		text = plot_text(plot, palette_for(plot->palette, o->light),
				 o->json ? COLOUR_MONO : (enum colour_depth)o->colour);
	if (snapshot_given_up(plot->s)) {
		free(text);
		return fpe_watch_ask(plot->s->watch, &call->err);
	}
	if (!text)
		return fpe_no_memory(&call->err);
	column_report(call->report, DATUM(plot_choice(plot->panel)), DATUM(text));
	report_figure(call->report, text);
	free(text);
	return FPE_OK;
}

/* The session at other epochs, for pages. */
struct past {
	struct call *call;
	struct snapshot *s;
};

static const struct snapshot *page_at(void *of, int epoch)
{
	struct past *p = of;
	int now = p->call->screen->at;

	p->call->screen->at = epoch;
	player_snapshot(p->call->player, p->s);
	p->call->screen->at = now;
	p->s->progress = (struct snapshot_progress){ .rate = NAN, .seconds_left = NAN };
	p->s->pasts = 0;
	return p->s;
}

static void page_look(void *of, int panel, const struct panel_options *o)
{
	struct past *p = of;

	player_look(p->call->player, panel, o, p->s);
}

static char *page_script(void *of)
{
	return player_history(((struct past *)of)->call->player);
}

static enum fpe_status write_plot(struct call *call, struct plot *plot, int form)
{
	struct past past = { call, malloc(sizeof *past.s) };
	struct page_past pages = { &past, page_at, page_look, page_script };
	bool study = plot->panel >= panel_count() || panel_table[plot->panel]->study;
	bool sweep = plot->panel < panel_count() && plot->s->sweep &&
		     panel_table[plot->panel]->takes & TAKES_SWEEP &&
		     sweep_choice_view(plot->s, plot->options) != SWEEP_SEEDS;
	char *caption = sweep ? caption_of_sweep(plot->s->sweep)
			      : caption_of_session(call->session, plot->s, study);
	enum fpe_status status;

	plot->caption = caption;
	plot->past = &pages;
	if (caption && past.s)
		status = plot_write(plot, form, call_text(call, "file"), &call->err);
	else
		status = fpe_no_memory(&call->err);
	free(caption);
	free(past.s);
	return call_blame(call, "file", status);
}

static enum fpe_status run_plot(struct call *call)
{
	int panel = call_value(call, "panel")->choice;
	const struct call_options *o = call->options;
	struct panel_options options = panel_defaults;
	int form = -1;
	struct plot plot = {
		.screen = call->screen,
		.panel = panel,
		.options = &options,
		.rows = (int)call_number(call, "height", 0),
		.columns = (int)call_number(call, "width", 0),
		.screen_rows = o->rows,
		.screen_columns = o->columns,
		.ascii = o->ascii,
		.accessible = o->accessible && !o->json,
		.palette = call->screen->palette,
	};
	enum fpe_status status = panel_args(call, panel < panel_count() ? panel : -1, &options);
	struct snapshot *s;

	if (status == FPE_OK && results_awaited(call->results) &&
	    (panel >= panel_count() || panel_table[panel]->study))
		return call_fail(call, "panel", FPE_ESTATE,
				 "%s: a study is under way: ask when it is done",
				 plot_choice(panel));
	if (status == FPE_OK)
		status = find_form(call, call_text(call, "file"), &form);
	if (status == FPE_OK && panel > panel_count() && form < 0)
		return call_fail(call, "panel", FPE_EFORMAT,
				 "a session is a page: give a file that ends in .html");
	if (status == FPE_OK && call->session->arms)
		status = session_ready(call->session, &call->err);
	if (status)
		return status;
	s = malloc(sizeof *s);
	if (!s)
		return fpe_no_memory(&call->err);
	player_snapshot(call->player, s);
	/* how far a compare is depends on the clock */
	s->progress = (struct snapshot_progress){ .rate = NAN, .seconds_left = NAN };
	if (panel < panel_count()) {
		s->pasts = 0; /* those of the screen's figures */
		player_look(call->player, panel, &options, s);
	}
	plot.s = s;
	s->watch = session_watch(call->session);
	status = form >= 0 ? write_plot(call, &plot, form) : print_plot(call, &plot);
	free(s);
	return status;
}

const struct command cmd_plot = {
	VERB("plot", COMMAND_BOUNDARY | COMMAND_REPORT | COMMAND_ASIDE | COMMAND_REMAKES, run_plot),
	.help = "Draw a figure: text on standard output, or a file whose ending says its form.",
	.details =
		"`plot screen` is the whole screen at the size that --size gives. "
		"A file's ending says its form: .svg, .png, .pdf and .tex are for paper, drawn from the numbers, with a title and a caption that says settings and seed, in the colours of `palette`; a .tex file is a document by itself, and to be \\input into one that uses pgfplots; .html is a page for a browser, with a slider over the epochs, the metrics and the script, and needs nothing else: `plot session FILE.html` has all figures on it; .txt is what standard output would get; .csv holds the numbers behind the figure. "
		"With --accessible text is a sentence for every number. "
		"After `sweep`, `runs` or `regress`, `plot sweep` is of their runs: `plot sweep view=heatmap x=clauses y=hidden metric=gain arm=clause`, `plot sweep view=lines x=clauses hold=alpha:4`, `plot sweep view=scatter x=fold_capacity y=relative_gain`.",
	EXAMPLE_AFTER("train 1", "plot assignment width=70 height=12"),
	LARGE(LARGE_NET "plot assignment /tmp/fpe-large.csv\n\n" LARGE_NET
			"plot interference of=inputs\n\n" LARGE_NET "plot geometry"),
	.goes_with = panel_goes_with,
	.fields = plot_fields,
	.args = { NEED("panel", CHOICE, "the figure", .choice = plot_choice),
		  WORD("file", FILE, "file to write", .writes = true, .choice = plot_suffix,
		       .fallback = "standard output"),
		  FORCE_ARG, PANEL_ARGS,
		  ARG("width", INT, "columns; of a picture as many as the figure needs", .min = 1,
		      .max = GRID_MAX_SIDE, .fallback = "80"),
		  ARG("height", INT, "rows; of a picture as many as the figure needs", .min = 1,
		      .max = GRID_MAX_SIDE, .fallback = "24") },
};
