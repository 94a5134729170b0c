/* SPDX-License-Identifier: GPL-3.0-or-later */
/* setting_args.c - values of a line by the rows of settings. Owns nothing. */
#include "cmd/command/setting_args.h"

#include <string.h>

static const enum arg_type types[] = {
	[SETTING_INT] = ARG_INT,       [SETTING_REAL] = ARG_REAL,   [SETTING_FLAG] = ARG_FLAG,
	[SETTING_CHOICE] = ARG_CHOICE, [SETTING_COUNT] = ARG_COUNT, [SETTING_LAYER] = ARG_LAYER,
	[SETTING_LAYERS] = ARG_LAYERS, [SETTING_SEED] = ARG_SEED,   [SETTING_SWITCH] = ARG_SWITCH,
	[SETTING_UNTIL] = ARG_UNTIL,   [SETTING_SET] = ARG_SET,	    [SETTING_WORDS] = ARG_WORDS,
};

static enum fpe_status read_layers(struct call *call, const char *name, const struct value *v,
				   struct net_spec *net)
{
	if (v->count >= FPE_MAX_LAYERS)
		return call_fail(call, name, FPE_ELIMIT, "%s: %d layers; 1 to %d are allowed", name,
				 v->count, FPE_MAX_LAYERS - 1);
	net->layers = v->count;
	for (int i = 0; i < v->count; i++)
		net->hidden[i] = (int)v->numbers[i];
	return FPE_OK;
}

/* The numbers are within a row's bounds. first: what the lowest bit stands for. */
static double set_of(const struct value *v, int first)
{
	unsigned set = 0;

	for (int i = 0; i < v->count; i++)
		set |= 1u << ((int)v->numbers[i] - first);
	return set;
}

/* A value that is one number, as settings count. */
static double number_of(const struct setting *row, const struct value *v)
{
	switch (row->kind) {
	case SETTING_CHOICE:
	case SETTING_SWITCH:
		return v->choice;
	case SETTING_COUNT:
		return v->choice < 0 ? v->number : 0;
	case SETTING_SET:
		return set_of(v, 1);
	case SETTING_WORDS:
		return set_of(v, 0);
	case SETTING_LAYER:
		return v->number < 0 ? -1 : v->number - 1;
	default:
		return v->number;
	}
}

enum fpe_status setting_args_read(struct call *call, const struct setting *rows, void *part)
{
	const struct command *command = call->line->command;
	enum fpe_status status = FPE_OK;

	for (const struct setting *row = rows; row->name && !status; row++) {
		int i = command_key(command, row->name, (int)strlen(row->name));
		const struct value *v = i < COMMAND_MAX_ARGS ? &call->line->value[i] : NULL;

		if (!v || !v->given || command->args[i].type != types[row->kind])
			continue;
		if (row->kind == SETTING_LAYERS)
			status = read_layers(call, row->name, v, part);
		else if (row->kind == SETTING_SEED)
			setting_put_seed(row, part, v->seed);
		else
			setting_put(row, part, number_of(row, v));
	}
	return status;
}
