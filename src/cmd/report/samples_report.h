/* SPDX-License-Identifier: GPL-3.0-or-later */
/* samples_report.h - the samples of a session: how often each class, and where from. */
#ifndef CMD_SAMPLES_REPORT_H
#define CMD_SAMPLES_REPORT_H

#include "cmd/report/column.h"
#include "lab/session/session.h"

/* Of every class, and of a user's own samples; each of one datum. */
extern const struct column rate_columns[], own_columns[];
#define SAMPLES_FIELDS                                                                  \
	FIELDS("rates[]", rate_columns),                                                \
	{                                                                               \
		"own", "object or null", "samples of one's own", .columns = own_columns \
	}

/* The data of SAMPLES_FIELDS; the session has samples. */
struct datum samples_rates(const struct session *s);
struct datum samples_own(const struct session *s);

/* Lines of text, each with a heading in ten columns; nothing of samples that were drawn
   for two classes. */
void samples_text(const struct session *s, struct report *report);

#endif
