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

/* gain, and what it is over of the dense net. */
static void gather(struct gatherer *g, const struct record *record, struct advice *a, int gain,
		   enum fpe_metric dense)
{
	const struct store_row *row = &record->run->row[record->row];
	int kind = advice_kind(row->name);
	double value = record_gain(record, gain);

	if (kind < 0 || row->alpha < 2 || !isfinite(value))
		return;
	g->setting.term[ADVICE_DENSE] = record_dense(record)->end[dense];
	if (advice_add(a, &g->setting, kind, row->alpha, value, NULL))
		g->full = true;
}

static void gather_row(void *context, const struct record *record)
{
	struct gatherer *g = context;

	if (record->others && advice_case_note(&g->stored, record->settings, &g->setting))
		g->full = true;
	gather(g, record, &g->accuracy, OUTCOME_GAIN, FPE_METRIC_TEST_ACCURACY);
	if (!g->accuracy.points)
		gather(g, record, &g->loss, OUTCOME_LOSS_GAIN, FPE_METRIC_TEST_LOSS);
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

/* What the session has not is left out of the models. Where that is dense's score, known gets
   what they would be worth with it. */
static enum fpe_status fit(struct call *call, struct advice *a, struct advice_here *here,
			   struct advice_check known[ADVICE_FORMS])
{
	const struct fpe_watch *watch = session_watch(call->session);
	bool dense = call_given(call, "dense");
	enum fpe_status status;

	here->setting.term[ADVICE_DENSE] = call_number(call, "dense", NAN);
	for (int t = 0; t < ADVICE_TERMS; t++)
		a->without[t] = t != ADVICE_DENSE && !isfinite(here->setting.term[t]);
	status = advice_fit(a, watch, &call->err);
	if (status || dense)
		return status;
	memcpy(known, a->check, sizeof a->check);
	a->without[ADVICE_DENSE] = true;
	return advice_fit(a, watch, &call->err);
}

/* The models of the runs, asked about the session. */
static enum fpe_status advise(struct call *call, const char *path, struct gatherer *g)
{
	struct session *s = call->session;
	bool loss = !g->accuracy.points;
	struct advice *a = loss ? &g->loss : &g->accuracy;
	struct advice_check known[ADVICE_FORMS];
	struct advice_here here;
	enum fpe_status status;

	if (!a->points)
		return call_fail(call, "file", FPE_ESTATE, "%s has no run of a split with a gain",
				 path);
	status = session_need_task(s, &call->err);
	if (!status)
		status = advice_here_read(s, &here, &call->err);
	if (status)
		return status;
	status = fit(call, a, &here, known);
	if (!status)
		status = advice_report(call->report, a, loss,
				       call_given(call, "dense") ? NULL : known, &g->stored, &here,
				       &call->err);
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
		"Gains of splits over dense of the same run and seed, of accuracy, or of losses where no run has one, are averaged over seeds: a point is a kind of split and an alpha at a setting. "
		"They may depend on what varies in the store of: log(clauses/neurons), log(clauses), literals, negate, log(training samples/weights of the first layer), p, the score of dense if dense= says it, log(alpha) and the kind of split. "
		"Three models are fitted. additive: least squares, weighted by seeds. products: also with products of kind and log(alpha) with each other and with the rest. near: a Gaussian process with a rational quadratic kernel, which foretells a point from those near it, with a scale for each of these; from 40 points on, by 1500 of them, if there are more. "
		"Held out, and what is foretold of it compared with what was measured, is a third of the settings at a time, of less than 30 settings one by one; the model with the largest R² there is taken. "
		"R² has a ceiling, as points are means over seeds that differ. Regret is what is lost by taking what the model takes for best, no split with gain 0 among it, instead of what was measured to be best, beside that of always taking what is best on average elsewhere. "
		"Gains for the task and net of now come with 95 % prediction intervals, of a mean over as many seeds as the points of the store have on average. "
		"A split is recommended if all of its interval is above 0. "
		"What lies outside of what was stored is said: there the model extrapolates. What the task of now has not, as pixels have no literals, is left out. "
		"Settings that differ and that the model does not know are spread in its errors, and named. "
		"Without FILE it reads the store of the last sweep.",
	EXAMPLE_AFTER("sweep clauses=2,4 epochs=6 seeds=2 /tmp/fpe-example.db",
		      "recommend /tmp/fpe-example.db"),
	.more_examples =
		"data train=200 test=200\nsweep clauses=2..5 literals=2,3 hidden=2..4 epochs=3 warmup=1 seeds=2 /tmp/fpe-example-near.db\nrecommend /tmp/fpe-example-near.db dense=0.8",
	LARGE(LARGE_STORE "recommend /tmp/fpe-large.db"),
	.fields = advice_fields,
	.args = { WORD("file", FILE, "the run store", .reads = STORE_ENDINGS,
		       .fallback = "the last sweep's"),
		  ARG("dense", REAL,
		      "test accuracy, or loss, of the dense net trained as long, if it is known",
		      .min = 0, .max = 1e6, .fallback = "left out") },
};
