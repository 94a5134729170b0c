/* SPDX-License-Identifier: GPL-3.0-or-later */
/* results.c - what was found last takes the place of what was before. */
#include "cmd/player/results.h"

void results_clear(struct results *results)
{
	compare_free(results->compared);
	sweep_free(results->swept);
	board_free(results->board);
	answers_clear(&results->answers);
	*results = (struct results){ .compared = NULL };
}

void results_forget(struct results *results)
{
	struct results under_way = { .comparing = results->comparing,
				     .sweeping = results->sweeping };

	results_clear(results);
	*results = under_way;
}

bool results_awaited(const struct results *results)
{
	return results->comparing || results->sweeping;
}

void results_take_compare(struct results *results, struct compare *compare)
{
	compare_free(results->compared);
	results->compared = compare;
	sweep_free(results->swept);
	results->swept = NULL;
	results_show(results, NULL);
}

void results_take_sweep(struct results *results, struct sweep *sweep)
{
	sweep_free(results->swept);
	results->swept = sweep;
}

void results_show(struct results *results, struct board *board)
{
	board_free(results->board);
	results->board = board;
}

const struct snapshot_sweep *results_sweep(struct results *results)
{
	if (results->sweeping)
		return board_picture(results->sweeping->board, true);
	if (results->comparing || !results->board)
		return NULL;
	return board_picture(results->board, false);
}

void results_snapshot(struct results *results, const struct recipe *recipe, struct snapshot *out)
{
	struct compare *c = results->comparing ? results->comparing : results->compared;

	if (c)
		out->study = compare_picture(c, recipe);
	out->sweep = results_sweep(results);
}
