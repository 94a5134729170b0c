/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_screen.c - what the screen shows, and how fast training goes on it. */
#include "cmd/panel_args.h"
#include "cmd/player.h"
#include "view/palette.h"

static enum fpe_status run_show(struct call *call)
{
	int panel = call_value(call, "panel")->choice;
	struct panel_options options;
	enum fpe_status status =
		panel_args(call, panel_table[panel]->name, &options);

	if (status == FPE_OK)
		screen_show(call->screen, panel, &options);
	return status;
}

const struct command cmd_show = {
	.verb = "show",
	.flags = COMMAND_BOUNDARY | COMMAND_SCREEN,
	.help = "Bring a panel to the front of the screen.",
	.details = "In batch it shows only in `plot screen`.",
	.example = "show interference of=neurons",
	.args = { { .name = "panel", .type = ARG_CHOICE, .choice = panel_choice,
		    .positional = true, .required = true, .help = "the panel" },
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
	.args = { { .name = "panel", .type = ARG_CHOICE, .choice = panel_choice,
		    .positional = true, .required = true, .help = "the panel" } },
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
	.args = { { .name = "rate", .type = ARG_COUNT, .min = 1, .max = 100000,
		    .choices = "max", .positional = true, .required = true,
		    .fallback = "30", .unit = "epochs a second",
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
	.details = "default: dark or light, as the terminal says in COLORFGBG, dark "
		   "where it says nothing; in files light. dark, light: blue - white "
		   "- orange for such a background. mono: no colours, glyphs, bold "
		   "and reverse only. high-contrast: strong colours and bold text. "
		   "NO_COLOR and --color=never outrank it on the screen.",
	.example = "palette light",
	.args = { { .name = "name", .type = ARG_CHOICE, .choice = palette_choice,
		    .positional = true, .required = true, .help = "the palette" } },
	.run = run_palette,
};
