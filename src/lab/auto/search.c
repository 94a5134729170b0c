/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * search.c - the stages of a search, one queue of runs after the other.
 *
 * Trainer threads write scores, trials and the count of epochs only; all else
 * is the owner's. What the stages say is in search_result.c.
 */
#include "lab/auto/search.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/clock.h"
#include "lab/session/session_arm.h"

#define KEEP_BYTES (256u << 20)

/* A split net has about so many times the floats of its parent, on average. */
#define GROWTH 4

/* A stage cut short counts where it has so many seeds: one may be lucky. */
#define ENOUGH_SEEDS 2

static int enough_seeds(const struct search_options *o)
{
	return o->seeds < ENOUGH_SEEDS ? o->seeds : ENOUGH_SEEDS;
}

struct search_options search_defaults(void)
{
	return (struct search_options){ .trials = 32,
					.seeds = 4,
					.epochs = 200,
					.holdout = 0.2,
					.clock = clock_seconds,
					.keep = KEEP_BYTES };
}

/* The stage that is begun next, or under way. */
static struct search_stage *under_way(struct search *s)
{
	return &s->stage[s->stages];
}

static enum fpe_status run(struct runner *runner, int unit, struct fpe_team *team,
			   struct fpe_error *err)
{
	struct search *s = (struct search *)runner;
	struct search_stage *stage = under_way(s);
	int seed = unit / stage->count;
	int number = stage->place[unit % stage->count].number;
	bool kept = !stage->test && s->trial;
	struct trial own = { 0 };
	struct fpe_data *train = NULL, *validation = NULL;
	const struct fpe_data *score_on = shared_get(s->test);
	struct trial_job job = { .terms = &s->terms,
				 .candidate = &s->candidate[number],
				 .seed = s->seed + (uint64_t)seed,
				 .train = shared_get(s->train),
				 .stop = &s->runner.stop,
				 .team = team,
				 .epochs_done = &s->epochs_done };
	enum fpe_status status = FPE_OK;

	if (!stage->test) {
		status = trial_cut(job.train, s->held, job.seed, &train, &validation, err);
		job.train = train;
		score_on = validation;
	}
	if (!status)
		status = trial_run(kept ? &s->trial[number * s->options.seeds + seed] : &own, &job,
				   s->terms.from + stage->epochs, score_on, &stage->score[unit],
				   err);
	fpe_data_free(train);
	fpe_data_free(validation);
	trial_clear(&own);
	return status;
}

static void well(struct runner *runner, int unit)
{
	((struct search *)runner)->done[unit] = true;
}

/* Seeds that the bound on runs leaves for a stage of so many candidates. */
static int seeds_left(const struct search *s, int count, int before)
{
	int left = s->options.runs ? (s->options.runs - before) / count : s->options.seeds;

	return left < s->options.seeds ? left : s->options.seeds;
}

/* Begin a stage of `count` candidates, order[] of them, the first of which is
   no split. False: it has not begun, for want of runs or by s->error. */
static bool begin_stage(struct search *s, bool test, int epochs, const int *number, int count)
{
	struct search_stage *stage = under_way(s);
	int seeds = seeds_left(s, count, search_done(s)), units = seeds * count;

	if (seeds < s->options.seeds && s->cut == SEARCH_WHOLE)
		s->cut = SEARCH_RUNS;
	if (seeds < 1)
		return false;
	*stage = (struct search_stage){ .test = test, .epochs = epochs, .count = count };
	stage->place = calloc((size_t)count, sizeof *stage->place);
	stage->order = calloc((size_t)count, sizeof *stage->order);
	stage->score = calloc((size_t)units, sizeof *stage->score);
	s->done = calloc((size_t)units, sizeof *s->done);
	for (int i = 0; i < count && stage->place; i++)
		stage->place[i].number = number[i];
	s->runner = (struct runner){ .well = well };
	if (!stage->place || !stage->order || !stage->score || !s->done)
		fpe_no_memory(&s->error);
	else if (!runner_start(&s->runner, s->pool, units, run, &s->error))
		s->running = true;
	return s->running;
}

/* Seeds that all candidates of the stage have finished, without a gap. */
static int whole_seeds(const struct search *s, const struct search_stage *stage, int units)
{
	int n = 0;

	while (n < units && s->done[n])
		n++;
	return n / stage->count;
}

static void clear_stage(struct search_stage *stage)
{
	free(stage->place);
	free(stage->order);
	free(stage->score);
	*stage = (struct search_stage){ 0 };
}

/* The runs of the stage under way have come to rest. */
static void end_stage(struct search *s)
{
	struct search_stage *stage = under_way(s);
	int units = s->runner.units;

	if (s->runner.broken)
		s->error = s->runner.error;
	runner_end(&s->runner);
	s->running = false;
	stage->seeds = whole_seeds(s, stage, units);
	free(s->done);
	s->done = NULL;
	if (!stage->seeds)
		clear_stage(stage);
	else if (!search_sum_up(s, stage, &s->error))
		s->stages++;
}

/* The better half of the rung that ended, in its order, no split first. What
   does not go on is forgotten. Returns how many. */
static int survivors(struct search *s, struct search_stage *stage, int *out)
{
	int keep = halving_keep(stage->count - 1), count = 1;

	for (int i = 0, kept = 0; i < stage->count && kept < keep; i++) {
		stage->place[stage->order[i]].goes_on = true;
		kept += stage->order[i] != 0;
	}
	out[0] = 0;
	for (int i = 1; i < stage->count; i++) {
		const struct search_place *p = &stage->place[i];

		if (p->goes_on)
			out[count++] = p->number;
		for (int k = 0; !p->goes_on && s->trial && k < s->options.seeds; k++)
			trial_clear(&s->trial[p->number * s->options.seeds + k]);
	}
	return count;
}

/* Find the rung that decides, and the candidate that was best in it; no split,
   where the best is only as good. */
static void decide(struct search *s)
{
	const struct search_place *place, *best;

	s->decided = s->stages - 1;
	if (s->decided >= 0 && s->stage[s->decided].seeds < enough_seeds(&s->options))
		s->decided--;
	if (s->decided < 0)
		return;
	place = s->stage[s->decided].place;
	best = &place[s->stage[s->decided].order[0]];
	if (!isnan(search_score(s, best).mean))
		s->best = search_score(s, best).mean == search_score(s, place).mean ? 0
										    : best->number;
	s->length = search_length(s);
}

/* The rungs are over: choose, and measure what was chosen. False: nothing is
   begun. */
static bool finish_rungs(struct search *s)
{
	int number[2] = { 0 };

	s->choosing = false;
	decide(s);
	if (s->error.code || s->cut != SEARCH_WHOLE || s->best < 1 || !s->test)
		return false;
	number[1] = s->best;
	return begin_stage(s, true, s->length, number, 2);
}

/* The rung after the one that ended. False: it has not begun. */
static bool next_rung(struct search *s)
{
	struct search_stage *last = &s->stage[s->stages - 1];
	int *number = malloc((size_t)last->count * sizeof *number);
	bool begun;

	if (!number) {
		fpe_no_memory(&s->error);
		return false;
	}
	begun = begin_stage(s, false, s->rung[s->stages].epochs, number,
			    survivors(s, last, number));
	free(number);
	return begun;
}

static bool next_stage(struct search *s)
{
	if (s->error.code || !s->choosing)
		return false;
	if (s->cut == SEARCH_WHOLE && s->stages < s->rungs && next_rung(s))
		return true;
	return !s->error.code && finish_rungs(s);
}

static bool time_is_up(const struct search *s)
{
	return s->options.seconds > 0 && s->options.clock() - s->begun >= s->options.seconds;
}

static void cut(struct search *s, enum search_cut why)
{
	if (s->cut == SEARCH_WHOLE || s->cut == SEARCH_RUNS)
		s->cut = why;
	if (s->running)
		runner_stop(&s->runner);
}

bool search_poll(struct search *search)
{
	if (!search->running)
		return true;
	if (!runner_quiet(&search->runner)) {
		if (time_is_up(search))
			cut(search, SEARCH_TIME);
		return false;
	}
	end_stage(search);
	if (search->choosing && time_is_up(search))
		cut(search, SEARCH_TIME);
	return !next_stage(search);
}

void search_wait(struct search *search)
{
	while (!search_poll(search))
		runner_wait(&search->runner);
}

void search_stop(struct search *search)
{
	if (search->running)
		cut(search, SEARCH_STOPPED);
}

static void free_parts(struct search *s)
{
	for (int i = 0; i < SEARCH_STAGES; i++)
		clear_stage(&s->stage[i]);
	for (int i = 0; s->trial && i < s->candidates * s->options.seeds; i++)
		trial_clear(&s->trial[i]);
	free(s->trial);
	free(s->done);
	free(s->candidate);
	fpe_net_free(s->terms.shape);
	shared_release(s->task);
	shared_release(s->groups);
	shared_release(s->train);
	shared_release(s->test);
	free(s);
}

void search_free(struct search *search)
{
	if (!search)
		return;
	if (search->running)
		runner_end(&search->runner);
	free_parts(search);
}

static enum fpe_status check(const struct session *s, const struct arm *arm,
			     const struct search_options *o, const char **blame,
			     struct fpe_error *err)
{
	enum fpe_status status;

	*blame = "arm";
	if (arm->how.alpha != 1)
		return fpe_fail(
			err, FPE_ESTATE,
			"%s is split already (by=%s alpha=%d): a search begins at the arm before the split",
			arm->name, arm->split, arm->how.alpha);
	if (arm->net->layers < 2)
		return fpe_fail(err, FPE_ESTATE, "%s has no hidden layer to split", arm->name);
	if (arm->diverged)
		return fpe_fail(err, FPE_ESTATE, "%s has diverged: %s", arm->name, arm->trouble);
	*blame = NULL;
	if (s->train->count < SEARCH_MIN_SAMPLES)
		return fpe_fail(
			err, FPE_ESTATE,
			"%d training sample%s: a validation part needs at least %d to be held out of",
			s->train->count, s->train->count == 1 ? "" : "s", SEARCH_MIN_SAMPLES);
	*blame = "as";
	status = session_check_name(s, o->as, err);
	if (status)
		return status;
	*blame = "trials";
	if (o->trials < 2)
		return fpe_fail(err, FPE_ERANGE, "trials=%d: at least 2 candidates make a choice",
				o->trials);
	*blame = NULL;
	return FPE_OK;
}

/* At least one sample in each part. */
static int held_of(int samples, double share)
{
	int held = (int)lround(share * samples);

	return held < 1 ? 1 : held > samples - 1 ? samples - 1 : held;
}

/* Everything that is made from the session, which may change afterwards. */
static enum fpe_status fill(struct search *s, const struct session *from, struct arm *arm,
			    struct fpe_error *err)
{
	const struct search_options *o = &s->options;
	struct contender_space space = { .net = arm->net,
					 .from = o->own ? arm->epoch : 0,
					 .kept = o->own ? 0 : arm->epoch,
					 .stride = history_span(arm->history).stride };
	enum fpe_status status;

	s->pool = from->pool;
	s->task = shared_hold(from->shared_task);
	s->groups = shared_hold(from->recipe.groups);
	s->train = shared_hold(from->shared_train);
	s->test = shared_hold(from->shared_test);
	s->arm = arm->id;
	s->seed = arm->seed;
	s->best = s->decided = -1;
	s->length = o->epochs;
	s->choosing = true;
	s->samples = from->train->count;
	s->held = held_of(s->samples, o->holdout);
	s->terms = (struct trial_terms){ .shape = arm_copy_net(arm),
					 .own = o->own,
					 .from = space.from,
					 .init = from->recipe.net.init,
					 .init_seed = from->recipe.net.seed,
					 .settings = arm->settings,
					 .basis = recipe_basis(&from->recipe, from->task) };
	if (o->as)
		snprintf(s->as, sizeof s->as, "%s", o->as);
	else
		session_free_name(from, "auto", s->as);
	if (!s->terms.shape)
		return fpe_no_memory(err);
	space.basis = s->terms.basis;
	/* every split has as long again as it took to recover */
	s->rungs = halving_plan(o->trials, o->epochs, s->rung);
	space.latest = s->rung[0].epochs / 2;
	status = contender_draw(&space, s->seed, o->trials, &s->candidate, &s->candidates,
				&s->possible, err);
	if (status)
		return status;
	s->rungs = halving_plan(s->candidates - 1, o->epochs, s->rung);
	return FPE_OK;
}

/* Keep nets between rungs, if there is room. */
static enum fpe_status make_trials(struct search *s, struct fpe_error *err)
{
	size_t count = (size_t)s->candidates * (size_t)s->options.seeds;
	size_t bytes = s->terms.shape->floats * sizeof(float) * GROWTH;

	if (s->options.keep / bytes < count)
		return FPE_OK;
	s->trial = calloc(count, sizeof *s->trial);
	return s->trial ? FPE_OK : fpe_no_memory(err);
}

/* The first rung, of all. */
static enum fpe_status begin(struct search *s, struct fpe_error *err)
{
	int *number = malloc((size_t)s->candidates * sizeof *number);

	if (!number)
		return fpe_no_memory(err);
	for (int i = 0; i < s->candidates; i++)
		number[i] = i;
	s->begun = s->options.clock();
	begin_stage(s, false, s->rung[0].epochs, number, s->candidates);
	free(number);
	if (!s->running && err)
		*err = s->error;
	return s->running ? FPE_OK : s->error.code;
}

/* Is the bound on runs enough for a choice? */
static enum fpe_status check_runs(const struct search *s, const char **blame, struct fpe_error *err)
{
	int seeds = enough_seeds(&s->options), least = s->candidates * seeds;

	if (!s->options.runs || s->options.runs >= least)
		return FPE_OK;
	*blame = "runs";
	return fpe_fail(
		err, FPE_ERANGE,
		"runs=%d: %d candidates and no split take %d at %d seed%s, the least that a choice rests on",
		s->options.runs, s->candidates - 1, least, seeds, seeds == 1 ? "" : "s");
}

enum fpe_status search_new(struct session *s, struct arm *arm, const struct search_options *options,
			   struct search **out, const char **blame, struct fpe_error *err)
{
	struct search *search;
	enum fpe_status status = check(s, arm, options, blame, err);

	*out = NULL;
	if (status)
		return status;
	search = calloc(1, sizeof *search);
	if (!search)
		return fpe_no_memory(err);
	search->options = *options;
	status = fill(search, s, arm, err);
	if (!status)
		status = make_trials(search, err);
	if (!status)
		status = check_runs(search, blame, err);
	if (!status)
		status = begin(search, err);
	if (status)
		free_parts(search);
	else
		*out = search;
	return status;
}
