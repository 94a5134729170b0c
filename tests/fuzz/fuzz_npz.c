/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_npz.c - any bytes as an .npz file. */
#include "fuzz/fuzz_reader.h"

#include "io/npz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fpe_error err = { .code = FPE_OK };
	struct tensors *file;
	enum fpe_status status = npz_read(data, size, FUZZ_NAME, NULL, &file, &err);

	use_file(status, file, &err);
	return 0;
}
