/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plot_file.c - the forms of a figure, one row each. Owns nothing. */
#include "cmd/report/plot_file.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "io/textfile.h"
#include "view/figure/figure_table.h"
#include "view/paper/paper_sheet.h"
#include "view/sink/picture.h"
#include "view/sink/sink.h"
#include "io/textbuf.h"

/* One that is no drawing; those are rows of view/sink/sinks.c. */
struct plot_form {
	const char *suffix, *help;
	/* Gives *bytes of *size. */
	enum fpe_status (*make)(const struct plot *plot, char **bytes, size_t *size,
				struct fpe_error *err);
};

static bool is_screen(const struct plot *plot)
{
	return plot->panel == panel_count();
}

/* All of it, figures with their past: a page. */
static bool is_session(const struct plot *plot)
{
	return plot->panel > panel_count();
}

static void title_of(const struct plot *plot, bool ascii, char *out, size_t size)
{
	out[0] = 0;
	if (plot->panel < panel_count())
		panel_title(panel_table[plot->panel], plot->s, plot->options, ascii, out, size);
}

static void draw(const struct plot *plot, struct grid *grid, struct area area)
{
	if (is_screen(plot))
		screen_draw(plot->s, plot->screen, NULL, grid);
	else
		panel_draw(plot->panel, plot->s, plot->options, area);
}

/* ------------------------------------------------------------------- text */

char *plot_text(const struct plot *plot, int palette, enum colour_depth depth)
{
	bool screen = is_screen(plot);
	int columns = screen ? plot->screen_columns : 80;
	int rows = screen ? plot->screen_rows : 24;
	struct grid *grid = grid_new(plot->rows ? plot->rows : rows,
				     plot->columns ? plot->columns : columns, plot->ascii);
	char title[160], *text;

	if (!grid)
		return NULL;
	grid->mono = !palette_shades(palette, depth);
	title_of(plot, plot->ascii, title, sizeof title);
	draw(plot, grid, screen ? grid_area(grid) : area_frame(grid_area(grid), title, false));
	text = sink_text(grid, palette, depth);
	grid_free(grid);
	return text;
}

/* A figure without numbers is text already: it is read as it stands. */
static char *words_of(const struct plot *plot, int panel, const struct panel_options *options)
{
	int rows = 24, columns = 80;
	struct grid *grid;
	char *text;

	panel_measure(panel_table[panel], plot->s, options, &rows, &columns);
	grid = grid_new(rows, columns, true);
	if (!grid)
		return NULL;
	grid->mono = true;
	panel_draw(panel, plot->s, options, grid_area(grid));
	text = sink_text(grid, 0, COLOUR_MONO);
	grid_free(grid);
	return text;
}

static char *sentences_of(const struct plot *plot, int panel, const struct panel_options *options)
{
	struct figure_table table = { 0 };
	char *lines;

	if (!panel_table[panel]->numbers)
		return words_of(plot, panel, options);
	table.watch = plot->s->watch;
	panel_table[panel]->numbers(plot->s, options, &table);
	lines = figure_table_lines(&table);
	figure_table_clear(&table);
	return lines;
}

/* A heading, then a sentence for every row of numbers. */
static void put_lines(struct textbuf *out, const struct plot *plot, int panel,
		      const struct panel_options *options)
{
	const struct panel *p = panel_table[panel];
	char title[160], *lines;

	panel_title(p, plot->s, options, true, title, sizeof title);
	textbuf_printf(out, "figure: %s\n", title);
	lines = sentences_of(plot, panel, options);
	if (lines && !*lines)
		textbuf_puts(out, "no numbers yet\n");
	textbuf_puts(out, lines ? lines : "");
	out->failed |= !lines;
	free(lines);
}

char *plot_lines(const struct plot *plot)
{
	bool screen = is_screen(plot);
	struct textbuf out = { 0 };

	if (!screen)
		put_lines(&out, plot, plot->panel, plot->options);
	for (int i = 0; screen && i < plot->screen->shown; i++)
		put_lines(&out, plot, plot->screen->panel[i], &plot->screen->options[i]);
	textbuf_show_since(&out, 0, UTF8_LINES);
	return textbuf_take(&out);
}

static enum fpe_status take_text(char *text, char **bytes, size_t *size, struct fpe_error *err)
{
	*bytes = text;
	*size = text ? strlen(text) : 0;
	return text ? FPE_OK : fpe_no_memory(err);
}

static enum fpe_status make_text(const struct plot *plot, char **bytes, size_t *size,
				 struct fpe_error *err)
{
	return take_text(plot->accessible ? plot_lines(plot) : plot_text(plot, 0, COLOUR_MONO),
			 bytes, size, err);
}

/* --------------------------------------------------------------- pictures */

#define PICTURE_COLUMNS 64 /* at least, unless another width is asked for */
#define PICTURE_ROWS 16
#define PICTURE_COLUMN 7.2 /* points */
#define PICTURE_ROW 14.4

/* What the terminal can show is no matter on paper. */
static struct grid *draw_cells(const struct plot *plot, int rows, int columns)
{
	struct grid *grid = grid_new(rows, columns, false);

	if (!grid)
		return NULL;
	grid->vector = true;
	grid->mono = !palette_shades(palette_for(plot->palette, true), COLOUR_256);
	draw(plot, grid, grid_area(grid));
	return grid;
}

static bool is_blank(const struct grid *grid, int row)
{
	const struct cell *cell = grid->cell + row * grid->columns;

	for (int c = 0; c < grid->columns; c++) {
		if (cell[c].ch != ' ' || cell[c].bg != INK_NONE || cell[c].attributes)
			return false;
	}
	return true;
}

/* Rows of the widest band in which nothing is. */
static int blank_rows(const struct grid *grid)
{
	int most = 0, now = 0;

	for (int r = 0; r < grid->rows; r++) {
		now = is_blank(grid, r) ? now + 1 : 0;
		most = now > most ? now : most;
	}
	return most;
}

/*
 * What was asked for, else what the figure would like, but no thin strip: a
 * figure that can fill more rows gets them, one that leaves them blank does
 * not.
 */
static struct grid *draw_picture(const struct plot *plot)
{
	int rows = plot->screen_rows, columns = plot->screen_columns, wish = rows;
	struct grid *grid;

	if (!is_screen(plot)) {
		panel_measure(panel_table[plot->panel], plot->s, plot->options, &wish, &columns);
		rows = wish < PICTURE_ROWS ? PICTURE_ROWS : wish;
		columns = columns < PICTURE_COLUMNS ? PICTURE_COLUMNS : columns;
	}
	rows = plot->rows ? plot->rows : rows;
	columns = plot->columns ? plot->columns : columns;
	grid = draw_cells(plot, rows, columns);
	if (!grid || plot->rows || is_screen(plot) || blank_rows(grid) < 3)
		return grid;
	rows -= blank_rows(grid) - 1;
	grid_free(grid);
	return draw_cells(plot, rows > wish ? rows : wish, columns);
}

/* The cells, as they are drawn. */
static enum fpe_status make_picture(const struct plot *plot, const struct sink *sink,
				    const char *title, char **bytes, size_t *size,
				    struct fpe_error *err)
{
	struct grid *grid = draw_picture(plot);
	struct picture picture = { .grid = grid,
				   .title = title,
				   .caption = plot->caption,
				   .palette = palette_for(plot->palette, true) };
	struct drawing drawing;
	enum fpe_status status;

	if (!grid)
		return fpe_no_memory(err);
	drawing = picture_drawing(&picture);
	status = sink->make(&drawing, bytes, size, err);
	grid_free(grid);
	return status;
}

/* The numbers, as a figure for paper. */
static enum fpe_status make_paper(const struct plot *plot, const struct sink *sink,
				  const char *title, char **bytes, size_t *size,
				  struct fpe_error *err)
{
	int columns = plot->columns ? plot->columns : PICTURE_COLUMNS;
	struct paper paper = { 0 };
	struct paper_sheet sheet = { .paper = &paper,
				     .palette = palette_for(plot->palette, true),
				     .title = title,
				     .caption = plot->caption,
				     .width = columns * PICTURE_COLUMN,
				     .height = plot->rows * PICTURE_ROW };
	struct drawing drawing;
	enum fpe_status status = FPE_OK;

	panel_table[plot->panel]->paper(plot->s, plot->options, &paper);
	if (paper.failed) {
		status = fpe_no_memory(err);
	} else {
		drawing = paper_drawing(&sheet);
		status = sink->make(&drawing, bytes, size, err);
	}
	paper_clear(&paper);
	return status;
}

static enum fpe_status make_drawing(const struct plot *plot, const struct sink *sink, char **bytes,
				    size_t *size, struct fpe_error *err)
{
	char title[160];

	title_of(plot, false, title, sizeof title);
	return (!is_screen(plot) && panel_table[plot->panel]->paper ? make_paper : make_picture)(
		plot, sink, title[0] ? title : NULL, bytes, size, err);
}

/* ---------------------------------------------------------------- numbers */

static enum fpe_status make_csv(const struct plot *plot, char **bytes, size_t *size,
				struct fpe_error *err)
{
	struct figure_table table = { 0 };
	enum fpe_status status;

	*bytes = NULL;
	if (is_screen(plot))
		return fpe_fail(
			err, FPE_EFORMAT,
			"the screen holds several figures, a .csv the numbers of one: name a figure");
	if (!panel_table[plot->panel]->numbers)
		return fpe_fail(err, FPE_EFORMAT, "the figure %s has no table of numbers",
				panel_table[plot->panel]->name);
	table.watch = plot->s->watch;
	panel_table[plot->panel]->numbers(plot->s, plot->options, &table);
	status = take_text(figure_table_csv(&table), bytes, size, err);
	figure_table_clear(&table);
	return status;
}

/* ------------------------------------------------------------------ files */

static enum fpe_status make_page(const struct plot *plot, char **bytes, size_t *size,
				 struct fpe_error *err)
{
	struct page page = { .past = plot->past,
			     .last_epoch = plot->s->last_epoch,
			     .panel = plot->panel < panel_count() ? plot->panel : -1,
			     .options = plot->options,
			     .palette = palette_for(plot->palette, true),
			     .caption = plot->caption };

	return page_make(&page, bytes, size, err);
}

static const struct plot_form forms[] = {
	{ ".html", "a page for a browser", make_page },
	{ ".txt", "text", make_text },
	{ ".csv", "its numbers", make_csv },
	{ .suffix = NULL },
};

static int drawings(void)
{
	int n = 0;

	while (sinks[n].suffix)
		n++;
	return n;
}

const char *plot_suffix(int i)
{
	return i < drawings() ? sinks[i].suffix : forms[i - drawings()].suffix;
}

const char *plot_suffix_help(int i)
{
	return i < drawings() ? sinks[i].help : forms[i - drawings()].help;
}

int plot_form_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *dot = strrchr(slash ? slash : path, '.');

	for (int i = 0; dot && plot_suffix(i); i++) {
		if (strcasecmp(dot, plot_suffix(i)) == 0)
			return i;
	}
	return -1;
}

enum fpe_status plot_write(const struct plot *plot, int form, const char *path,
			   struct fpe_error *err)
{
	const struct plot_form *other = form < drawings() ? NULL : &forms[form - drawings()];
	const struct reading reading = reading_of(plot->s->watch);
	char *bytes;
	size_t size;
	enum fpe_status status;

	if (is_session(plot) && (!other || other->make != make_page))
		return fpe_fail(err, FPE_EFORMAT, "a session is a page: its file ends in .html");
	status = other ? other->make(plot, &bytes, &size, err)
		       : make_drawing(plot, &sinks[form], &bytes, &size, err);
	/* what was given up is half drawn, or has failed */
	if (snapshot_given_up(plot->s)) {
		if (!status)
			free(bytes);
		return fpe_watch_ask(plot->s->watch, err);
	}
	if (status)
		return status;
	status = textfile_write_long(path, bytes, size, &reading, err);
	free(bytes);
	return status;
}
