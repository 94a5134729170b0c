/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_safetensors.c - any bytes as a .safetensors file. */
#include "fuzz/fuzz_reader.h"

#include "io/safetensors.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fpe_error err = { .code = FPE_OK };
	struct tensors *file;
	enum fpe_status status = safetensors_parse(data, size, FUZZ_NAME, &file, &err);

	use_file(status, file, &err);
	return 0;
}
