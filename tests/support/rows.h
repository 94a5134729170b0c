/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rows.h - what holds of every argument of every command. */
#ifndef TESTS_ROWS_H
#define TESTS_ROWS_H

#include "support/test.h"

#include "cmd/language/command.h"

/* Calls each for every argument of every row. */
static inline void each_argument(void (*each)(const struct command *row, const struct arg *arg))
{
	for (int i = 0; command_table[i]; i++) {
		const struct command *row = command_table[i];

		for (int k = 0; k < COMMAND_MAX_ARGS && row->args[k].name; k++) {
			test_row("%s %s %s", row->verb, row->word ? row->word : "",
				 row->args[k].name);
			each(row, &row->args[k]);
		}
	}
}

#endif
