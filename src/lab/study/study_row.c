/* SPDX-License-Identifier: GPL-3.0-or-later */
/* study_row.c - which net does a row of a study begin with? Splits and controls. */
#include "lab/study/study_run.h"

#include <string.h>

#define CONTROL_SHARE .5 /* of a parent's inputs that children of `share` have in common */

static const struct study_control controls[] = {
	{ ROW_WIDE, "wide", false,
	  "wide: a dense net of alpha times the neurons, without a budget." },
	{ ROW_SPARSE, "sparse", true,
	  "sparse: as wide as the first split, and in each layer as sparse, but its masks in the split layer are drawn at random, so that children share inputs; without a warm-up a new net whose masks are random in every layer: static random sparsity (arXiv 2010.14495)." },
	{ ROW_DROPCONNECT, "dropconnect", false,
	  "dropconnect: a dense net as wide as the splits whose weights are off with the chance that leaves as many on as the budget has." },
	{ ROW_SHARE, "share", true,
	  "share: the first split, but half of each parent's inputs go to all its children, then pruned to the budget, to see what it costs that children overlap." },
	{ ROW_NM, "nm", true,
	  "nm: as sparse, but in the split layer every neuron has 2 of every 2 alpha inputs that are neighbours in an order drawn at random: 2:4 at alpha=2 (arXiv 2104.08378)." },
	{ ROW_ENSEMBLE, "ensemble", true,
	  "ensemble: the first split as alpha nets, child c of every neuron in net c, each trained by itself; their logits are averaged. Of untied nets with one hidden layer." },
	{ ROW_REINIT, "reinit", true,
	  "reinit: the first split with its masks, but new weights, to see if it is more than to begin again." },
};
#define CONTROLS ((int)(sizeof controls / sizeof *controls))

const struct study_control *study_control(int i)
{
	return i >= 0 && i < CONTROLS ? &controls[i] : NULL;
}

const char *study_control_name(int i)
{
	return i >= 0 && i < CONTROLS ? controls[i].name : NULL;
}

const char *study_control_help(int i)
{
	return i >= 0 && i < CONTROLS ? controls[i].help : NULL;
}

bool study_is_like(const char *name)
{
	for (int i = 0; i < CONTROLS; i++) {
		if (controls[i].like && strcmp(controls[i].name, name) == 0)
			return true;
	}
	return false;
}

int study_masks_until(const struct study *study)
{
	switch (study->masks) {
	case STUDY_MASKS_FIXED:
		return 0;
	case STUDY_MASKS_RIGL:
		return study->epochs * 3 / 4;
	case STUDY_MASKS_AS_SET:
		break;
	}
	return study->recipe.settings.masks_until;
}

static enum fpe_status make_split(struct run *run, const struct fpe_split_kind *by, double share,
				  struct fpe_net **out, struct fpe_error *err)
{
	const struct study *study = run->study;
	struct split_basis basis = recipe_basis(&study->recipe, run->task);
	struct split_spec how = study->how;
	struct fpe_grouping g;

	how.share = share;
	g = recipe_split(&how, run->root, &basis, run->seed);
	g.watch = &run->watch;
	return fpe_split(by, &g, how.budget, run->budget, run->biases, out, err);
}

static enum fpe_status make_wide(struct run *run, const struct study_row *row, struct fpe_net **out,
				 struct fpe_error *err)
{
	const struct study *study = run->study;
	const struct net_spec *net = &study->recipe.net;
	enum fpe_status status =
		fpe_control_wide(run->root, study->how.layer, study->how.alpha, net->init,
				 part_seed(&net->seed, run->seed), out, err);

	if (!status && row->kind == ROW_DROPCONNECT)
		run->settings.dropconnect = 1 - (double)run->budget / (double)fpe_net_nnz(*out);
	return status;
}

/* What is like a split, but for some of it. split: it. */
static enum fpe_status make_like(struct run *run, const struct study_row *row,
				 const struct fpe_net *split, struct fpe_net **out,
				 struct fpe_error *err)
{
	const struct study *study = run->study;
	int layer = study->how.layer, alpha = study->how.alpha;
	const struct net_spec *net = &study->recipe.net;
	uint64_t net_seed = part_seed(&net->seed, run->seed);

	if (row->kind == ROW_SPARSE && study->warmup == 0)
		return fpe_control_static(run->root, split, layer, alpha, net->init, net_seed,
					  run->seed, out, err);
	if (row->kind == ROW_SPARSE)
		return fpe_control_sparse(run->root, split, layer, alpha, run->seed, out, err);
	if (row->kind == ROW_NM)
		return fpe_control_nm(run->root, split, layer, alpha, run->seed, out, err);
	*out = fpe_net_copy(split);
	if (!*out)
		return fpe_no_memory(err);
	if (row->kind == ROW_ENSEMBLE)
		run->members = alpha;
	else
		fpe_control_reinit(*out, net->init, net_seed);
	return FPE_OK;
}

/* The split a control is like: a row's net if that split is a row. */
static enum fpe_status make_control(struct run *run, const struct study_row *row,
				    struct fpe_net **out, struct fpe_error *err)
{
	struct fpe_net *split = NULL;
	enum fpe_status status = make_split(run, row->by, run->study->how.share, &split, err);

	*out = NULL;
	if (!status)
		status = make_like(run, row, split, out, err);
	fpe_net_free(split);
	return status;
}

bool run_starts_anew(const struct study_row *row)
{
	return row->kind == ROW_WIDE || row->kind == ROW_DROPCONNECT;
}

enum fpe_status run_make_row(struct run *run, const struct study_row *row, struct fpe_net **out,
			     int *from, struct fpe_error *err)
{
	const struct study *study = run->study;

	*from = run_starts_anew(row) ? 0 : study->warmup;
	run->settings = study->recipe.settings;
	run->settings.masks_until = study_masks_until(study);
	run->members = 0;
	switch (row->kind) {
	case ROW_SPLIT:
		return make_split(run, row->by, study->how.share, out, err);
	case ROW_SHARE:
		return make_split(run, row->by, CONTROL_SHARE, out, err);
	case ROW_WIDE:
	case ROW_DROPCONNECT:
		return make_wide(run, row, out, err);
	case ROW_SPARSE:
	case ROW_NM:
	case ROW_ENSEMBLE:
	case ROW_REINIT:
		return make_control(run, row, out, err);
	case ROW_DENSE:
		break;
	}
	*out = fpe_net_copy(run->root); /* with its moments: it goes on */
	return *out ? FPE_OK : fpe_no_memory(err);
}
