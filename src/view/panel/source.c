/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * source.c - the text of the script that plays, the current line marked.
 *
 * The current line stays in sight: it is what the rows scrolled by count from.
 */
#include <stdio.h>
#include <string.h>

#include "view/figure/figure.h"
#include "view/figure/figure_table.h"

/* First line shown, from 0: the current one a third from the top. */
static int first_line(const struct snapshot_source *source, int row, int rows)
{
	int first = source->line - 1 - rows / 3 + row;
	int most = source->lines - rows;

	first = first > most ? most : first;
	return first < 0 ? 0 : first;
}

static bool is_comment(const char *line)
{
	return line[strspn(line, " \t")] == '#';
}

/* Text from a column on: characters, not bytes. */
static const char *text_from(const char *text, int column)
{
	for (; column > 0 && *text; column--) {
		text++;
		while ((*text & 0xc0) == 0x80)
			text++;
	}
	return text;
}

static void draw_line(const struct snapshot_source *source, int line, struct area a, int row,
		      int numbers, int column)
{
	bool current = line + 1 == source->line;
	struct hit hit = { .kind = HIT_LINE, .arm = -1, .row = line };
	const char *text = text_from(source->text[line], column);
	int ink = current ? INK_STRONG : is_comment(source->text[line]) ? INK_DIM : INK_NONE;

	if (current)
		area_run(a, row, 0, 1, '>', 0x25b6, INK_FOCUS);
	if (numbers)
		area_printf(a, row, 1, current ? INK_STRONG : INK_DIM, "%*d", numbers - 2,
			    line + 1);
	area_text(area_sub(a, row, 1 + numbers, 1, a.columns), 0, 0, ink, text);
	area_hit(a, row, 0, a.columns, &hit);
}

static void source_draw(const struct snapshot *s, const struct panel_options *o, struct area area)
{
	const struct snapshot_source *source = &s->source;
	int first, numbers = 2;

	if (source->lines < 1) {
		figure_say(
			area,
			"no script was played: start fpe-tui with a file, or type  include FILE");
		return;
	}
	for (int n = source->lines; n > 0; n /= 10)
		numbers++;
	if (area.columns < numbers + 12)
		numbers = 0;
	first = first_line(source, o->row, area.rows);
	for (int row = 0; row < area.rows && first + row < source->lines; row++)
		draw_line(source, first + row, area, row, numbers, o->column);
}

static void source_measure(const struct snapshot *s, const struct panel_options *o, int *rows,
			   int *columns)
{
	(void)o;
	*rows = s->source.lines > 4 ? s->source.lines : 4;
	*columns = 1;
	for (int i = 0; i < s->source.lines; i++) {
		int n = (int)strlen(s->source.text[i]) + 6;

		*columns = n > *columns ? n : *columns;
	}
}

static void source_title(const struct snapshot *s, const struct panel_options *o, bool ascii,
			 struct textbuf *out)
{
	(void)o;
	if (s->source.lines > 0)
		tell(out, " %s %s, line %d of %d", ascii ? "-" : "·", s->source.name,
		     s->source.line, s->source.lines);
}

static int source_anchor(const struct snapshot *s)
{
	return s->source.line;
}

static bool known(const struct snapshot *s, const struct hit *hit)
{
	return hit->kind == HIT_LINE && hit->row >= 0 && hit->row < s->source.lines;
}

static void source_describe(const struct snapshot *s, const struct panel_options *o,
			    const struct hit *hit, bool ascii, struct textbuf *out)
{
	(void)o;
	(void)ascii;
	if (known(s, hit))
		tell(out, "%s line %d: %s", s->source.name, hit->row + 1, s->source.text[hit->row]);
}

static void source_work_out(const struct snapshot *s, const struct panel_options *o,
			    const struct hit *hit, struct textbuf *out)
{
	int state;

	(void)o;
	if (!known(s, hit))
		return;
	state = hit->row + 1 - s->source.line;
	tell(out, "%s, line %d of %d:\n\n  %s\n\n", s->source.name, hit->row + 1, s->source.lines,
	     s->source.text[hit->row]);
	if (is_comment(s->source.text[hit->row]) || !s->source.text[hit->row][0])
		tell(out, "A comment or an empty line: nothing is run.\n");
	else
		tell(out, "%s\n`help VERB` says what its first word does.\n",
		     state == 0	 ? "It is the line that was run last."
		     : state < 0 ? "It was run before."
				 : "It is run when its turn comes.");
}

/* The line under the cursor, to be changed and run. */
static enum panel_edit source_edit(const struct snapshot *s, const struct panel_options *o,
				   const struct hit *hit, char *command, size_t size)
{
	(void)o;
	if (!known(s, hit) || is_comment(s->source.text[hit->row]))
		return EDIT_NONE;
	snprintf(command, size, "%s", s->source.text[hit->row]);
	return command[0] ? EDIT_PROMPT : EDIT_NONE;
}

static void source_numbers(const struct snapshot *s, const struct panel_options *o,
			   struct figure_table *out)
{
	(void)o;
	figure_table_key(out, "line");
	figure_table_values(out, "text", "current", NULL);
	for (int i = 0; i < s->source.lines; i++) {
		figure_table_number(out, i + 1);
		figure_table_texts(out, s->source.text[i], i + 1 == s->source.line ? "yes" : "",
				   NULL);
	}
}

const struct panel panel_source = {
	.name = "source",
	.home = HOME_LEFT_BOTTOM,
	.help = "The script that plays, its current line marked.",
	.explain =
		"The text of the scenario that was opened, with line numbers. "
		"The mark stands at the line that was run last; when the script is over it stays at the end. "
		"Lines of an included file are shown as that file.\n\n"
		"The cursor goes from line to line; x puts its line at the prompt, to be changed and run again.",
	.title = source_title,
	.measure = source_measure,
	.draw = source_draw,
	.numbers = source_numbers,
	.describe = source_describe,
	.work_out = source_work_out,
	.edit = source_edit,
	.anchor = source_anchor,
};
