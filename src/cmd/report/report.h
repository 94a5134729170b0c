/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report.h - what a command prints on standard output, as text or as one JSON
 * object; the command fills it once.
 *
 * Text: lines and tables. JSON: {"command":…,"format":1, fields…}; numbers are
 * finite or null, %.9g. What both have in common is columns (column.h). Output is gathered here and
 * written when its turn has come, so the log keeps the order of the commands.
 */
#ifndef CMD_REPORT_H
#define CMD_REPORT_H

#include <jansson.h>
#include <stdbool.h>

#include "cmd/language/command.h"
#include "io/textbuf.h"

struct report {
	bool json;
	bool accessible;	       /* tables as sentences; set after report_init */
	const struct command *command; /* whose report it is; set likewise */
	struct textbuf text;	       /* gathered so far (text mode) */
	json_t *object;		       /* JSON mode; NULL until something is reported */
};

void report_init(struct report *report, bool json);
void report_clear(struct report *report);

/* Text mode only: printf, what may not be shown escaped. In JSON mode nothing. */
void report_text(struct report *report, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Likewise, as it is: of a figure, whose colours are control sequences. */
void report_figure(struct report *report, const char *text);

/* JSON mode only (NULL in text mode): the object, begun with command and
   format. */
json_t *report_object(struct report *report);

/* A number as JSON: null unless finite; whole numbers as integers. */
json_t *report_number(double value);

/* All of it as bytes to write (JSON: one line), malloc'ed; NULL if nothing was
   reported. What was gathered is gone from the report. */
char *report_take(struct report *report);

#endif
