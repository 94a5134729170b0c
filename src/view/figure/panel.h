/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * panel.h - one figure of the screen: a row of the panel table.
 *
 * A panel draws a snapshot into an area of any size >= 1x1, pure: the same
 * arguments give the same cells. Every cell that stands for something carries
 * a hit; cursor, mouse, explanation and editing follow from the hits. Adding a
 * panel is one file and one row in panel/table.c.
 */
#ifndef VIEW_PANEL_H
#define VIEW_PANEL_H

#include "fpe/metric.h"
#include "lab/arm/snapshot.h"
#include "view/figure/tell.h"
#include "view/grid/grid.h"

/* Where a figure in space is looked at from; angles in degrees. */
struct panel_camera {
	float yaw, pitch, distance; /* distance 1: the unit sphere fills the area */
	bool spin;		    /* turns by itself */
};

/* What of a sweep is shown. Names as they were written; "": the panel chooses. */
struct panel_sweep {
	int view;			       /* as sweep_view_name counts them; -1 */
	char x[FPE_MAX_NAME], y[FPE_MAX_NAME]; /* keys; of a scatter also
						  quantities */
	char metric[FPE_MAX_NAME];
	char arm[128];		  /* rows, "random,clause" */
	char minus[FPE_MAX_NAME]; /* row to subtract; "none" */
	char hold[64];		  /* "alpha:4,hidden:8": of these runs alone */
};

struct panel_options {
	int arm[2];	 /* ids, -1: the panel chooses; the second beside it */
	int minus;	 /* id of the arm to subtract, -1: no difference */
	int minus_epoch; /* of it, -1: the epoch shown */
	int of;		 /* enum fpe_of, or -1: the panel chooses */
	int metric;	 /* enum fpe_metric, or -1: accuracy, of real targets the
			    loss, on test samples, or training ones where there are none */
	int layer;	 /* layer shown, from 0 */
	int row, column; /* scrolled by so many cells of the figure */
	int from, to;	 /* epochs of curves; to = 0: all there are */
	int smooth;	 /* moving mean over so many epochs; 1: none */
	bool log;	 /* logarithmic axis of values */
	int shape[2];	 /* rows and columns of inputs as a picture; 0: guessed */
	int zoom;	 /* pictures so many steps larger than the panel chooses */
	int sample;	 /* number of the sample followed, -1: the one probed */
	struct panel_camera camera;
	struct panel_sweep sweep;
	struct hit cursor; /* what the cursor stands on, or HIT_NONE */
};
extern const struct panel_options panel_defaults;

/* Which options change what a panel draws; the others are refused. */
enum panel_takes {
	TAKES_ARM = 1,
	TAKES_SECOND = 2, /* two arms side by side */
	TAKES_MINUS = 4,
	TAKES_OF = 8,
	TAKES_METRIC = 16,
	TAKES_LAYER = 32,
	TAKES_EPOCHS = 64, /* from, to, smooth, log */
	TAKES_CAMERA = 128,
	TAKES_SWEEP = 256, /* view, x, y, metric, hold; arm and minus are rows */
	TAKES_SHAPE = 512,
	TAKES_SAMPLE = 1024
};

/* An argument of `show` and `plot`, and the panels it is for: those that take
   one of these. */
struct panel_use {
	const char *name;
	unsigned takes;
};
extern const struct panel_use panel_uses[]; /* ends with name NULL */

/* Place of a panel in the main view; panels of one place are tabs of it. */
enum panel_home { HOME_LEFT_TOP, HOME_LEFT_BOTTOM, HOME_RIGHT_TOP, HOME_RIGHT_BOTTOM };

/* Keys that are not characters, as panels know them. */
enum panel_key_code {
	PANEL_KEY_UP = 0x110000, /* past Unicode */
	PANEL_KEY_DOWN,
	PANEL_KEY_LEFT,
	PANEL_KEY_RIGHT,
	PANEL_KEY_WHEEL_UP,
	PANEL_KEY_WHEEL_DOWN,
	PANEL_KEY_OTHERS /* from here on: keys no panel has */
};

/* What `x` does with what the cursor stands on. */
enum panel_edit {
	EDIT_NONE,
	EDIT_RUN,   /* run the command */
	EDIT_PROMPT /* put it at the prompt, to be completed */
};

struct figure_table;
struct paper;

/* What a panel does; struct panel says what each is for. */
typedef void panel_title_fn(const struct snapshot *s, const struct panel_options *o, bool ascii,
			    struct textbuf *out);
typedef void panel_measure_fn(const struct snapshot *s, const struct panel_options *o, int *rows,
			      int *columns);
typedef void panel_describe_fn(const struct snapshot *s, const struct panel_options *o,
			       const struct hit *hit, bool ascii, struct textbuf *out);
typedef void panel_work_out_fn(const struct snapshot *s, const struct panel_options *o,
			       const struct hit *hit, struct textbuf *out);
typedef void panel_numbers_fn(const struct snapshot *s, const struct panel_options *o,
			      struct figure_table *out);
typedef void panel_paper_fn(const struct snapshot *s, const struct panel_options *o,
			    struct paper *out);
typedef void panel_arm_fn(const struct snapshot *s, const struct panel_options *o, int arm,
			  struct area area);
typedef enum panel_edit panel_command_fn(const struct snapshot *s, const struct panel_options *o,
					 const struct hit *hit, char *command, size_t size);

/* A key of one panel's own. It goes before the keys of all panels. Either it
   acts on the options, or it gives a command for what the cursor is on. */
struct panel_key {
	uint32_t code;
	const char *name, *help;
	void (*act)(const struct snapshot *s, struct panel_options *o, int argument);
	int argument;
	panel_command_fn *command;
};

struct panel {
	const char *name; /* as in `show assignment` */
	enum panel_home home;
	unsigned takes;		      /* enum panel_takes, or-ed */
	bool still;		      /* more room than it would like is of no use to it */
	bool study;		      /* it shows the comparison over seeds */
	bool counts;		      /* it shows what classes its arms say */
	bool scores;		      /* it shows scores of now, those of TAKES_METRIC */
	const char *help;	      /* one sentence */
	const char *explain;	      /* what it shows, how to read it, the formula; a few
					 short paragraphs of plain text */
	const struct panel_key *keys; /* ends with name NULL; or NULL */

	/* what its title says after the name: " - clause (alpha=2)" */
	panel_title_fn *title;
	/* cells the figure would like, without frame; NULL: always these */
	panel_measure_fn *measure;
	int rows, columns;
	void (*draw)(const struct snapshot *s, const struct panel_options *o, struct area area);
	/* Where draw is NULL: one arm; of two they stand side by side. */
	panel_arm_fn *draw_arm;
	/* One line about what a cell stands for: the number, what it is made
	   of, where it comes from: "n0.0 x x7: w = +0.83, in c2 (x6 x7 x8)".
	   NULL: the panel has no cells that stand for anything. */
	panel_describe_fn *describe;
	/* The explanation: the formula with the numbers put in, in several
	   lines of plain text. Not NULL where describe is not. */
	panel_work_out_fn *work_out;
	/* The numbers behind the figure, for CSV and for reading aloud. */
	panel_numbers_fn *numbers;
	/* The figure in numbers, for files that are drawings. NULL: its cells are one. */
	panel_paper_fn *paper;
	/* The command that changes what a hit stands for; NULL: none does. */
	panel_command_fn *edit;
	/* What was dragged from one cell was let go on another: the command
	   for it, or EDIT_NONE. NULL: nothing is dragged here. */
	enum panel_edit (*drop)(const struct snapshot *s, const struct panel_options *o,
				const struct hit *from, const struct hit *to, char *command,
				size_t size);
	/* What a figure shows by itself of a long text: a line, from 1, or
	   its end. Rows scrolled by count from there, up below 0; NULL: from
	   the top. */
	int (*anchor)(const struct snapshot *s);
	/* An arm's past that the figure shows beside what is now: its id and an
	   epoch. NULL or false: none. */
	bool (*past)(const struct snapshot *s, const struct panel_options *o, int *id, int *epoch);
	/* Dragged over so many cells; NULL: nothing moves. */
	void (*drag)(struct panel_options *o, int rows, int columns);
};

extern const struct panel *const panel_table[]; /* ends in NULL */
extern const struct panel panel_neuron; /* which shows what the cursor stands on in others */
int panel_find(const char *name);	/* index, or -1 */
int panel_count(void);
/* Draw one panel of the table, marking its hits as its own. */
void panel_draw(int panel, const struct snapshot *s, const struct panel_options *o,
		struct area area);
/* "assignment - clause (alpha=2)". */
void panel_title(const struct panel *panel, const struct snapshot *s, const struct panel_options *o,
		 bool ascii, char *out, size_t size);
/* Cells the figure would like, without frame. */
void panel_measure(const struct panel *panel, const struct snapshot *s,
		   const struct panel_options *o, int *rows, int *columns);
/* Scroll by so many cells, as far as the figure goes. */
void panel_scroll(int panel, const struct snapshot *s, struct panel_options *o, int rows,
		  int columns);
/* The panel's own key, or NULL. */
const struct panel_key *panel_key_find(const struct panel *panel, uint32_t code);

#endif
