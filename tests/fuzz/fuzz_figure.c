/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_figure.c - every panel, and whole screens, at any size with any options, into
 * every sink.
 *
 * The input is numbers: which session, what is in it, panel, options, size, sink, keys.
 * Options are those that a panel may be left with: ids of arms that are gone, layers of
 * another net, names of another sweep.
 */
#include "fuzz/fuzz.h"

#include "cmd/report/plot_file.h"
#include "fpe/limits.h"
#include "support/pixel_fixture.h"
#include "support/snapshot_study.h"
#include "support/sweep_fixture.h"
#include "view/figure/figure_table.h"
#include "view/screen/arrangement.h"
#include "view/screen/cursor.h"
#include "view/sink/picture.h"
#include "view/sink/sink.h"

#define UNTOUCHED '~' /* around the area that a figure gets */

/* Made once: drawing changes nothing of it. */
static struct {
	struct snapshot_fixture *bits;
	struct pixel_fixture *pixels;
	struct sweep_fixture *sweep;
} made;

static void make(void)
{
	if (made.bits)
		return;
	made.bits = snapshot_fixture_new(1);
	made.pixels = pixel_fixture_new(-1);
	made.sweep = sweep_fixture_new(40);
	fixture_study(made.bits, 5);
	fixture_texts(made.bits);
	must(made.sweep != NULL, "no memory");
}

/* One of the sessions, without some of what it has. */
static void draw_session(struct draws *d, struct snapshot *s)
{
	static const uint64_t probe[PIXEL_D / 64 + 1] = { 0x123456789abcdef };
	int which = draw(d, 4);
	unsigned with = (unsigned)draw(d, 256);

	*s = (struct snapshot){ .current = -1, .at = -1, .majority = NAN };
	if (which == 1 || which == 2)
		*s = made.bits->snapshot;
	if (which == 3)
		*s = made.pixels->snapshot;
	s->sweep = with & 1 ? &made.sweep->sweep : NULL;
	s->study = with & 2 ? s->study : NULL;
	s->probe = with & 4 && s->arms ? probe : NULL;
	s->at = with & 8 ? draw(d, 300) : -1;
	s->log_lines = with & 16 ? s->log_lines : 0;
	s->source.lines = with & 32 ? s->source.lines : 0;
	s->source.line = s->source.lines ? s->source.line : 0;
	s->arms = with & 64 ? s->arms : draw(d, s->arms + 1);
	s->current = s->arms ? draw(d, s->arms) : -1;
	if (with & 128)
		s->progress = (struct snapshot_progress){ "training",	draw(d, 2), draw(d, 300),
							  draw(d, 300), "epoch",    NAN,
							  NAN };
}

static void draw_name(struct draws *d, char *out, size_t size)
{
	static const char *const names[] = { "",	  "clauses", "hidden", "alpha", "gain",
					     "capacity",  "dense",   "random", "none",	"seed",
					     "clauses:4", ":",	     "a,b,,c" };
	int which = draw(d, 1 + (int)(sizeof names / sizeof *names));
	int length = draw(d, (int)size);

	if (which < (int)(sizeof names / sizeof *names)) {
		snprintf(out, size, "%s", names[which]);
		return;
	}
	for (int i = 0; i < length; i++)
		out[i] = (char)(32 + draw(d, 95));
	out[length] = '\0';
}

/* Within what `show` takes. */
static void draw_options(struct draws *d, struct panel_options *o)
{
	*o = panel_defaults;
	o->arm[0] = draw(d, 8) - 2;
	o->arm[1] = draw(d, 8) - 2;
	o->minus = draw(d, 6) - 2;
	o->minus_epoch = draw(d, 300) - 1;
	o->of = draw(d, 5) - 1;
	o->of = o->of > 2 ? -1 : o->of;
	o->metric = draw(d, FPE_METRIC_COUNT + 1) - 1;
	o->layer = draw(d, 16);
	o->row = draw(d, 2000);
	o->column = draw(d, 2000);
	o->from = draw(d, 300);
	o->to = draw(d, 2) ? o->from + 1 + draw(d, 300) : 0;
	o->smooth = 1 + draw(d, 1000);
	o->log = draw(d, 2);
	o->shape[0] = draw(d, 30) * draw(d, 200);
	o->shape[1] = o->shape[0] ? 1 + draw(d, FPE_MAX_INPUTS) : 0;
	o->zoom = draw(d, 9) - 4;
	o->sample = draw(d, 1000) - 1;
	o->camera.yaw = (float)(draw(d, 721) - 360);
	o->camera.pitch = (float)(draw(d, 181) - 90);
	o->camera.distance = (float)(1 + draw(d, 50)) / 5;
	o->camera.spin = draw(d, 2);
	o->sweep.view = draw(d, 5) - 1;
	draw_name(d, o->sweep.x, sizeof o->sweep.x);
	draw_name(d, o->sweep.y, sizeof o->sweep.y);
	draw_name(d, o->sweep.metric, sizeof o->sweep.metric);
	draw_name(d, o->sweep.minus, sizeof o->sweep.minus);
	draw_name(d, o->sweep.arm, sizeof o->sweep.arm);
	draw_name(d, o->sweep.hold, sizeof o->sweep.hold);
}

static void must_be_lines(char *text)
{
	must(text != NULL, "no memory");
	for (const char *c = text; *c; c++)
		must(((unsigned char)*c >= 32 || *c == '\n') && *c != 127, "a raw control");
	free(text);
}

static void must_keep_out(const struct grid *g, const struct area *a)
{
	for (int r = 0; r < g->rows; r++) {
		for (int c = 0; c < g->columns; c++) {
			uint32_t ch = g->cell[r * g->columns + c].ch;
			bool inside = r >= a->row && r < a->row + a->rows && c >= a->column &&
				      c < a->column + a->columns;

			must(inside || ch == UNTOUCHED, "a figure outside its area");
			must(!g->ascii || (ch >= 32 && ch < 127), "no ASCII in an ASCII grid");
		}
	}
}

static void sink_picture(struct draws *d, const struct grid *g, const char *title)
{
	struct picture p = { .grid = g, .palette = palette_for(draw(d, 5), true), .title = title };
	struct drawing drawing = picture_drawing(&p);
	struct fpe_error err;
	char *bytes;
	size_t size;
	int rows = 0;

	while (sinks[rows].suffix)
		rows++;
	if (g->rows * g->columns > 1000)
		return; /* pictures take their time */
	must(!sinks[draw(d, rows)].make(&drawing, &bytes, &size, &err), err.message);
	must(size > 8, "an empty file");
	free(bytes);
}

static void sink_numbers(const struct panel *panel, const struct snapshot *s,
			 const struct panel_options *o)
{
	struct figure_table table = { .columns = 0 };

	if (!panel->numbers)
		return;
	panel->numbers(s, o, &table);
	must(!table.columns || table.cells % table.columns == 0, "a row that is cut");
	must_be_lines(figure_table_csv(&table));
	must_be_lines(figure_table_lines(&table));
	figure_table_clear(&table);
}

/* All that a cursor can do with one hit. */
static void use_hit(const struct panel *panel, const struct snapshot *s,
		    const struct panel_options *o, const struct hit *hit, const struct hit *other)
{
	struct textbuf line = { 0 }, lines = { 0 };
	char command[500] = "";

	if (hit->kind == HIT_PANEL || hit->kind == HIT_NONE)
		return;
	if (panel->describe) {
		panel->describe(s, o, hit, false, &line);
		panel->work_out(s, o, hit, &lines);
	}
	free(textbuf_take(&line));
	free(textbuf_take(&lines));
	if (panel->edit)
		panel->edit(s, o, hit, command, sizeof command);
	must_be_clean(command);
	if (panel->drop)
		panel->drop(s, o, hit, other, command, sizeof command);
	must_be_clean(command);
}

static void use_keys(struct draws *d, int panel, const struct snapshot *s, struct panel_options *o,
		     const struct grid *g)
{
	const struct panel_key *keys = panel_table[panel]->keys;
	int count = 0;
	char command[500] = "";

	while (keys && keys[count].name)
		count++;
	for (int i = draw(d, 6); i > 0; i--) {
		const struct panel_key *key = count ? &keys[draw(d, count)] : NULL;

		if (key && key->act)
			key->act(s, o, key->argument);
		else if (key && key->command && g->hits > 1)
			key->command(s, o, &g->hit[1 + draw(d, g->hits - 1)], command,
				     sizeof command);
		panel_scroll(panel, s, o, draw(d, 41) - 20, draw(d, 41) - 20);
		cursor_move(panel, s, o, g->rows, g->columns, g->ascii, draw(d, 3) - 1,
			    draw(d, 3) - 1);
		cursor_follow(s, o);
		if (panel_table[panel]->drag)
			panel_table[panel]->drag(o, draw(d, 41) - 20, draw(d, 41) - 20);
	}
}

static void one_figure(struct draws *d, const struct snapshot *s)
{
	int panel = draw(d, panel_count()), rows = 1 + draw(d, draw(d, 8) ? 30 : 100),
	    columns = 1 + draw(d, draw(d, 8) ? 90 : 300);
	struct grid *g = grid_new(rows + draw(d, 4), columns + draw(d, 4), draw(d, 2));
	struct panel_options o;
	struct area a;
	char title[160];

	must(g != NULL, "no memory");
	draw_options(d, &o);
	g->vector = draw(d, 2);
	g->mono = draw(d, 2);
	area_fill(grid_area(g), UNTOUCHED, INK_NONE, INK_NONE);
	a = area_sub(grid_area(g), draw(d, 4), draw(d, 4), rows, columns);
	if (a.rows < 1 || a.columns < 1)
		a = grid_area(g);
	if (draw(d, 2)) {
		panel_draw(panel, s, &o, a);
		use_keys(d, panel, s, &o, g);
		area_fill(a, ' ', INK_NONE, INK_NONE);
	}
	panel_draw(panel, s, &o, a);
	must_keep_out(g, &a);
	panel_title(panel_table[panel], s, &o, g->ascii, title, sizeof title);
	must_be_clean(title);
	for (int i = draw(d, 6); i > 0 && g->hits > 1; i--)
		use_hit(panel_table[panel], s, &o, &g->hit[draw(d, g->hits)],
			&g->hit[draw(d, g->hits)]);
	must_be_lines(sink_text(g, draw(d, 5), COLOUR_MONO));
	free(sink_text(g, draw(d, 5), (enum colour_depth)draw(d, 4)));
	if (draw(d, 4) == 0)
		sink_picture(d, g, title);
	sink_numbers(panel_table[panel], s, &o);
	grid_free(g);
}

static void one_screen(struct draws *d, const struct snapshot *s)
{
	static const char *const page[] = { "one", "two, a longer line", "three", "four", "five" };
	struct screen_focus focus = { .prompt = "fpe> ", .line = "split by=magnitude" };
	struct grid *g = grid_new(1 + draw(d, draw(d, 8) ? 40 : 120),
				  1 + draw(d, draw(d, 8) ? 100 : 400), draw(d, 2));
	struct screen_state *state = calloc(1, sizeof *state);
	int layouts = 0;

	must(g && state, "no memory");
	while (arrangement_name(layouts))
		layouts++;
	screen_state_init(state);
	arrangement_apply(draw(d, layouts), state);
	for (int i = draw(d, 20); i > 0; i--) {
		struct panel_options o;

		draw_options(d, &o);
		if (draw(d, 3))
			screen_show(state, draw(d, panel_count()), &o);
		else
			screen_hide(state, draw(d, panel_count()));
		screen_step_time(state, s, draw(d, 300) - 150);
	}
	for (int i = draw(d, 400), used = 0; i > 0; i--)
		state->narration[used++] = (char)(draw(d, 20) ? 32 + draw(d, 95) : '\n');
	state->press_key = draw(d, 2);
	focus.panels = draw(d, 2);
	focus.zoom = draw(d, 2);
	focus.place = state->shown ? draw(d, state->shown) : 0;
	focus.cursor = draw(d, 19);
	focus.message = draw(d, 2) ? "a message" : NULL;
	focus.log = focus.overlay = page;
	focus.log_lines = draw(d, 6);
	focus.overlay_lines = draw(d, 6);
	focus.overlay_top = draw(d, 40) - 20;
	focus.overlay = focus.overlay_lines ? page : NULL;
	focus.overlay_right = draw(d, 2);
	screen_draw(s, state, draw(d, 4) ? &focus : NULL, g);
	must(focus.cursor_row < g->rows && focus.cursor_column < g->columns, "a cursor outside");
	must_be_lines(sink_text(g, draw(d, 5), COLOUR_MONO));
	if (draw(d, 8) == 0)
		sink_picture(d, g, "screen");
	free(state);
	grid_free(g);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct draws d = { data, size };
	struct snapshot s;
	bool screen;

	make();
	screen = draw(&d, 4) == 0;
	draw_session(&d, &s);
	if (screen)
		one_screen(&d, &s);
	else
		one_figure(&d, &s);
	return 0;
}
