/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sweep_report.h - the rows of every point of a sweep, as text or JSON. */
#ifndef CMD_SWEEP_REPORT_H
#define CMD_SWEEP_REPORT_H

#include "cmd/report/column.h"
#include "lab/study/sweep.h"

extern const struct column sweep_fields[];

/* Report a quiet sweep whose runs are all in its store. */
enum fpe_status sweep_report(struct sweep *sweep, struct report *report, struct fpe_error *err);

/*
 * The means of a part's runs, a row for each point and arm it has runs of:
 * malloc'ed, NULL: no memory. accessible: as sentences.
 */
char *sweep_report_part(const struct snapshot_sweep *s, bool accessible);

#endif
