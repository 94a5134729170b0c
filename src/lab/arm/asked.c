/* SPDX-License-Identifier: GPL-3.0-or-later */
/* asked.c - each metric that is asked for, by what measures it. */
#include "lab/arm/asked.h"

#include <math.h>

#include "fpe/ablation.h"
#include "fpe/circuit.h"
#include "fpe/probing.h"
#include "lab/arm/attack.h"
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

static enum fpe_status probes(const struct fpe_net *net, const struct asked *asked,
			      const struct fpe_watch *watch, double *out, struct fpe_error *err)
{
	const struct fpe_probing_basis basis = { asked->task, asked->train, asked->test, watch };
	struct fpe_probing p;
	enum fpe_status status = fpe_probing_new(net, 0, &basis, &p, err);

	if (!status)
		*out = fpe_probing_mean(&p);
	fpe_probing_clear(&p);
	return status;
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
	if (status || !asked->train->label || net->layers < 2)
		return status;
	if (wants(asked, FPE_METRIC_CAUSAL_CLAUSES_PER_NEURON) && has_clauses(asked))
		status = causes(net, asked, watch, &out[FPE_METRIC_CAUSAL_CLAUSES_PER_NEURON], err);
	if (!status && wants(asked, FPE_METRIC_EDGES_PER_CLAUSE) && has_clauses(asked))
		status = edges(net, asked, watch, &out[FPE_METRIC_EDGES_PER_CLAUSE], err);
	if (!status && wants(asked, FPE_METRIC_PROBE_AUC))
		status = probes(net, asked, watch, &out[FPE_METRIC_PROBE_AUC], err);
	return status;
}
