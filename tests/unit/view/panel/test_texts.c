/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_texts.c - the log and the source of the script. */
#include "support/test.h"

#include "support/figure_text.h"
#include "support/snapshot_fixture.h"
#include "view/figure/panel.h"
#include "view/sink/sink.h"

static struct snapshot_fixture *fixture(void)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);

	fixture_texts(f);
	return f;
}

static char *picture(const struct snapshot *s, const char *panel, const struct panel_options *o,
		     int rows, int columns)
{
	return figure_text(s, panel, o, rows, columns, true);
}

static int lines_of(const char *text)
{
	int n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

static void the_newest_line_stands_at_the_bottom(void **state)
{
	struct snapshot_fixture *f = fixture();
	char *text = picture(&f->snapshot, "log", &panel_defaults, 5, 80);

	(void)state;
	assert_non_null(strstr(text, "narrow screen 29\n"));
	assert_null(strstr(strstr(text, "screen 29\n") + 10, "\n\n"));
	assert_null(strstr(text, "alpha=2 24"));
	free(text);
	f->snapshot.log_lines = 2; /* few lines begin at the top */
	text = picture(&f->snapshot, "log", &panel_defaults, 5, 80);
	assert_true(strncmp(text, " fpe> split", 11) == 0);
	assert_int_equal(lines_of(text), 5);
	free(text);
	f->snapshot.log_lines = 0;
	text = picture(&f->snapshot, "log", &panel_defaults, 5, 80);
	assert_non_null(strstr(text, "nothing was said"));
	free(text);
	snapshot_fixture_free(f);
}

static void sentences_are_wrapped_and_tables_cut(void **state)
{
	struct snapshot_fixture *f = fixture();
	char *text = picture(&f->snapshot, "log", &panel_defaults, 12, 30);

	(void)state;
	assert_non_null(strstr(text, "a note that is so long that\n"));
	assert_non_null(strstr(text, "arm     nnz  accuracy   capa>\n"));
	assert_null(strstr(text, "\n capacity"));
	free(text);
	snapshot_fixture_free(f);
}

static void the_log_scrolls_up_to_its_first_line_and_back(void **state)
{
	struct snapshot_fixture *f = fixture();
	struct panel_options o = panel_defaults;
	int panel = panel_find("log");
	char *text;

	(void)state;
	panel_scroll(panel, &f->snapshot, &o, 5, 0);
	assert_int_equal(o.row, 0);
	panel_scroll(panel, &f->snapshot, &o, -4, 0);
	text = picture(&f->snapshot, "log", &o, 5, 80);
	assert_non_null(strstr(text, "narrow screen 25\n"));
	assert_null(strstr(text, "26"));
	free(text);
	panel_scroll(panel, &f->snapshot, &o, -1000, 0);
	text = picture(&f->snapshot, "log", &o, 5, 80);
	assert_non_null(strstr(text, "alpha=2 0\n"));
	free(text);
	panel_scroll(panel, &f->snapshot, &o, 1000, 0);
	assert_int_equal(o.row, 0);
	snapshot_fixture_free(f);
}

/* Rows of the picture above the marked line; -1: it is not there. */
static int marked_row(const char *text)
{
	const char *mark = text[0] == '>' ? text : strstr(text, "\n>");
	int rows = 0;

	if (!mark)
		return -1;
	for (; text <= mark; text++)
		rows += *text == '\n';
	return rows;
}

static void the_current_line_is_marked_and_in_sight(void **state)
{
	struct snapshot_fixture *f = fixture();
	struct panel_options o = panel_defaults;

	(void)state;
	for (int line = 1; line <= FIXTURE_LOG; line++) {
		char *text, number[16];

		f->snapshot.source.line = line;
		text = picture(&f->snapshot, "source", &o, 9, 60);
		snprintf(number, sizeof number, ">%2d ", line);
		assert_non_null(strstr(text, number));
		if (line > 3 && line < FIXTURE_LOG - 6)
			assert_int_equal(marked_row(text), 3);
		free(text);
	}
	snapshot_fixture_free(f);
}

static void the_source_scrolls_from_its_current_line(void **state)
{
	struct snapshot_fixture *f = fixture();
	struct panel_options o = panel_defaults;
	int panel = panel_find("source");
	char *text;

	(void)state;
	f->snapshot.source.line = 20;
	panel_scroll(panel, &f->snapshot, &o, -1000, 0);
	text = picture(&f->snapshot, "source", &o, 5, 60);
	assert_non_null(strstr(text, " 1  fpe> split"));
	assert_int_equal(marked_row(text), -1);
	free(text);
	panel_scroll(panel, &f->snapshot, &o, 1000, 0);
	text = picture(&f->snapshot, "source", &o, 5, 60);
	assert_non_null(strstr(text, "30  a note"));
	free(text);
	o = panel_defaults;
	panel_scroll(panel, &f->snapshot, &o, 0, 5);
	text = picture(&f->snapshot, "source", &o, 5, 60);
	assert_null(strstr(text, "fpe> split"));
	assert_non_null(strstr(text, "split by"));
	free(text);
	snapshot_fixture_free(f);
}

static void a_line_of_the_source_can_be_taken_to_the_prompt(void **state)
{
	struct snapshot_fixture *f = fixture();
	const struct panel *p = panel_table[panel_find("source")];
	struct hit hit = { .kind = HIT_LINE, .arm = -1, .row = 4 };
	char text[100];

	(void)state;
	assert_int_equal(p->edit(&f->snapshot, &panel_defaults, &hit, text, sizeof text),
			 EDIT_PROMPT);
	assert_string_equal(text, "fpe> split by=clause alpha=2 4");
	f->lines[4] = "  # a comment";
	assert_int_equal(p->edit(&f->snapshot, &panel_defaults, &hit, text, sizeof text),
			 EDIT_NONE);
	figure_described(p->describe, &f->snapshot, &panel_defaults, &hit, false, text,
			 sizeof text);
	assert_string_equal(text, "demo.fpe line 5:   # a comment");
	hit.row = 99;
	figure_described(p->describe, &f->snapshot, &panel_defaults, &hit, false, text,
			 sizeof text);
	assert_string_equal(text, "");
	snapshot_fixture_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_newest_line_stands_at_the_bottom),
		cmocka_unit_test(sentences_are_wrapped_and_tables_cut),
		cmocka_unit_test(the_log_scrolls_up_to_its_first_line_and_back),
		cmocka_unit_test(the_current_line_is_marked_and_in_sight),
		cmocka_unit_test(the_source_scrolls_from_its_current_line),
		cmocka_unit_test(a_line_of_the_source_can_be_taken_to_the_prompt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
