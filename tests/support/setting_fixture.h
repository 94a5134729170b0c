/* SPDX-License-Identifier: GPL-3.0-or-later */
/* setting_fixture.h - every setting there is, and another value for each. */
#ifndef TESTS_SETTING_FIXTURE_H
#define TESTS_SETTING_FIXTURE_H

#include "support/test.h"

#include <string.h>

#include "lab/study/study_setting.h"

/* A table and where a study has the part it is of. */
struct setting_table {
	const struct setting *rows;
	size_t offset;
};
static const struct setting_table setting_tables[] = {
	{ setting_task, offsetof(struct study, recipe.task) },
	{ setting_data, offsetof(struct study, recipe.data) },
	{ setting_net, offsetof(struct study, recipe.net) },
	{ setting_train, offsetof(struct study, recipe.settings) },
	{ setting_study, 0 },
};
#define SETTING_TABLES ((int)(sizeof setting_tables / sizeof *setting_tables))

static inline void *setting_part(const struct setting_table *table, struct study *study)
{
	return (char *)study + table->offset;
}

/* A value within its bounds that is not the one it has, and matters. */
static inline void setting_vary(const struct setting *row, void *part)
{
	double value = setting_get(row, part);

	if (row->when == SETTING_OF_SGD)
		((struct fpe_train_settings *)part)->optimizer = FPE_SGD;
	switch (row->kind) {
	case SETTING_SEED:
		setting_put_seed(row, part, 18446744073709551557u);
		break;
	case SETTING_REAL:
		setting_put(row, part, value == .25 ? .125 : .25);
		break;
	case SETTING_FLAG:
	case SETTING_SWITCH:
		setting_put(row, part, value == 0);
		break;
	case SETTING_CHOICE:
		setting_put(row, part, value == 1 ? 0 : 1);
		break;
	case SETTING_LAYER:
		setting_put(row, part, value < 0 ? 0 : -1);
		break;
	case SETTING_INT:
	case SETTING_COUNT:
	case SETTING_LAYERS:
	case SETTING_UNTIL:
		setting_put(row, part, value + 1);
		break;
	}
}

#endif
