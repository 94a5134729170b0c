/* SPDX-License-Identifier: GPL-3.0-or-later */
/* slurm.c - array numbers begin where the user likes, and go in steps. */
#include "lab/study/slurm.h"

#include <errno.h>
#include <stdlib.h>

#define MOST 1000000000

/* A number in the environment, or fallback. */
static unsigned long long from_environment(const char *name, unsigned long long fallback)
{
	const char *text = getenv(name);
	unsigned long long n;
	char *end;

	if (!text || *text < '0' || *text > '9')
		return fallback;
	errno = 0;
	n = strtoull(text, &end, 10);
	return !errno && !*end && n <= MOST ? n : fallback;
}

void slurm_part(int *part, int *parts)
{
	unsigned long long count = from_environment("SLURM_ARRAY_TASK_COUNT", 0);
	unsigned long long id = from_environment("SLURM_ARRAY_TASK_ID", ~0ull);
	unsigned long long first = from_environment("SLURM_ARRAY_TASK_MIN", 0);
	unsigned long long step = from_environment("SLURM_ARRAY_TASK_STEP", 1);

	if (!count || count > 1000000 || id == ~0ull || id < first)
		return;
	*part = (int)((id - first) / (step ? step : 1) % count);
	*parts = (int)count;
}
