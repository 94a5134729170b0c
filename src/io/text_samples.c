/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text_samples.c - the characters of a text, and a sample for each of them. */
#include "io/text_samples.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/room.h"
#include "core/base/utf8.h"
#include "fpe/limits.h"
#include "fpe/rng.h"
#include "io/gzfile.h"
#include "io/textfile.h"

/* Some of a text, by place in it. */
struct stretch {
	size_t first, count;
};

struct reader {
	const struct text_options *options;
	const struct reading *reading;
	const char *name;
	uint32_t *code; /* [count] */
	size_t count;
	struct stretch *line; /* in the order they are taken; one of a text in order */
	int lines, room;
	int samples; /* of all lines */
	struct fpe_alphabet *alphabet;
	struct fpe_error *err;
};

static enum fpe_status bad_byte(struct reader *r, const char *text, size_t at)
{
	size_t line = 1, begin = 0;

	for (size_t i = 0; i < at; i++) {
		if (text[i] == '\n') {
			line++;
			begin = i + 1;
		}
	}
	return fpe_fail(r->err, FPE_EFORMAT,
			"%s: line %zu, byte %zu: not UTF-8 (0x%02x); a text is in UTF-8", r->name,
			line, at - begin + 1, (unsigned)(unsigned char)text[at]);
}

/* No character takes fewer bytes than one, so r->code has room for all. */
static enum fpe_status decode(struct reader *r, const char *text, size_t size)
{
	size_t at = size >= 3 && !memcmp(text, "\xef\xbb\xbf", 3) ? 3 : 0;

	r->code = malloc((size + 1) * sizeof *r->code);
	if (!r->code)
		return fpe_no_memory(r->err);
	while (at < size) {
		uint32_t ch;
		int n = utf8_read(text + at, size - at, &ch);

		if (!n)
			return bad_byte(r, text, at);
		at += (size_t)n;
		if (ch == '\r' && at < size && text[at] == '\n')
			continue;
		r->code[r->count++] = ch;
	}
	return FPE_OK;
}

static enum fpe_status add_line(struct reader *r, size_t first, size_t count)
{
	enum fpe_status status =
		room_for(&r->line, &r->room, r->lines + 1, sizeof *r->line, r->err);

	if (!status)
		r->line[r->lines++] = (struct stretch){ first, count };
	return status;
}

/* Lines with their ends; empty ones say nothing. */
static enum fpe_status find_lines(struct reader *r)
{
	enum fpe_status status = FPE_OK;

	for (size_t i = 0, first = 0; !status && i < r->count; i++) {
		if (r->code[i] != '\n' && i + 1 < r->count)
			continue;
		if (r->code[first] != '\n')
			status = add_line(r, first, i + 1 - first);
		first = i + 1;
	}
	return status;
}

static void shuffle(struct reader *r)
{
	struct fpe_rng rng;

	fpe_rng_open(&rng, r->count, FPE_RNG_TASK, fpe_rng_name("text"));
	for (int i = r->lines - 1; i > 0; i--) {
		uint32_t j = fpe_rng_below(&rng, (uint32_t)i + 1);
		struct stretch swap = r->line[i];

		r->line[i] = r->line[j];
		r->line[j] = swap;
	}
}

/* The lines that are taken, whole ones, and how many samples they are. */
static enum fpe_status choose(struct reader *r)
{
	size_t most = r->options->characters ? (size_t)r->options->characters : SIZE_MAX;
	size_t sum = 0;
	int n = 0;

	if (r->options->by_lines && r->options->characters)
		shuffle(r);
	else if (!r->options->by_lines && r->line[0].count > most)
		r->line[0].count = most;
	while (n < r->lines && (n == 0 || sum + r->line[n].count <= most))
		sum += r->line[n++].count;
	r->lines = n;
	if (sum > FPE_MAX_SAMPLES)
		return fpe_fail(r->err, FPE_ELIMIT,
				"%s: %zu characters; at most %d are allowed, say characters=",
				r->name, sum, FPE_MAX_SAMPLES);
	r->samples = (int)sum;
	return FPE_OK;
}

static void fill_line(const struct reader *r, const struct stretch *line, int before,
		      struct fpe_data *data, int32_t *last, int at)
{
	const struct fpe_alphabet *a = r->alphabet;

	for (int p = 0; p < a->context; p++)
		last[p] = before;
	for (size_t i = 0; i < line->count; i++) {
		size_t row = (size_t)at + i;

		fpe_alphabet_pack(a, last, data->bits + row * (size_t)data->words);
		data->label[row] = fpe_alphabet_find(a, r->code[line->first + i]);
		memmove(last, last + 1, (size_t)(a->context - 1) * sizeof *last);
		last[a->context - 1] = data->label[row];
	}
}

static enum fpe_status fill(const struct reader *r, struct sample_set *set)
{
	int before = r->options->by_lines ? fpe_alphabet_before(r->alphabet) : -1, at = 0;
	int32_t *last = malloc((size_t)r->alphabet->context * sizeof *last);
	enum fpe_status status = FPE_OK;

	if (r->options->by_lines)
		set->unit = malloc((size_t)r->samples * sizeof *set->unit);
	if (!last || (r->options->by_lines && !set->unit)) {
		free(last);
		return fpe_no_memory(r->err);
	}
	for (int i = 0; i < r->lines && !status; i++) {
		fill_line(r, &r->line[i], before, set->data, last, at);
		for (size_t k = 0; set->unit && k < r->line[i].count; k++)
			set->unit[(size_t)at + k] = i;
		at += (int)r->line[i].count;
		if (i % 4096 == 0)
			status = reading_goes_on(r->reading, (double)at / r->samples, r->err);
	}
	free(last);
	return status;
}

static enum fpe_status name_all(const struct reader *r, struct sample_set *set)
{
	const struct fpe_alphabet *a = r->alphabet;
	char buffer[FPE_MAX_NAME];
	bool whole = true; /* up to the first that is missing, as lists of names end */

	set->input_name = calloc((size_t)set->data->inputs + 1, sizeof *set->input_name);
	set->class_name = calloc((size_t)a->size + 1, sizeof *set->class_name);
	if (!set->input_name || !set->class_name)
		return fpe_no_memory(r->err);
	for (int j = 0; j < set->data->inputs && whole; j++)
		whole = (set->input_name[j] = strdup(fpe_alphabet_input_name(a, j, buffer)));
	for (int c = 0; c < a->size && whole; c++)
		whole = (set->class_name[c] = strdup(fpe_alphabet_name(a, c, buffer)));
	return whole ? FPE_OK : fpe_no_memory(r->err);
}

static enum fpe_status named(const struct reader *r, enum fpe_status status)
{
	struct fpe_error inner = *r->err;

	return status ? fpe_fail(r->err, status, "%s: %.200s", r->name, inner.message) : FPE_OK;
}

/* The alphabet is the whole text's, so that every choice of lines has the same
   inputs; of a text in order that of its part. */
static enum fpe_status make_samples(struct reader *r, struct sample_set *set)
{
	size_t letters = r->options->by_lines ? r->count : r->line[0].count;
	enum fpe_status status = named(r, fpe_alphabet_new(r->code, letters, r->options->context,
							   &r->alphabet, r->err));

	if (!status)
		status = named(r, fpe_data_new(r->samples, fpe_alphabet_inputs(r->alphabet),
					       r->alphabet->size, 0, &set->data, r->err));
	if (!status)
		status = fill(r, set);
	if (!status)
		status = name_all(r, set);
	if (status)
		return status;
	set->data->context = r->options->context;
	set->alphabet = r->alphabet;
	r->alphabet = NULL;
	set->in_order = !r->options->by_lines;
	return FPE_OK;
}

static enum fpe_status read_text(struct reader *r, const char *text, size_t size,
				 struct sample_set *set)
{
	enum fpe_status status = decode(r, text, size);

	if (!status)
		status = r->options->by_lines ? find_lines(r) : add_line(r, 0, r->count);
	if (!status && (r->count == 0 || r->lines == 0))
		status = fpe_fail(r->err, FPE_EFORMAT, "%s: no characters in it", r->name);
	if (!status)
		status = choose(r);
	return status ? status : make_samples(r, set);
}

enum fpe_status text_samples_of(const char *text, size_t size, const char *name,
				const struct text_options *options, const struct reading *reading,
				struct sample_set *set, struct fpe_error *err)
{
	struct fpe_error local;
	struct reader r = {
		.options = options, .reading = reading, .name = name, .err = err ? err : &local
	};
	enum fpe_status status;

	*set = (struct sample_set){ 0 };
	status = read_text(&r, text, size, set);
	if (status)
		sample_set_clear(set);
	fpe_alphabet_free(r.alphabet);
	free(r.code);
	free(r.line);
	return status;
}

enum fpe_status text_samples_read(const char *path, const struct text_options *options,
				  const struct reading *reading, struct sample_set *set,
				  struct fpe_error *err)
{
	char name[TEXTFILE_SHOWN], *text;
	size_t size;
	enum fpe_status status = gzfile_read(path, TEXT_MAX_FILE, reading, &text, &size, err);

	*set = (struct sample_set){ 0 };
	if (status)
		return status;
	textfile_shown(path, name);
	status = text_samples_of(text, size, name, options, reading, set, err);
	free(text);
	return status;
}
