/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_frame.c - each figure drawn as it is in a file. */
#include "cmd/report/page_frame.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/figure/figure.h"
#include "view/grid/palette.h"
#include "view/paper/paper_sheet.h"
#include "view/sink/sink.h"
#include "view/sink/sink_svg.h"

#define WIDTH 560.0 /* points of a figure */

/* What a figure is asked to show: where several arms are, the first beside the split one. */
static struct panel_options options_of(const struct page *page, const struct snapshot *s, int panel)
{
	struct panel_options o = page->panel >= 0 ? *page->options : panel_defaults;
	int shown = figure_arm(s, &o);

	if (page->panel < 0 && panel_table[panel]->takes & TAKES_SECOND && shown > 0) {
		o.arm[0] = s->arm[0].id;
		o.arm[1] = s->arm[shown].id;
	}
	return o;
}

static void put_svg(const struct page *page, int panel, const struct snapshot *s,
		    const struct panel_options *o, struct textbuf *out)
{
	struct paper paper = { 0 };
	char title[160], prefix[16];
	struct paper_sheet sheet = {
		.paper = &paper, .palette = page->palette, .title = title, .width = WIDTH
	};
	struct drawing drawing;

	panel_title(panel_table[panel], s, o, false, title, sizeof title);
	panel_table[panel]->paper(s, o, &paper);
	snprintf(prefix, sizeof prefix, "f%d", panel);
	if (paper.failed) {
		out->failed = true;
	} else {
		drawing = paper_drawing(&sheet);
		sink_svg_element(&drawing, prefix, out);
	}
	paper_clear(&paper);
}

void page_lines(struct textbuf *out, char *text)
{
	textbuf_puts(out, "<pre>");
	for (char *end; text && *text; text = end) {
		end = strchrnul(text, '\n');
		if (*end)
			*end++ = 0;
		sink_svg_text(out, text);
		textbuf_puts(out, "\n");
	}
	textbuf_puts(out, "</pre>\n");
}

/* A figure of words. */
static void put_words(int panel, const struct snapshot *s, const struct panel_options *o,
		      struct textbuf *out)
{
	int rows = 24, columns = 80;
	struct grid *grid;
	char *text = NULL;

	panel_measure(panel_table[panel], s, o, &rows, &columns);
	grid = grid_new(rows, columns, false);
	if (grid) {
		panel_draw(panel, s, o, grid_area(grid));
		text = sink_text(grid, 0, COLOUR_MONO);
	}
	grid_free(grid);
	out->failed |= !text;
	page_lines(out, text);
	free(text);
}

static void put_cell(struct textbuf *out, const char *tag, const char *text)
{
	textbuf_printf(out, "<%s>", tag);
	sink_svg_text(out, text);
	textbuf_printf(out, "</%s>", tag);
}

/* A row for each metric that some arm has, a column for each arm. */
static void put_table(const struct snapshot *s, struct textbuf *out)
{
	textbuf_puts(out, "<table><tr><th>metric</th>");
	for (int i = 0; i < s->arms; i++)
		put_cell(out, "th", s->arm[i].name);
	textbuf_puts(out, "</tr>\n<tr><td>epoch</td>");
	for (int i = 0; i < s->arms; i++)
		textbuf_printf(out, "<td>%d</td>", s->arm[i].epoch);
	textbuf_puts(out, "</tr>\n");
	for (int m = 0; m < FPE_METRIC_COUNT; m++) {
		bool any = false;

		for (int i = 0; i < s->arms; i++)
			any |= s->arm[i].metric[m] == s->arm[i].metric[m];
		if (!any)
			continue;
		textbuf_puts(out, "<tr>");
		put_cell(out, "td", fpe_metric_info[m].name);
		for (int i = 0; i < s->arms; i++) {
			double v = s->arm[i].metric[m];

			if (v == v)
				textbuf_printf(out, "<td>%.6g</td>", v);
			else
				textbuf_puts(out, "<td>–</td>");
		}
		textbuf_puts(out, "</tr>\n");
	}
	textbuf_puts(out, "</table>\n");
}

void page_part(const struct page *page, const struct page_parts *parts, int i,
	       const struct snapshot *s, struct textbuf *out)
{
	int panel = parts->panel[i];
	struct panel_options o;

	if (panel < 0) {
		put_table(s, out);
		return;
	}
	if (parts->left_out[i]) {
		textbuf_printf(out, "<p>Too large for a page: <code>plot %s %s.svg</code></p>\n",
			       panel_table[panel]->name, panel_table[panel]->name);
		return;
	}
	o = options_of(page, s, panel);
	page->past->look(page->past->of, panel, &o);
	if (panel_table[panel]->paper)
		put_svg(page, panel, s, &o, out);
	else
		put_words(panel, s, &o, out);
}

/* Is there more to see than why there is nothing? */
static bool shows_something(const struct page *page, int panel, const struct snapshot *s,
			    bool *failed)
{
	struct panel_options o = options_of(page, s, panel);
	struct paper paper = { 0 };
	bool shows;

	if (!panel_table[panel]->paper)
		return false;
	page->past->look(page->past->of, panel, &o);
	panel_table[panel]->paper(s, &o, &paper);
	*failed |= paper.failed;
	shows = paper.views > 0 && !paper.why;
	paper_clear(&paper);
	return shows;
}

bool page_choose(const struct page *page, struct page_parts *parts)
{
	const struct snapshot *s = page->past->at(page->past->of, page->last_epoch);
	bool failed = !s;

	parts->count = 0;
	for (int i = 0; s && i < panel_count() && parts->count < PAGE_PARTS - 1; i++) {
		if (page->panel == i || (page->panel < 0 && shows_something(page, i, s, &failed)))
			parts->panel[parts->count++] = i;
	}
	parts->panel[parts->count++] = -1;
	return !failed;
}

bool page_frame(const struct page *page, const struct page_parts *parts, int epoch,
		struct textbuf *out)
{
	const struct snapshot *s = page->past->at(page->past->of, epoch);

	for (int i = 0; s && i < parts->count; i++) {
		textbuf_puts(out, i ? PAGE_CUT : "");
		page_part(page, parts, i, s, out);
	}
	return s && !out->failed;
}
