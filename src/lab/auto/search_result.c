/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search_result.c - how far a search is, and what its stages say. */
#include <math.h>
#include <stdlib.h>

#include "lab/auto/search.h"

int search_timeout(const struct search *search)
{
	double left;

	if (search->options.seconds <= 0)
		return -1;
	left = search->begun + search->options.seconds - search->options.clock();
	return left <= 0 ? 0 : left > 3600 ? 3600000 : (int)ceil(left * 1000);
}

/* Epochs that the rungs and the measurement take, as far as runs= lets them. */
static double all_epochs(const struct search *s)
{
	double sum = 0;
	int runs = s->options.runs;

	for (int i = 0; i <= s->rungs; i++) {
		bool test = i == s->rungs;
		int count = test ? 2 : s->rung[i].candidates + 1;
		int epochs = test ? s->options.epochs : s->rung[i].epochs;
		int seeds = s->options.seeds;

		if (s->options.runs && runs / count < seeds)
			seeds = runs / count;
		if (!test && i && s->trial)
			epochs -= s->rung[i - 1].epochs;
		sum += (double)count * seeds * epochs;
		if (s->options.runs && seeds < s->options.seeds)
			break;
		runs -= seeds * count;
	}
	return sum;
}

const char *search_progress(struct search *search, double *done, double *total)
{
	static const char *const rung[HALVING_RUNGS] = { "auto, rung 1", "auto, rung 2",
							 "auto, rung 3", "auto, rung 4" };

	*done = (double)atomic_load(&search->epochs_done);
	*total = fmax(all_epochs(search), *done);
	return search->choosing ? rung[search->stages] : "auto, test";
}

int search_runs(const struct search *search)
{
	int n = 0;

	for (int i = 0; i < search->rungs; i++)
		n += (search->rung[i].candidates + 1) * search->options.seeds;
	return n;
}

int search_done(const struct search *search)
{
	int n = 0;

	for (int i = 0; i < search->stages; i++)
		n += search->stage[i].count * search->stage[i].seeds;
	return n;
}

enum pick { PICK_ACCURACY, PICK_GAIN, PICK_LOSS };

static struct fpe_summary over_seeds(const struct search_stage *stage, int i, enum pick pick)
{
	double *value = malloc((size_t)(stage->seeds + 1) * sizeof *value);
	struct fpe_summary summary;

	for (int k = 0; value && k < stage->seeds; k++) {
		const struct fpe_score *score = &stage->score[k * stage->count];

		value[k] = pick == PICK_LOSS ? score[i].loss : score[i].accuracy;
		if (pick == PICK_GAIN)
			value[k] -= score[0].accuracy;
	}
	summary = fpe_summarise(value, value ? stage->seeds : 0);
	free(value);
	return summary;
}

struct fpe_summary search_accuracy(const struct search_stage *stage, int i)
{
	return over_seeds(stage, i, PICK_ACCURACY);
}

struct fpe_summary search_gain(const struct search_stage *stage, int i)
{
	return over_seeds(stage, i, PICK_GAIN);
}

struct fpe_summary search_loss(const struct search_stage *stage, int i)
{
	return over_seeds(stage, i, PICK_LOSS);
}

/* What halving compares, of every candidate of a stage; NULL: no memory. */
static struct halving_score *means(const struct search_stage *stage)
{
	struct halving_score *out = malloc((size_t)stage->count * sizeof *out);

	for (int i = 0; i < stage->count && out; i++)
		out[i] = (struct halving_score){ search_accuracy(stage, i).mean,
						 search_loss(stage, i).mean };
	return out;
}

enum fpe_status search_rank(const struct search_stage *stage, int *order, struct fpe_error *err)
{
	struct halving_score *score = means(stage);

	if (!score)
		return fpe_no_memory(err);
	halving_rank(score, stage->count, order);
	free(score);
	return FPE_OK;
}

bool search_frontier(const struct search *search, const struct search_stage *stage, int i)
{
	struct halving_score *score = means(stage);
	int *neurons = malloc((size_t)stage->count * sizeof *neurons);
	bool is = false;

	for (int k = 0; k < stage->count && neurons; k++)
		neurons[k] = contender_neurons(&search->candidate[stage->candidate[k]],
					       search->terms.shape);
	if (score && neurons)
		is = halving_frontier(score, neurons, stage->count, i);
	free(neurons);
	free(score);
	return is;
}

struct arm *search_arm(const struct search *search, const struct session *s)
{
	struct arm *arm = session_arm_by_id(s, search->arm);

	return arm && s->shared_train == search->train && arm->alpha == 1 ? arm : NULL;
}
