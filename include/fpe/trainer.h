/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trainer.h - minibatch training of one net by one thread, which others may help.
 *
 * A trainer stands at (epoch, batch): `epoch` whole epochs are done and
 * `batch` minibatches of the next one. The samples of epoch e are shuffled by
 * stream (seed, FPE_RNG_ORDER, e), the same for every net; the last short
 * batch is kept. With batch = 0 (full) an epoch is one step over all samples.
 *
 * While it trains a trainer keeps parameters and moments in an order of its own. After
 * fpe_trainer_step has trained, weights, biases and moments of the net are old (where
 * programs check themselves: NaN) until fpe_trainer_net brings weights and biases up to
 * date, or fpe_trainer_settle, fpe_trainer_free or a step that fails all of it. So take the
 * net from fpe_trainer_net; settle it for who keeps, copies or stores moments. Masks,
 * origins and the step count are always those of now.
 */
#ifndef FPE_TRAINER_H
#define FPE_TRAINER_H

#include <stdbool.h>

#include "fpe/data.h"
#include "fpe/kernel.h"
#include "fpe/net.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Adam: beta .9, .999, eps 1e-8 (Kingma and Ba 2015) */
enum fpe_optimizer { FPE_ADAM, FPE_SGD };
#define FPE_OPTIMIZER_WORDS "adam|sgd" /* in the order of the enum */

struct fpe_train_settings {
	double lr; /* learning rate, 0 … 1e6 */
	int batch; /* samples a step; 0 = all */
	enum fpe_optimizer optimizer;
	double momentum;    /* SGD only, 0 … <1 */
	double decay;	    /* L2 penalty added to the gradient of weights,
			       0 … 1e3 */
	double dropconnect; /* chance that a hidden layer's weight is off in a
			       minibatch, 0 … <1; 0: none. Stream (seed,
			       FPE_RNG_DROPCONNECT, hash of epoch and batch) */
	int masks_until;    /* masks move every FPE_RIGL_EPOCHS epochs before this
			       one (rigl.h); 0: they stay. A net with full masks
			       has nowhere to move to */
	double adversarial; /* real inputs of samples with classes are moved by so much up
			       the loss before each step (fpe_climb_step), 0 … 1e6; of
			       bits of two classes that a formula says (fpe_data.rule) so
			       many, rounded up, are flipped of every second sample of a
			       batch that raise it and leave the formula's label. 0: not */
};

/* FPE_ERANGE, naming the setting, where one is outside its range. */
enum fpe_status fpe_train_check(const struct fpe_train_settings *settings, struct fpe_error *err);

struct fpe_trainer;

/*
 * net and data are borrowed and must outlive the trainer. Nobody else may change
 * the net while it lives. FPE_ESHAPE where data do not fit the net; FPE_ERANGE
 * for settings or a position out of range, or no samples. Gives *out.
 */
enum fpe_status fpe_trainer_new(struct fpe_net *net, const struct fpe_data *data,
				const struct fpe_train_settings *settings, uint64_t seed, int epoch,
				int batch, struct fpe_trainer **out, struct fpe_error *err);
void fpe_trainer_free(struct fpe_trainer *trainer);

/* Who helps with steps, and by the kernel with scores, until another is lent; NULL: nobody.
   Borrowed. */
void fpe_trainer_lend(struct fpe_trainer *trainer, struct fpe_team *team);

/* Who may stop steps and scores (fpe_kernel_watch), until another is lent; NULL: nobody. Borrowed.
 */
void fpe_trainer_watch(struct fpe_trainer *trainer, const struct fpe_watch *watch);

/* New settings (in range: fpe_train_check) take effect at the start of the next
   epoch; of the one at hand if no batch of it is done. */
void fpe_trainer_set(struct fpe_trainer *trainer, const struct fpe_train_settings *settings);

/*
 * One minibatch: gradient and one optimiser step. FPE_EDIVERGED if its loss is
 * not finite or a slope is past 1e15; the net is then as before the step. So
 * the net stays finite. Where masks move they do so at the start of an epoch, by
 * the slopes of its first minibatch; FPE_ENOMEM is possible then, and nothing
 * has changed. As nothing has where the watch stopped it: FPE_ESTOPPED.
 */
enum fpe_status fpe_trainer_step(struct fpe_trainer *trainer, struct fpe_error *err);

/* Settings of the epoch under way, or of the next one if none is. Borrowed. */
const struct fpe_train_settings *fpe_trainer_settings(const struct fpe_trainer *trainer);

/* Whole epochs done; minibatches of the epoch under way; batches an epoch. */
int fpe_trainer_epoch(const struct fpe_trainer *trainer);
int fpe_trainer_batch(const struct fpe_trainer *trainer);
int fpe_trainer_batches(const struct fpe_trainer *trainer);

/*
 * Brings weights and biases of the trainer's own net up to date, and gives the net as it is
 * evaluated by the settings of now: the same, or with dropconnect a copy whose hidden layers have
 * their weights times 1 minus it (Wan et al. 2013). Borrowed until the next call of the trainer.
 */
const struct fpe_net *fpe_trainer_net(struct fpe_trainer *trainer);

/*
 * fpe_kernel_score_classes of what fpe_trainer_net gives, the same bits, without it: the net
 * stays as it is. Where it need not be brought up to date that is faster.
 */
struct fpe_score fpe_trainer_score(struct fpe_trainer *trainer, const struct fpe_data *data,
				   int32_t *said);

/* Brings all of the trainer's own net up to date, moments too. */
void fpe_trainer_settle(struct fpe_trainer *trainer);
/* Nobody will read the net's moments before it is settled again: until then those of a
   large one take no memory. */
void fpe_trainer_leave_moments(struct fpe_trainer *trainer);

/*
 * The newest moments of a layer, first (FPE_WEIGHT_M, FPE_BIAS_M) or second (.._V) ones, without
 * settling: of its live weights, row by row, then of the biases it has; returns how many.
 */
size_t fpe_trainer_moments(const struct fpe_trainer *trainer, int layer, bool second, float *to);
/* Is one of them not 0? */
bool fpe_trainer_has_moments(const struct fpe_trainer *trainer);

/* The kernel, for evaluation of other kinds by the same thread. Borrowed until the next step. */
struct fpe_kernel *fpe_trainer_kernel(struct fpe_trainer *trainer);

#ifdef __cplusplus
}
#endif

#endif
