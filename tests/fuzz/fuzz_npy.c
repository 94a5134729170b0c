/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_npy.c - any bytes as a .npy file; what was read is written and read again. */
#include "fuzz/fuzz_reader.h"

#include "io/npy.h"

static void write_again(const struct tensor *t)
{
	struct textbuf text = { 0 };
	struct tensors *file = NULL;
	struct fpe_error err;

	must(npy_head(&text, t), "an array that cannot be written");
	textbuf_add(&text, (const char *)t->data, t->count * tensor_type_info[t->type].size);
	must(!text.failed &&
		     !npy_parse((const uint8_t *)text.bytes, text.size, FUZZ_NAME, &file, &err),
	     "what was written cannot be read");
	must(file->tensor->count == t->count && file->tensor->type == t->type &&
		     file->tensor->dims == t->dims,
	     "what was written is another array");
	for (size_t i = 0; i < t->count; i++)
		must(tensor_value(t, i) == tensor_value(file->tensor, i) ||
			     isnan(tensor_value(t, i)),
		     "another element");
	tensors_free(file);
	textbuf_clear(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fpe_error err = { .code = FPE_OK };
	struct tensors *file;
	enum fpe_status status = npy_parse(data, size, FUZZ_NAME, &file, &err);

	if (file)
		write_again(file->tensor);
	use_file(status, file, &err);
	return 0;
}
