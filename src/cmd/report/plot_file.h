/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plot_file.h - one figure, or the whole screen, in every form it has.
 *
 * The forms of files are rows of two tables, of drawings (view/sink/sinks.c) and of the
 * rest, found by the ending of the name.
 */
#ifndef CMD_PLOT_FILE_H
#define CMD_PLOT_FILE_H

#include "cmd/report/page.h"
#include "view/grid/palette.h"
#include "view/screen/screen.h"

struct plot {
	const struct snapshot *s;
	const struct screen_state *screen;
	int panel; /* index in panel_table; panel_count(): the screen, after it the session */
	const struct panel_options *options;
	int rows, columns;		 /* 0: what suits the form */
	int screen_rows, screen_columns; /* --size */
	bool ascii, accessible;
	int palette;		      /* index in palettes, as chosen */
	const char *caption;	      /* of pictures */
	const struct page_past *past; /* of pages */
};

/* As text: drawn, or read aloud. Gives a malloc'ed string, NULL: no memory. */
char *plot_text(const struct plot *plot, int palette, enum colour_depth depth);
char *plot_lines(const struct plot *plot);

/* The number of a form by the ending of a file's name; -1: there is none. */
int plot_form_of(const char *path);
/* ".svg", …, and what each is, for help and errors; NULL ends. */
const char *plot_suffix(int i);
const char *plot_suffix_help(int i);

/* FPE_EFORMAT where the figure does not have the form. */
enum fpe_status plot_write(const struct plot *plot, int form, const char *path,
			   struct fpe_error *err);

#endif
