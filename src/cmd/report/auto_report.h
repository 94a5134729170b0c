/* SPDX-License-Identifier: GPL-3.0-or-later */
/* auto_report.h - what a search found: rungs, the last one's rows, the choice.
 */
#ifndef CMD_AUTO_REPORT_H
#define CMD_AUTO_REPORT_H

#include "cmd/report/column.h"
#include "lab/auto/search.h"

/*
 * The lines that give an arm what the search chose and train both to its last
 * epoch, each with a newline; "" where no split was chosen. arm, epoch: as it
 * was when the search began. malloc'ed; NULL: no memory.
 */
char *auto_lines(const struct search *search, const char *arm, int epoch);

extern const struct column auto_fields[];

/* A search that has decided. */
void auto_report(const struct search *search, struct report *report, const char *arm,
		 const char *lines);

/* "auto: rung 1 of 4, …" about a stage that is over. False: nothing to say. */
bool auto_tell_stage(const struct search *search, int stage, char *text, size_t size);

#endif
