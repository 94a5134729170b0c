/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * setting.h - which settings are there? One row each; all else is derived.
 *
 * A row says what a setting is called, where it lives, its type, bounds, words,
 * default and help, and whether it is a part of a run's key. From the rows come
 * the arguments of `task`, `data`, `net`, `set`, `compare` and `sweep`
 * (cmd/command/setting_args.h), what `set` shows, when two recipes are the same,
 * captions, the keys of runs (lab/study/settings.h) and of sweeps, which are its
 * arguments. To add a setting, add its member and its row.
 *
 * Owns nothing. `part` below is the struct that the rows are of: struct
 * task_spec, data_spec, net_spec or fpe_train_settings; of the rows of a study
 * (lab/study/study_setting.h) struct study.
 */
#ifndef LAB_SETTING_H
#define LAB_SETTING_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "fpe/limits.h"
#include "lab/base/recipe.h"

/*
 * A row: X(name, kind, member, least, most, words, default, help,
 *          what its JSON field is, key, when, sweep)
 *
 * default  as a user writes it; what is no value of the kind stands for 0, or
 *          for no word at all
 * JSON     NULL: it has no field
 * key      its name in the key of a run and in captions, NULL: only in captions
 * when     it is in the key: enum setting_when without its prefix
 * sweep    SWEPT: it is a key of a sweep (lab/study/study_setting.h). FIXED: it is not
 */
#define SETTING_SEED(X, key)                             \
	X(seed, SEED, seed, 0, 0, NULL, "the session's", \
	  "fixes this part, whatever the base seed", NULL, key, CHANGED, FIXED)
/* literals_a_clause: their default */
#define SETTINGS_RANDOM(X, literals_a_clause)                                                   \
	X(clauses, INT, options.clauses, 1, FPE_MAX_CLAUSES, NULL, "8", "clauses of the task",  \
	  NULL, "clauses", SAID, SWEPT)                                                         \
	X(literals, INT, options.literals, 1, FPE_MAX_INPUTS, NULL, literals_a_clause,          \
	  "literals a clause", NULL, "literals", SAID, SWEPT)                                   \
	X(inputs, INT, options.inputs, 1, FPE_MAX_INPUTS, NULL, "clauses*literals",             \
	  "inputs; fewer than clauses*literals makes clauses share some", NULL, "inputs", SAID, \
	  SWEPT)
#define SETTINGS_TASK(X)                                                                      \
	SETTINGS_RANDOM(X, "4")                                                               \
	X(negate, FLAG, options.negate, 0, 0, NULL, "yes", "draw which literals are negated", \
	  NULL, "negate", ALWAYS, SWEPT)                                                      \
	SETTING_SEED(X, "task_seed")
#define SETTINGS_CNF(X) SETTINGS_TASK(X)
/* Parities have no literals to negate. */
#define SETTINGS_XOR(X) SETTINGS_RANDOM(X, "3") SETTING_SEED(X, "task_seed")
#define SETTINGS_INPUTS(X)                                                                       \
	X(inputs, INT, options.inputs, 1, FPE_MAX_INPUTS, NULL, "9", "inputs of the task", NULL, \
	  "inputs", SAID, SWEPT)
#define SETTINGS_ADDRESS(X)                                \
	X(address, INT, options.address, 1, 11, NULL, "2", \
	  "address inputs, for 2^address data inputs", NULL, "address", ALWAYS, SWEPT)
#define SETTINGS_IRRELEVANT(X)                                                                   \
	X(irrelevant, INT, options.irrelevant, 0, FPE_MAX_INPUTS - FPE_LED_SEGMENTS, NULL, "17", \
	  "inputs that have nothing to do with the label", NULL, "irrelevant", ALWAYS, SWEPT)
#define SETTINGS_LED(X)                                                                         \
	SETTINGS_IRRELEVANT(X)                                                                  \
	X(noise, REAL, options.noise, 0, 1, NULL, "0.1",                                        \
	  "chance that a segment is inverted, in training and test samples", NULL, "led_noise", \
	  ALWAYS, FIXED)
#define SETTINGS_TOY(X)                                                                         \
	X(features, INT, options.inputs, 1, FPE_MAX_NEURONS, NULL, "5",                         \
	  "features, inputs and targets alike", NULL, "features", SAID, SWEPT)                  \
	X(density, REAL, options.density, 0, 1, NULL, "0.05", "chance that a feature is there", \
	  NULL, "density", ALWAYS, SWEPT)                                                       \
	X(importance, REAL, options.importance, 0.001, 1, NULL, "1",                            \
	  "feature i weighs importance^i in the loss", NULL, "importance", ALWAYS, SWEPT)
/* What a sweep goes over, of any kind; noise is the name of that of samples. */
#define SETTINGS_TASKS(X)                                                               \
	SETTINGS_TASK(X)                                                                \
	SETTINGS_ADDRESS(X)                                                             \
	SETTINGS_IRRELEVANT(X)                                                          \
	X(led_noise, REAL, options.noise, 0, 1, NULL, "0.1",                            \
	  "chance that a segment of led is inverted", NULL, "led_noise", ALWAYS, SWEPT) \
	SETTINGS_TOY(X)
#define SETTINGS_DATA(X)                                                                          \
	X(train, INT, train, 1, FPE_MAX_SAMPLES, NULL, "8000", "training samples", NULL, "train", \
	  SAID, SWEPT)                                                                            \
	X(test, INT, test, 1, FPE_MAX_SAMPLES, NULL, "8000", "test samples", NULL, "test", SAID,  \
	  SWEPT)                                                                                  \
	X(p, REAL, p, 0, 1, NULL, "0.5", "chance that a bit is 1", NULL, "p", ALWAYS, SWEPT)      \
	X(sampling, CHOICE, sampling, 0, 0, FPE_SAMPLING_WORDS, "planted",                        \
	  "how samples and labels are drawn", NULL, "sampling", ALWAYS, SWEPT)                    \
	X(noise, REAL, noise, 0, 1, NULL, "0", "share of training labels flipped", NULL, "noise", \
	  ALWAYS, SWEPT)                                                                          \
	SETTING_SEED(X, "data_seed")
#define SETTINGS_NET(X)                                                                         \
	X(hidden, LAYERS, layers, 1, FPE_MAX_NEURONS, NULL, "8",                                \
	  "neurons of each hidden layer: 8, or 512x256", NULL, "hidden", SAID, SWEPT)           \
	X(init, CHOICE, init, 0, 0, FPE_INIT_WORDS, "uniform", "how weights are drawn", NULL,   \
	  "init", ALWAYS, SWEPT)                                                                \
	SETTING_SEED(X, "net_seed")                                                             \
	X(activation, CHOICE, activation, 0, 0, FPE_ACTIVATION_WORDS, "relu",                   \
	  "what hidden neurons make of their sums", NULL, "activation", CHANGED, SWEPT)         \
	X(bias, CHOICE, bias, 0, 0, NET_BIAS_WORDS, "yes", "biases beside the weights", NULL,   \
	  "bias", CHANGED, SWEPT)                                                               \
	X(unbiased, SET, unbiased, 1, FPE_MAX_LAYERS, NULL, "none",                             \
	  "layers without biases where others have them, as 1,3", NULL, "unbiased", CHANGED,    \
	  FIXED)                                                                                \
	X(tied, CHOICE, tied, 0, 0, NET_CHOICE_WORDS, "auto",                                   \
	  "do outputs use the hidden layer's weights, turned; auto: yes for toy", NULL, "tied", \
	  CHANGED, SWEPT)                                                                       \
	X(hidden_relu, CHOICE, hidden_relu, 0, 0, NET_CHOICE_WORDS, "auto",                     \
	  "no: hidden neurons give on their sums; auto: no where tied", NULL, "hidden_relu",    \
	  CHANGED, SWEPT)                                                                       \
	X(outputs, COUNT, outputs, 1, FPE_MAX_NEURONS, "auto", "auto",                          \
	  "logits; auto: one for two classes, else one for each", NULL, "outputs", CHANGED, SWEPT)
/* Do masks move (rigl.h)? */
#define SETTING_MASKS_WORDS "fixed|rigl"
#define SETTINGS_TRAIN(X)                                                                                                 \
	X(lr, REAL, lr, 0, 1000, NULL, "0.01", "learning rate", "learning rate", "lr", SAID,                              \
	  SWEPT)                                                                                                          \
	X(batch, COUNT, batch, 1, FPE_MAX_SAMPLES, "full", "500", "samples a step",                                       \
	  "samples a step, 0 = all", "batch", SAID, SWEPT)                                                                \
	X(optimizer, CHOICE, optimizer, 0, 0, FPE_OPTIMIZER_WORDS, "adam", "the optimizer",                               \
	  "adam or sgd", "optimizer", SAID, SWEPT)                                                                        \
	X(momentum, REAL, momentum, 0, 0.9999, NULL, "0", "momentum of sgd", "of sgd", "momentum",                        \
	  OF_SGD, SWEPT)                                                                                                  \
	X(decay, REAL, decay, 0, 1, NULL, "0", "L2 penalty on weights", "L2 penalty on weights",                          \
	  "decay", ALWAYS, SWEPT)                                                                                         \
	X(dropconnect, REAL, dropconnect, 0, 0.99, NULL, "0",                                                             \
	  "chance that a hidden layer's weight is off in a minibatch",                                                    \
	  "chance that a hidden layer's weight is off", "dropconnect", CHANGED, SWEPT)                                    \
	X(adversarial, REAL, adversarial, 0, 1000, NULL, "0",                                                             \
	  "inputs are moved by so much up the loss before each step; of bits so many are flipped of every second sample", \
	  "how far real inputs are moved up the loss, how many bits are flipped", "adversarial",                          \
	  CHANGED, SWEPT)                                                                                                 \
	X(masks, SWITCH, masks_until, 0, 0, SETTING_MASKS_WORDS, "fixed", "do masks move",                                \
	  "fixed or rigl", NULL, CHANGED, FIXED)                                                                          \
	X(masks_until, UNTIL, masks_until, 1, FPE_MAX_EPOCHS, NULL, "150",                                                \
	  "epoch from which on they stay", "epoch from which masks stay, 0 = they never move",                            \
	  NULL, CHANGED, SWEPT)

enum setting_kind {
	SETTING_INT,
	SETTING_REAL,
	SETTING_FLAG,
	SETTING_CHOICE, /* an enum, its words in the enum's order; -1: none of them */
	SETTING_COUNT,	/* an int; its word stands for 0 */
	SETTING_LAYER,	/* an int from 0, as users count from 1; its word stands for -1 */
	SETTING_LAYERS, /* of struct net_spec: how many layers and how wide */
	SETTING_SET,	/* an int whose bit i stands for i+1; users write a list */
	SETTING_WORDS,	/* an int whose bit i stands for the i-th word; users write a list */
	SETTING_SEED,	/* struct part_seed */
	SETTING_SWITCH, /* an int: 0 is the first word, all else the second. The next row is … */
	SETTING_UNTIL	/* … the same int as a number; its default comes with the second word */
};

enum setting_when {
	SETTING_CHANGED, /* in the key of a run where it is not at its default */
	SETTING_ALWAYS,
	SETTING_OF_SGD, /* always, but 0 where another optimizer has no use for it */
	SETTING_SAID	/* always, and captions say it even at its default */
};

struct setting {
	const char *name;
	enum setting_kind kind;
	size_t offset;	     /* in its part */
	double least, most;  /* both 0: a word, a flag or a seed */
	const char *choices; /* words: "adam|sgd"; NULL */
	const char *fallback, *help;
	const char *key; /* NULL: none */
	enum setting_when when;
	bool swept;
};

/* Rows of a part; each ends with name NULL. Of task_spec: those that a sweep may go
   over, whatever the kind. */
extern const struct setting setting_task[], setting_data[], setting_net[], setting_train[];

/* How a task of a kind is set; no row where it has no settings. */
const struct setting *setting_task_rows(enum fpe_task_kind kind);
/* The same as a part of a run's key. */
const struct setting *setting_task_key(enum fpe_task_kind kind);

/* Is it a key of a sweep? */
#define SETTING_FIXED false
#define SETTING_SWEPT true

/* A row as struct setting; with its part in front, for lists to give the rest. */
#define SETTING_ROW(part, name, kind, member, least, most, words, fallback, help, shown, key, \
		    when, sweep)                                                              \
	{ #name, SETTING_##kind, offsetof(part, member), least, most, words, fallback, help,  \
	  key,	 SETTING_##when, SETTING_##sweep },

/* Are all its values words? */
bool setting_is_word(const struct setting *row);

/* The row of this name, or NULL. */
const struct setting *setting_find(const struct setting *rows, const char *name);

/* The value as a number: a word by its place, a flag 0 or 1; of layers the
   width of the first, of a seed whether it is fixed. */
double setting_get(const struct setting *row, const void *part);
/* value is in range. Of layers: every one gets this width. Not for seeds. */
void setting_put(const struct setting *row, void *part, double value);
/* Fix a seed. */
void setting_put_seed(const struct setting *row, void *part, uint64_t seed);
/* All rows to their defaults. */
void setting_reset(const struct setting *rows, void *part);

bool setting_same(const struct setting *row, const void *a, const void *b);
bool setting_all_same(const struct setting *rows, const void *a, const void *b);
/* Of a row of data: can a user's own samples be drawn so? They are what they are: some
   are left out, or get another class. */
bool setting_is_of_own(const struct setting *row);
/* Has what the rest of the part says a use for it? */
bool setting_matters(const struct setting *row, const void *part);

#define SETTING_TEXT 200
/* As a user writes it: 0.01, full, adam, 512x256. Returns buffer. */
const char *setting_text(const struct setting *row, const void *part, char buffer[SETTING_TEXT]);
/* A number, flag or word of this row with `digits`: 8, 0.05, rigl. */
const char *setting_number_text(const struct setting *row, double value, int digits,
				char buffer[SETTING_TEXT]);
/* As a field of JSON: word, integer or number; flags are 0 and 1. Gives it. */
json_t *setting_json(const struct setting *row, const void *part);

#endif
