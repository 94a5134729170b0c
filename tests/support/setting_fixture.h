/* SPDX-License-Identifier: GPL-3.0-or-later */
/* setting_fixture.h - every setting there is, and another value for each. */
#ifndef TESTS_SETTING_FIXTURE_H
#define TESTS_SETTING_FIXTURE_H

#include "support/test.h"

#include <string.h>

#include "lab/study/study_setting.h"

#define SETTING_TABLES 5

static inline void *setting_part(const struct study_part *table, struct study *study)
{
	return (char *)study + table->offset;
}

/* A row of tasks belongs to some kinds: the task becomes of the first of them. */
static inline void setting_choose_task(const struct setting *row, struct task_spec *task)
{
	for (int kind = 0; kind < FPE_TASK_KINDS; kind++) {
		const struct setting *own = setting_task_rows(kind);

		while (own->name && own->offset != row->offset)
			own++;
		if (!own->name)
			continue;
		*task = (struct task_spec){ .kind = kind };
		setting_reset(setting_task_rows(kind), task);
		return;
	}
	fail_msg("no kind of task has the setting %s", row->name);
}

/* The key of a sweep that has this name; NULL: there is none. */
static inline const struct setting *setting_swept(const char *name)
{
	int i = 0;

	while (sweep_key(i) && strcmp(sweep_key(i)->name, name) != 0)
		i++;
	return sweep_key(i);
}

/* A value within its bounds that is not the one it has, and matters. */
static inline void setting_vary(const struct setting *row, void *part)
{
	double value = setting_get(row, part);

	if (row->when == SETTING_OF_SGD)
		setting_put(setting_find(setting_train, "optimizer"), part, FPE_SGD);
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
	case SETTING_SET:
	case SETTING_WORDS:
	case SETTING_COUNT:
	case SETTING_LAYERS:
	case SETTING_UNTIL:
		setting_put(row, part, value + 1);
		break;
	}
}

#endif
