/* SPDX-License-Identifier: GPL-3.0-or-later */
/* flow.c - text that flows from piece to piece. */
#include "view/grid/flow.h"

#define APART 3

bool flow_say(struct flow *flow, int ink, const char *text)
{
	int columns = text_columns(text);
	int at = flow->column ? flow->column + APART : 0, row = flow->row;

	if (at && at + columns > flow->a.columns) {
		at = 0;
		row++;
	}
	if (row >= flow->a.rows || columns > flow->a.columns)
		return false;
	area_text(flow->a, row, at, ink, text);
	flow->row = row;
	flow->column = at + columns;
	return true;
}
