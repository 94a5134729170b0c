/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_idx.c - any bytes as a file of MNIST's format. */
#include "fuzz/fuzz_reader.h"

#include "io/idx.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fpe_error err = { .code = FPE_OK };
	struct tensors *file;
	enum fpe_status status = idx_parse(data, size, FUZZ_NAME, &file, &err);

	use_file(status, file, &err);
	return 0;
}
