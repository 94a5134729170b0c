/* SPDX-License-Identifier: GPL-3.0-or-later */
/* regression.h - what `regress` found last, for expressions. */
#ifndef CMD_REGRESSION_H
#define CMD_REGRESSION_H

#include "fpe/limits.h"
#include "fpe/metric.h"
#include "fpe/statistic.h"

#define REGRESSION_LINES 8 /* kinds of split */

struct regression {
	enum fpe_metric metric; /* whose fold change the gain was held against */
	int lines;		/* 0: there was none */
	struct {
		const char *split; /* name of the kind */
		struct fpe_line fit;
	} line[REGRESSION_LINES];
};

#endif
