/* SPDX-License-Identifier: GPL-3.0-or-later */
/* auto_json.c - every rung with all of its candidates, and the choice. */
#include "cmd/report/auto_json.h"

#include <string.h>

#include "cmd/report/report.h"

static json_t *summary(struct fpe_summary s)
{
	return json_pack("{s:o, s:o, s:o}", "mean", report_number(s.mean), "low",
			 report_number(s.low), "high", report_number(s.high));
}

static json_t *row(const struct search *search, const struct search_stage *stage, int i)
{
	int number = stage->candidate[i];
	const struct contender *c = search_contender(search, number);

	return json_pack("{s:o, s:i, s:o, s:o, s:i, s:b, s:o, s:o, s:o}", "split",
			 c->by ? json_string(c->by->name) : json_null(), "alpha", c->alpha, "layer",
			 c->by && c->layer >= 0 ? json_integer(c->layer + 1) : json_null(), "at",
			 c->by ? json_integer(c->at) : json_null(), "neurons",
			 search_neurons(search, number), "frontier",
			 search_frontier(search, stage, i), "accuracy",
			 summary(search_accuracy(stage, i)), "loss", summary(search_loss(stage, i)),
			 "gain", summary(search_gain(stage, i)));
}

static json_t *rung(const struct search *search, const struct search_stage *stage)
{
	json_t *rows = json_array();

	for (int i = 0; i < stage->count; i++)
		json_array_append_new(rows, row(search, stage, i));
	return json_pack("{s:i, s:i, s:i, s:o}", "epochs", stage->epochs, "candidates",
			 stage->count, "seeds", stage->seeds, "rows", rows);
}

static json_t *test(const struct search_stage *stage)
{
	if (!stage->test)
		return json_null();
	return json_pack("{s:i, s:o, s:o, s:o}", "seeds", stage->seeds, "dense",
			 summary(search_accuracy(stage, 0)), "best",
			 summary(search_accuracy(stage, 1)), "gain",
			 summary(search_gain(stage, 1)));
}

/* Place of the chosen candidate in the rung that decided. */
static json_t *best(const struct search *search)
{
	int number, decided = search_decided(search, &number);
	const struct search_stage *stage = search_stage(search, decided);

	for (int i = 0; i < stage->count; i++) {
		if (stage->candidate[i] == number)
			return json_integer(i);
	}
	return json_null();
}

static json_t *split_lines(const char *lines)
{
	json_t *out = json_array();

	while (*lines) {
		size_t n = strcspn(lines, "\n");

		json_array_append_new(out, json_stringn(lines, n));
		lines += n + (lines[n] != '\0');
	}
	return out;
}

void auto_json(const struct search *search, json_t *out, const char *arm, const char *lines)
{
	const struct search_options *o = search_options(search);
	int stages = search_stages(search), number;
	json_t *rungs = json_array(), *head;

	for (int i = 0; i < stages; i++) {
		if (!search_stage(search, i)->test)
			json_array_append_new(rungs, rung(search, search_stage(search, i)));
	}
	head = json_pack("{s:s, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i}", "arm", arm, "trials",
			 search_trials(search), "possible", search_possible(search), "seeds",
			 o->seeds, "epochs", o->epochs, "train",
			 search_samples(search) - search_held(search), "validation",
			 search_held(search), "nnz", (int)search_budget(search), "runs",
			 search_done(search), "planned", search_runs(search));
	json_object_update(out, head);
	json_decref(head);
	json_object_set_new(out, "rungs", rungs);
	json_object_set_new(out, "decided", json_integer(search_decided(search, &number)));
	json_object_set_new(out, "best", best(search));
	json_object_set_new(out, "test", test(search_stage(search, stages - 1)));
	json_object_set_new(out, "lines", split_lines(lines));
}
