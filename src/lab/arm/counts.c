/* SPDX-License-Identifier: GPL-3.0-or-later */
/* counts.c - what was said of each sample, and when it is counted. */
#include "lab/arm/counts.h"

#include <stdlib.h>

#include "lab/arm/arm.h"

#define STRIDE 16 /* epochs between counts of the training samples, at last */

void counts_clear(struct counts *counts)
{
	free(counts->said);
	shared_release(counts->result);
	*counts = (struct counts){ .said = NULL };
}

/* Without memory nothing is kept. */
static int32_t *room_for(struct counts *counts, const struct fpe_data *data)
{
	if (!counts->said && data->label && data->count > 0)
		counts->said = malloc((size_t)data->count * sizeof *counts->said);
	return counts->said;
}

struct fpe_score counts_score(struct counts *counts, struct fpe_trainer *trainer,
			      const struct fpe_data *test, bool said)
{
	int32_t *room = said ? room_for(counts, test) : NULL;

	counts->stale = true;
	counts->fresh = room != NULL;
	return fpe_trainer_score(trainer, test, room);
}

static void release(void *confusion)
{
	fpe_confusion_free(confusion);
}

static bool due(const struct counts *counts, int epoch)
{
	int since = epoch - counts->epoch, wait = epoch / 4 < STRIDE ? epoch / 4 : STRIDE;

	return since < 0 || since >= wait;
}

enum fpe_status counts_update(struct counts *counts, struct fpe_trainer *trainer,
			      const struct lesson *lesson, int epoch, bool now,
			      const struct fpe_watch *watch, struct fpe_error *err)
{
	const struct fpe_data *data = lesson->test ? lesson->test : lesson->train;
	enum fpe_status status = FPE_OK;
	struct fpe_confusion *made;

	if ((counts->result && !counts->stale) || !room_for(counts, data))
		return FPE_OK;
	if (!lesson->test && !now && counts->result && !due(counts, epoch))
		return FPE_OK;
	if (!counts->fresh) {
		fpe_trainer_score(trainer, data, counts->said);
		status = fpe_watch_ask(watch, err);
	}
	if (status)
		return status;
	counts->fresh = lesson->test != NULL;
	if (fpe_confusion_new(data->label, counts->said, data->count, data->classes, &made, NULL))
		return FPE_OK;
	shared_release(counts->result);
	counts->result = shared_new(made, release);
	counts->stale = false;
	counts->epoch = epoch;
	return FPE_OK;
}

struct fpe_confusion *counts_of(const struct fpe_net *net, const struct fpe_data *data, int most)
{
	int n = data->count < most ? data->count : most;
	int32_t *said = n > 0 && data->label ? malloc((size_t)n * sizeof *said) : NULL;
	struct fpe_confusion *made = NULL;
	struct fpe_kernel *kernel = NULL;
	struct fpe_data part = *data;

	part.count = n;
	if (said && !fpe_kernel_fits(net, data, NULL) &&
	    !fpe_kernel_new(net, data, &kernel, NULL)) {
		fpe_kernel_score_classes(kernel, net, &part, said);
		fpe_confusion_new(part.label, said, n, part.classes, &made, NULL);
	}
	fpe_kernel_free(kernel);
	free(said);
	return made;
}
