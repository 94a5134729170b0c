/* SPDX-License-Identifier: GPL-3.0-or-later */
/* advice_report.h - what `recommend` says. */
#ifndef CMD_ADVICE_REPORT_H
#define CMD_ADVICE_REPORT_H

#include "cmd/report/advice_case.h"
#include "cmd/report/column.h"

extern const struct column advice_fields[];

/* a is fitted; loss: to gains of losses. known: what its models would be worth if dense's score
   were known, which it is in the store; NULL: it is. FPE_ESTATE: the session's net cannot be
   split so. */
enum fpe_status advice_report(struct report *report, const struct advice *a, bool loss,
			      const struct advice_check *known, const struct advice_case *stored,
			      const struct advice_here *here, struct fpe_error *err);

#endif
