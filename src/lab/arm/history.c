/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * history.c - packed nets in the order of their places, behind a lock.
 *
 * Owns which places are kept and by what each was reached (regime). Packing is
 * in packed.c. The lock is held for bookkeeping alone: unpacking and training
 * again work on held entries without it.
 */
#include "lab/arm/history.h"

#include <assert.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/room.h"
#include "lab/arm/stride.h"

#define MOMENTS_EVERY STRIDE_MOMENTS

struct history {
	pthread_mutex_t lock;
	struct packed **entry;
	int count, room;
	int stride;
	size_t bytes, limit;
	struct regime regime;
	int epoch, batch; /* recorded last */
};

struct history *history_new(size_t limit)
{
	struct history *h = calloc(1, sizeof *h);

	if (h) {
		pthread_mutex_init(&h->lock, NULL);
		h->stride = 1;
		h->limit = limit;
	}
	return h;
}

void history_free(struct history *history)
{
	if (!history)
		return;
	for (int i = 0; i < history->count; i++)
		packed_release(history->entry[i]);
	free(history->entry);
	regime_clear(&history->regime);
	pthread_mutex_destroy(&history->lock);
	free(history);
}

void history_set_limit(struct history *history, size_t limit)
{
	pthread_mutex_lock(&history->lock);
	history->limit = limit;
	pthread_mutex_unlock(&history->lock);
}

static void drop_entry(struct history *h, int i)
{
	h->bytes -= h->entry[i]->bytes;
	packed_release(h->entry[i]);
	h->entry[i] = NULL;
}

static bool on_stride(const struct history *h, const struct packed *p)
{
	return p->epoch % h->stride == 0 && p->batch == 0;
}

/* Forget all that is off a longer stride until the rest fits; ends stay. */
static void thin(struct history *h)
{
	while (h->bytes > h->limit && h->count > 2 && h->stride < FPE_MAX_EPOCHS) {
		int kept = 1;

		h->stride = stride_next(h->stride);
		for (int i = 1; i < h->count; i++) {
			if (i < h->count - 1 && !on_stride(h, h->entry[i]))
				drop_entry(h, i);
			else
				h->entry[kept++] = h->entry[i];
		}
		h->count = kept;
	}
}

/* Once thinned, the newest place is kept only until the next one comes, unless
   it stands on the stride. */
static void drop_last_off_stride(struct history *h)
{
	int last = h->count - 1;

	if (h->stride > 1 && last > 0 && !on_stride(h, h->entry[last])) {
		drop_entry(h, last);
		h->count--;
	}
}

static bool is_before(const struct packed *p, int epoch, int batch)
{
	return p->epoch < epoch || (p->epoch == epoch && p->batch < batch);
}

/* Note how the place was reached. */
static enum fpe_status note_regime(struct history *h, const struct history_place *place,
				   struct fpe_error *err)
{
	if (place->edited || h->count == 0)
		return regime_edit(&h->regime, place->epoch, place->batch, err);
	/* the same place again, with moments: nothing was trained between */
	if (place->epoch == h->epoch && place->batch == h->batch)
		return FPE_OK;
	return regime_train(&h->regime, h->epoch, h->batch, place->settings, place->train, err);
}

static enum fpe_status append(struct history *h, struct packed *p,
			      const struct history_place *place, struct fpe_error *err)
{
	enum fpe_status status = room_for(&h->entry, &h->room, h->count + 1, sizeof *h->entry, err);

	if (status == FPE_OK)
		status = note_regime(h, place, err);
	if (status) {
		packed_release(p);
		return status;
	}
	if (h->count && is_before(h->entry[h->count - 1], place->epoch, place->batch))
		drop_last_off_stride(h);
	while (h->count && !is_before(h->entry[h->count - 1], place->epoch, place->batch))
		drop_entry(h, --h->count);
	h->entry[h->count++] = p;
	h->bytes += p->bytes;
	h->epoch = place->epoch;
	h->batch = place->batch;
	thin(h);
	return FPE_OK;
}

/* Are the moments of a place to be kept? The first one has none before it to be
   trained again from; one recorded anew keeps what it had. */
static bool wants_moments(const struct history *h, const struct history_place *place)
{
	const struct packed *last = h->count ? h->entry[h->count - 1] : NULL;

	return place->moments || place->edited || place->epoch % MOMENTS_EVERY == 0 ||
	       h->stride >= MOMENTS_EVERY || !last ||
	       (!is_before(last, place->epoch, place->batch) && last->moments);
}

enum fpe_status history_record(struct history *history, const struct fpe_net *net,
			       const struct history_place *place, struct fpe_error *err)
{
	struct history *h = history;
	enum fpe_status status;
	struct packed *p;

	pthread_mutex_lock(&h->lock);
	p = packed_new(net, place->trainer, place->epoch, place->batch, wants_moments(h, place),
		       h->count ? h->entry[h->count - 1] : NULL);
	status = p ? append(h, p, place, err) : fpe_no_memory(err);
	pthread_mutex_unlock(&h->lock);
	return status;
}

/* Index of the last entry before the place, -1 if none. */
static int last_before(const struct history *h, int epoch, int batch)
{
	int low = 0, high = h->count;

	while (low < high) {
		int mid = low + (high - low) / 2;

		if (is_before(h->entry[mid], epoch, batch))
			low = mid + 1;
		else
			high = mid;
	}
	return low - 1;
}

/* Index of the entry of an epoch: the whole epoch where it is kept, else the
   place inside it where the arm began; -1 if there is none. */
static int find(const struct history *h, int epoch)
{
	int i = last_before(h, epoch, 0) + 1;

	return i < h->count && h->entry[i]->epoch == epoch ? i : -1;
}

struct packed *history_near(struct history *history, int epoch)
{
	struct history *h = history;
	struct packed *p = NULL;
	int i;

	pthread_mutex_lock(&h->lock);
	i = find(h, epoch);
	if (i < 0)
		i = last_before(h, epoch, 0);
	/* the whole epoch rather than the place inside it that comes after */
	while (i > 0 && h->entry[i - 1]->epoch == h->entry[i]->epoch)
		i--;
	if (h->count)
		p = packed_hold(h->entry[i < 0 ? 0 : i]);
	pthread_mutex_unlock(&h->lock);
	return p;
}

/* The epoch is not kept: say which are. */
static enum fpe_status not_kept(const struct history *h, int epoch, struct fpe_error *err)
{
	int first, last, i;

	if (!h->count)
		return fpe_fail(err, FPE_ENAME, "no epoch is kept");
	first = h->entry[0]->epoch;
	last = h->entry[h->count - 1]->epoch;
	if (epoch < first || epoch > last)
		return fpe_fail(err, FPE_ENAME, "epoch %d is not there: it has epochs %d to %d",
				epoch, first, last);
	i = last_before(h, epoch, 0);
	return fpe_fail(
		err, FPE_ENAME,
		"epoch %d is no longer kept; the nearest are %d and %d (set history= gives it more memory)",
		epoch, h->entry[i]->epoch, h->entry[i + 1]->epoch);
}

enum fpe_status history_restore(struct history *history, int epoch, struct fpe_net *net,
				struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;
	struct packed *p = NULL;
	int i;

	pthread_mutex_lock(&history->lock);
	i = find(history, epoch);
	if (i < 0)
		status = not_kept(history, epoch, err);
	else
		p = packed_hold(history->entry[i]);
	pthread_mutex_unlock(&history->lock);
	if (status)
		return status;
	packed_unpack(p, net);
	fpe_net_clear_moments(net);
	packed_release(p);
	return FPE_OK;
}

/* Index of the entry from which entry i can be trained again, or i itself; -1:
   its moments are lost. */
static int exact_from(const struct history *h, int i)
{
	const struct packed *to = h->entry[i];
	int from = i;

	while (from >= 0 && !h->entry[from]->moments)
		from--;
	if (from < 0 || to->epoch - h->entry[from]->epoch >= MOMENTS_EVERY ||
	    regime_edited(&h->regime, h->entry[from]->epoch, h->entry[from]->batch, to->epoch,
			  to->batch))
		return -1;
	return from;
}

static enum fpe_status not_exact(const struct history *h, int i, struct fpe_error *err)
{
	int before = i, after = i;

	while (before >= 0 && exact_from(h, before) < 0)
		before--;
	while (after < h->count && exact_from(h, after) < 0)
		after++;
	/* the first entry always has its moments */
	if (after == h->count)
		after = before;
	return fpe_fail(
		err, FPE_ENAME,
		"the optimizer's moments of epoch %d are no longer kept; the nearest epochs to go back to are %d and %d",
		h->entry[i]->epoch, h->entry[before]->epoch, h->entry[after]->epoch);
}

/* What training again needs, held while the lock is not. */
struct stretch {
	struct packed *from, *to;
	int epochs;
	struct run run[MOMENTS_EVERY]; /* of each epoch; train is held */
};

static void let_go(struct stretch *s)
{
	packed_release(s->from);
	packed_release(s->to);
	for (int i = 0; i < s->epochs; i++)
		shared_release(s->run[i].train);
}

static enum fpe_status hold_stretch(const struct history *h, int epoch, struct stretch *s,
				    struct fpe_error *err)
{
	int i = find(h, epoch), from, at;

	*s = (struct stretch){ 0 };
	if (i < 0)
		return not_kept(h, epoch, err);
	from = exact_from(h, i);
	if (from < 0)
		return not_exact(h, i, err);
	s->from = packed_hold(h->entry[from]);
	s->to = packed_hold(h->entry[i]);
	at = s->from->epoch;
	for (; from < i && at < s->to->epoch; at++) {
		const struct run *run =
			regime_at(&h->regime, at, at == s->from->epoch ? s->from->batch : 0);

		assert(run && run->train);
		s->run[s->epochs] = *run;
		shared_hold(s->run[s->epochs++].train);
	}
	return FPE_OK;
}

/* Train one epoch again, or the rest of it. The trainer of the epoch before
   goes on where that had the same samples. */
static enum fpe_status train_epoch(struct fpe_trainer **trainer, const struct stretch *s, int i,
				   uint64_t seed, struct fpe_net *net,
				   const struct fpe_watch *watch, struct fpe_error *err)
{
	const struct run *run = &s->run[i];
	int epoch = s->from->epoch + i;
	enum fpe_status status = FPE_OK;

	if (*trainer && run->train == s->run[i - 1].train) {
		fpe_trainer_set(*trainer, &run->settings);
	} else {
		fpe_trainer_free(*trainer);
		status = fpe_trainer_new(net, shared_get(run->train), &run->settings, seed, epoch,
					 i ? 0 : s->from->batch, trainer, err);
		if (!status)
			fpe_trainer_watch(*trainer, watch);
	}
	while (status == FPE_OK && fpe_trainer_epoch(*trainer) == epoch) {
		status = fpe_watch_ask(watch, err);
		if (!status)
			status = fpe_trainer_step(*trainer, err);
	}
	return status;
}

enum fpe_status history_exact(struct history *history, int epoch, uint64_t seed,
			      struct fpe_net *net, int *batch, const struct fpe_watch *watch,
			      struct fpe_error *err)
{
	struct fpe_trainer *trainer = NULL;
	struct stretch s;
	enum fpe_status status;

	pthread_mutex_lock(&history->lock);
	status = hold_stretch(history, epoch, &s, err);
	pthread_mutex_unlock(&history->lock);
	if (status)
		return status;
	packed_unpack(s.from, net);
	for (int i = 0; i < s.epochs && status == FPE_OK; i++)
		status = train_epoch(&trainer, &s, i, seed, net, watch, err);
	fpe_trainer_free(trainer);
	*batch = s.to->batch;
#ifdef FPE_CHECKS
	assert(status || packed_is(s.to, net));
#endif
	let_go(&s);
	return status;
}

bool history_settings(struct history *history, int epoch, int batch, struct fpe_train_settings *out)
{
	const struct run *run;

	pthread_mutex_lock(&history->lock);
	run = regime_at(&history->regime, epoch, batch);
	if (run)
		*out = run->settings;
	pthread_mutex_unlock(&history->lock);
	return run != NULL;
}

bool history_is_on(struct history *history, int epoch, int batch, const struct shared *train)
{
	const struct run *run;
	bool is;

	pthread_mutex_lock(&history->lock);
	run = regime_at(&history->regime, epoch, batch);
	is = run && run->train == train;
	pthread_mutex_unlock(&history->lock);
	return is;
}

static enum fpe_status fork_into(struct history *to, const struct history *h, int epoch, int batch)
{
	int count = epoch == INT_MAX ? h->count : last_before(h, epoch, batch + 1) + 1;
	enum fpe_status status = room_for(&to->entry, &to->room, count, sizeof *to->entry, NULL);

	if (status == FPE_OK)
		status = regime_fork(&to->regime, &h->regime, epoch, batch, NULL);
	if (status)
		return status;
	to->stride = h->stride;
	for (int i = 0; i < count; i++) {
		to->entry[to->count++] = packed_hold(h->entry[i]);
		to->bytes += h->entry[i]->bytes;
	}
	to->epoch = count == h->count ? h->epoch : epoch;
	to->batch = count == h->count ? h->batch : batch;
	return FPE_OK;
}

struct history *history_fork(struct history *history, int epoch, int batch)
{
	struct history *fork;
	enum fpe_status status;

	pthread_mutex_lock(&history->lock);
	fork = history_new(history->limit);
	status = fork ? fork_into(fork, history, epoch, batch) : FPE_ENOMEM;
	pthread_mutex_unlock(&history->lock);
	if (status) {
		history_free(fork);
		return NULL;
	}
	return fork;
}

struct history_span history_span(struct history *history)
{
	struct history_span span = { -1, -1, 0 };

	pthread_mutex_lock(&history->lock);
	span.stride = history->stride;
	if (history->count) {
		span.first = history->entry[0]->epoch;
		span.last = history->entry[history->count - 1]->epoch;
	}
	pthread_mutex_unlock(&history->lock);
	return span;
}

void history_each(struct history *history, void (*each)(void *context, struct packed *packed),
		  void *context)
{
	pthread_mutex_lock(&history->lock);
	for (int i = 0; i < history->count; i++)
		each(context, history->entry[i]);
	pthread_mutex_unlock(&history->lock);
}

void history_look(const struct history *history, struct history_parts *out)
{
	*out = (struct history_parts){ .stride = history->stride,
				       .epoch = history->epoch,
				       .batch = history->batch,
				       .count = history->count,
				       .entry = history->entry,
				       .regime = history->regime };
}

/* Are places in order, and is it known how each was reached that would be trained again? */
static bool holds_together(const struct history *h)
{
	for (int i = 0; i < h->count; i++) {
		const struct packed *p = h->entry[i];
		int from = i ? exact_from(h, i) : i;

		if (i ? !is_before(h->entry[i - 1], p->epoch, p->batch) : !p->moments)
			return false;
		for (int at = from < 0 ? p->epoch : h->entry[from]->epoch; at < p->epoch; at++) {
			int batch = at == h->entry[from]->epoch ? h->entry[from]->batch : 0;

			if (from < i && !regime_at(&h->regime, at, batch))
				return false;
		}
	}
	return !h->count ||
	       !is_before(&(const struct packed){ .epoch = h->epoch, .batch = h->batch },
			  h->entry[h->count - 1]->epoch, h->entry[h->count - 1]->batch);
}

static enum fpe_status make_into(struct history *h, const struct history_parts *parts,
				 struct fpe_error *err)
{
	const struct history from = { .entry = parts->entry,
				      .count = parts->count,
				      .stride = parts->stride,
				      .regime = parts->regime,
				      .epoch = parts->epoch,
				      .batch = parts->batch };

	if (!holds_together(&from))
		return fpe_fail(err, FPE_EFORMAT, "the history does not hold together");
	return fork_into(h, &from, INT_MAX, 0) ? fpe_no_memory(err) : FPE_OK;
}

enum fpe_status history_make(const struct history_parts *parts, struct history **out,
			     struct fpe_error *err)
{
	struct history *h = history_new(SIZE_MAX);
	enum fpe_status status = h ? make_into(h, parts, err) : fpe_no_memory(err);

	*out = status ? NULL : h;
	if (status)
		history_free(h);
	return status;
}
