/* SPDX-License-Identifier: GPL-3.0-or-later */
/* team.c - work in pieces, by a team or by its caller alone. */
#include "fpe/team.h"

#define LINE 16 /* floats */

int fpe_team_hands(struct fpe_team *team, int most)
{
	int hands = team && most > 1 ? team->hands(team, most) : 1;

	return hands < most ? hands : most < 1 ? 1 : most;
}

void fpe_team_run(struct fpe_team *team, int hands, int count, fpe_piece *piece, void *context)
{
	if (team && hands > 1 && count > 1) {
		team->run(team, hands, count, piece, context);
		return;
	}
	for (int i = 0; i < count; i++)
		piece(context, i, 0);
}

struct fpe_part fpe_part_of(size_t n, int pieces, int piece)
{
	size_t lines = (n + LINE - 1) / LINE, each = lines / (size_t)pieces;
	size_t more = lines % (size_t)pieces; /* parts that have a line more, the first ones */
	size_t i = (size_t)piece;
	size_t first = (i * each + (i < more ? i : more)) * LINE;
	size_t end = first + (each + (i < more)) * LINE;

	return (struct fpe_part){ first < n ? first : n, end < n ? end : n };
}
