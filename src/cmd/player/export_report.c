/* SPDX-License-Identifier: GPL-3.0-or-later */
/* export_report.c - a file that was written, as JSON. */
#include "cmd/player/export_report.h"

const struct column export_net_fields[] = {
	FIELD("file", "text", "as it was given"),
	FIELD("arm", "text", "name of the arm, or of the row of a compare"),
	FIELD("seed", "integer or null", "of run=; null: an arm of the session"),
	FIELD("nnz", "integer", "mask entries set"),
	FIELD("bytes", "integer", "size of the file"),
	{ 0 },
};

const struct column export_sample_fields[] = {
	FIELD("file", "text", "as it was given"),
	FIELD("arm", "text or null", "whose layer it is; null: the samples themselves"),
	FIELD("layer", "text or null", "fc1, fc2, …"),
	FIELD("samples", "integer", "training and test samples"),
	FIELD("inputs", "integer", "columns of x"),
	FIELD("bytes", "integer", "size of the file"),
	{ 0 },
};

void export_report(const struct export_order *order, struct report *report)
{
	const struct datum none = { .kind = DATUM_NONE };
	bool layer = order->what == EXPORT_ACTIVATIONS;

	if (order->what == EXPORT_NET || order->what == EXPORT_RUN) {
		column_report(report, DATUM(order->path), DATUM(order->arm),
			      order->what == EXPORT_RUN ? datum_seed(order->seed) : none,
			      DATUM((double)order->nnz), DATUM((double)order->bytes));
		return;
	}
	column_report(report, DATUM(order->path), layer ? DATUM(order->arm) : none,
		      layer ? datum_format("fc%d", order->layer + 1) : none, DATUM(order->samples),
		      DATUM(order->inputs), DATUM((double)order->bytes));
}
