/* SPDX-License-Identifier: GPL-3.0-or-later */
/* own_reading.c - one unit of work: a file, and the samples it makes. */
#include "lab/session/own_reading.h"

#include <stdlib.h>

static bool goes_on(void *context, double share)
{
	struct own_reading *r = context;

	atomic_store_explicit(&r->share, share, memory_order_relaxed);
	return !atomic_load_explicit(&r->runner.stop, memory_order_relaxed);
}

/* What the line asks of the samples of these files is not to be had. */
static enum fpe_status refuse(struct own_reading *r, const char *blame, enum fpe_status status,
			      struct fpe_error *err)
{
	struct fpe_error inner = *err;

	r->blame = blame;
	return fpe_fail(err, status, "%.120s: %s", r->request.from, inner.message);
}

static enum fpe_status read_all(struct own_reading *r, struct fpe_error *err)
{
	const struct own_request *q = &r->request;
	const struct reading reading = { goes_on, r };
	struct sample_set set = { 0 };
	enum fpe_status status = q->read(q->context, &reading, &set, err);

	if (!status && q->classes) {
		status = sample_set_keep_classes(&set, q->kept, q->classes, err);
		if (status)
			refuse(r, "classes", status, err);
	}
	if (status) {
		sample_set_clear(&set);
		return status;
	}
	status = own_samples_new(&set, q->kind, q->from, &q->how, &r->own, err);
	if (status)
		return refuse(r, "holdout", status, err);
	return q->line ? own_samples_say_line(r->own, q->line, q->script, err) : FPE_OK;
}

static enum fpe_status run(struct runner *runner, int unit, struct fpe_team *team,
			   struct fpe_error *err)
{
	(void)unit;
	(void)team;
	return read_all((struct own_reading *)runner, err);
}

enum fpe_status own_reading_new(const struct own_request *request, struct pool *pool,
				struct own_reading **out, struct fpe_error *err)
{
	struct own_reading *r = calloc(1, sizeof *r);
	enum fpe_status status;

	*out = NULL;
	if (!r)
		return fpe_no_memory(err);
	r->request = *request;
	status = runner_start(&r->runner, pool, 1, run, err);
	if (status)
		free(r);
	else
		*out = r;
	return status;
}

void own_reading_free(struct own_reading *reading)
{
	if (!reading)
		return;
	runner_end(&reading->runner);
	shared_release(reading->own);
	free(reading);
}
