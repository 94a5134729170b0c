/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_recommend.c - `recommend`: which split should pay here, by runs that were stored?
 *
 * Runs become points of a model (lab/study/advice.h); the session's task and net is put
 * to it as if it were a run: what it has is read from the same text of settings. Not here:
 * what is read from such a text, and what is compared with it (cmd/report/advice_case.h).
 */
#include "cmd/player/call.h"
#include "cmd/player/results.h"
#include "cmd/command/store_board.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/report/advice_case.h"
#include "cmd/report/advice_report.h"
#include "cmd/report/record.h"
#include "lab/study/advice.h"

/* Of accuracies and of losses apart: these stand for them where there are none. */
struct gatherer {
	struct advice_case stored;
	struct advice_setting setting; /* of the record looked at */
	struct advice accuracy, loss;
	bool full; /* no memory */
};

static void gather(struct gatherer *g, const struct record *record, struct advice *a, int gain)
{
	const struct store_row *row = &record->run->row[record->row];
	int kind = advice_kind(row->name);
	double value = record_gain(record, gain);

	if (kind >= 0 && row->alpha > 1 && isfinite(value) &&
	    advice_add(a, &g->setting, kind, row->alpha, value, NULL))
		g->full = true;
}

static void gather_row(void *context, const struct record *record)
{
	struct gatherer *g = context;

	if (record->others && advice_case_note(&g->stored, record->settings, &g->setting))
		g->full = true;
	gather(g, record, &g->accuracy, OUTCOME_GAIN);
	if (!g->accuracy.points)
		gather(g, record, &g->loss, OUTCOME_LOSS_GAIN);
}

static void skip_row(void *context, const struct record *record)
{
	(void)context;
	(void)record;
}

static enum fpe_status gather_all(struct call *call, struct store *store, struct gatherer *g)
{
	struct selection *rows;
	enum fpe_status status = selection_new(store, NULL, session_watch(call->session), skip_row,
					       NULL, &rows, &call->err);

	if (status)
		return status;
	status = selection_walk(rows, gather_row, g, &call->err);
	selection_free(rows);
	return !status && g->full ? fpe_no_memory(&call->err) : status;
}

/* The model of the runs, asked about the session. */
static enum fpe_status advise(struct call *call, const char *path, struct gatherer *g)
{
	struct session *s = call->session;
	bool loss = !g->accuracy.points;
	struct advice *a = loss ? &g->loss : &g->accuracy;
	struct advice_here here;
	enum fpe_status status;

	if (!a->points)
		return call_fail(call, "file", FPE_ESTATE, "%s has no run of a split with a gain",
				 path);
	status = session_need_task(s, &call->err);
	if (!status)
		status = advice_fit(a, session_watch(s), &call->err);
	if (!status)
		status = advice_here_read(s, &here, &call->err);
	if (status)
		return status;
	status = advice_report(call->report, a, loss, &g->stored, &here, &call->err);
	advice_here_clear(&here);
	return status;
}

/* The file given, or that of the last sweep. */
static enum fpe_status open_store(struct call *call, char **path, struct store **out)
{
	const struct sweep *last = call->results->swept;
	const char *given = call_text(call, "file");

	*path = NULL;
	if (!given && !last)
		return call_fail(call, NULL, FPE_ESTATE,
				 "no sweep was made: which store? As in `recommend runs.db`");
	*path = strdup(given ? given : store_path(last->store));
	if (!*path)
		return fpe_no_memory(&call->err);
	return call_blame(call, "file",
			  store_open(*path, STORE_READ, session_watch(call->session), out,
				     &call->err));
}

static enum fpe_status run_recommend(struct call *call)
{
	struct gatherer g = { .full = false };
	struct store *store = NULL;
	char *path;
	enum fpe_status status = open_store(call, &path, &store);

	if (!status)
		status = gather_all(call, store, &g);
	if (!status)
		status = advise(call, path, &g);
	store_close(store);
	advice_case_clear(&g.stored);
	advice_clear(&g.accuracy);
	advice_clear(&g.loss);
	free(path);
	return status;
}

const struct command cmd_recommend = {
	VERB("recommend", COMMAND_REPORT | COMMAND_ASIDE | COMMAND_REMAKES, run_recommend),
	.help = "Kind of split and alpha for this task and net, by runs that were stored.",
	.details =
		"Gains of splits over dense of the same run and seed, of accuracy, or of losses where no run has one, are averaged over seeds and fitted by least squares, weighted by seeds, on what varies in the store of: log(clauses/neurons), literals, negate, log(training samples/weights of the first layer), p, log(alpha) and the kind of split. "
		"A second model also has products of kind and log(alpha) with these; the one that errs less on settings that were held out is taken, so what is said of these is of the better of two. "
		"Held out is a whole setting at a time: its R² says how much of the gain the model foresees where it has no run; regret is what is lost by taking what the model takes for best instead of what was measured to be best, beside that of always taking what is best on average elsewhere. "
		"Gains for the task and net of now come with 95 % prediction intervals, of a mean over as many seeds as the points of the store have on average. "
		"A split is recommended if all of its interval is above 0. "
		"What lies outside of what was stored is said: there the model extrapolates. "
		"Settings that differ and that the model does not know are spread in its errors, and named. "
		"Without FILE it reads the store of the last sweep.",
	EXAMPLE_AFTER("sweep clauses=2,4 epochs=6 seeds=2 /tmp/fpe-example.db",
		      "recommend /tmp/fpe-example.db"),
	LARGE(LARGE_STORE "recommend /tmp/fpe-large.db"),
	.fields = advice_fields,
	.args = { WORD("file", FILE, "the run store", .fallback = "the last sweep's") },
};
