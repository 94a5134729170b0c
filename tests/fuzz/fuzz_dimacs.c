/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_dimacs.c - any bytes as a SAT problem. */
#include "fuzz/fuzz_reader.h"

#include "io/dimacs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char note[FPE_MESSAGE_SIZE];
	struct fpe_task *task;
	struct fpe_error err;
	enum fpe_status status = dimacs_read(data, size, FUZZ_NAME, note, &task, &err);

	must(!task || task->all_must_hold, "clauses of which one is enough");
	use_task(status, task, &err);
	return 0;
}
