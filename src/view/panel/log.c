/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * log.c - what was run, said and printed, newest at the bottom.
 *
 * Sentences are wrapped, tables and figures cut at the edge: broken lines of a
 * table say nothing.
 */
#include <string.h>

#include "view/figure/figure.h"
#include "view/figure/figure_table.h"
#include "view/grid/text.h"

#define ECHO "fpe> "

static int ink_of(const char *line)
{
	if (strncmp(line, ECHO, strlen(ECHO)) == 0)
		return INK_KEY;
	return strstr(line, ": error: ") || strncmp(line, "error: ", 7) == 0 ? INK_BAD : INK_NONE;
}

/* Columns set apart by blanks, or a figure's frame. */
static bool is_table(const char *line)
{
	const char *text = line + strspn(line, " ");

	return strstr(text, "   ") || text != line || strchr(text, '|') || strstr(text, "│") ||
	       strstr(text, "─");
}

static int rows_of(const char *line, int columns)
{
	char part[1024];
	int rows = 0;

	if (is_table(line))
		return 1;
	while (text_wrap(&line, columns, part, sizeof part))
		rows++;
	return rows > 0 ? rows : 1;
}

/* Draw a line on the rows that end before `end`; returns its first row. */
static int draw_line(struct area a, int end, const char *line)
{
	int first = end - rows_of(line, a.columns), ink = ink_of(line);
	char part[1024];
	const char *at = line;

	if (is_table(line)) {
		area_text(a, first, 0, ink, line);
		return first;
	}
	for (int row = first; text_wrap(&at, a.columns, part, sizeof part); row++)
		area_text(a, row, 0, ink, part);
	return first;
}

static void log_draw(const struct snapshot *s, const struct panel_options *o, struct area area)
{
	int last = s->log_lines - 1 + (o->row < 0 ? o->row : 0), rows = 0, line;
	struct area inside =
		area_sub(area, 0, area.columns > 20, area.rows, area.columns - (area.columns > 20));

	if (s->log_lines < 1) {
		figure_say(area, "nothing was said yet");
		return;
	}
	last = last < 0 ? 0 : last;
	for (line = last; line >= 0 && rows < inside.rows; line--)
		rows += rows_of(s->log[line], inside.columns);
	/* few lines stand at the top, as they would on paper */
	rows = rows < inside.rows ? rows : inside.rows;
	for (line = last; line >= 0 && rows > 0; line--)
		rows = draw_line(inside, rows, s->log[line]);
}

static void log_measure(const struct snapshot *s, const struct panel_options *o, int *rows,
			int *columns)
{
	(void)o;
	*rows = s->log_lines < 8 ? 8 : s->log_lines + 1;
	*columns = 60;
}

static void log_title(const struct snapshot *s, const struct panel_options *o, bool ascii,
		      struct textbuf *out)
{
	if (o->row < 0 && s->log_lines > 0)
		tell(out, " %s line %d of %d", ascii ? "-" : "·",
		     s->log_lines + o->row < 1 ? 1 : s->log_lines + o->row, s->log_lines);
}

static int log_anchor(const struct snapshot *s)
{
	return s->log_lines;
}

static void log_numbers(const struct snapshot *s, const struct panel_options *o,
			struct figure_table *out)
{
	(void)o;
	figure_table_key(out, "line");
	figure_table_value(out, "text", NULL, NULL);
	for (int i = 0; i < s->log_lines; i++) {
		figure_table_number(out, i + 1);
		figure_table_text(out, "%s", s->log[i]);
	}
}

const struct panel panel_log = {
	.name = "log",
	.home = HOME_LEFT_BOTTOM,
	.help = "What was run, said and printed, newest at the bottom.",
	.explain =
		"Every line that was run stands behind fpe> , below it what it printed, notes and errors: the last 500 lines. "
		"How far a training or a compare is stands in the top line, not here, so that the log depends on the lines that were run alone.\n\n"
		"Up and PgUp go back, PgDn comes forth again; F3 shows the same over all panels.",
	.title = log_title,
	.measure = log_measure,
	.draw = log_draw,
	.numbers = log_numbers,
	.anchor = log_anchor,
};
