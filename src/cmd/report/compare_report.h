/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compare_report.h - the table of a compare, as text or JSON. */
#ifndef CMD_COMPARE_REPORT_H
#define CMD_COMPARE_REPORT_H

#include "cmd/report/column.h"
#include "lab/study/compare.h"

extern const struct column compare_fields[];

/* A seed that is kept, as lines (keep_lines.h). */
struct compare_kept {
	uint64_t seed;
	const char *lines; /* NULL: none is kept */
	bool applied;	   /* they run: a replay prints them alone, with apply=no */
	bool only;	   /* the table has been printed before: as text it is not again */
};

/*
 * Report the finished seeds of a quiet compare. Gives the line that replays
 * to this table: line itself, or with seeds= set to the finished ones. seeds_at:
 * byte of line at which their number stands, -1 if it does not. asked: seeds that the
 * line says there were to be, or 0; more than there are: it was stopped.
 */
char *compare_report(struct compare *compare, int asked, const struct compare_kept *kept,
		     struct report *report, const char *line, int seeds_at);

#endif
