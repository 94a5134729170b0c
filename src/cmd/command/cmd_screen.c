/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_screen.c - what the screen shows, and how fast training goes on it. */
#include <stdlib.h>

#include "cmd/command/panel_args.h"
#include "cmd/player/ask.h"
#include "cmd/report/plot_file.h"
#include "fpe/limits.h"
#include "view/screen/arrangement.h"
#include "view/grid/palette.h"

/* The figure as text, where there is no screen. It is not of the session's
   output: that does not depend on how it is looked at. */
static enum fpe_status print_panel(struct call *call, int panel,
				   const struct panel_options *options)
{
	const struct call_options *o = call->options;
	struct snapshot *s = malloc(sizeof *s);
	struct plot plot = { .s = s,
			     .screen = call->screen,
			     .panel = panel,
			     .options = options,
			     .ascii = o->ascii };
	char *text = NULL;

	if (s) {
		player_snapshot(call->player, s);
		text = o->accessible ? plot_lines(&plot) : plot_text(&plot, 0, COLOUR_MONO);
	}
	free(s);
	if (!text)
		return fpe_no_memory(&call->err);
	player_display(call->player, text);
	free(text);
	return FPE_OK;
}

static enum fpe_status run_show(struct call *call)
{
	int panel = call_value(call, "panel")->choice;
	int place = screen_place(call->screen, panel);
	struct panel_options options = place < 0 ? panel_defaults : call->screen->options[place];
	enum fpe_status status = panel_args(call, panel, &options);

	if (status)
		return status;
	screen_show(call->screen, panel, &options);
	return call->options->lines ? print_panel(call, panel, &options) : FPE_OK;
}

const struct command cmd_show = {
	VERB("show", COMMAND_BOUNDARY | COMMAND_SCREEN, run_show),
	.help = "Bring a panel to the front of the screen.",
	.details =
		"What is not given stays as it was: `show curves log=no` takes back `log=yes`, `minus=none` a difference. "
		"In batch it shows only in `plot screen`; at a prompt without a screen the figure is printed.",
	.goes_with = panel_goes_with,
	.example = "show interference of=neurons",
	.args = { NEED("panel", CHOICE, "the panel", .choice = panel_choice), PANEL_ARGS },
};

static enum fpe_status run_hide(struct call *call)
{
	screen_hide(call->screen, call_value(call, "panel")->choice);
	return FPE_OK;
}

const struct command cmd_hide = {
	VERB("hide", COMMAND_SCREEN, run_hide),
	.help = "Take a panel off the screen.",
	.example = "hide theory",
	.args = { NEED("panel", CHOICE, "the panel", .choice = panel_choice) },
};

static enum fpe_status run_clear(struct call *call)
{
	player_clear(call->player);
	return FPE_OK;
}

const struct command cmd_clear = {
	VERB("clear", COMMAND_SCREEN | COMMAND_SILENT, run_clear),
	.help = "Empty what was said: answers, the log, narration; at a prompt without a screen the terminal.",
	.details = "Arms, figures, undo and `history` stay as they are. No effect in batch.",
	.example = "clear",
};

static enum fpe_status run_speed(struct call *call)
{
	const struct value *v = call_value(call, "rate");

	player_set_speed(call->player, v->choice < 0 ? v->number : 0);
	return FPE_OK;
}

const struct command cmd_speed = {
	VERB("speed", COMMAND_SCREEN, run_speed),
	.help = "Pace of training on the screen; no effect in batch, which runs as fast as it can.",
	.example = "speed max",
	.args = { NEED("rate", COUNT, "the pace", .min = 1, .max = 100000, .choices = "max",
		       .fallback = "30", .unit = "epochs a second") },
};

static enum fpe_status run_pause(struct call *call)
{
	player_pause(call->player, true);
	return FPE_OK;
}

const struct command cmd_pause = {
	VERB("pause", COMMAND_SCREEN | COMMAND_SILENT, run_pause),
	.help = "Halt the training on the screen at the next epoch; no effect in batch.",
	.example = "pause",
};

static enum fpe_status run_resume(struct call *call)
{
	player_pause(call->player, false);
	return FPE_OK;
}

const struct command cmd_resume = {
	VERB("resume", COMMAND_SCREEN | COMMAND_SILENT, run_resume),
	.help = "Go on after `pause`.",
	.example = "resume",
};

static enum fpe_status run_layout(struct call *call)
{
	arrangement_apply(call_value(call, "name")->choice, call->screen);
	return FPE_OK;
}

const struct command cmd_layout = {
	VERB("layout", COMMAND_SCREEN, run_layout),
	.help = "A named arrangement of panels.",
	.details = "Arms and other options that panels were given are kept.",
	.example = "layout space",
	.args = { NEED("name", CHOICE, "the arrangement", .choice = arrangement_name) },
};

/* The one that some arm has come to, as figures see it; -1: no memory. */
static int last_epoch(struct call *call)
{
	struct snapshot *s = malloc(sizeof *s);
	int last = s ? 0 : -1;

	if (s)
		player_snapshot(call->player, s);
	for (int i = 0; s && i < s->arms; i++) {
		const struct snapshot_arm *a = &s->arm[i];
		int end = a->points ? series_at(a->series, a->points - 1)->epoch : 0;

		last = end > last ? end : last;
	}
	free(s);
	return last;
}

static enum fpe_status run_at(struct call *call)
{
	const struct value *v = call_value(call, "epoch");
	int last = v->choice < 0 ? last_epoch(call) : 0;

	if (last < 0)
		return fpe_no_memory(&call->err);
	if (v->choice < 0 && v->number > last)
		return call_fail(call, "epoch", FPE_ERANGE,
				 call->session->arms ? "there are epochs 0 to %d"
						     : "there is no arm yet, and no epoch past %d",
				 last);
	call->screen->at = v->choice < 0 ? (int)v->number : -1;
	return FPE_OK;
}

const struct command cmd_at = {
	VERB("at", COMMAND_SCREEN, run_at),
	.help = "Show all figures as they were at a past epoch.",
	.details = "`at now` lets them move with the training again. `plot` draws that epoch, too.",
	EXAMPLE_AFTER("train 5", "at 5"),
	.args = { NEED("epoch", COUNT, "the epoch", .min = 0, .max = FPE_MAX_EPOCHS,
		       .choices = "now", .fallback = "now") },
};

static const char *palette_choice(int i)
{
	return palettes[i].name;
}

static enum fpe_status run_palette(struct call *call)
{
	call->screen->palette = call_value(call, "name")->choice;
	return FPE_OK;
}

const struct command cmd_palette = {
	VERB("palette", COMMAND_SCREEN, run_palette),
	.help = "Colours of the screen and of figures in files.",
	.details =
		"default: dark or light, as the terminal says in COLORFGBG, dark where it says nothing; in files light. "
		"dark, light: blue - white - orange for such a background. "
		"mono: no colours, glyphs, bold and reverse only. "
		"high-contrast: strong colours and bold text. "
		"NO_COLOR and --color=never outrank it on the screen.",
	.example = "palette light",
	.args = { NEED("name", CHOICE, "the palette", .choice = palette_choice) },
};
