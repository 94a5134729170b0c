/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report.c - what a command prints, gathered as text or as one JSON object.
 *
 * Owns the text and the object until report_take or report_clear. Writing it
 * is the player's business.
 */
#include "cmd/report/report.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "io/json_line.h"

void report_init(struct report *report, bool json)
{
	*report = (struct report){ .json = json };
}

void report_clear(struct report *report)
{
	textbuf_clear(&report->text);
	json_decref(report->object);
	report->object = NULL;
}

void report_text(struct report *report, const char *format, ...)
{
	size_t from = report->text.size;
	va_list args;

	if (report->json)
		return;
	va_start(args, format);
	textbuf_vprintf(&report->text, format, args);
	va_end(args);
	textbuf_show_since(&report->text, from, UTF8_LINES);
}

void report_figure(struct report *report, const char *text)
{
	if (!report->json)
		textbuf_puts(&report->text, text);
}

json_t *report_object(struct report *report)
{
	if (!report->json || report->object)
		return report->object;
	report->object = json_object();
	json_object_set_new(report->object, "command", json_string(report->command->verb));
	json_object_set_new(report->object, "format", json_integer(1));
	return report->object;
}

json_t *report_number(double value)
{
	if (!isfinite(value))
		return json_null();
	/* Beyond 2^53 neighbours of a whole number are whole, too: no sense in
	   writing digits that mean nothing. */
	if (value == floor(value) && fabs(value) <= 9007199254740992.0)
		return json_integer((json_int_t)value);
	return json_real(value);
}

char *report_take(struct report *report)
{
	char *bytes = NULL;

	if (report->object)
		bytes = json_line(json_incref(report->object));
	else if (report->text.bytes)
		bytes = textbuf_take(&report->text);
	report_clear(report);
	return bytes;
}
