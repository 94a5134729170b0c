/* SPDX-License-Identifier: GPL-3.0-or-later */
/* flow.c - text that flows from piece to piece. */
#include "view/grid/flow.h"

#include <stdarg.h>
#include <stdio.h>

#define APART 3

bool flow_say(struct flow *flow, int ink, const char *format, ...)
{
	int columns, at = flow->column ? flow->column + APART : 0, row = flow->row;
	char text[160];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	columns = text_columns(text);
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
