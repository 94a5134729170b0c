/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_learner.c - a lesson waits for answers and deeds: what is wrong is told more each
 * time, nothing typed is lost, nobody gets stuck; history gives the same bytes in batch.
 */
#include "support/player_fixture.h"

#include "cmd/player/answers.h"

static const struct screen_state *screen(struct fixture *f)
{
	return player_screen(f->player);
}

/* Until it is somebody's turn, or all is over. */
static void settle(struct fixture *f)
{
	player_poll(f->player);
	while (!player_idle(f->player) && (player_works(f->player) || !screen_waits(screen(f))))
		fixture_turn(f);
}

static void type(struct fixture *f, const char *line)
{
	player_type(f->player, line);
	settle(f);
}

static void press_enter(struct fixture *f)
{
	assert_true(player_key(f->player));
	settle(f);
}

static void play(struct fixture *f, const char *text)
{
	struct script script;

	assert_int_equal(parse_text(text, strlen(text), "lesson", false, NULL, NULL, &script),
			 FPE_OK);
	player_queue(f->player, &script, "lesson");
	settle(f);
}

#define BEGINS                            \
	"task dnf clauses=2 literals=2\n" \
	"data train=100 test=100\n"       \
	"net hidden=2\n"                  \
	"speed max\n"
#define ASKS "ask guess \"Up?\" choices=\"goes up,stays\" default=stays\n"
#define WANTS "expect exists(clause) \"Split it.\" solution=\"train 1\\nsplit by=clause\"\n"
#define ENDS "print 6*7\n"

static const char *answer(struct fixture *f, const char *name)
{
	static char line[64];

	snprintf(line, sizeof line, "say \"<{%s}>\"", name);
	type(f, line);
	return screen(f)->narration;
}

static void expect_turn(struct fixture *f, enum screen_turn turn)
{
	assert_int_equal(screen(f)->turn, turn);
}

static void choices_are_words_letters_and_beginnings(void **state)
{
	static const struct {
		const char *typed, *meant;
	} cases[] = {
		{ "goes up", "goes up" },
		{ "GOES DOWN", "goes down" },
		{ "a", "goes up" },
		{ "B)", "goes down" },
		{ "s", "stays" },
		{ "st", "stays" },
		{ "goes", NULL },
		{ "d", "d" },
		{ "e", NULL },
		{ "", NULL },
		{ "goes upp", NULL },
	};
	struct fpe_error err;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *out;
		enum fpe_status status =
			answers_choose("goes up, goes down ,stays,d", cases[i].typed, &out, &err);

		test_row("%s", cases[i].typed);
		assert_int_equal(status, cases[i].meant ? FPE_OK : FPE_ENAME);
		if (cases[i].meant)
			assert_string_equal(out, cases[i].meant);
		free(out);
	}
}

static void a_question_waits_for_one_of_its_answers(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f, true, 1);
	play(&f, BEGINS ASKS ENDS);
	expect_turn(&f, SCREEN_TURN_ANSWER);
	assert_has(screen(&f)->narration, "a) goes up  b) stays");
	type(&f, "no such answer");
	expect_turn(&f, SCREEN_TURN_ANSWER);
	assert_has(f.said, "no such answer is not one of: a) goes up  b) stays");
	type(&f, "train 1"); /* a command is one */
	expect_turn(&f, SCREEN_TURN_ANSWER);
	assert_int_equal(player_session(f.player)->arm[0]->epoch, 1);
	type(&f, "a");
	expect_turn(&f, SCREEN_TURN_NONE);
	assert_true(player_idle(f.player));
	assert_has(f.said, "42");
	assert_string_equal(answer(&f, "guess"), "<goes up>");
	fixture_close(&f);
}

/* The cursor of a panel moves without any line. */
static void a_deed_may_be_to_point(void **state)
{
	struct fixture f;
	struct screen_state *shown;
	int place;

	(void)state;
	fixture_open(&f, true, 1);
	play(&f, BEGINS
	     "show interference of=clauses\n"
	     "expect pointed(collision, dense) \"Point.\" solution=\"point collision\"\n" ENDS);
	shown = player_screen(f.player);
	place = screen_place(shown, panel_find("interference"));
	expect_turn(&f, SCREEN_TURN_DEED);
	shown->options[place].cursor = (struct hit){ .kind = HIT_PAIR, .row = 1, .column = 1 };
	settle(&f);
	expect_turn(&f, SCREEN_TURN_DEED); /* a clause and itself */
	assert_null(strstr(screen(&f)->narration, "Not yet"));
	shown->options[place].cursor.column = 0;
	settle(&f);
	expect_turn(&f, SCREEN_TURN_NONE);
	assert_has(f.said, "42");
	type(&f, "split by=random");
	type(&f, "print pointed(pair, random)");
	assert_has(f.said, "false");
	type(&f, "point c1 c0 arm=random");
	type(&f, "print pointed(pair, random)");
	assert_has(f.said, "true");
	type(&f, "point c1 c1");
	assert_has(f.said, "a clause does not collide with itself");
	type(&f, "point c1 c9");
	assert_has(f.said, "c9 is no clause of this task");
	fixture_close(&f);
}

static void enter_alone_goes_on_without_an_answer(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f, true, 1);
	play(&f, BEGINS ASKS ENDS);
	press_enter(&f);
	assert_true(player_idle(f.player));
	assert_string_equal(answer(&f, "guess"), "<->");
	assert_false(player_key(f.player));
	fixture_close(&f);
}

static void a_typed_question_is_answered_by_the_next_line(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f, true, 1);
	type(&f, "ask name \"Who?\"");
	expect_turn(&f, SCREEN_TURN_ANSWER);
	type(&f, "  Ada \"L.\" ");
	expect_turn(&f, SCREEN_TURN_NONE);
	assert_string_equal(answer(&f, "name"), "<Ada \"L.\">");
	fixture_close(&f);
}

static void wrong_tries_are_told_more_and_more(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f, true, 1);
	play(&f, BEGINS "say \"Now you.\"\n" WANTS ENDS);
	expect_turn(&f, SCREEN_TURN_DEED);
	assert_string_equal(screen(&f)->narration, "Now you.");
	type(&f, "train 1");
	assert_string_equal(screen(&f)->narration, "Not yet. Split it.");
	type(&f, "drop never"); /* a line that failed is no try */
	type(&f, "nonsense");
	assert_string_equal(screen(&f)->narration, "Not yet. Split it.");
	type(&f, "train 1");
	assert_string_equal(screen(&f)->narration, "Not yet. Split it.  (Enter tells how.)");
	type(&f, "train 1");
	assert_string_equal(screen(&f)->narration,
			    "Not yet. Type  train 1  then  split by=clause  (Enter does it.)");
	expect_turn(&f, SCREEN_TURN_DEED);
	type(&f, "split by=clause");
	assert_true(player_idle(f.player));
	assert_string_equal(screen(&f)->narration, "Right.");
	fixture_close(&f);
}

/* Nor is it a try to look, or to take a try back. */
static void who_looks_has_tried_nothing(void **state)
{
	static const char *const looks[] = { "metrics", "arms", "print accuracy(dense)",
					     "summary" };
	struct fixture f;

	(void)state;
	fixture_open(&f, true, 1);
	play(&f, BEGINS "say \"Now you.\"\n" WANTS ENDS);
	for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
		test_row("%s", looks[i]);
		type(&f, looks[i]);
		assert_string_equal(screen(&f)->narration, "Now you.");
	}
	type(&f, "train 1");
	type(&f, "undo");
	assert_string_equal(screen(&f)->narration, "Split it.");
	fixture_close(&f);
}

/* What is wanted is looked at, and nothing is made for it by default. */
static void what_is_wanted_makes_nothing(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f, true, 1);
	play(&f, "expect accuracy(dense) > 2 \"Train.\"\n" ENDS);
	type(&f, "task xor clauses=3");
	expect_turn(&f, SCREEN_TURN_DEED);
	assert_int_equal(player_session(f.player)->arms, 0);
	assert_null(player_session(f.player)->train);
	type(&f, "net hidden=2");
	assert_null(player_session(f.player)->train);
	assert_int_equal(player_session(f.player)->arms, 1);
	fixture_close(&f);
}

static void what_is_true_before_it_is_wanted_is_accepted(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f, true, 1);
	play(&f, BEGINS ASKS WANTS ENDS);
	type(&f, "split by=clause");
	type(&f, "b");
	assert_true(player_idle(f.player));
	assert_has(f.said, "42");
	fixture_close(&f);
}

static void enter_twice_or_skip_does_it(void **state)
{
	struct fixture f;

	(void)state;
	for (int skips = 0; skips < 2; skips++) {
		fixture_open(&f, true, 1);
		play(&f, skips ? BEGINS "wait key\n" WANTS ENDS : BEGINS WANTS ENDS);
		if (skips) {
			type(&f, "skip"); /* that a key is waited for */
			assert_false(screen(&f)->press_key);
			expect_turn(&f, SCREEN_TURN_DEED);
			type(&f, "skip");
		} else {
			press_enter(&f);
			expect_turn(&f, SCREEN_TURN_DEED);
			assert_string_equal(
				screen(&f)->narration,
				"Type  train 1  then  split by=clause  (Enter does it.)");
			press_enter(&f);
		}
		assert_true(player_idle(f.player));
		assert_int_equal(player_session(f.player)->arms, 2);
		assert_has(f.said, "42");
		fixture_close(&f);
	}
}

/* No learner gets stuck: not where a solution fails, nor where there is none. */
static void what_cannot_be_done_is_passed_over(void **state)
{
	static const char *const wants[] = {
		"expect 1 > 2 \"Never.\" solution=\"drop never\\ntrain 1\"\n",
		"expect accuracy(never) > 1 \"Never.\"\n",
	};
	struct fixture f;

	(void)state;
	for (int i = 0; i < 2; i++) {
		char text[400];

		test_row("%s", wants[i]);
		fixture_open(&f, true, 1);
		snprintf(text, sizeof text, BEGINS "%s" ENDS, wants[i]);
		play(&f, text);
		expect_turn(&f, SCREEN_TURN_DEED);
		type(&f, "skip");
		assert_true(player_idle(f.player));
		assert_has(f.said, "that is passed over");
		assert_has(f.said, "42");
		assert_int_equal(player_status(f.player), 0);
		fixture_close(&f);
	}
}

/* Ctrl-C stops what was typed first, the lesson only where nothing else runs. */
static void ctrl_c_stops_the_training_before_the_lesson(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f, true, 1);
	play(&f, BEGINS WANTS ENDS);
	player_type(f.player, "train 1000000");
	player_poll(f.player);
	assert_true(player_works(f.player));
	assert_true(player_interrupt(f.player));
	settle(&f);
	expect_turn(&f, SCREEN_TURN_DEED);
	type(&f, "split by=clause");
	assert_true(player_idle(f.player));
	play(&f, WANTS "expect exists(other) \"\"\n");
	assert_true(player_interrupt(f.player));
	assert_true(player_idle(f.player));
	assert_has(f.said, "what waited for you has ended");
	expect_turn(&f, SCREEN_TURN_NONE);
	play(&f, "say \"Read on.\"\nwait key\nsay \"More.\"\n");
	f.said[0] = '\0';
	assert_true(player_interrupt(f.player));
	assert_has(f.said, "what waited for you has ended");
	assert_string_equal(screen(&f)->narration, "");
	fixture_close(&f);
}

/* A try is taken back; what the lesson has gone on from stays. */
static void undo_takes_a_try_back_and_the_lesson_goes_on(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f, true, 1);
	play(&f, BEGINS WANTS "expect exists(random) \"Now the other.\"\n" ENDS);
	type(&f, "split by=clause");
	type(&f, "split by=magnitude");
	assert_int_equal(player_session(f.player)->arms, 3);
	for (int i = 0; i < 3; i++) {
		type(&f, "undo");
		assert_int_equal(player_session(f.player)->arms, 2);
		expect_turn(&f, SCREEN_TURN_DEED);
	}
	assert_has(f.said, "nothing typed here is left to take back");
	type(&f, "split by=random");
	assert_true(player_idle(f.player));
	fixture_close(&f);
}

static void history_gives_the_same_in_batch(void **state)
{
	struct fixture f, again;
	char *script;

	(void)state;
	fixture_open(&f, true, 1);
	play(&f, BEGINS ASKS "say \"You said {guess}.\"\n" WANTS ENDS);
	type(&f, "a");
	type(&f, "train 2");
	type(&f, "skip");
	type(&f, "metrics");
	script = player_history(f.player);
	assert_has(script, "answer=\"goes up\"");
	assert_null(strstr(script, "solution"));
	assert_null(strstr(script, "skip"));
	fixture_open(&again, false, 1);
	play(&again, script);
	assert_int_equal(player_status(again.player), 0);
	fflush(f.file);
	fflush(again.file);
	assert_string_equal(f.log, again.log);
	free(script);
	fixture_close(&again);
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(choices_are_words_letters_and_beginnings),
		cmocka_unit_test(a_question_waits_for_one_of_its_answers),
		cmocka_unit_test(a_deed_may_be_to_point),
		cmocka_unit_test(enter_alone_goes_on_without_an_answer),
		cmocka_unit_test(a_typed_question_is_answered_by_the_next_line),
		cmocka_unit_test(wrong_tries_are_told_more_and_more),
		cmocka_unit_test(who_looks_has_tried_nothing),
		cmocka_unit_test(what_is_wanted_makes_nothing),
		cmocka_unit_test(what_is_true_before_it_is_wanted_is_accepted),
		cmocka_unit_test(enter_twice_or_skip_does_it),
		cmocka_unit_test(what_cannot_be_done_is_passed_over),
		cmocka_unit_test(ctrl_c_stops_the_training_before_the_lesson),
		cmocka_unit_test(undo_takes_a_try_back_and_the_lesson_goes_on),
		cmocka_unit_test(history_gives_the_same_in_batch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
