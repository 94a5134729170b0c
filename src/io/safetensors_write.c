/* SPDX-License-Identifier: GPL-3.0-or-later */
/* safetensors_write.c - which bytes do tensors and metadata make? */
#include "io/safetensors_write.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "io/safetensors.h"
#include "io/textbuf.h"

static void put_json(struct textbuf *out, const json_t *value)
{
	char *text = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);

	textbuf_puts(out, text ? text : "");
	out->failed |= !text;
	free(text);
}

static void put_name(struct textbuf *out, const char *name)
{
	json_t *value = json_string(name);

	put_json(out, value);
	json_decref(value);
}

/* Returns where its bytes end, from the end of the header. */
static uint64_t put_entry(struct textbuf *out, const struct tensor *t, uint64_t at)
{
	uint64_t end = at + tensor_bytes(t);

	put_name(out, t->name);
	textbuf_printf(out, ":{\"dtype\":\"%s\",\"shape\":[", tensor_type_name(t));
	for (int i = 0; i < t->dims; i++)
		textbuf_printf(out, "%s%" PRId64, i ? "," : "", t->shape[i]);
	textbuf_printf(out, "],\"data_offsets\":[%" PRIu64 ",%" PRIu64 "]}", at, end);
	return end;
}

/* Calls each tensor in the order of the file. */
static enum fpe_status in_order(const struct tensors *list,
				enum fpe_status (*each)(void *context, const struct tensor *t),
				void *context)
{
	enum fpe_status status = FPE_OK;

	for (size_t size = 8; size && !status; size /= 2) {
		for (int i = 0; i < list->count && !status; i++) {
			if (tensor_element_bytes(&list->tensor[i]) == size)
				status = each(context, &list->tensor[i]);
		}
	}
	return status;
}

struct writer {
	struct textbuf header;
	uint64_t at;
	struct outfile *to;
	struct fpe_error *err;
};

static enum fpe_status add_entry(void *context, const struct tensor *t)
{
	struct writer *w = context;

	if (w->header.size > 1)
		textbuf_puts(&w->header, ",");
	w->at = put_entry(&w->header, t, w->at);
	return FPE_OK;
}

static enum fpe_status add_bytes(void *context, const struct tensor *t)
{
	struct writer *w = context;

	return tensor_put(t, w->to, w->err);
}

/* The text of the header; NULL: no memory. */
static char *make_header(const struct tensors *list, struct writer *w)
{
	textbuf_puts(&w->header, "{");
	if (json_object_size(list->metadata)) {
		textbuf_puts(&w->header, "\"__metadata__\":");
		put_json(&w->header, list->metadata);
	}
	in_order(list, add_entry, w);
	textbuf_puts(&w->header, "}");
	textbuf_pad(&w->header, ' ', (int)(-w->header.size & 7));
	return textbuf_take(&w->header);
}

enum fpe_status safetensors_write(const struct tensors *list, struct outfile *to,
				  struct fpe_error *err)
{
	struct writer w = { .to = to, .err = err };
	char *header = make_header(list, &w);
	size_t size = header ? strlen(header) : 0;
	uint8_t length[8];

	if (!header)
		return fpe_no_memory(err);
	for (int i = 0; i < 8; i++)
		length[i] = (uint8_t)((uint64_t)size >> (8 * i));
	if (size > SAFETENSORS_MAX_HEADER) {
		free(header);
		return fpe_fail(err, FPE_ELIMIT,
				"%s: its header would have %zu bytes; at most %d are allowed",
				list->name, size, SAFETENSORS_MAX_HEADER);
	}
	outfile_expect(to, sizeof length + size + w.at);
	outfile_put(to, length, sizeof length, NULL);
	outfile_put(to, header, size, err);
	free(header);
	return in_order(list, add_bytes, &w);
}
