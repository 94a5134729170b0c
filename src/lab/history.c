/* SPDX-License-Identifier: GPL-3.0-or-later */
/* history.c - packed weights of each kept epoch, in one growing array. */
#include "lab/history.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define MOMENTS_EVERY 10

struct entry {
	int epoch;
	bool moments; /* values holds weights, then first, then second moments */
	uint64_t steps;
	size_t count; /* floats in values */
	float *values;
};

struct history {
	struct entry *entry;
	int count, room;
	int stride;
	size_t bytes, limit;
};

struct history *history_new(size_t limit)
{
	struct history *h = calloc(1, sizeof *h);

	if (h) {
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
		free(history->entry[i].values);
	free(history->entry);
	free(history);
}

void history_set_limit(struct history *history, size_t limit)
{
	history->limit = limit;
}

/* Live entries of one weight-like and one bias-like tensor of every layer. */
static size_t pack(const struct fpe_net *net, enum fpe_tensor_kind weights,
		   enum fpe_tensor_kind biases, float *to)
{
	size_t n = 0;

	for (int i = 0; i < net->layers; i++) {
		const struct fpe_layer *l = &net->layer[i];
		const float *w = fpe_net_tensor(net, i, weights, NULL, NULL);

		for (size_t j = 0; j < (size_t)l->in * (size_t)l->out; j++) {
			if (l->mask[j] != 0)
				to[n++] = w[j];
		}
		memcpy(to + n, fpe_net_tensor(net, i, biases, NULL, NULL),
		       (size_t)l->out * sizeof *to);
		n += (size_t)l->out;
	}
	return n;
}

static void unpack(struct fpe_net *net, enum fpe_tensor_kind weights,
		   enum fpe_tensor_kind biases, const float *from)
{
	for (int i = 0; i < net->layers; i++) {
		const struct fpe_layer *l = &net->layer[i];
		float *w = fpe_net_tensor(net, i, weights, NULL, NULL);

		for (size_t j = 0; j < (size_t)l->in * (size_t)l->out; j++)
			w[j] = l->mask[j] != 0 ? *from++ : 0;
		memcpy(fpe_net_tensor(net, i, biases, NULL, NULL), from,
		       (size_t)l->out * sizeof *from);
		from += l->out;
	}
}

static void drop_entry(struct history *h, int i)
{
	h->bytes -= h->entry[i].count * sizeof(float);
	free(h->entry[i].values);
	h->entry[i].values = NULL;
}

/* Forget every second epoch until the rest fits; ends stay. */
static void thin(struct history *h)
{
	while (h->bytes > h->limit && h->count > 2 &&
	       h->stride < FPE_MAX_EPOCHS) {
		int kept = 1;

		h->stride *= 2;
		for (int i = 1; i < h->count; i++) {
			if (i < h->count - 1 && h->entry[i].epoch % h->stride)
				drop_entry(h, i);
			else
				h->entry[kept++] = h->entry[i];
		}
		h->count = kept;
	}
}

static enum fpe_status make_room(struct history *h, struct fpe_error *err)
{
	struct entry *more;
	int room = h->room ? 2 * h->room : 64;

	if (h->count < h->room)
		return FPE_OK;
	more = realloc(h->entry, (size_t)room * sizeof *more);
	if (!more)
		return fpe_no_memory(err);
	h->entry = more;
	h->room = room;
	return FPE_OK;
}

/* Once thinned, the newest epoch is kept only until the next one comes,
   unless it stands on the stride. */
static void drop_last_off_stride(struct history *h)
{
	int last = h->count - 1;

	if (last > 0 && h->entry[last].epoch % h->stride) {
		drop_entry(h, last);
		h->count--;
	}
}

enum fpe_status history_record(struct history *history,
			       const struct fpe_net *net, int epoch,
			       struct fpe_error *err)
{
	struct entry e = { .epoch = epoch, .steps = net->steps,
			   .moments = epoch % MOMENTS_EVERY == 0 };
	size_t n = fpe_net_nnz(net) + fpe_net_biases(net);
	enum fpe_status status = make_room(history, err);

	if (status)
		return status;
	e.count = e.moments ? 3 * n : n;
	e.values = malloc(e.count * sizeof *e.values);
	if (!e.values)
		return fpe_no_memory(err);
	pack(net, FPE_WEIGHT, FPE_BIAS, e.values);
	if (e.moments) {
		pack(net, FPE_WEIGHT_M, FPE_BIAS_M, e.values + n);
		pack(net, FPE_WEIGHT_V, FPE_BIAS_V, e.values + 2 * n);
	}
	if (history->count && history->entry[history->count - 1].epoch == epoch)
		drop_entry(history, --history->count);
	else
		drop_last_off_stride(history);
	history->entry[history->count++] = e;
	history->bytes += e.count * sizeof *e.values;
	thin(history);
	return FPE_OK;
}

/* Index of the last entry at or before epoch, -1 if none. */
static int find(const struct history *h, int epoch)
{
	int low = 0, high = h->count;

	while (low < high) {
		int mid = low + (high - low) / 2;

		if (h->entry[mid].epoch <= epoch)
			low = mid + 1;
		else
			high = mid;
	}
	return low - 1;
}

enum fpe_status history_restore(const struct history *history, int epoch,
				struct fpe_net *net, struct fpe_error *err)
{
	int i = find(history, epoch);

	if (!history->count)
		return fpe_fail(err, FPE_ENAME, "no epoch is kept");
	if (i < 0 || history->entry[i].epoch != epoch) {
		if (epoch < history_first(history) || epoch > history_last(history))
			return fpe_fail(err, FPE_ENAME,
					"epoch %d is not there: it has epochs %d to %d",
					epoch, history_first(history),
					history_last(history));
		return fpe_fail(err, FPE_ENAME,
				"epoch %d is no longer kept; the nearest are %d and %d "
				"(set history= gives it more memory)", epoch,
				history->entry[i].epoch,
				history->entry[i + 1].epoch);
	}
	fpe_net_clear_moments(net);
	unpack(net, FPE_WEIGHT, FPE_BIAS, history->entry[i].values);
	return FPE_OK;
}

int history_first(const struct history *history)
{
	return history->count ? history->entry[0].epoch : -1;
}

int history_last(const struct history *history)
{
	return history->count ? history->entry[history->count - 1].epoch : -1;
}

int history_stride(const struct history *history)
{
	return history->stride;
}

size_t history_bytes(const struct history *history)
{
	return history->bytes;
}
