/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * study_setting.h - which settings has a study, and what can a sweep go over?
 *
 * Rows as those of lab/base/setting.h, of members of struct study. A key of a
 * sweep is a row of either table that says SWEPT.
 */
#ifndef LAB_STUDY_SETTING_H
#define LAB_STUDY_SETTING_H

#include "lab/base/setting.h"
#include "lab/study/study.h"

#define SETTINGS_LAYER(X)                                                                    \
	X(layer, LAYER, layer, 1, FPE_MAX_LAYERS, "all", "1", "hidden layer to split", NULL, \
	  "layer", ALWAYS, FIXED, 0)
#define SETTINGS_SHARE(X)                                                                      \
	X(share, REAL, share, 0, 1, NULL, "0",                                                 \
	  "share of each parent's inputs that go to all its children", NULL, "share", CHANGED, \
	  SWEPT, 11)
/* Arguments of `compare`. */
#define SETTINGS_STUDY(X)                                                                       \
	X(alpha, INT, alpha, 2, FPE_MAX_ALPHA, NULL, "2", "children of each neuron", NULL,      \
	  "alpha", SAID, SWEPT, 14)                                                             \
	SETTINGS_LAYER(X)                                                                       \
	X(warmup, INT, warmup, 0, FPE_MAX_EPOCHS, NULL, "5", "epochs before the split", NULL,   \
	  "warmup", SAID, SWEPT, 15)                                                            \
	X(epochs, INT, epochs, 1, FPE_MAX_EPOCHS, NULL, "200",                                  \
	  "epochs of every row, warm-up included", NULL, "epochs", SAID, SWEPT, 16)             \
	X(budget, CHOICE, budget, 0, 0, FPE_BUDGET_WORDS, "exact", "to what a split is pruned", \
	  NULL, "budget_rule", ALWAYS, SWEPT, 13)
/* Only `sweep` goes over these. */
#define SETTINGS_ABLATION(X)                                                                       \
	SETTINGS_SHARE(X)                                                                          \
	X(masks, CHOICE, masks, 0, 0, SETTING_MASKS_WORDS, "as set",                               \
	  "rigl: masks move every 10 epochs for 3/4 of the epochs", NULL, "masks", CHANGED, SWEPT, \
	  12)
#define SETTINGS_MEASURE(X)                               \
	X(robustness, FLAG, robustness, 0, 0, NULL, "no", \
	  "measure robustness_flip, _drop and _worst too", NULL, "robustness", CHANGED, FIXED, 0)

extern const struct setting setting_study[]; /* ends with name NULL */

/* A study with the default recipe and settings, without rows. Gives nothing to
   free until its recipe gets a formula. */
void study_init(struct study *study);

#define SWEEP_COUNT(name, kind, member, least, most, words, fallback, help, shown, key, when, \
		    sweep, ...)                                                               \
	+SETTING_##sweep
enum {
	SWEEP_KEYS = 0 SETTINGS_TASK(SWEEP_COUNT) SETTINGS_DATA(SWEEP_COUNT)
		SETTINGS_NET(SWEEP_COUNT) SETTINGS_TRAIN(SWEEP_COUNT) SETTINGS_STUDY(SWEEP_COUNT)
			SETTINGS_ABLATION(SWEEP_COUNT) SETTINGS_MEASURE(SWEEP_COUNT)
};

/* The i-th key of a sweep, in the order of the tables; NULL past the last. */
const struct setting *sweep_key(int i);
const struct setting *sweep_key_find(const char *name);
/* Change a study by a key. value is in range; FPE_ESTATE where the study has no
   such setting. */
enum fpe_status sweep_key_set(const struct setting *key, struct study *study, double value,
			      struct fpe_error *err);

#endif
