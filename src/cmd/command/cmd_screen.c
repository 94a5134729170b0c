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
	.verb = "show",
	.flags = COMMAND_BOUNDARY | COMMAND_SCREEN,
	.help = "Bring a panel to the front of the screen.",
	.details =
		"What is not given stays as it was: `show curves log=no` takes back `log=yes`, `minus=none` a difference. "
		"In batch it shows only in `plot screen`; at a prompt without a screen the figure is printed.",
	.example = "show interference of=neurons",
	.args = { { .name = "panel",
		    .type = ARG_CHOICE,
		    .choice = panel_choice,
		    .positional = true,
		    .required = true,
		    .help = "the panel" },
		  PANEL_ARGS },
	.run = run_show,
};

static enum fpe_status run_hide(struct call *call)
{
	screen_hide(call->screen, call_value(call, "panel")->choice);
	return FPE_OK;
}

const struct command cmd_hide = {
	.verb = "hide",
	.flags = COMMAND_SCREEN,
	.help = "Take a panel off the screen.",
	.example = "hide theory",
	.args = { { .name = "panel",
		    .type = ARG_CHOICE,
		    .choice = panel_choice,
		    .positional = true,
		    .required = true,
		    .help = "the panel" } },
	.run = run_hide,
};

static enum fpe_status run_speed(struct call *call)
{
	const struct value *v = call_value(call, "rate");

	player_set_speed(call->player, v->choice < 0 ? v->number : 0);
	return FPE_OK;
}

const struct command cmd_speed = {
	.verb = "speed",
	.flags = COMMAND_SCREEN,
	.help = "Pace of training on the screen; batch always runs as fast as it can.",
	.example = "speed max",
	.args = { { .name = "rate",
		    .type = ARG_COUNT,
		    .min = 1,
		    .max = 100000,
		    .choices = "max",
		    .positional = true,
		    .required = true,
		    .fallback = "30",
		    .unit = "epochs a second",
		    .help = "the pace" } },
	.run = run_speed,
};

static enum fpe_status run_pause(struct call *call)
{
	player_pause(call->player, true);
	return FPE_OK;
}

const struct command cmd_pause = {
	.verb = "pause",
	.flags = COMMAND_SCREEN | COMMAND_SILENT,
	.help = "Halt the training on the screen at the next epoch; no effect in batch.",
	.example = "pause",
	.run = run_pause,
};

static enum fpe_status run_resume(struct call *call)
{
	player_pause(call->player, false);
	return FPE_OK;
}

const struct command cmd_resume = {
	.verb = "resume",
	.flags = COMMAND_SCREEN | COMMAND_SILENT,
	.help = "Go on after `pause`.",
	.example = "resume",
	.run = run_resume,
};

static enum fpe_status run_layout(struct call *call)
{
	arrangement_apply(call_value(call, "name")->choice, call->screen);
	return FPE_OK;
}

const struct command cmd_layout = {
	.verb = "layout",
	.flags = COMMAND_SCREEN,
	.help = "A named arrangement of panels.",
	.details = "Arms and other options that panels were given are kept.",
	.example = "layout space",
	.args = { { .name = "name",
		    .type = ARG_CHOICE,
		    .choice = arrangement_name,
		    .positional = true,
		    .required = true,
		    .help = "the arrangement" } },
	.run = run_layout,
};

static enum fpe_status run_at(struct call *call)
{
	const struct value *v = call_value(call, "epoch");

	call->screen->at = v->choice < 0 ? (int)v->number : -1;
	return FPE_OK;
}

const struct command cmd_at = {
	.verb = "at",
	.flags = COMMAND_SCREEN,
	.help = "Show all figures as they were at a past epoch.",
	.details = "`at now` lets them move with the training again. `plot` draws that epoch, too.",
	.example = "at 5",
	.args = { { .name = "epoch",
		    .type = ARG_COUNT,
		    .min = 0,
		    .max = FPE_MAX_EPOCHS,
		    .choices = "now",
		    .positional = true,
		    .required = true,
		    .fallback = "now",
		    .help = "the epoch" } },
	.run = run_at,
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
	.verb = "palette",
	.flags = COMMAND_SCREEN,
	.help = "Colours of the screen and of figures in files.",
	.details =
		"default: dark or light, as the terminal says in COLORFGBG, dark where it says nothing; in files light. "
		"dark, light: blue - white - orange for such a background. "
		"mono: no colours, glyphs, bold and reverse only. "
		"high-contrast: strong colours and bold text. "
		"NO_COLOR and --color=never outrank it on the screen.",
	.example = "palette light",
	.args = { { .name = "name",
		    .type = ARG_CHOICE,
		    .choice = palette_choice,
		    .positional = true,
		    .required = true,
		    .help = "the palette" } },
	.run = run_palette,
};
