/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_model.c - any tensors as a net: found, read, and put back in their place. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "io/block.h"
#include "io/safetensors.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "not so: %s\n", what);
	abort();
}

static void put_back(const struct model *m)
{
	struct fpe_error err;
	struct block *block;

	block_round(m, m->net);
	for (int form = 0; form <= BLOCK_ZEROS; form++) {
		if (block_new(m, m->net, (enum block_form)form, &block, &err))
			continue; /* a name that is there already */
		must(block->list->count > 0, "a block has tensors");
		block_free(block);
	}
}

static void look(const struct tensors *file, const char *map)
{
	const struct model_request request = { .map = map };
	struct model *m;
	struct fpe_error err = { .message = "" };
	enum fpe_status status = model_read(file, &request, &m, &err);
	int count;

	must(!status || err.message[0], "a failure has a message");
	must(!m == (status && status != FPE_ESTATE), "a model, or a failure");
	must(!m || !m->net == (status == FPE_ESTATE), "a net, unless there are several");
	for (int kind = 0; m && kind < MODULE_KINDS; kind++)
		free(model_left(m, (enum module_kind)kind, &count));
	if (m && m->net) {
		must(fpe_net_nnz(m->net) <= m->net->floats, "no more weights than room");
		(void)model_skipped(m);
		put_back(m);
	}
	model_free(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tensors *file;
	struct fpe_error err;

	if (safetensors_parse(data, size, "f", &file, &err))
		return 0;
	look(file, NULL);
	look(file, "fc1:0,fc2:2");
	look(file, "fc1:head.0,fc2:head.2");
	tensors_free(file);
	return 0;
}
