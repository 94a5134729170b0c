/* SPDX-License-Identifier: GPL-3.0-or-later */
/* regime.c - runs in the order of their places. */
#include "lab/arm/regime.h"

#include <stdlib.h>

#include "core/base/room.h"
#include "lab/base/setting.h"

/* Places in order: by epoch, then batch. */
static int64_t place(int epoch, int batch)
{
	return (int64_t)epoch * INT32_MAX + batch;
}

static int64_t run_place(const struct run *run)
{
	return place(run->epoch, run->batch);
}

static void pop(struct regime *regime)
{
	shared_release(regime->run[--regime->count].train);
}

void regime_clear(struct regime *regime)
{
	while (regime->count)
		pop(regime);
	free(regime->run);
	*regime = (struct regime){ 0 };
}

enum fpe_status regime_edit(struct regime *regime, int epoch, int batch, struct fpe_error *err)
{
	enum fpe_status status =
		room_for(&regime->run, &regime->room, regime->count + 1, sizeof *regime->run, err);

	if (status)
		return status;
	while (regime->count && run_place(&regime->run[regime->count - 1]) >= place(epoch, batch))
		pop(regime);
	regime->run[regime->count++] =
		(struct run){ .epoch = epoch, .batch = batch, .edited = true };
	return FPE_OK;
}

enum fpe_status regime_train(struct regime *regime, int epoch, int batch,
			     const struct fpe_train_settings *settings, struct shared *train,
			     struct fpe_error *err)
{
	struct run *last = regime->count ? &regime->run[regime->count - 1] : NULL;
	enum fpe_status status;

	if (last && last->known && last->train == train &&
	    setting_all_same(setting_train, &last->settings, settings))
		return FPE_OK;
	if (!last || last->known) {
		status = room_for(&regime->run, &regime->room, regime->count + 1,
				  sizeof *regime->run, err);
		if (status)
			return status;
		last = &regime->run[regime->count++];
		*last = (struct run){ .epoch = epoch, .batch = batch };
	}
	last->known = true;
	last->settings = *settings;
	last->train = shared_hold(train);
	return FPE_OK;
}

enum fpe_status regime_fork(struct regime *to, const struct regime *from, int epoch, int batch,
			    struct fpe_error *err)
{
	enum fpe_status status = room_for(&to->run, &to->room, from->count, sizeof *to->run, err);

	for (int i = 0; i < from->count && status == FPE_OK; i++) {
		struct run run = from->run[i];
		bool here = run_place(&run) == place(epoch, batch);

		if (run_place(&run) > place(epoch, batch) || (here && !run.edited))
			break;
		if (here) { /* what was trained from here on is not the fork's
			     */
			run.known = false;
			run.train = NULL;
		}
		shared_hold(run.train);
		to->run[to->count++] = run;
	}
	return status;
}

const struct run *regime_at(const struct regime *regime, int epoch, int batch)
{
	int i = regime->count - 1;

	while (i >= 0 && run_place(&regime->run[i]) > place(epoch, batch))
		i--;
	return i >= 0 && regime->run[i].known ? &regime->run[i] : NULL;
}

bool regime_edited(const struct regime *regime, int epoch, int batch, int to_epoch, int to_batch)
{
	for (int i = 0; i < regime->count; i++) {
		const struct run *run = &regime->run[i];

		if (run->edited && run_place(run) > place(epoch, batch) &&
		    run_place(run) <= place(to_epoch, to_batch))
			return true;
	}
	return false;
}
