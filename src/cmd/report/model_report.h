/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * model_report.h - what a file of tensors holds: layers that make a net, stacks of
 * linear layers, and what is left alone.
 */
#ifndef CMD_MODEL_REPORT_H
#define CMD_MODEL_REPORT_H

#include "cmd/report/column.h"
#include "io/model.h"

/* Columns of layers[], left[] and stacks[]. */
extern const struct column model_layer_columns[], model_left_columns[], model_stack_columns[];
#define MODEL_FIELDS                                                                   \
	FIELDS("layers[]", model_layer_columns), FIELDS("left[]", model_left_columns), \
		FIELDS("stacks[]", model_stack_columns)

/* Their rows, to be reported or cleared; model NULL: none. net: what was made
   of its layers; NULL: nothing. */
struct model_rows {
	struct rows layers, left, stacks;
};
struct model_rows model_report_rows(const struct model *model, const struct fpe_net *net);
void model_rows_clear(struct model_rows *rows);

/* The stacks alone, where a file has several and it was not said which is meant. */
void model_report_stacks(const struct model *model, struct report *report);

#endif
