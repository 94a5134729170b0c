/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * study_setting.h - which settings has a study, and what can a sweep go over?
 *
 * Rows as those of lab/base/setting.h, of members of struct study. A key of a
 * sweep is a row of any table that says SWEPT.
 */
#ifndef LAB_STUDY_SETTING_H
#define LAB_STUDY_SETTING_H

#include "lab/base/setting.h"
#include "lab/study/study.h"

#define SETTINGS_LAYER(X)                                                                        \
	X(layer, LAYER, how.layer, 1, FPE_MAX_LAYERS, "all", "1", "hidden layer to split", NULL, \
	  "layer", ALWAYS, SWEPT)
#define SETTINGS_SHARE(X)                                                                      \
	X(share, REAL, how.share, 0, 1, NULL, "0",                                             \
	  "share of each parent's inputs that go to all its children", NULL, "share", CHANGED, \
	  SWEPT)
/* Arguments of `compare`. */
#define SETTINGS_STUDY(X)                                                                      \
	X(alpha, INT, how.alpha, 2, FPE_MAX_ALPHA, NULL, "2", "children of each neuron", NULL, \
	  "alpha", SAID, SWEPT)                                                                \
	SETTINGS_LAYER(X)                                                                      \
	X(warmup, INT, warmup, 0, FPE_MAX_EPOCHS, NULL, "5", "epochs before the split", NULL,  \
	  "warmup", SAID, SWEPT)                                                               \
	X(epochs, INT, epochs, 1, FPE_MAX_EPOCHS, NULL, "200",                                 \
	  "epochs of every row, warm-up included", NULL, "epochs", SAID, SWEPT)                \
	X(budget, CHOICE, how.budget, 0, 0, FPE_BUDGET_WORDS, "exact",                         \
	  "to what a split is pruned", NULL, "budget_rule", ALWAYS, SWEPT)
/* Only `sweep` goes over these. */
#define SETTINGS_ABLATION(X)                                         \
	SETTINGS_SHARE(X)                                            \
	X(masks, CHOICE, masks, 0, 0, SETTING_MASKS_WORDS, "as set", \
	  "rigl: masks move every 10 epochs for 3/4 of the epochs", NULL, "masks", CHANGED, SWEPT)
#define SETTINGS_MEASURE(X)                                                                    \
	X(robustness, FLAG, robustness, 0, 0, NULL, "no",                                      \
	  "measure robustness_flip, _drop and _worst too", NULL, "robustness", CHANGED, FIXED) \
	X(measure, WORDS, measure, 0, 0, FPE_METRIC_ASKED_WORDS, "none",                       \
	  "measure these metrics, too, which are measured when asked for", NULL, "measure",    \
	  CHANGED, FIXED)

/* Seeds of the parts, which only `sweep` goes over: with one of them fixed the seeds of a
   study tell how far the others matter. Those of the recipe are in the key by its own rows. */
#define SETTING_PART_SEED(X, name, member, about, key)                                         \
	X(name, SEED, member, 1, 2147483647, NULL, "the session's", about, NULL, key, CHANGED, \
	  SWEPT)
#define SETTINGS_SEEDS(X)                                                                       \
	SETTING_PART_SEED(X, task_seed, recipe.task.seed, "fixes the clauses that are drawn",   \
			  NULL)                                                                 \
	SETTING_PART_SEED(X, data_seed, recipe.data.seed, "fixes the samples", NULL)            \
	SETTING_PART_SEED(X, net_seed, recipe.net.seed, "fixes the weights there are at first", \
			  NULL)                                                                 \
	SETTING_PART_SEED(X, split_seed, how.seed, "fixes who goes where", "split_seed")

/* Each ends with name NULL. */
extern const struct setting setting_study[], setting_seeds[];

/* Where a study keeps what the rows of each table are of. */
struct study_part {
	const char *name;
	const struct setting *rows;
	size_t offset;
};
extern const struct study_part study_parts[]; /* ends with name NULL */

/* A study with the default recipe and settings, without rows. Gives nothing to
   free until its recipe gets a formula. */
void study_init(struct study *study);

/* Keys of a sweep: the rows that say SWEPT, in the order of the tables, which is that of
   its arguments. */
#define SWEEP_PLACE_FIXED(name)
#define SWEEP_PLACE_SWEPT(name) SWEEP_##name,
#define SWEEP_PLACE(name, kind, member, least, most, words, otherwise, help, shown, key, when, \
		    sweep)                                                                     \
	SWEEP_PLACE_##sweep(name)
enum sweep_place {
	SETTINGS_TASKS(SWEEP_PLACE) SETTINGS_DATA(SWEEP_PLACE) SETTINGS_NET(SWEEP_PLACE)
		SETTINGS_TRAIN(SWEEP_PLACE) SETTINGS_STUDY(SWEEP_PLACE)
			SETTINGS_ABLATION(SWEEP_PLACE) SETTINGS_SEEDS(SWEEP_PLACE) SWEEP_KEYS
};

/* The i-th key of a sweep, in the order of the tables; NULL past the last. */
const struct setting *sweep_key(int i);
/* Change a study by a key. value is in range; FPE_ESTATE where the study has no
   such setting. */
enum fpe_status sweep_key_set(const struct setting *key, struct study *study, double value,
			      struct fpe_error *err);

#endif
