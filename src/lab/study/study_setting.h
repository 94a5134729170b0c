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
	  "layer", ALWAYS, FIXED)
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

extern const struct setting setting_study[]; /* ends with name NULL */

/* Where a study keeps what the rows of each table are of. */
struct study_part {
	const char *name;
	const struct setting *rows;
	size_t offset;
};
extern const struct study_part study_parts[]; /* "study" is last; ends with name NULL */

/* A study with the default recipe and settings, without rows. Gives nothing to
   free until its recipe gets a formula. */
void study_init(struct study *study);

/* Keys of a sweep, which are the rows that say SWEPT, in the order of its arguments. */
enum sweep_place {
	SWEEP_clauses,
	SWEEP_literals,
	SWEEP_inputs,
	SWEEP_address,
	SWEEP_irrelevant,
	SWEEP_led_noise,
	SWEEP_features,
	SWEEP_density,
	SWEEP_importance,
	SWEEP_train,
	SWEEP_p,
	SWEEP_noise,
	SWEEP_sampling,
	SWEEP_hidden,
	SWEEP_activation,
	SWEEP_bias,
	SWEEP_tied,
	SWEEP_hidden_relu,
	SWEEP_lr,
	SWEEP_batch,
	SWEEP_dropconnect,
	SWEEP_adversarial,
	SWEEP_share,
	SWEEP_masks,
	SWEEP_budget,
	SWEEP_alpha,
	SWEEP_warmup,
	SWEEP_epochs,
	SWEEP_KEYS
};

/* The i-th key of a sweep, in the order of the tables; NULL past the last. */
const struct setting *sweep_key(int i);
/* Change a study by a key. value is in range; FPE_ESTATE where the study has no
   such setting. */
enum fpe_status sweep_key_set(const struct setting *key, struct study *study, double value,
			      struct fpe_error *err);

#endif
