/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_pla.c - any bytes as a two-level cover. */
#include "fuzz/fuzz_reader.h"

#include "io/pla.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const outputs[] = { NULL, "0", "1", "carry", "\xff\n" };

	for (size_t i = 0; i < sizeof outputs / sizeof *outputs; i++) {
		char note[FPE_MESSAGE_SIZE];
		struct fpe_task *task;
		struct fpe_error err;
		enum fpe_status status =
			pla_read(data, size, FUZZ_NAME, outputs[i], note, &task, &err);

		must(!task || !task->all_must_hold, "cubes that must all hold");
		use_task(status, task, &err);
	}
	return 0;
}
