/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz.h - what all targets share: what must hold, and numbers drawn from the input. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A target: no more than this, so that mutants.c, libFuzzer and AFL++ all run it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz: %s\n", what);
	abort();
}

/* One line that a terminal can take. */
static inline void must_be_clean(const char *text)
{
	for (const char *c = text; *c; c++)
		must((unsigned char)*c >= 32 && *c != 127, "a raw control");
}

/* The input with a NUL behind, in memory of just that size; the caller's. */
static inline char *fuzz_text(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	must(text != NULL, "no memory");
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

/* What is left of an input that stands for numbers; past its end they are 0. */
struct draws {
	const uint8_t *at;
	size_t left;
};

/* 0 … n-1, by one byte, or two where n needs them. */
static inline int draw(struct draws *d, int n)
{
	unsigned value = 0;

	for (int i = 0; i < (n > 256 ? 2 : 1) && d->left; i++, d->left--)
		value = value << 8 | *d->at++;
	return (int)(value % (unsigned)n);
}

#endif
