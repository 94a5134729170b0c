/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * alphabet.h - the characters of a text, as inputs and classes of a net.
 *
 * A sample is the last `context` characters, one-hot: of the block of `size`
 * inputs that belongs to a position, the one of its character is 1. Block 0 is
 * the character furthest back. The label is the character that comes next.
 */
#ifndef FPE_ALPHABET_H
#define FPE_ALPHABET_H

#include <stddef.h>
#include <stdint.h>

#include "fpe/error.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fpe_alphabet {
	int context;	/* characters looked back at, >= 1 */
	int size;	/* characters there are, >= 2: classes of the task */
	uint32_t *code; /* [size] code points, ascending */
};

/* Those of a text of count code points (borrowed). FPE_ERANGE: fewer than two
   characters, or context < 1; FPE_ELIMIT: past limits.h. Gives *out. */
enum fpe_status fpe_alphabet_new(const uint32_t *text, size_t count, int context,
				 struct fpe_alphabet **out, struct fpe_error *err);
struct fpe_alphabet *fpe_alphabet_copy(const struct fpe_alphabet *a); /* NULL: no memory */
void fpe_alphabet_free(struct fpe_alphabet *a);

/* Number of a character, -1: the text has none such. */
int fpe_alphabet_find(const struct fpe_alphabet *a, uint32_t code);

/* What stands before the text's begin: a line's end where there is one, else
   nothing, -1. */
int fpe_alphabet_before(const struct fpe_alphabet *a);

/* Inputs of a net: context x size. */
int fpe_alphabet_inputs(const struct fpe_alphabet *a);

/* The sample after characters last [context], the latest at the end, -1 for
   nothing: bits, input j is bit j%64 of bits[j/64], are set; all are 0 before. */
void fpe_alphabet_pack(const struct fpe_alphabet *a, const int32_t *last, uint64_t *bits);

#define FPE_CHARACTER_NAME 16
/* A character as a user sees it: "e", "␣" a blank, "↵" a line's end, "U+0007" what
   cannot be seen. Returns buffer. */
const char *fpe_alphabet_name(const struct fpe_alphabet *a, int character,
			      char buffer[FPE_CHARACTER_NAME]);
/* Input j: "e@2", an e two characters back. Returns buffer of FPE_MAX_NAME bytes. */
const char *fpe_alphabet_input_name(const struct fpe_alphabet *a, int input, char *buffer);

#ifdef __cplusplus
}
#endif

#endif
