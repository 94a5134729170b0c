/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table.c - the commands there are, one line each.
 *
 * Alone in its file: a test that links its own command_table replaces it.
 */
#include "cmd/command.h"

const struct command *const command_table[] = {
	&cmd_include,
	NULL,
};
