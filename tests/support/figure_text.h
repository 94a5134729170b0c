/* SPDX-License-Identifier: GPL-3.0-or-later */
/* figure_text.h - what a panel says, for tests of one panel. */
#ifndef FIGURE_TEXT_H
#define FIGURE_TEXT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/test.h"

#include "io/textbuf.h"
#include "view/figure/figure_table.h"
#include "view/figure/panel.h"
#include "view/sink/sink.h"

/* The panel alone, as text without colours; freed by the caller. */
static inline char *figure_text(const struct snapshot *s, const char *name,
				const struct panel_options *o, int rows, int columns, bool ascii)
{
	struct grid *g = grid_new(rows, columns, ascii);
	char *text;

	panel_draw(panel_find(name), s, o, grid_area(g));
	text = sink_text(g, 0, COLOUR_MONO);
	grid_free(g);
	assert_non_null(text);
	return text;
}

/* The panel so drawn has the text in it. */
static inline void figure_shows(const char *name, const struct snapshot *s,
				const struct panel_options *o, int rows, int columns, bool ascii,
				const char *part)
{
	char *text = figure_text(s, name, o, rows, columns, ascii);

	if (!strstr(text, part))
		fail_msg("%dx%d lacks \"%s\":\n%s", columns, rows, part, text);
	free(text);
}

/* The explanation of a hit; freed by the caller. */
static inline char *figure_worked_out(const struct snapshot *s, const char *name,
				      const struct panel_options *o, const struct hit *hit)
{
	struct textbuf out = { 0 };

	panel_table[panel_find(name)]->work_out(s, o, hit, &out);
	return textbuf_take(&out);
}

/* What is said of a hit in a line. */
static inline void figure_described(panel_describe_fn *describe, const struct snapshot *s,
				    const struct panel_options *o, const struct hit *hit,
				    bool ascii, char *out, size_t size)
{
	struct textbuf text = { 0 };

	describe(s, o, hit, ascii, &text);
	snprintf(out, size, "%s", text.size ? text.bytes : "");
	textbuf_clear(&text);
}

/* … which has the text in it. */
static inline void figure_describes(const char *name, const struct snapshot *s,
				    const struct panel_options *o, const struct hit *hit,
				    const char *part)
{
	char line[400];

	figure_described(panel_table[panel_find(name)]->describe, s, o, hit, true, line,
			 sizeof line);
	assert_has(line, part);
}

/* The numbers behind a figure, as CSV; freed by the caller. */
static inline char *figure_numbers(const struct snapshot *s, const char *name,
				   const struct panel_options *o)
{
	struct figure_table table = { .columns = 0 };
	char *text;

	panel_table[panel_find(name)]->numbers(s, o, &table);
	text = figure_table_csv(&table);
	figure_table_clear(&table);
	return text;
}

#endif
