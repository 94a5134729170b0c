/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_dimacs.c - any bytes as a SAT problem.
 *
 * Run by mutants.c over changes of corpus/dimacs, or by libFuzzer.
 */
#include "fuzz/fuzz.h"

#include "fpe/limits.h"
#include "io/dimacs.h"

/* A sample of zeros has the label that its clauses say. */
static void check_task(const struct fpe_task *task)
{
	static const uint64_t zeros[FPE_MAX_INPUTS / 64];
	int hold = 0;
	char text[300];

	must(task->clauses.count > 0 && task->inputs > 0, "a task without clauses");
	must(fpe_task_text(task, text, sizeof text) > 0, "a task without text");
	for (int c = 0; c < task->clauses.count; c++)
		hold += fpe_task_clause_value(task, c, zeros);
	must(fpe_task_label(task, zeros) == (hold == task->clauses.count), "another label");
}

static void check_error(const struct fpe_error *err)
{
	must(strncmp(err->message, "a.cnf: ", 7) == 0, "an error without its file");
	for (const char *c = err->message; *c; c++)
		must((unsigned char)*c >= 0x20 && *c != 0x7f, "a raw control");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char note[FPE_MESSAGE_SIZE];
	struct fpe_task *task;
	struct fpe_error err;
	enum fpe_status status = dimacs_read(data, size, "a.cnf", note, &task, &err);

	must((status == FPE_OK) == (task != NULL), "status and task differ");
	if (task)
		check_task(task);
	else
		check_error(&err);
	fpe_task_free(task);
	return 0;
}
