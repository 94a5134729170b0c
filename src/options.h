/* SPDX-License-Identifier: GPL-3.0-or-later */
/* options.h - what the command line asks for. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>

#include "cmd/help/tables.h"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_PARSE = 3 };

struct settings {
	bool batch, interactive, json, check, keep_going, ascii, quiet, accessible, safe;
	bool seed_fixed;
	unsigned long long seed, jobs;
	int processors;
	int rows, columns;
	int shard, shards; /* from 0; 0 shards: all */
	int colour;	   /* 0 auto, 1 always, 2 never */
	const char *log, *file;
	const char **command; /* [commands], borrowed from argv */
	int commands;
};

/* Exit code, or -1 to go on. s has its defaults, and s->command room for argc items. */
int options_read(int argc, char **argv, struct settings *s);

/* To standard error, nothing but printable text: names come from anywhere. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* What of the command line is wrong, and what is allowed. Exit code. */
int options_blame(const char *what, const char *allowed);
/* errno of a write to standard output. Exit code. */
int output_failed(int error);

/* Tables of `help tables` that are not cmd's: options and keys; NULL-terminated. */
extern const struct table_source *const option_tables[];

#endif
