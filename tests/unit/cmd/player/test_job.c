/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_job.c - long commands without a player: begun, asked, cut, over. */
#include "support/test.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/language/parse.h"
#include "cmd/player/job.h"
#include "cmd/player/results.h"

static const struct call_options options = { .jobs = 2 };

struct fixture {
	struct session *session;
	struct results results;
	struct script script;
	struct call call;
	struct report report;
	struct job_pace pace;
	struct news news;
};

/* A command's run, as the player calls it. */
static enum fpe_status run(struct fixture *f, const char *line)
{
	script_clear(&f->script);
	assert_int_equal(parse_text(line, strlen(line), "", false, NULL, NULL, &f->script), FPE_OK);
	report_init(&f->report, false);
	f->report.command = f->script.line[0].command;
	f->call = (struct call){ .line = &f->script.line[0],
				 .session = f->session,
				 .results = &f->results,
				 .options = &options,
				 .report = &f->report };
	return f->call.line->command->run(&f->call);
}

static void begin(struct fixture *f, const char *line)
{
	if (run(f, line))
		fail_msg("%s: %s", line, f->call.err.message);
	assert_non_null(f->call.job);
	f->call.job->report = f->report;
	f->call.job->pace = &f->pace;
}

static void open_fixture(struct fixture *f)
{
	struct fpe_error err;

	memset(f, 0, sizeof *f);
	assert_ok(session_new(1, options.jobs, &f->session, &err));
	assert_int_equal(run(f, "task dnf clauses=3 literals=2"), FPE_OK);
	assert_int_equal(run(f, "data train=200 test=100"), FPE_OK);
}

static void end_job(struct fixture *f)
{
	news_clear(&f->news);
	job_free(f->call.job);
	f->call.job = NULL;
}

static void close_fixture(struct fixture *f)
{
	end_job(f);
	results_clear(&f->results);
	script_clear(&f->script);
	session_free(f->session);
}

static void wait_for_pool(struct fixture *f)
{
	struct pollfd fd = { pool_fd(f->session->pool), POLLIN, 0 };

	poll(&fd, 1, 20);
	pool_clear_fd(f->session->pool);
}

static void finish(struct fixture *f)
{
	struct job *job = f->call.job;

	for (job->type->poll(job, &f->news); !f->news.over; job->type->poll(job, &f->news))
		wait_for_pool(f);
}

static bool says(const struct fixture *f, enum message_kind kind, bool after, const char *part)
{
	for (const struct news_message *m = f->news.message; m; m = m->next) {
		if (m->kind == kind && m->after == after && strstr(m->text, part))
			return true;
	}
	return false;
}

static void a_training_is_cut_and_does_the_rest(void **state)
{
	struct fixture f;
	struct fpe_error err;
	char rest[40];
	int done;

	(void)state;
	open_fixture(&f);
	f.pace.speed = 200;
	begin(&f, "train 60");
	while (f.session->arm[0]->epoch < 3) {
		f.call.job->type->poll(f.call.job, &f.news);
		wait_for_pool(&f);
	}
	while (!f.call.job->type->may_act(f.call.job, &f.news))
		wait_for_pool(&f);
	assert_true(f.news.part);
	assert_false(f.news.over);
	assert_int_equal(sscanf(f.news.line, "train %d", &done), 1);
	assert_int_equal(f.session->arm[0]->epoch, done);
	assert_true(done < 60);
	news_clear(&f.news);
	assert_true(f.call.job->type->left(f.call.job));
	assert_ok(f.call.job->type->go_on(f.call.job, &err));
	f.pace.speed = 0;
	finish(&f);
	snprintf(rest, sizeof rest, "train %d", 60 - done);
	assert_string_equal(f.news.line, rest);
	assert_true(says(&f, MESSAGE_PROGRESS, true, "train 60: done"));
	assert_int_equal(f.session->arm[0]->epoch, 60);
	close_fixture(&f);
}

static void a_paused_training_rests_until_it_is_stopped(void **state)
{
	struct fixture f;

	(void)state;
	open_fixture(&f);
	f.pace.paused = true;
	begin(&f, "train 60");
	f.call.job->type->poll(f.call.job, &f.news);
	assert_false(f.news.over);
	assert_true(f.call.job->type->rests(f.call.job));
	assert_int_equal(f.call.job->type->timeout(f.call.job), -1);
	f.call.job->stopped = true;
	f.call.job->type->stop(f.call.job);
	finish(&f);
	assert_null(f.news.line);
	assert_true(says(&f, MESSAGE_NOTE, true, "train 60: stopped"));
	close_fixture(&f);
}

static void numbers_of_a_study_are_awaited_until_it_is_over(void **state)
{
	struct fixture f;
	char *text;

	(void)state;
	open_fixture(&f);
	assert_false(results_awaited(&f.results));
	begin(&f, "compare by=random seeds=2 warmup=1 epochs=3");
	assert_true(results_awaited(&f.results));
	finish(&f);
	assert_string_equal(f.news.line, "compare by=random seeds=2 warmup=1 epochs=3");
	text = report_take(&f.call.job->report);
	assert_non_null(strstr(text, "dense"));
	free(text);
	end_job(&f);
	assert_false(results_awaited(&f.results));
	assert_non_null(f.results.compared);
	close_fixture(&f);
}

/* A seed that was to be kept is out of the line, and what was said of it. */
static void what_was_stopped_replays_without_the_seed_it_was_to_keep(void **state)
{
	static const char *const applies[] = { "", " apply=no", " apply='yes'" };
	struct fixture f;

	(void)state;
	for (size_t i = 0; i < sizeof applies / sizeof *applies; i++) {
		char line[120];

		test_row("%s", applies[i]);
		open_fixture(&f);
		snprintf(line, sizeof line, "compare by=random%s seeds=2 warmup=1 epochs=3 keep=1",
			 applies[i]);
		begin(&f, line);
		f.call.job->stopped = true;
		finish(&f);
		assert_non_null(f.news.line);
		assert_null(strstr(f.news.line, "keep"));
		assert_null(strstr(f.news.line, "apply"));
		assert_null(f.news.lines);
		end_job(&f);
		close_fixture(&f);
	}
}

static void a_study_of_a_net_that_diverges_is_a_result(void **state)
{
	struct fixture f;
	char *text;

	(void)state;
	open_fixture(&f);
	assert_int_equal(run(&f, "set optimizer=sgd lr=1000 decay=1"), FPE_OK);
	begin(&f, "compare by=random seeds=2 warmup=1 epochs=6");
	finish(&f);
	assert_int_equal(f.news.error.code, FPE_OK);
	assert_non_null(f.news.line);
	text = report_take(&f.call.job->report);
	assert_non_null(strstr(text, "diverged: "));
	free(text);
	end_job(&f);
	assert_non_null(f.results.compared);
	close_fixture(&f);
}

static void a_search_leads_to_lines_unless_its_arm_has_gone(void **state)
{
	static const char line[] = "auto trials=8 seeds=1 epochs=12 runs=9";
	struct fixture f;

	(void)state;
	open_fixture(&f);
	begin(&f, line);
	finish(&f);
	assert_non_null(strstr(f.news.line, " apply=no"));
	assert_non_null(strstr(f.news.line, "auto arm=dense trials=8"));
	assert_non_null(f.news.lines);
	assert_non_null(strstr(f.news.lines, "split by="));
	end_job(&f);
	begin(&f, line);
	assert_int_equal(session_rename(f.session, "dense", "other", NULL), FPE_OK);
	finish(&f);
	assert_null(f.news.lines);
	assert_true(says(&f, MESSAGE_NOTE, true, "no longer what it was"));
	close_fixture(&f);
}

static void a_sweep_that_cannot_begin_is_not_awaited(void **state)
{
	struct fixture f;

	(void)state;
	open_fixture(&f);
	assert_fails(FPE_EIO, run(&f, "sweep epochs=6 seeds=1 /dev/null/runs.db"));
	end_job(&f);
	assert_false(results_awaited(&f.results));
	close_fixture(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_training_is_cut_and_does_the_rest),
		cmocka_unit_test(a_paused_training_rests_until_it_is_stopped),
		cmocka_unit_test(numbers_of_a_study_are_awaited_until_it_is_over),
		cmocka_unit_test(what_was_stopped_replays_without_the_seed_it_was_to_keep),
		cmocka_unit_test(a_study_of_a_net_that_diverges_is_a_result),
		cmocka_unit_test(a_search_leads_to_lines_unless_its_arm_has_gone),
		cmocka_unit_test(a_sweep_that_cannot_begin_is_not_awaited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
