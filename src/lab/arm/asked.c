/* SPDX-License-Identifier: GPL-3.0-or-later */
/* asked.c - each metric that is asked for, by what measures it. */
#include "lab/arm/asked.h"

#include <math.h>

#include "fpe/ablation.h"
#include "fpe/circuit.h"
#include "fpe/neuron.h"
#include "fpe/probing.h"
#include "fpe/welch.h"
#include "lab/arm/attack.h"
#include "lab/arm/directions.h"
#include "lab/arm/robustness.h"

static bool wants(const struct asked *asked, enum fpe_metric metric)
{
	return asked->set & fpe_metric_asked_bit(metric);
}

/* Are clauses known over samples as these? */
static bool has_clauses(const struct asked *asked)
{
	return asked->task && asked->task->clauses.count > 0 && asked->train->bits &&
	       asked->train->label;
}

static enum fpe_status causes(const struct fpe_net *net, const struct asked *asked,
			      const struct fpe_watch *watch, double *out, struct fpe_error *err)
{
	const struct fpe_data *data = asked->test ? asked->test : asked->train;
	struct fpe_ablation a;
	enum fpe_status status =
		fpe_ablation_new(net, 0, asked->task, data, ASKED_SAMPLES, watch, &a, err);

	if (!status)
		*out = fpe_ablation_mean(&a);
	fpe_ablation_clear(&a);
	return status;
}

static enum fpe_status edges(const struct fpe_net *net, const struct asked *asked,
			     const struct fpe_watch *watch, double *out, struct fpe_error *err)
{
	const struct fpe_circuit_basis basis = { asked->task, asked->train, asked->test, watch };

	return fpe_circuit_mean(net, &basis, out, err);
}

/* What a linear probe tells of fc1, of the inputs, or of a fresh layer as wide. */
static enum fpe_status probe(enum fpe_metric metric, const struct fpe_net *net,
			     const struct asked *asked, const struct fpe_watch *watch, double *out,
			     struct fpe_error *err)
{
	const struct fpe_probing_basis basis = { asked->task, asked->train, asked->test, watch };
	struct fpe_probing p;
	enum fpe_status status;

	if (metric == FPE_METRIC_PROBE_AUC_UNTRAINED)
		status = fpe_probing_untrained(net, 0, asked->seed, &basis, &p, err);
	else
		status = fpe_probing_new(net, metric == FPE_METRIC_PROBE_AUC ? 0 : -1, &basis, &p,
					 err);
	if (!status)
		*out = fpe_probing_mean(&p);
	fpe_probing_clear(&p);
	return status;
}

static enum fpe_status probes(const struct fpe_net *net, const struct asked *asked,
			      const struct fpe_watch *watch, double out[FPE_METRIC_COUNT],
			      struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	for (int m = FPE_METRIC_PROBE_AUC; m <= FPE_METRIC_PROBE_AUC_UNTRAINED && !status; m++) {
		if (wants(asked, (enum fpe_metric)m))
			status = probe((enum fpe_metric)m, net, asked, watch, &out[m], err);
	}
	return status;
}

/* What single neurons tell, and how their sums are spread. */
static enum fpe_status neurons(const struct fpe_net *net, const struct asked *asked,
			       const struct fpe_watch *watch, double out[FPE_METRIC_COUNT],
			       struct fpe_error *err)
{
	const struct fpe_data *data = asked->test ? asked->test : asked->train;
	struct fpe_neurons n;
	enum fpe_status status =
		fpe_neurons_mean(net, 0, asked->task, data, FPE_NEURON_SAMPLES, watch, &n, err);

	out[FPE_METRIC_NEURON_AUC] = n.told;
	out[FPE_METRIC_WASSERSTEIN] = n.wasserstein;
	return status;
}

/* What follows from the weights of fc1. */
static enum fpe_status weights(const struct fpe_net *net, const struct asked *asked,
			       const struct fpe_watch *watch, double out[FPE_METRIC_COUNT],
			       struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	if (wants(asked, FPE_METRIC_EFFECTIVE_DIRECTIONS))
		status = directions_effective(&net->layer[0], watch,
					      &out[FPE_METRIC_EFFECTIVE_DIRECTIONS], err);
	if (!status && wants(asked, FPE_METRIC_WELCH))
		status = fpe_welch(net, 0, watch, &out[FPE_METRIC_WELCH], err);
	return status;
}

/* What takes samples with classes, and hidden neurons. */
static enum fpe_status inside(const struct fpe_net *net, const struct asked *asked,
			      const struct fpe_watch *watch, double out[FPE_METRIC_COUNT],
			      struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	if (wants(asked, FPE_METRIC_CAUSAL_CLAUSES_PER_NEURON) && has_clauses(asked))
		status = causes(net, asked, watch, &out[FPE_METRIC_CAUSAL_CLAUSES_PER_NEURON], err);
	if (!status && wants(asked, FPE_METRIC_EDGES_PER_CLAUSE) && has_clauses(asked))
		status = edges(net, asked, watch, &out[FPE_METRIC_EDGES_PER_CLAUSE], err);
	return status ? status : probes(net, asked, watch, out, err);
}

enum fpe_status asked_fill(struct fpe_kernel *kernel, const struct fpe_net *net,
			   const struct asked *asked, const struct fpe_watch *watch,
			   double out[FPE_METRIC_COUNT], struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	for (int m = FPE_METRIC_ASKED; m < FPE_METRIC_COUNT; m++)
		out[m] = NAN;
	if (wants(asked, FPE_METRIC_ROBUSTNESS_FLIP) || wants(asked, FPE_METRIC_ROBUSTNESS_DROP) ||
	    wants(asked, FPE_METRIC_ROBUSTNESS_WORST))
		status = robustness_fill(kernel, net, asked->test, asked->seed, watch, out, err);
	if (!status && (wants(asked, FPE_METRIC_FEWEST_FLIPS) ||
			wants(asked, FPE_METRIC_ADVERSARIAL_ACCURACY)))
		status = attack_fill(kernel, net, asked->test, asked->task, watch, out, err);
	if (!status)
		status = weights(net, asked, watch, out, err);
	if (status || net->layers < 2)
		return status;
	if (wants(asked, FPE_METRIC_NEURON_AUC) || wants(asked, FPE_METRIC_WASSERSTEIN))
		status = neurons(net, asked, watch, out, err);
	return status || !asked->train->label ? status : inside(net, asked, watch, out, err);
}
