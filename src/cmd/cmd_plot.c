/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_plot.c - `plot`: the screen's figures anywhere, as text. */
#include "cmd/panel_args.h"
#include "cmd/player.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/textfile.h"
#include "view/sink.h"

/* Panels, then "screen". */
static const char *plot_choice(int i)
{
	if (i < panel_count())
		return panel_table[i]->name;
	return i == panel_count() ? "screen" : NULL;
}

static void draw_panel(const struct snapshot *s, int panel,
		       const struct panel_options *options, struct grid *grid)
{
	char title[160];

	panel_table[panel]->title(s, options, grid->ascii, title, sizeof title);
	panel_table[panel]->draw(s, options,
				 area_frame(grid_area(grid), title, false));
}

/* Gives the figure as text; NULL: no memory. */
static char *draw(struct call *call, int panel,
		  const struct panel_options *options, bool to_file)
{
	const struct call_options *o = call->options;
	bool screen = panel == panel_count();
	int columns = (int)call_number(call, "width", screen ? o->columns : 80);
	int rows = (int)call_number(call, "height", screen ? o->rows : 24);
	struct grid *grid = grid_new(rows, columns, o->ascii);
	struct snapshot *s = malloc(sizeof *s);
	char *text = NULL;

	if (grid && s) {
		player_snapshot(call->player, s);
		/* how far a compare is depends on the clock */
		s->progress = (struct snapshot_progress){ .rate = NAN,
							  .seconds_left = NAN };
		if (options->minus >= 0 && options->minus_epoch >= 0)
			player_look_back(call->player, options->minus,
					 options->minus_epoch, s);
		if (screen)
			screen_draw(s, call->screen, NULL, grid);
		else
			draw_panel(s, panel, options, grid);
		text = sink_text(grid, 0,
				 to_file || o->json ? COLOUR_MONO
						    : (enum colour_depth)o->colour);
	}
	free(s);
	grid_free(grid);
	return text;
}

static enum fpe_status write_figure(struct call *call, const char *path,
				    const char *text)
{
	const char *dot = strrchr(path, '.');

	if (!dot || strcmp(dot, ".txt") != 0)
		return call_fail(call, "file", FPE_EFORMAT,
				 "figures are written as .txt; %s is something else",
				 path);
	return call_blame(call, "file", textfile_write(path, text, &call->err));
}

static enum fpe_status run_plot(struct call *call)
{
	int panel = call_value(call, "panel")->choice;
	const char *path = call_text(call, "file");
	const char *name = plot_choice(panel);
	struct panel_options options = panel_defaults;
	enum fpe_status status =
		panel_args(call, panel < panel_count() ? panel : -1, &options);
	char *text;
	json_t *o;

	if (status == FPE_OK && player_comparing(call->player) &&
	    (panel == panel_count() || panel_table[panel]->study))
		return call_fail(call, "panel", FPE_ESTATE,
				 "%s: a compare is under way: ask when it is done",
				 name);
	if (status == FPE_OK && call->session->arms)
		status = session_ready(call->session, &call->err);
	if (status)
		return status;
	text = draw(call, panel, &options, path != NULL);
	if (!text)
		return fpe_no_memory(&call->err);
	if (path) {
		status = write_figure(call, path, text);
	} else if ((o = report_object(call->report, "plot")) != NULL) {
		json_object_set_new(o, "panel", json_string(name));
		json_object_set_new(o, "text", json_string(text));
	} else {
		report_text(call->report, "%s", text);
	}
	free(text);
	return status;
}

static const struct json_field plot_fields[] = {
	{ "panel", "text", "name of the figure" },
	{ "text", "text", "the figure, lines ended by \\n" },
	{ 0 }
};

const struct command cmd_plot = {
	.verb = "plot",
	.flags = COMMAND_BOUNDARY | COMMAND_REPORT,
	.help = "Draw a figure as text, on standard output or into a .txt file.",
	.details = "`plot screen` is the whole screen at the size that --size gives.",
	.example = "plot assignment width=70 height=12",
	.example_setup = "train 1",
	.fields = plot_fields,
	.args = { { .name = "panel", .type = ARG_CHOICE, .choice = plot_choice,
		    .positional = true, .required = true, .help = "the figure" },
		  { .name = "file", .type = ARG_FILE, .positional = true,
		    .fallback = "standard output", .help = "file to write" },
		  PANEL_ARGS,
		  { .name = "width", .type = ARG_INT, .min = 1,
		    .max = GRID_MAX_SIDE, .fallback = "80", .help = "columns" },
		  { .name = "height", .type = ARG_INT, .min = 1,
		    .max = GRID_MAX_SIDE, .fallback = "24", .help = "rows" } },
	.run = run_plot,
};
