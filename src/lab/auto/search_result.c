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

bool search_by_loss(const struct search *search)
{
	return search->terms.shape && fpe_loss_is_of_targets(search->terms.shape->loss);
}

struct fpe_summary search_score(const struct search *search, const struct search_place *place)
{
	return search_by_loss(search) ? place->loss : place->accuracy;
}

struct fpe_summary search_gain(const struct search *search, const struct search_place *place)
{
	return search_by_loss(search) ? place->loss_gain : place->gain;
}

enum pick { PICK_ACCURACY, PICK_GAIN, PICK_LOSS, PICK_LOSS_GAIN };

static double pick_of(const struct fpe_score *score, const struct fpe_score *none, enum pick pick)
{
	switch (pick) {
	case PICK_GAIN:
		return score->accuracy - none->accuracy;
	case PICK_LOSS:
		return score->loss;
	case PICK_LOSS_GAIN:
		return none->loss - score->loss;
	case PICK_ACCURACY:
		break;
	}
	return score->accuracy;
}

static struct fpe_summary over_seeds(const struct search_stage *stage, int i, enum pick pick)
{
	struct fpe_tally t = { 0 };

	for (int k = 0; k < 2 * stage->seeds; k++) {
		const struct fpe_score *score = &stage->score[k % stage->seeds * stage->count];

		if (k == stage->seeds)
			fpe_tally_turn(&t);
		fpe_tally_add(&t, pick_of(&score[i], score, pick));
	}
	return fpe_tally_summary(&t);
}

/* score, neurons: [count] scratch, what halving compares. */
static void compare(const struct search *search, struct search_stage *stage,
		    struct halving_score *score, int *neurons)
{
	for (int i = 0; i < stage->count; i++) {
		struct search_place *p = &stage->place[i];

		p->accuracy = over_seeds(stage, i, PICK_ACCURACY);
		p->gain = over_seeds(stage, i, PICK_GAIN);
		p->loss = over_seeds(stage, i, PICK_LOSS);
		p->loss_gain = over_seeds(stage, i, PICK_LOSS_GAIN);
		score[i] = (struct halving_score){ search_by_loss(search) ? -p->loss.mean
									  : p->accuracy.mean,
						   p->loss.mean };
		neurons[i] = contender_neurons(&search->candidate[p->number], search->terms.shape);
	}
	halving_rank(score, stage->count, stage->order);
	for (int i = 0; i < stage->count; i++)
		stage->place[i].frontier = halving_frontier(score, neurons, stage->count, i);
}

enum fpe_status search_sum_up(const struct search *search, struct search_stage *stage,
			      struct fpe_error *err)
{
	struct halving_score *score = malloc((size_t)stage->count * sizeof *score);
	int *neurons = malloc((size_t)stage->count * sizeof *neurons);
	bool fine = score && neurons;

	if (fine)
		compare(search, stage, score, neurons);
	free(score);
	free(neurons);
	return fine ? FPE_OK : fpe_no_memory(err);
}

/* What a candidate scored in a rung at a seed, more being better. */
static double scored(const struct search *s, const struct search_stage *stage, int number, int seed)
{
	for (int i = 0; i < stage->count; i++) {
		const struct fpe_score *score = &stage->score[seed * stage->count + i];

		if (stage->place[i].number == number)
			return search_by_loss(s) ? -score->loss : score->accuracy;
	}
	return NAN;
}

/* Was the candidate as good in rung a as in the later rung b, for all that the
   seeds of both can tell? */
static bool as_good(const struct search *s, int a, int b)
{
	const struct search_stage *x = &s->stage[a], *y = &s->stage[b];
	int seeds = x->seeds < y->seeds ? x->seeds : y->seeds;
	struct fpe_tally t = { 0 };
	struct fpe_summary more;

	for (int k = 0; k < 2 * seeds; k++) {
		if (k == seeds)
			fpe_tally_turn(&t);
		fpe_tally_add(&t,
			      scored(s, y, s->best, k % seeds) - scored(s, x, s->best, k % seeds));
	}
	more = fpe_tally_summary(&t);
	return more.mean <= 0 || more.low <= 0;
}

int search_length(const struct search *s)
{
	if (!s->options.own || s->best < 1)
		return s->options.epochs;
	for (int a = 0; a < s->decided; a++) {
		bool enough = true;

		for (int b = a + 1; b <= s->decided; b++)
			enough &= as_good(s, a, b);
		if (enough)
			return s->stage[a].epochs;
	}
	return s->stage[s->decided].epochs;
}

struct arm *search_arm(const struct search *search, const struct session *s)
{
	struct arm *arm = session_arm_by_id(s, search->arm);

	return arm && s->shared_train == search->train && arm->how.alpha == 1 ? arm : NULL;
}
