/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * study.c - runs without a session: no history, one thread each.
 *
 * The same core functions and random streams as the live session, so the
 * numbers are the same. The score is taken at a few epochs, all metrics at
 * the last one only.
 */
#include "lab/study/study_run.h"

#include <math.h>
#include <stdlib.h>

#include "lab/arm/asked.h"
#include "lab/arm/meter.h"
#include "lab/base/flag.h"

#define POINTS 64 /* distances between evenly spaced points, at most */

/* An epoch takes about as long as scoring three to four times its samples:
   with so many times the test samples trained on between two scores, these
   take some 7 % of the time. */
#define EPOCHS_A_SCORE 5

enum fpe_status study_add(struct study *study, struct study_row row, struct fpe_error *err)
{
	if (study->rows == STUDY_MAX_ROWS)
		return fpe_fail(err, FPE_ELIMIT, "at most %d rows", STUDY_MAX_ROWS);
	study->row[study->rows++] = row;
	return FPE_OK;
}

static int evenly(const struct study *study)
{
	const struct own_samples *own = recipe_own(&study->recipe);
	double train = study->recipe.data.train;
	double test = own ? own_samples_test(own) : study->recipe.data.test;
	int stride = (study->epochs + POINTS - 1) / POINTS, cheap;

	if (own && train == 0)
		train = own_samples_train(own);
	cheap = (int)ceil(fmin(EPOCHS_A_SCORE * test / train, study->epochs));
	return stride > cheap ? stride : cheap > 0 ? cheap : 1;
}

int study_points(const struct study *study, int epoch[STUDY_MAX_POINTS])
{
	int stride = evenly(study), n = 0;

	for (int e = 0; e < study->epochs; e += stride) {
		if (n && epoch[n - 1] < study->warmup && study->warmup < e)
			epoch[n++] = study->warmup;
		epoch[n++] = e;
	}
	if (epoch[n - 1] < study->warmup && study->warmup < study->epochs)
		epoch[n++] = study->warmup;
	epoch[n++] = study->epochs;
	return n;
}

static enum fpe_status make_parts(struct run *run, struct fpe_error *err)
{
	const struct study *study = run->study;
	enum fpe_status status;

	run->watch = flag_watch(run->terms->stop);
	status = recipe_task(&study->recipe.task, run->seed, &run->task, err);
	if (status)
		return status;
	status = recipe_samples(&study->recipe, run->task, run->seed, &run->watch,
				&run->shared_train, &run->shared_test, err);
	if (status)
		return status;
	run->train = shared_get(run->shared_train);
	run->test = shared_get(run->shared_test);
	status = recipe_net(&study->recipe.net, run->task, run->train, run->seed, &run->root, err);
	if (status)
		return status;
	run->budget = fpe_net_nnz(run->root);
	run->biases = fpe_net_biases(run->root);
	run->points = study->at_split ? 0 : study_points(study, run->epoch);
	return FPE_OK;
}

enum fpe_status study_epoch(struct fpe_trainer *trainer, const atomic_bool *stop,
			    struct fpe_error *err)
{
	int before = fpe_trainer_epoch(trainer);
	enum fpe_status status = FPE_OK;

	while (status == FPE_OK && fpe_trainer_epoch(trainer) == before) {
		status = fpe_trainer_step(trainer, err);
		if (status == FPE_OK && atomic_load_explicit(stop, memory_order_relaxed))
			status = fpe_fail(err, FPE_ESTOPPED, "stopped");
	}
	return status;
}

static enum fpe_status new_trainer(const struct run *run, struct fpe_net *net, int epoch,
				   struct fpe_trainer **out, struct fpe_error *err)
{
	enum fpe_status status =
		fpe_trainer_new(net, run->train, &run->settings, run->seed, epoch, 0, out, err);

	if (status)
		return status;
	fpe_trainer_lend(*out, run->terms->team);
	fpe_trainer_watch(*out, &run->watch);
	return FPE_OK;
}

/* What the curve is of. */
static double score_of(const struct run *run, struct fpe_trainer *trainer)
{
	struct fpe_score s = fpe_trainer_score(trainer, run->test, NULL);

	return study_score(run->study) == FPE_METRIC_TEST_LOSS ? s.loss : s.accuracy;
}

/* Nets that are trained side by side: that of a row, or its members. */
struct trainees {
	int count;
	struct fpe_trainer *trainer[FPE_MAX_ALPHA];
	struct fpe_net *member[FPE_MAX_ALPHA]; /* NULL: it is the row's net */
};

static void free_trainees(struct trainees *t)
{
	for (int i = 0; i < t->count; i++) {
		fpe_trainer_free(t->trainer[i]);
		fpe_net_free(t->member[i]);
	}
}

static enum fpe_status begin_training(const struct run *run, struct fpe_net *net, int from,
				      struct trainees *t, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	*t = (struct trainees){ .count = run->members ? run->members : 1 };
	for (int i = 0; i < t->count && !status; i++) {
		if (run->members)
			status = fpe_ensemble_member(net, run->members, i, &t->member[i], err);
		if (!status)
			status = new_trainer(run, t->member[i] ? t->member[i] : net, from,
					     &t->trainer[i], err);
	}
	return status;
}

/* One epoch of each. */
static enum fpe_status train_epoch(const struct run *run, struct trainees *t, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	for (int i = 0; i < t->count && !status; i++)
		status = study_epoch(t->trainer[i], run->terms->stop, err);
	if (run->terms->epochs)
		atomic_fetch_add(run->terms->epochs, 1);
	return status;
}

/* Members become the net again. */
static void join(const struct run *run, struct fpe_net *net, struct trainees *t)
{
	for (int i = 0; i < run->members; i++)
		fpe_trainer_net(t->trainer[i]); /* brings the member up to date */
	if (run->members)
		fpe_ensemble_join(net, run->members, t->member);
}

/* The score of all of them. */
static enum fpe_status point_of(const struct run *run, struct fpe_net *net, struct trainees *t,
				float *out, struct fpe_error *err)
{
	struct fpe_trainer *joint = NULL;
	enum fpe_status status = FPE_OK;

	if (!run->test)
		return FPE_OK;
	join(run, net, t);
	if (run->members)
		status = new_trainer(run, net, 0, &joint, err);
	if (!status)
		*out = (float)score_of(run, joint ? joint : t->trainer[0]);
	fpe_trainer_free(joint);
	return status ? status : fpe_watch_ask(&run->watch, err);
}

/* Train net from one epoch to another, with its curve at both ends. */
static enum fpe_status train(const struct run *run, struct fpe_net *net, int from, int to,
			     float curve[STUDY_MAX_POINTS], struct fpe_error *err)
{
	struct trainees t;
	enum fpe_status status = begin_training(run, net, from, &t, err);
	int point = 0;

	while (point < run->points && run->epoch[point] < from)
		point++;
	while (status == FPE_OK) {
		int epoch = fpe_trainer_epoch(t.trainer[0]);

		if (point < run->points && run->epoch[point] == epoch)
			status = point_of(run, net, &t, &curve[point++], err);
		if (status || epoch >= to)
			break;
		status = train_epoch(run, &t, err);
	}
	if (!status)
		join(run, net, &t);
	free_trainees(&t);
	return status;
}

/* Scores of the net as it is evaluated by the row's settings. */
static enum fpe_status score(const struct run *run, struct fpe_net *net,
			     double out[FPE_METRIC_COUNT], struct fpe_error *err)
{
	const struct asked asked = { run->task, run->train, run->test, run->seed,
				     study_asked(run->study) };
	struct fpe_score train_score, test_score = { NAN, NAN };
	struct fpe_trainer *trainer;
	enum fpe_status status = new_trainer(run, net, 0, &trainer, err);

	if (status)
		return status;
	train_score = fpe_trainer_score(trainer, run->train, NULL);
	if (run->test)
		test_score = fpe_trainer_score(trainer, run->test, NULL);
	status = fpe_watch_ask(&run->watch, err);
	if (asked.set && !status)
		status = asked_fill(fpe_trainer_kernel(trainer), fpe_trainer_net(trainer), &asked,
				    &run->watch, out, err);
	fpe_trainer_free(trainer);
	out[FPE_METRIC_TRAIN_ACCURACY] = train_score.accuracy;
	out[FPE_METRIC_TRAIN_LOSS] = train_score.loss;
	meter_test(run->test, test_score, out);
	return status;
}

static enum fpe_status measure(const struct run *run, struct fpe_net *net,
			       double out[FPE_METRIC_COUNT], struct fpe_error *err)
{
	int layer = run->study->how.layer < 0 ? 0 : run->study->how.layer;
	enum fpe_status status =
		fpe_metric_net(net, layer, &run->task->clauses, &run->watch, out, err);

	out[FPE_METRIC_BUDGET] = (double)run->budget;
	return status ? status : score(run, net, out, err);
}

/* Bring a row that begins earlier to the split, and measure it there. */
static enum fpe_status pass_split(const struct run *run, struct fpe_net *net, int *from,
				  float curve[STUDY_MAX_POINTS], double out[FPE_METRIC_COUNT],
				  struct fpe_error *err)
{
	enum fpe_status status = train(run, net, *from, run->study->warmup, curve, err);

	*from = run->study->warmup;
	return status ? status : measure(run, net, out, err);
}

static double pruned_of(const struct run *run, const struct fpe_net *net)
{
	const struct split_spec *how = &run->study->how;

	return (double)fpe_split_weights(run->root, how->layer, how->alpha, how->share) -
	       (double)fpe_net_nnz(net);
}

static enum fpe_status train_row(struct run *run, int i, struct study_result *out,
				 struct fpe_error *err)
{
	struct fpe_net *net = NULL;
	int from;
	enum fpe_status status = run_make_row(run, &run->study->row[i], &net, &from, err);

	if (status == FPE_OK && run->study->row[i].kind == ROW_SPLIT)
		out->pruned[i] = pruned_of(run, net);
	if (status == FPE_OK && run->study->at_split)
		status = pass_split(run, net, &from, out->curve[i], out->split[i], err);
	if (status == FPE_OK)
		status = train(run, net, from, run->study->epochs, out->curve[i], err);
	if (status == FPE_OK)
		status = measure(run, net, out->metric[i], err);
	fpe_net_free(net);
	return status;
}

/* What came of dense, when it was warmed up, is FPE_EDIVERGED for all that go on from it. */
static enum fpe_status run_row(struct run *run, int i, enum fpe_status warm,
			       struct study_result *out, struct fpe_error *err)
{
	enum fpe_status status = warm;

	fpe_metric_clear(out->metric[i]);
	fpe_metric_clear(out->split[i]);
	if (!warm || run_starts_anew(&run->study->row[i]))
		status = train_row(run, i, out, err);
	if (status != FPE_EDIVERGED)
		return status;
	/* what was measured at the split stays */
	fpe_metric_clear(out->metric[i]);
	return FPE_OK;
}

static void free_parts(struct run *run)
{
	fpe_net_free(run->root);
	shared_release(run->shared_train);
	shared_release(run->shared_test);
	fpe_task_free(run->task);
}

enum fpe_status study_run(const struct study *study, uint64_t seed, const struct study_terms *terms,
			  struct study_result *out, struct fpe_error *err)
{
	struct run run = {
		.study = study, .seed = seed, .terms = terms, .settings = study->recipe.settings
	};
	enum fpe_status warm = FPE_OK, status = make_parts(&run, err);

	for (int i = 0; i < STUDY_MAX_ROWS; i++) {
		out->pruned[i] = NAN;
		for (int p = 0; p < STUDY_MAX_POINTS; p++)
			out->curve[i][p] = NAN;
	}
	/* row 0 is dense: it goes on from there */
	if (status == FPE_OK)
		warm = train(&run, run.root, 0, study->warmup, out->curve[0], err);
	if (warm && warm != FPE_EDIVERGED)
		status = warm;
	for (int i = 0; i < study->rows && status == FPE_OK; i++)
		status = run_row(&run, i, warm, out, err);
	if (status == FPE_OK)
		out->majority = fpe_data_majority(run.test ? run.test : run.train);
	free_parts(&run);
	return status;
}

/* ------------------------------------------------------ one net of a run */

int study_net_epochs(const struct study *study, int row)
{
	return study->epochs + (run_starts_anew(&study->row[row]) ? study->warmup : 0);
}

/* As it is evaluated: weights that were off in training count for less. */
static enum fpe_status evaluated_net(const struct run *run, struct fpe_net *net,
				     struct fpe_net **out, struct fpe_error *err)
{
	struct fpe_trainer *trainer;
	enum fpe_status status = new_trainer(run, net, 0, &trainer, err);

	*out = NULL;
	if (status)
		return status;
	*out = fpe_net_copy(fpe_trainer_net(trainer));
	fpe_trainer_free(trainer);
	return *out ? FPE_OK : fpe_no_memory(err);
}

/* From its parts to its last epoch, as run_row does it. */
static enum fpe_status train_one(struct run *run, int i, struct fpe_net **out,
				 struct fpe_error *err)
{
	float curve[STUDY_MAX_POINTS];
	struct fpe_net *net = NULL;
	int from;
	enum fpe_status status = make_parts(run, err);

	run->points = 0;
	if (!status)
		status = train(run, run->root, 0, run->study->warmup, curve, err);
	if (!status)
		status = run_make_row(run, &run->study->row[i], &net, &from, err);
	if (!status)
		status = train(run, net, from, run->study->epochs, curve, err);
	if (!status)
		status = evaluated_net(run, net, out, err);
	fpe_net_free(net);
	return status;
}

enum fpe_status study_run_net(const struct study *study, uint64_t seed, int row,
			      const struct study_terms *terms, struct study_net *out,
			      struct fpe_error *err)
{
	struct run run = {
		.study = study, .seed = seed, .terms = terms, .settings = study->recipe.settings
	};
	enum fpe_status status;

	*out = (struct study_net){ .net = NULL };
	status = train_one(&run, row, &out->net, err);
	if (!status) {
		out->task = run.task;
		run.task = NULL;
		out->settings = run.settings;
		out->budget = run.budget;
		out->biases = run.biases;
	}
	free_parts(&run);
	return status;
}

void study_net_clear(struct study_net *net)
{
	fpe_net_free(net->net);
	fpe_task_free(net->task);
}

/* Can the task have this row? */
static enum fpe_status try_row(const struct study *study, const struct study_row *row,
			       const struct fpe_task *task, const struct fpe_net *net,
			       struct fpe_error *err)
{
	struct split_basis basis = recipe_basis(&study->recipe, task);
	struct fpe_grouping g = recipe_split(&study->how, net, &basis, 0);

	if (row->kind == ROW_ENSEMBLE)
		return fpe_ensemble_check(net, err);
	return row->kind == ROW_SPLIT ? fpe_split_check(row->by, &g, err) : FPE_OK;
}

bool study_by_groups(const struct study *study)
{
	bool any = false;

	for (int i = 0; i < study->rows; i++)
		any |= study->row[i].by && study->row[i].by->needs_groups;
	return any;
}

bool study_by_partition(const struct study *study)
{
	bool any = false;

	for (int i = 0; i < study->rows; i++)
		any |= study->row[i].by && study->row[i].by->needs_partition;
	return any;
}

enum fpe_loss study_loss(const struct study *study)
{
	const struct own_samples *own = recipe_own(&study->recipe);

	if (fpe_task_info(study->recipe.task.kind)->inputs)
		return FPE_LOSS_RECTIFIED;
	return fpe_data_loss(own ? own->set.data : NULL, 1);
}

enum fpe_metric study_score(const struct study *study)
{
	return fpe_metric_score(study_loss(study));
}

int study_alpha(const struct study *study, int row)
{
	return study->row[row].kind == ROW_DENSE ? 1 : study->how.alpha;
}

void study_leave_out(struct study *study, int clauses)
{
	int kept = 0;

	for (int i = 0; i < study->rows; i++) {
		const struct study_row *row = &study->row[i];

		if (row->optional && row->by->needs_clauses &&
		    (clauses < study->how.alpha || study->how.layer != 0))
			continue;
		study->row[kept++] = *row;
	}
	study->rows = kept;
}

enum fpe_status study_try(const struct study *study, uint64_t seed, const char **blame,
			  struct fpe_error *err)
{
	const struct own_samples *own = recipe_own(&study->recipe);
	const struct net_spec *spec = &study->recipe.net;
	struct fpe_task *task = NULL;
	struct fpe_net *net = NULL;
	enum fpe_status status;

	*blame = "warmup";
	if (study->warmup > study->epochs)
		return fpe_fail(err, FPE_ERANGE, "warmup=%d is past epochs=%d", study->warmup,
				study->epochs);
	*blame = NULL;
	status = recipe_task(&study->recipe.task, seed, &task, err);
	if (status == FPE_OK)
		status = recipe_net(spec, task, own ? own->set.data : NULL, seed, &net, err);
	if (status == FPE_OK) {
		*blame = study->how.layer > spec->layers - 1 ? "layer" : "alpha";
		for (int i = 0; i < study->rows && status == FPE_OK; i++) {
			status = try_row(study, &study->row[i], task, net, err);
			if (status && study->row[i].kind == ROW_ENSEMBLE)
				*blame = "controls";
		}
		if (status == FPE_ESHAPE && study->recipe.partition)
			*blame = "owner";
	}
	fpe_net_free(net);
	fpe_task_free(task);
	return status;
}
