/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_job_read.c - samples that are read in the background: waited for, stopped, broken. */
#include "support/test.h"

#include <poll.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/language/parse.h"
#include "cmd/player/job.h"
#include "cmd/player/jobs.h"
#include "cmd/player/results.h"

static const struct call_options options = { .jobs = 1 };

struct fixture {
	struct session *session;
	struct results results;
	struct script script;
	struct call call;
	struct news news;
};

/* Lets a reader end. */
static atomic_bool ready;

static enum fpe_status read_later(const struct line *line, const struct reading *reading,
				  struct sample_set *out, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	assert_string_equal(line_value(line, "file")->text, "some.csv");
	while (!status && !atomic_load(&ready)) {
		sched_yield();
		status = reading_goes_on(reading, .25, err);
	}
	return status ? status : fpe_data_new(40, 3, 3, 1, &out->data, err);
}

static enum fpe_status read_nothing(const struct line *line, const struct reading *reading,
				    struct sample_set *out, struct fpe_error *err)
{
	(void)line;
	(void)reading;
	(void)out;
	return fpe_fail(err, FPE_EFORMAT, "some.csv: broken");
}

/* The script is forgotten as soon as the job has begun. */
static void begin(struct fixture *f, const char *line, sample_read *read)
{
	static const struct own_how how = { .holdout = .25 };
	struct fpe_error err;

	memset(f, 0, sizeof *f);
	atomic_store(&ready, false);
	assert_ok(session_new(1, options.jobs, &f->session, &err));
	assert_int_equal(parse_text(line, strlen(line), "", false, NULL, NULL, &f->script), FPE_OK);
	f->call = (struct call){ .line = &f->script.line[0],
				 .session = f->session,
				 .results = &f->results,
				 .options = &options };
	assert_int_equal(job_read(&f->call, read, &how), FPE_OK);
	assert_non_null(f->call.job);
	script_clear(&f->script);
}

static void poll_once(struct fixture *f)
{
	news_clear(&f->news);
	f->call.job->type->poll(f->call.job, &f->news);
}

static void until_over(struct fixture *f)
{
	for (poll_once(f); !f->news.over; poll_once(f)) {
		struct pollfd fd = { pool_fd(f->session->pool), POLLIN, 0 };

		poll(&fd, 1, 1000);
		pool_clear_fd(f->session->pool);
	}
}

static void end(struct fixture *f)
{
	news_clear(&f->news);
	job_free(f->call.job);
	session_free(f->session);
}

static void what_was_read_becomes_the_task(void **state)
{
	struct snapshot_progress progress = { 0 };
	struct fixture f;

	(void)state;
	begin(&f, "task csv some.csv classes=0,1", read_later);
	poll_once(&f);
	assert_false(f.news.over);
	/* lines that would change the session wait */
	assert_false(f.call.job->type->may_act(f.call.job, &f.news));
	assert_null(f.session->task);
	do {
		sched_yield();
		job_progress(f.call.job, &progress);
	} while (progress.done == 0);
	assert_float_equal(progress.done / progress.total, .25, 0);
	atomic_store(&ready, true);
	until_over(&f);
	assert_int_equal(f.news.error.code, FPE_OK);
	assert_string_equal(f.news.line, "task csv some.csv classes=0,1");
	assert_int_equal(f.session->task->kind, FPE_TASK_SAMPLES);
	assert_int_equal(f.session->train->count, 30);
	assert_int_equal(f.session->test->count, 10);
	assert_int_equal(f.session->train->classes, 2);
	end(&f);
}

static void a_reading_that_is_stopped_changes_nothing(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f, "task csv some.csv", read_later);
	f.call.job->type->stop(f.call.job);
	until_over(&f);
	assert_int_equal(f.news.error.code, FPE_OK);
	assert_null(f.news.line);
	assert_non_null(strstr(f.news.message->text, "stopped"));
	assert_null(f.session->task);
	end(&f);
	/* one that nobody asks any more is given up, too */
	begin(&f, "task csv some.csv", read_later);
	end(&f);
}

static void a_reading_that_fails_says_why(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f, "task csv some.csv", read_nothing);
	until_over(&f);
	assert_int_equal(f.news.error.code, FPE_EFORMAT);
	assert_string_equal(f.news.error.message, "some.csv: broken");
	assert_null(f.session->task);
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_read_becomes_the_task),
		cmocka_unit_test(a_reading_that_is_stopped_changes_nothing),
		cmocka_unit_test(a_reading_that_fails_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
