/* SPDX-License-Identifier: GPL-3.0-or-later */
/* study_args.c - by=, controls=, layer= and robustness= of a study. Owns nothing. */
#include "cmd/command/study_args.h"

#include <string.h>

static enum fpe_status add_splits(struct call *call, struct study *study)
{
	char random[] = "random", clause[] = "clause";
	char *by_default[] = { random, clause };
	const struct value *by = call_value(call, "by");
	char *const *names = by->given ? by->texts : by_default;
	int count = by->given ? by->count : 2;
	enum fpe_status status = FPE_OK;

	for (int i = 0; i < count && status == FPE_OK; i++) {
		struct study_row row = { .kind = ROW_SPLIT, .by = fpe_split_kind_find(names[i]) };

		if (row.by->by_hand)
			return call_fail(
				call, "by", FPE_ERANGE,
				"by=%s waits for a user to assign inputs; a comparison runs without one",
				row.by->name);
		/* the default leaves out what the task cannot have */
		row.optional = !by->given;
		row.name = row.by->name;
		status = study_add(study, row, &call->err);
	}
	return status;
}

static enum fpe_status add_controls(struct call *call, struct study *study)
{
	const struct value *controls = call_value(call, "controls");
	enum fpe_status status = FPE_OK;

	for (int i = 0; i < controls->count && status == FPE_OK; i++) {
		const struct study_control *control = study_control((int)controls->numbers[i]);
		struct study_row row = { .kind = control->kind, .name = control->name };

		if (control->like)
			row.by = study->row[1].by;
		status = study_add(study, row, &call->err);
	}
	return status;
}

static enum fpe_status read_partition(struct call *call, struct study *study)
{
	const struct value *by = call_value(call, "by");
	bool wanted = false;

	for (int i = 0; i < by->count; i++)
		wanted |= fpe_split_kind_find(by->texts[i])->needs_partition;
	return partition_args_read(call, wanted, &study->how.alpha, &study->recipe.partition);
}

enum fpe_status study_args_begin(struct call *call, struct study *study)
{
	enum fpe_status status = session_need_data(call->session, &call->err);

	if (status == FPE_OK)
		status = session_study(call->session, study, &call->err);
	if (status)
		return status;
	setting_args_read(call, setting_study, study);
	status = read_partition(call, study);
	if (!status)
		status = study_add(study, (struct study_row){ .kind = ROW_DENSE, .name = "dense" },
				   &call->err);
	if (status == FPE_OK)
		status = add_splits(call, study);
	if (status == FPE_OK)
		status = add_controls(call, study);
	if (status)
		recipe_clear(&study->recipe);
	return status;
}

enum fpe_status study_args_blame(struct call *call, const char *name, enum fpe_status status)
{
	if (!name)
		return status;
	/* what is too late may be too late for what was given */
	if (strcmp(name, "warmup") == 0 && !call_given(call, "warmup"))
		name = "epochs";
	return call_blame(call, name, status);
}
