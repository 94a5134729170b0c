/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scenario.h - where scripts are found. */
#ifndef CMD_SCENARIO_H
#define CMD_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The path of FILE or NAME: a file as it is; else NAME.fpe in the user's
 * ($XDG_DATA_HOME/fpe-tui/scenarios) or the installed scenarios. "-" stays.
 */
bool scenario_path(const char *name, char *out, size_t size);

/* The i-th folder of scenarios, the user's first. False: there are no more. */
bool scenario_folder(int i, char *out, size_t size);

/* What the status bar calls it: the last part of the path. */
const char *scenario_title(const char *path);

#endif
