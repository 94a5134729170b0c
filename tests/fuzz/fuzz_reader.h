/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_reader.h - what the targets of the file readers share. */
#ifndef FUZZ_READER_H
#define FUZZ_READER_H

#include <math.h>

#include "fpe/task.h"
#include "fuzz/fuzz.h"
#include "io/lineage.h"
#include "support/net_file.h"

#define FUZZ_NAME "f.bin" /* stands in messages */

/* A failure is told in one line that begins with the file's name. */
static inline void must_tell(enum fpe_status status, const struct fpe_error *err)
{
	if (!status)
		return;
	must(status == err->code, "another status than its error's");
	must(!strncmp(err->message, FUZZ_NAME ": ", strlen(FUZZ_NAME ": ")),
	     "a message without the file's name");
	must_be_clean(err->message);
}

/* Where the net came from fits it, or is refused. */
static inline void use_lineage(const struct tensors *file, struct fpe_net *net)
{
	struct fpe_error err = { .code = FPE_OK };
	struct lineage *lineage;

	must_tell(lineage_read(file, &lineage, &err), &err);
	if (lineage)
		lineage_apply(lineage, net, &err);
	lineage_free(lineage);
}

/* What tensors mean is found, in finite numbers, or refused. */
static inline void use_tensors(const struct tensors *file)
{
	struct fpe_error err = { .code = FPE_OK };
	struct sample_set set;
	struct fpe_net *net;
	enum fpe_status status;

	status = net_of_tensors(file, &net, NULL, &err);
	must_tell(status, &err);
	if (!status) {
		use_lineage(file, net);
		fpe_net_free(net);
	}
	status = sample_set_of(file, NULL, &set, &err);
	must_tell(status, &err);
	must(!status || (!set.data && !set.test), "samples after a failure");
	for (int i = 0; set.data && set.data->real && i < set.data->count * set.data->inputs; i++)
		must(isfinite(set.data->real[i]), "a number that is not finite");
	sample_set_clear(&set);
}

/* What a reader of tensors gave, or why it gave none; frees it. */
static inline void use_file(enum fpe_status status, struct tensors *file,
			    const struct fpe_error *err)
{
	must_tell(status, err);
	must(!status == (file != NULL), "tensors after a failure, or none");
	if (file)
		use_tensors(file);
	tensors_free(file);
}

/* The same of a reader of clauses: a sample of zeros has the label that they say. */
static inline void use_task(enum fpe_status status, struct fpe_task *task,
			    const struct fpe_error *err)
{
	static const uint64_t zeros[FPE_MAX_INPUTS / 64];
	char text[300];
	int hold = 0;

	must_tell(status, err);
	must(!status == (task != NULL), "status and task differ");
	if (!task)
		return;
	must(task->clauses.count > 0 && task->inputs > 0, "a task without clauses");
	must(fpe_task_text(task, text, sizeof text) > 0, "a task without text");
	for (int c = 0; c < task->clauses.count; c++)
		hold += fpe_task_clause_value(task, c, zeros);
	must(fpe_task_label(task, zeros) ==
		     (task->all_must_hold ? hold == task->clauses.count : hold > 0),
	     "another label");
	fpe_task_free(task);
}

#endif
