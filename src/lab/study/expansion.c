/* SPDX-License-Identifier: GPL-3.0-or-later */
/* expansion.c - two runs of one net, one of them split; a thread each. */
#include "lab/study/expansion.h"

#include <math.h>
#include <stdlib.h>

#include "lab/study/study.h"

#define CHUNK 256 /* samples answered at a time */

static struct expansion *of(struct runner *runner)
{
	return (struct expansion *)runner;
}

static struct fpe_grouping grouping(const struct expansion_plan *plan, const struct fpe_net *net)
{
	return recipe_split(&plan->how, net, &plan->basis, plan->seed);
}

/* What a sample is marked with (struct expansion), by its logits. */
static double mark_of(const struct fpe_data *test, int sample, const float *logit, int outputs)
{
	double share, loss = 0;

	if (test->label)
		return fpe_loss_info[fpe_loss_of(outputs)].predict(logit, outputs, &share) ==
		       test->label[sample];
	for (int c = 0; c < outputs; c++) {
		double off = (double)logit[c] -
			     (double)test->target[(size_t)sample * (size_t)outputs + (size_t)c];

		loss += off * off;
	}
	return -loss / outputs;
}

static enum fpe_status mark_samples(struct expansion *e, int arm, struct fpe_kernel *kernel,
				    const struct fpe_net *net, const struct fpe_watch *watch,
				    struct fpe_error *err)
{
	const struct fpe_data *test = e->plan.test;
	int outputs = fpe_net_outputs(net);
	float *logits = calloc((size_t)CHUNK * (size_t)outputs, sizeof *logits);
	int32_t order[CHUNK];
	enum fpe_status status = FPE_OK;

	e->mark[arm] = calloc((size_t)test->count, sizeof *e->mark[arm]);
	if (!logits || !e->mark[arm]) {
		free(logits);
		return fpe_no_memory(err);
	}
	for (int i = 0; i < test->count && !status; i += CHUNK) {
		int n = test->count - i < CHUNK ? test->count - i : CHUNK;

		for (int k = 0; k < n; k++)
			order[k] = i + k;
		fpe_kernel_logits(kernel, net, test, order, n, logits);
		for (int k = 0; k < n; k++)
			e->mark[arm][i + k] =
				mark_of(test, i + k, logits + (size_t)k * (size_t)outputs, outputs);
		status = fpe_watch_ask(watch, err);
	}
	free(logits);
	return status;
}

/* A net's answers to the test samples. */
static enum fpe_status score(struct expansion *e, int arm, const struct fpe_net *net,
			     struct fpe_team *team, struct fpe_error *err)
{
	const struct fpe_watch watch = flag_watch(&e->runner.stop);
	struct fpe_kernel *kernel;
	enum fpe_status status;

	if (!e->plan.test)
		return FPE_OK;
	status = fpe_kernel_new(net, e->plan.test, &kernel, err);
	if (status)
		return status;
	fpe_kernel_lend(kernel, team);
	fpe_kernel_watch(kernel, &watch);
	e->score[arm] = fpe_kernel_score(kernel, net, e->plan.test);
	status = fpe_watch_ask(&watch, err);
	if (!status)
		status = mark_samples(e, arm, kernel, net, &watch, err);
	fpe_kernel_free(kernel);
	return status;
}

static enum fpe_status tune(struct expansion *e, int arm, struct fpe_team *team,
			    struct fpe_error *err)
{
	const struct fpe_watch watch = flag_watch(&e->runner.stop);
	struct fpe_trainer *trainer;
	const struct fpe_net *evaluated;
	enum fpe_status status = fpe_trainer_new(e->net[arm], e->plan.train, &e->plan.settings,
						 e->plan.seed, 0, 0, &trainer, err);

	if (status)
		return status;
	fpe_trainer_lend(trainer, team);
	fpe_trainer_watch(trainer, &watch);
	for (int i = 0; i < e->plan.epochs && !status; i++) {
		status = study_epoch(trainer, &e->runner.stop, err);
		atomic_fetch_add(&e->epochs, 1);
	}
	/* with dropconnect it is evaluated with smaller weights: these are its answers */
	evaluated = status ? e->net[arm] : fpe_trainer_net(trainer);
	if (evaluated != e->net[arm])
		fpe_net_assign(e->net[arm], evaluated);
	fpe_trainer_free(trainer);
	return status;
}

static enum fpe_status split(struct expansion *e, const struct fpe_net *parent,
			     struct fpe_error *err)
{
	struct fpe_grouping g = grouping(&e->plan, parent);

	return fpe_split(e->plan.by, &g, e->plan.how.budget, e->parent_nnz, fpe_net_biases(parent),
			 &e->net[EXPANSION_SPLIT], err);
}

/* The split is of a copy: the dense net is being trained. */
static enum fpe_status run(struct runner *runner, int unit, struct fpe_team *team,
			   struct fpe_error *err)
{
	struct expansion *e = of(runner);
	enum fpe_status status = FPE_OK;

	if (unit == EXPANSION_SPLIT) {
		struct fpe_net *parent = e->net[EXPANSION_SPLIT];

		status = split(e, parent, err);
		fpe_net_free(parent);
		if (status)
			e->net[EXPANSION_SPLIT] = NULL;
	}
	if (!status && e->plan.train && unit == EXPANSION_DENSE)
		status = score(e, EXPANSION_GIVEN, e->net[EXPANSION_DENSE], team, err);
	if (!status && e->plan.train)
		status = tune(e, unit, team, err);
	if (status == FPE_EDIVERGED)
		return fpe_fail(
			err, status, "%s diverged; a smaller learning rate may help: set lr=%g",
			unit == EXPANSION_SPLIT ? "the split net" : "the net without a split",
			e->plan.settings.lr / 10);
	/* scores are of the net as it will be written */
	if (!status && e->plan.written)
		e->plan.written(e->plan.context, e->net[unit]);
	return status ? status : score(e, unit, e->net[unit], team, err);
}

static enum fpe_status check(const struct expansion_plan *plan, const struct fpe_net *net,
			     const char **blame, struct fpe_error *err)
{
	struct fpe_grouping g = grouping(plan, net);
	enum fpe_status status;

	*blame = "map";
	if (net->layers < 2)
		return fpe_fail(
			err, FPE_ESTATE,
			"the net has no hidden neurons: one layer of weights cannot be split");
	*blame = plan->how.layer >= net->layers - 1 ? "layer" : "alpha";
	status = fpe_split_check(plan->by, &g, err);
	if (status == FPE_ESTATE)
		*blame = "by";
	if (!status) {
		*blame = NULL;
		status = plan->train ? fpe_kernel_fits(net, plan->train, err) : FPE_OK;
	}
	return status;
}

enum fpe_status expansion_new(const struct expansion_plan *plan, struct fpe_net *net,
			      struct pool *pool, struct expansion **out, const char **blame,
			      struct fpe_error *err)
{
	struct expansion *e = calloc(1, sizeof *e);
	enum fpe_status status;

	*out = NULL;
	*blame = NULL;
	if (!e) {
		fpe_net_free(net);
		return fpe_no_memory(err);
	}
	e->plan = *plan;
	e->net[EXPANSION_DENSE] = net;
	for (int i = 0; i < EXPANSION_SCORES; i++)
		e->score[i] = (struct fpe_score){ NAN, NAN };
	e->parent_nnz = fpe_net_nnz(net);
	status = check(plan, net, blame, err);
	if (!status) {
		e->net[EXPANSION_SPLIT] = fpe_net_copy(net);
		status = e->net[EXPANSION_SPLIT]
				 ? runner_start(&e->runner, pool, EXPANSION_ARMS, run, err)
				 : fpe_no_memory(err);
	}
	if (status) {
		fpe_net_free(e->net[EXPANSION_SPLIT]);
		fpe_net_free(net);
		free(e);
		return status;
	}
	*out = e;
	return FPE_OK;
}

void expansion_free(struct expansion *expansion)
{
	if (!expansion)
		return;
	runner_end(&expansion->runner);
	for (int i = 0; i < EXPANSION_ARMS; i++)
		fpe_net_free(expansion->net[i]);
	for (int i = 0; i < EXPANSION_SCORES; i++)
		free(expansion->mark[i]);
	free(expansion);
}

int expansion_epochs(const struct expansion *expansion)
{
	return expansion->plan.train ? EXPANSION_ARMS * expansion->plan.epochs : 0;
}

static struct fpe_summary paired(const struct expansion *expansion, enum expansion_arm which,
				 enum expansion_arm over)
{
	const double *before = expansion->mark[over], *after = expansion->mark[which];
	int n = before && after ? expansion->plan.test->count : 0;
	struct fpe_tally tally = { 0 };

	for (int pass = 0; pass < 2; pass++) {
		for (int i = 0; i < n; i++)
			fpe_tally_add(&tally, after[i] - before[i]);
		if (!pass)
			fpe_tally_turn(&tally);
	}
	return fpe_tally_summary(&tally);
}

struct fpe_summary expansion_gain(const struct expansion *expansion)
{
	return paired(expansion, EXPANSION_SPLIT, EXPANSION_DENSE);
}

struct fpe_summary expansion_change(const struct expansion *expansion)
{
	return paired(expansion, EXPANSION_DENSE, EXPANSION_GIVEN);
}
