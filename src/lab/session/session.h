/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session.h - the state that commands act on: task, samples, arms, settings.
 *
 * One thread owns a session. What a function here changes, it changes whole or
 * not at all. No training may be advancing arms while arms, samples or
 * settings are changed or measured (training_quiet).
 */
#ifndef LAB_SESSION_H
#define LAB_SESSION_H

#include "fpe/split.h"
#include "lab/arm/arm.h"
#include "lab/study/compare.h"
#include "lab/arm/past.h"
#include "lab/base/pool.h"
#include "lab/base/recipe.h"
#include "lab/arm/snapshot.h"
#include "lab/arm/training.h"
#include "lab/session/dealt.h"

struct session {
	uint64_t version;	       /* of all but the arms; the same one means the same */
	uint64_t versions;	       /* that there were */
	uint64_t seed;		       /* base seed */
	struct recipe recipe;	       /* what the parts were, or will be, made from */
	struct fpe_task *task;	       /* NULL: not made yet */
	struct fpe_data *train, *test; /* NULL: not drawn yet; test may stay NULL
					  with samples from a file */
	struct shared *shared_task, *shared_train, *shared_test; /* what holds
					the three above */
	struct lesson lesson;
	int arms;
	struct arm *arm[FPE_MAX_ARMS];
	int current; /* id of the current arm, -1 */
	/* while the session is another thread's than the screen's, arms that are replaced may
	   still be looked at: they wait for session_bury */
	bool retires;
	struct arm *retired;
	int next_id;
	size_t history_limit; /* bytes, all arms together */
	struct pool *pool;
	struct past *past;	   /* nets of past epochs that are looked at */
	struct dealt_cache *dealt; /* what is expected of splits, where that is simulated */
	/* what large nets of pictures are measured by, lent while the screen takes one;
	   NULL: they are measured at once, as far as a curve has them */
	struct gauge *gauge;
	uint64_t *probe;	   /* bits of the sample looked at, input j is bit j%64 of
				      probe[j/64]; NULL: none */
	struct shared *circuit;	   /* struct snapshot_circuit that was found last; NULL: none */
	struct snapshot_look look; /* the neuron that was asked for last */
	bool told_late;		   /* a late split has been pointed out */
	/* says what was made by default and what a user should know */
	void (*note)(void *context, const char *text);
	void *note_context;
	struct fpe_watch watch; /* of what takes long on this thread; stopped NULL: none */
};

/* To lend to what takes long. */
static inline const struct fpe_watch *session_watch(const struct session *s)
{
	return s->watch.stopped ? &s->watch : NULL;
}

enum fpe_status session_new(uint64_t seed, int jobs, struct session **out, struct fpe_error *err);
void session_free(struct session *session);
/* Frees arms that were retired: no picture of them is looked at any more. */
void session_bury(struct session *s);

/* A new task ends the arms and the samples; a user's own samples are drawn at once.
   What spec holds is copied. */
enum fpe_status session_set_task(struct session *s, const struct task_spec *spec,
				 struct fpe_error *err);
/* New samples; arms stay. An epoch that was begun starts anew with them. */
enum fpe_status session_set_data(struct session *s, const struct data_spec *spec,
				 struct fpe_error *err);
/* A fresh root arm; name NULL: "dense", numbered if taken. */
enum fpe_status session_add_net(struct session *s, const struct net_spec *spec, const char *name,
				struct arm **out, struct fpe_error *err);
/* What a file held: takes net, also on failure; own: struct own_samples (not taken);
   one of both may be NULL. With samples: a new task of them, which ends the arms. *out:
   the net's arm; NULL without a net (then a name is FPE_ENAME). */
enum fpe_status session_import(struct session *s, struct fpe_net *net, struct shared *own,
			       const char *name, struct arm **out, struct fpe_error *err);

void session_set_seed(struct session *s, uint64_t seed);

/* Make what is missing with its defaults, and say so. */
enum fpe_status session_need_task(struct session *s, struct fpe_error *err);
enum fpe_status session_need_data(struct session *s, struct fpe_error *err);
enum fpe_status session_need_arm(struct session *s, struct fpe_error *err);
/* Also opens every arm: ready to train and measure. */
enum fpe_status session_ready(struct session *s, struct fpe_error *err);

struct split_request {
	const struct fpe_split_kind *by;
	struct split_spec how;
	const struct fpe_partition *partition; /* of by=file; else NULL */
	const char *from;		       /* arm, NULL: the current one */
	int epoch;			       /* of from, -1: as it is now */
	const char *name;		       /* NULL: named after by, numbered if taken */
};
enum fpe_status session_split(struct session *s, const struct split_request *request,
			      struct arm **out, struct fpe_error *err);

/*
 * A new arm that is `from` (NULL: the current one) as it was at a past epoch,
 * moments and settings included, so that training it gives the same bits as
 * never having left. name NULL: from's, numbered. FPE_ENAME where the epoch is
 * not kept: the message names the nearest ones.
 */
enum fpe_status session_rewind(struct session *s, const char *from, int epoch, const char *name,
			       struct arm **out, struct fpe_error *err);

/* Edits: the curve gets a mark, the history the edited net; moments of weights
   that are not touched stay, the others become 0. */

/* One weight of an arm. FPE_ESTATE: it is masked; FPE_ERANGE: not finite. */
enum fpe_status session_set_weight(struct session *s, struct arm *arm, int layer, int row,
				   int column, double value, struct fpe_error *err);
/* Move inputs of the layer to a child of `parent`, all of them or none, as
   fpe_net_move. On failure *at is the index in inputs. */
enum fpe_status session_assign(struct session *s, struct arm *arm, int layer,
			       const struct fpe_origin *parent, const int *inputs, int count,
			       int child, int *at, struct fpe_error *err);

/* "x7", the name a formula or a file gives it, or its number; FPE_ENAME. */
enum fpe_status session_find_input(const struct session *s, const char *text, int *out,
				   struct fpe_error *err);
/* The same of what comes into a layer of a net: for later layers than fc1 it is
   a neuron of the layer before. */
enum fpe_status session_find_column(const struct session *s, const struct fpe_net *net, int layer,
				    const char *text, int *out, struct fpe_error *err);
/* A neuron's name ("n0", "n0.1") or number; FPE_ENAME. */
enum fpe_status session_find_neuron(const struct fpe_net *net, int layer, const char *text,
				    int *out, struct fpe_error *err);
/* The name of what comes into a layer; buffer holds FPE_MAX_NAME bytes. */
const char *session_column_name(const struct session *s, const struct fpe_net *net, int layer,
				int column, char *buffer);

/* The sample that is looked at, bits as in s->probe; copied. */
enum fpe_status session_set_probe(struct session *s, const uint64_t *bits, struct fpe_error *err);

/* The circuit of the arm's net that figures show from now on; takes what c holds. FPE_ENOMEM:
   they show the one before. */
enum fpe_status session_set_circuit(struct session *s, const struct arm *arm, int clause,
				    struct fpe_circuit *c, struct fpe_error *err);
void session_clear_circuit(struct session *s);
/* The hidden neuron that figures look at from now on. */
void session_set_look(struct session *s, const struct arm *arm, int layer, int neuron);

/* By name; FPE_ENAME lists the arms there are. name NULL: the current one. */
enum fpe_status session_find(const struct session *s, const char *name, struct arm **out,
			     struct fpe_error *err);
struct arm *session_arm_by_id(const struct session *s, int id); /* or NULL */
enum fpe_status session_use(struct session *s, const char *name, struct fpe_error *err);
enum fpe_status session_drop(struct session *s, const char *name, struct fpe_error *err);
enum fpe_status session_rename(struct session *s, const char *from, const char *to,
			       struct fpe_error *err);
/* The same, numbered where another has this name. */
void session_name_after(struct session *s, struct arm *arm, const char *base);

/* By what arms that are made from now on are trained; arm_set is for those there are. As of the
   seed and the history, what is so already is no change. */
void session_set_new(struct session *s, const struct fpe_train_settings *settings);
void session_set_history(struct session *s, size_t bytes);
/* Trainer threads, 1 to POOL_MOST, from the next epochs on; no result depends on them. */
enum fpe_status session_set_jobs(struct session *s, int jobs, struct fpe_error *err);

/*
 * Fill a picture. quiet: no trainer is at work, so the arms can be asked
 * themselves; else what they published last is shown. at: the epoch that nets
 * and metrics are of, -1: now.
 */
void session_snapshot(struct session *s, bool quiet, int at, struct snapshot *out);
/*
 * One arm at an epoch, to be compared with a snapshot's: fills out as
 * session_snapshot does at that epoch (at = -1: the last one kept). Its net
 * lives until the next call for the same arm and use, or until the arm ends. False: no
 * memory; out is as it was.
 */
bool session_picture(struct session *s, int arm_index, enum past_use use, int epoch,
		     struct snapshot_arm *out);

/*
 * Add to a snapshot's arm the classes that it says, and ask for them from now on.
 * While a trainer is at work they come with a later picture. past: of an arm
 * that session_picture filled.
 */
void session_count(struct session *s, bool quiet, int arm_index, struct snapshot *out);
void session_count_past(struct session *s, enum past_use use, struct snapshot_arm *out);

/*
 * What is expected of an arm's split where theory has no closed form: means over FPE_DEALS
 * deals, of a stream of the session's seed. All NaN (n = 0) where theory has one, where the
 * arm's fc1 was not split once by a kind that is dealt, and where that would cost more than
 * `most` (fpe_deals_cost). FPE_ENOMEM, FPE_ESTOPPED.
 */
enum fpe_status session_dealt(const struct session *s, const struct arm *arm, double most,
			      struct fpe_dealt *out, struct fpe_error *err);

/* Add to a snapshot's arms the scores of the training samples as the nets are now. While
   trainers are at work, or where that would keep a frame waiting, they stay as they are. */
void session_score_training(struct session *s, bool quiet, struct snapshot *out);

/* A study with the session's recipe (copied), without rows. */
enum fpe_status session_study(const struct session *s, struct study *out, struct fpe_error *err);

/* Say which arms keep fewer epochs than they did. */
void session_tell_thinned(struct session *s);

void session_note(struct session *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
