/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_sweep.c - `sweep`: a study over a grid, into a run store. */
#include "cmd/player/call.h"
#include "cmd/player/jobs.h"
#include "cmd/report/sweep_report.h"
#include "cmd/command/study_args.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Keys given, in the order they are written in: the first one goes slowest. */
static int keys_given(struct call *call, const struct setting *out[])
{
	const struct setting *key;
	int count = 0;

	for (int k = 0; (key = sweep_key(k)); k++) {
		int i = count;

		if (!call_given(call, key->name))
			continue;
		count++;
		while (i > 0 && call_value(call, out[i - 1]->name)->column >
					call_value(call, key->name)->column) {
			out[i] = out[i - 1];
			i--;
		}
		out[i] = key;
	}
	return count;
}

static enum fpe_status add_axis(struct call *call, const struct setting *key,
				struct lattice *lattice)
{
	const struct value *v = call_value(call, key->name);
	enum fpe_status status;

	for (int k = 1; k < v->count; k++) {
		for (int j = 0; j < k; j++) {
			if (v->numbers[j] == v->numbers[k])
				return call_fail(call, key->name, FPE_ERANGE,
						 "%s: %.9g is there twice", key->name,
						 v->numbers[k]);
		}
	}
	status = lattice_add(lattice, key, v->numbers, v->count, &call->err);
	/* layers are counted from 1 where they are written */
	for (int k = 0; k < v->count && key->kind == SETTING_LAYER && !status; k++)
		lattice->axis[lattice->axes - 1].value[k]--;
	return call_blame(call, key->name, status);
}

static enum fpe_status add_axes(struct call *call, struct lattice *lattice)
{
	const struct setting *keys[LATTICE_MAX_AXES];
	int count = keys_given(call, keys);
	enum fpe_status status = FPE_OK;

	if (call_given(call, "masks") && call_given(call, "masks_until"))
		return call_fail(call, "masks", FPE_ERANGE,
				 "masks= beside masks_until=, which says that they move");
	for (int i = 0; i < count && status == FPE_OK; i++)
		status = add_axis(call, keys[i], lattice);
	return status;
}

/* What some point would fail at is said before the first run begins. */
static enum fpe_status check_points(struct call *call, struct lattice *lattice)
{
	const char *blame;
	enum fpe_status status =
		lattice_try(lattice, session_watch(call->session), &blame, &call->err);

	return study_args_blame(call, blame, status);
}

/* runs.db of part 2 of 8: runs.2of8.db. */
static char *part_path(const char *path, const struct call_options *options)
{
	const char *name = strrchr(path, '/'), *dot;
	struct textbuf out = { 0 };

	if (options->shards <= 1)
		return strdup(path);
	dot = strrchr(name ? name : path, '.');
	if (!dot)
		dot = path + strlen(path);
	textbuf_printf(&out, "%.*s.%dof%d%s", (int)(dot - path), path, options->shard + 1,
		       options->shards, dot);
	return textbuf_take(&out);
}

static enum fpe_status begin(struct call *call, struct lattice *lattice)
{
	char *path = part_path(call_text(call, "file"), call->options);
	enum fpe_status status;

	if (!path) {
		lattice_clear(lattice);
		return fpe_no_memory(&call->err);
	}
	status = job_sweep(call, lattice, path);
	free(path);
	return call_blame(call, "file", status);
}

static enum fpe_status run_sweep(struct call *call)
{
	struct lattice lattice = {
		.first = call->session->seed,
		.seeds = (int)call_number(call, "seeds", 8),
		.draws = (int)call_number(call, "draw", 0),
		.shard = call->options->shard,
		.shards = call->options->shards > 1 ? call->options->shards : 1,
	};
	enum fpe_status status = study_args_begin(call, &lattice.base);

	if (status)
		return status;
	lattice.base.at_split = true;
	status = add_axes(call, &lattice);
	if (status == FPE_OK && lattice.draws && !lattice.axes)
		status = call_fail(call, "draw", FPE_ERANGE,
				   "draw: no key to draw from, as in hidden=4,8,16");
	if (status == FPE_OK)
		status = check_points(call, &lattice);
	if (status) {
		lattice_clear(&lattice);
		return status;
	}
	return begin(call, &lattice);
}

/* How a list of values of a kind is written, and with which words: a flag's stand as
   its values do. */
#define ARG_SWEEP_INT ARG_INTS
#define ARG_SWEEP_COUNT ARG_INTS
#define ARG_SWEEP_UNTIL ARG_INTS
#define ARG_SWEEP_LAYER ARG_INTS
#define ARG_SWEEP_LAYERS ARG_INTS
#define ARG_SWEEP_SEED ARG_INTS
#define ARG_SWEEP_REAL ARG_REALS
#define ARG_SWEEP_CHOICE ARG_CHOICES
#define ARG_SWEEP_FLAG ARG_CHOICES
#define SWEEP_WORDS(kind, words) (SETTING_##kind == SETTING_FLAG ? "no|yes" : (words))

/* Where a key is not as the argument of one value. */
#define SWEEP_MOST(place, most) ((place) == SWEEP_lr ? 1e6 : (most))
#define SWEEP_HELP(place, about)                                           \
	((place) == SWEEP_sampling ? "how samples are drawn, as data says" \
	 : (place) == SWEEP_hidden ? "neurons of every hidden layer"       \
	 : (place) == SWEEP_batch  ? "samples a minibatch"                 \
				   : (about))

/* An argument at its place; what it is where it is not given goes by the part. */
#define SWEEP_ARG_FIXED(...)
#define SWEEP_ARG_SWEPT(key, kind, least, most, words, otherwise, about)                      \
	[SWEEP_##key] = ARG(#key, SWEEP_##kind, SWEEP_HELP(SWEEP_##key, about), .min = least, \
			    .max = SWEEP_MOST(SWEEP_##key, most),                             \
			    .choices = SWEEP_WORDS(kind, words), .fallback = otherwise),
#define SWEEP_ARG(key, kind, member, least, most, words, otherwise, about, shown, in_key, when, \
		  sweep)                                                                        \
	SWEEP_ARG_##sweep(key, kind, least, most, words, otherwise, about)
#define SWEEP_ARG_OF(part, key, kind, member, least, most, words, otherwise, ...) \
	SWEEP_ARG(key, kind, member, least, most, words, part, __VA_ARGS__)
#define SWEEP_ARG_OF_TASK(...) SWEEP_ARG_OF("the task's", __VA_ARGS__)
#define SWEEP_ARG_OF_DATA(...) SWEEP_ARG_OF("the samples'", __VA_ARGS__)
#define SWEEP_ARG_OF_NET(...) SWEEP_ARG_OF("the net's", __VA_ARGS__)
#define SWEEP_ARG_OF_TRAIN(...) SWEEP_ARG_OF("as set", __VA_ARGS__)

const struct command cmd_sweep = {
	VERB("sweep", COMMAND_LONG | COMMAND_REPORT | COMMAND_ASIDE | COMMAND_REMAKES, run_sweep),
	.help = "A compare at every point of a grid, its runs kept in a file.",
	.details =
		"Each key takes a list or a range; every combination is a point, and each point a compare over seeds N, N+1, … with the task, samples, net and settings of now for what is not given. "
		"With draw=N there are N points, and each draws every key from its list, every value as likely as another, by the seed and its number: with a larger N the first ones stay, and the file goes on. A point that cannot be, as one with more literals than inputs, is left out, counted and said. "
		"Runs go into the file (SQLite; see fpe(5)) in groups, many times a second: a sweep that was stopped goes on where it was when the same line is run again, one that was killed does the last moment again, and a finished one costs nothing. "
		"With --shard I/N, or as a task of a Slurm array, only a part of the runs is done, into a file of its own (runs.2of8.db), and instead of the table the means of its own runs are told on standard error; `merge` joins the parts. "
		"The panel `sweep` shows the grid as it fills.",
	.example = "sweep clauses=2,4 epochs=6 seeds=2 /tmp/fpe-example.db",
	.more_examples =
		"sweep draw=4 clauses=2,4 literals=2,3 inputs=2,12 epochs=6 seeds=1 /tmp/fpe-drawn.db",
	LARGE(LARGE_NET "sweep lr=0.001..0.01:0.001 seeds=100 epochs=100000 /tmp/fpe-large.db"),
	.fields = sweep_fields,
	.args = { [SWEEP_KEYS] = STUDY_ARG_BY,
		  PARTITION_ARG,
		  STUDY_ARG_SEEDS,
		  ARG("draw", INT, "points drawn from the lists, instead of every combination",
		      .min = 1, .max = LATTICE_MAX_RUNS, .unit = "points"),
		  STUDY_ARG_CONTROLS,
		  SETTINGS_MEASURE(SETTING_ARG)
			  NEED("file", FILE, "the run store, made if it is not there",
			       .writes = true, .grows = true),
		  SETTINGS_TASKS(SWEEP_ARG_OF_TASK) SETTINGS_DATA(SWEEP_ARG_OF_DATA)
			  SETTINGS_NET(SWEEP_ARG_OF_NET) SETTINGS_TRAIN(SWEEP_ARG_OF_TRAIN)
				  SETTINGS_STUDY(SWEEP_ARG) SETTINGS_ABLATION(SWEEP_ARG)
					  SETTINGS_SEEDS(SWEEP_ARG) },
};
