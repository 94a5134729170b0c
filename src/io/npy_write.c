/* SPDX-License-Identifier: GPL-3.0-or-later */
/* npy_write.c - how does the .npy file of an array begin? */
#include <string.h>

#include "io/npy.h"
#include "io/npy_type.h"

/* "f4"; NULL: NumPy has no such type. */
static const char *code_of(enum tensor_type type)
{
	static const char *const code[TENSOR_TYPES] = {
#define CODE(text, name) [TENSOR_##name] = text,
		NPY_TYPE_LIST(CODE)
#undef CODE
	};

	return code[type];
}

/* As Python writes a tuple: (), (3,), (3, 4) */
static void put_shape(struct textbuf *to, const struct tensor *t)
{
	textbuf_puts(to, "(");
	for (int i = 0; i < t->dims; i++)
		textbuf_printf(to, "%s%lld", i ? ", " : "", (long long)t->shape[i]);
	textbuf_puts(to, t->dims == 1 ? ",)" : ")");
}

bool npy_head(struct textbuf *to, const struct tensor *t)
{
	const char *code = code_of(t->type);
	size_t start = to->size, length;
	uint8_t prefix[10] = "\x93NUMPY\x01\x00";

	if (!code)
		return false;
	textbuf_add(to, (const char *)prefix, sizeof prefix);
	textbuf_printf(to, "{'descr': '%c%s', 'fortran_order': %s, 'shape': ",
		       tensor_type_info[t->type].size == 1 ? '|'
		       : t->big_endian			   ? '>'
							   : '<',
		       code, t->fortran ? "True" : "False");
	put_shape(to, t);
	textbuf_puts(to, ", }");
	length = to->size - start + 1; /* with the newline */
	/* where NumPy leaves 20 digits for a side to grow, 8 sides do not fill the 128 bytes */
	textbuf_pad(to, ' ', 64 - (int)(length % 64));
	textbuf_puts(to, "\n");
	if (to->failed)
		return true;
	length = to->size - start - sizeof prefix;
	to->bytes[start + 8] = (char)(length & 255);
	to->bytes[start + 9] = (char)(length >> 8);
	return true;
}
