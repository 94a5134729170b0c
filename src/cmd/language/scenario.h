/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scenario.h - where scripts are found, and which there are by name.
 *
 * A scenario is NAME.fpe in one of some folders: the user's
 * ($XDG_DATA_HOME/fpe-tui/scenarios), those installed with the program, wherever
 * its tree was put, those where it was built to be installed, and those beside a
 * program that runs where it was built. NAME may have a folder in it
 * (`paper/capacity`). Of two of a name the first folder's counts.
 */
#ifndef CMD_SCENARIO_H
#define CMD_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>

#include "fpe/error.h"

#define SCENARIO_FOLDERS 4

/* The path of FILE or NAME: a file as it is; else a scenario. "-" stays. */
bool scenario_path(const char *name, char *out, size_t size);
/* The path of a scenario alone. */
bool scenario_named(const char *name, char *out, size_t size);

/* The i-th folder of scenarios. False: there are no more. */
bool scenario_folder(int i, char *out, size_t size);

/* What the status bar calls it: the last part of the path. */
const char *scenario_title(const char *path);

struct scenario {
	char *name;
	char *about; /* the first sentence of its first comment; "" */
};

struct scenarios {
	int count;
	struct scenario *item;	 /* [count] by name, those of folders last */
	struct fpe_error failed; /* a file or folder that could not be read, though one may; code
				    FPE_OK: none */
};

/* Those there are. Without memory, or if something failed, some are left out or say nothing. */
void scenarios_find(struct scenarios *out);
void scenarios_clear(struct scenarios *scenarios);

#endif
