/* SPDX-License-Identifier: GPL-3.0-or-later */
/* export_report.h - what `export` reports of a file that it wrote. */
#ifndef CMD_EXPORT_REPORT_H
#define CMD_EXPORT_REPORT_H

#include "cmd/player/export_order.h"
#include "cmd/report/column.h"

/* Fields of nets, and of samples. */
extern const struct column export_net_fields[], export_sample_fields[];
void export_report(const struct export_order *order, struct report *report);

#endif
