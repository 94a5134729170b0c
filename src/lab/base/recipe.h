/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recipe.h - how to make a task, its samples, a root net and its split from a
 * seed.
 *
 * The live session and every run of a study go through these functions, so run
 * 0 of a compare is the live session at the same seed. A part with a seed of
 * its own ignores the base seed.
 */
#ifndef LAB_RECIPE_H
#define LAB_RECIPE_H

#include <stdbool.h>
#include <stdint.h>

#include "fpe/data.h"
#include "fpe/net.h"
#include "fpe/split.h"
#include "fpe/task.h"
#include "fpe/trainer.h"
#include "lab/base/own_samples.h"
#include "lab/base/shared.h"

struct part_seed {
	bool fixed;
	uint64_t seed;
};

struct task_spec {
	enum fpe_task_kind kind;
	struct fpe_task_options options; /* of the kinds that have settings */
	char *formula;			 /* formula; owned */
	struct shared *own;		 /* samples: a hold on a struct own_samples */
	struct fpe_task *given;		 /* the clauses of a file (dimacs, pla); owned */
	char *file;			 /* its path, to be told; owned */
	struct part_seed seed;
};

struct data_spec {
	int train, test; /* of a user's own samples: 0, all there are, and 0 */
	double p;
	enum fpe_sampling sampling;
	double noise;
	struct part_seed seed;
};

/* Has a net biases? */
enum net_bias { NET_BIASED, NET_UNBIASED };
#define NET_BIAS_WORDS "yes|no" /* in the order of the enum */

/* Are weights tied, and do hidden neurons rectify? auto: tied where the task's samples are
   to be given back; not
   rectified where tied, as in Elhage et al. 2022. */
enum net_choice { NET_AUTO, NET_NO, NET_YES };
#define NET_CHOICE_WORDS "auto|no|yes" /* in the order of the enum */

struct net_spec {
	int layers; /* hidden ones */
	int hidden[FPE_MAX_LAYERS];
	enum fpe_init init;
	struct part_seed seed;
	enum fpe_activation activation;
	enum net_bias bias;
	int unbiased; /* bit l: layer l has none, where bias says that there are some */
	enum net_choice tied, hidden_relu;
	int outputs; /* 0: as many as the samples need */
};

/* How neurons are split: rows of settings are of its members
   (lab/study/study_setting.h). */
struct split_spec {
	int alpha; /* children of each neuron; 1: not split */
	int layer; /* from 0, -1 all hidden ones */
	enum fpe_budget_rule budget;
	double share; /* of each parent's inputs that go to every child */
	struct part_seed seed;
};

struct recipe {
	struct task_spec task;
	struct data_spec data;
	struct net_spec net;
	struct fpe_train_settings settings;
	/* of the samples, ended by a new task: what they are a picture of where a user
	   said so, and which inputs belong together (struct fpe_groups, or NULL) */
	struct fpe_shape shape;
	struct shared *groups;
	/* a study's own, for its rows by=file (struct fpe_partition, or NULL) */
	struct shared *partition;
};

/* What splits may go by besides the weights; all borrowed, NULL: none. */
struct split_basis {
	const struct fpe_clauses *clauses;
	const struct fpe_groups *groups;
	const struct fpe_partition *partition;
};

/* The default recipe: dnf 8 x 4, 8000 + 8000 samples, 8 hidden neurons. */
void recipe_init(struct recipe *recipe);
void recipe_clear(struct recipe *recipe);
enum fpe_status recipe_copy(struct recipe *to, const struct recipe *from, struct fpe_error *err);

/* Another task: its part is copied. A user's own samples begin with all of them,
   and what was said of drawing others ends; so do groups of inputs, what picture
   they were, and how many outputs nets have for the classes. FPE_ENOMEM, and nothing has changed.
 */
enum fpe_status recipe_set_task(struct recipe *recipe, const struct task_spec *spec,
				struct fpe_error *err);

/* A user's own samples, or NULL: they are drawn. */
const struct own_samples *recipe_own(const struct recipe *recipe);

/* What the inputs are a picture of, as a user or else their file says; rows 0:
   neither does. */
struct fpe_shape recipe_shape(const struct recipe *recipe);
const struct fpe_groups *recipe_groups(const struct recipe *recipe); /* or NULL */
#define RECIPE_TITLE 64
/* The task in a word or two: "dnf"; "csv iris.csv", a file without its folders, for
   samples of one's own. Returns out. */
const char *recipe_title(const struct recipe *recipe, char out[RECIPE_TITLE]);
/* What splits of a net for this task may go by; borrows both. */
struct split_basis recipe_basis(const struct recipe *recipe, const struct fpe_task *task);

/* Do both make the same task, samples and nets, and train alike? Not: by what they
   are split. */
bool recipe_same(const struct recipe *a, const struct recipe *b);

uint64_t part_seed(const struct part_seed *part, uint64_t base);

/* Each gives *out. */
enum fpe_status recipe_task(const struct task_spec *spec, uint64_t base, struct fpe_task **out,
			    struct fpe_error *err);
/* Can a user's own samples be drawn so? FPE_OK where samples are not one's own. */
enum fpe_status recipe_check_data(const struct recipe *recipe, struct fpe_error *err);

/* Samples that the task's rule makes. watch: borrowed, or NULL; FPE_ESTOPPED. */
enum fpe_status recipe_data(const struct data_spec *spec, const struct fpe_task *task,
			    uint64_t base, const struct fpe_watch *watch, struct fpe_data **train,
			    struct fpe_data **test, struct fpe_error *err);
/* Holds on the samples to train and to test on, drawn for the recipe's task or from
   a user's own; *test: NULL where there are none. */
enum fpe_status recipe_samples(const struct recipe *recipe, const struct fpe_task *task,
			       uint64_t base, const struct fpe_watch *watch, struct shared **train,
			       struct shared **test, struct fpe_error *err);
/* A hold on a task, or on groups, which it takes, also on failure. NULL: no memory. */
struct shared *shared_task(struct fpe_task *task);
struct shared *shared_groups(struct fpe_groups *groups);

/* From which seed a task was made; from what its samples to train on were drawn, with those
   to test on: what shared_made tells of them in a session. */
struct task_made {
	uint64_t base;
};
struct samples_made {
	struct data_spec data;
	uint64_t base;
};
/* False: no memory. */
bool recipe_say_made(const struct recipe *recipe, uint64_t base, struct shared *task,
		     struct shared *train);

/* data (borrowed): that it is to learn, which has its outputs and its loss; NULL: of the
   classes of the task, or what it gives back. FPE_ERANGE: there is no such layer to be
   without biases; FPE_ESHAPE: other outputs than the samples can have, or than a tied net. */
enum fpe_status recipe_net(const struct net_spec *spec, const struct fpe_task *task,
			   const struct fpe_data *data, uint64_t base, struct fpe_net **out,
			   struct fpe_error *err);
/* What says how a net like this one is made; its weights and seed apart. outputs: as
   many as the samples need. */
void recipe_net_of(struct net_spec *spec, const struct fpe_net *net, int outputs);

/* What the library asks for to split a net so; borrows net and what basis does. */
struct fpe_grouping recipe_split(const struct split_spec *spec, const struct fpe_net *net,
				 const struct split_basis *basis, uint64_t base);

#endif
