/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * expand_report.h - an expansion of a file's net: what it was trained on, what came
 * out, and the file with the wider net in it.
 */
#ifndef CMD_EXPAND_REPORT_H
#define CMD_EXPAND_REPORT_H

#include "cmd/report/column.h"
#include "io/block.h"
#include "io/format.h"
#include "lab/study/expansion.h"

enum expand_samples { EXPAND_NONE, EXPAND_FILE, EXPAND_SESSION };

/* All that belongs to one `expand`; zeroed is empty. */
struct expand {
	struct format_file file;   /* owned, as is all that is a pointer */
	struct model *model;	   /* its net is the expansion's */
	struct sample_set samples; /* the file's own */
	/* holds on the session's, and on a partition of the line's */
	struct shared *task, *groups, *session_train, *session_test, *partition;
	struct fpe_data *train, *held; /* a cut of samples that have no test part */
	enum expand_samples trained_on;
	enum block_form form;
	const struct format *format; /* of the file to write; a row */
	char *out;
	struct expansion *expansion;
};
void expand_clear(struct expand *expand);

/* Write the wider net; *zeros: weights that became 0 by rounding. FPE_EIO, and as
   block_new. */
enum fpe_status expand_write(const struct expand *expand, size_t *zeros, struct fpe_error *err);

void expand_report(const struct expand *expand, size_t zeros, struct report *report);
extern const struct column expand_fields[];

#endif
