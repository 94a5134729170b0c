/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mutants.c - does a reader stand any bytes? The one driver of all fuzz targets.
 *
 *   PROGRAM CORPUS [ROUNDS [SEED [ONLY]]]
 *
 * PROGRAM is this file linked with one tests/fuzz/fuzz_NAME.c, which has
 * LLVMFuzzerTestOneInput alone (and so is a target of libFuzzer, too). CORPUS is
 * a folder of small files, or a file: each is run as it is, then ROUNDS times
 * one of them is changed and run. Words that changes put in are in CORPUS.dict,
 * where there is one, in libFuzzer's form: a "quoted" word a line, \xHH a byte.
 *
 * Built under ASan and UBSan. Besides what these find a target fails when it has
 * more memory at a time than its input's size + 64 MiB, or needs ten seconds. The
 * input at fault is then written to mutant.bin.
 */
#include <dirent.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fpe/rng.h"

#define SPARE (64LL << 20) /* bytes that a target may ask for beside its input's size */
#define MAX_FILES 256
#define MAX_WORDS 1024
#define MAX_FILE (1 << 20) /* of a corpus */
#define SECONDS 10

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Of the sanitizers' runtime: gcc comes without their headers. */
int __sanitizer_install_malloc_and_free_hooks(void (*on_malloc)(const volatile void *, size_t),
					      void (*on_free)(const volatile void *));
size_t __sanitizer_get_allocated_size(const volatile void *at);
const char *__asan_default_options(void);
const char *__ubsan_default_options(void);

/* Whatever they find ends in SIGABRT. */
const char *__asan_default_options(void)
{
	return "abort_on_error=1";
}

const char *__ubsan_default_options(void)
{
	return "abort_on_error=1:print_stacktrace=1";
}

struct bytes {
	uint8_t *at;
	size_t size;
};

struct corpus {
	struct bytes file[MAX_FILES], word[MAX_WORDS];
	int files, words;
	size_t room; /* bytes that a mutant has at most */
};

/* What hooks and handlers see, which take no argument. */
static struct {
	bool counting;
	long long live, peak, limit; /* bytes of a run */
	long long most;		     /* beyond an input's size, of all runs */
	const struct bytes *input;   /* set while there are runs */
	unsigned long long seed, round;
} now;

static void stop(const char *why)
{
	fprintf(stderr, "mutants: %s\n", why);
	abort();
}

/* ------------------------------------------------------------------ memory */

static void on_malloc(const volatile void *at, size_t size)
{
	if (!now.counting || !at)
		return;
	now.live += (long long)size;
	if (now.live > now.peak)
		now.peak = now.live;
	if (now.live > now.limit) {
		now.counting = false;
		stop("more memory than the input's size + 64 MiB");
	}
}

static void on_free(const volatile void *at)
{
	if (now.counting && at)
		now.live -= (long long)__sanitizer_get_allocated_size(at);
}

static void on_signal(int number)
{
	FILE *file = fopen("mutant.bin", "wb");

	now.counting = false;
	fprintf(stderr, "mutants: seed %llu, round %llu, %zu bytes%s\n", now.seed, now.round,
		now.input->size, file ? ", written to mutant.bin" : "");
	if (file) {
		fwrite(now.input->at, 1, now.input->size, file);
		fclose(file);
	}
	signal(number, SIG_DFL);
	raise(number);
}

/* In memory of just its size, so that a byte too many is seen. */
static void run(const struct bytes *input)
{
	uint8_t *copy = malloc(input->size);

	if (!copy)
		stop("no memory");
	memcpy(copy, input->at, input->size);
	now.live = now.peak = 0;
	now.limit = (long long)input->size + SPARE;
	now.input = input;
	alarm(SECONDS);
	now.counting = true;
	LLVMFuzzerTestOneInput(copy, input->size);
	now.counting = false;
	alarm(0);
	if (now.peak - (long long)input->size > now.most)
		now.most = now.peak - (long long)input->size;
	free(copy);
}

/* ------------------------------------------------------------------ corpus */

static struct bytes read_file(const char *path)
{
	struct bytes out = { malloc(MAX_FILE), 0 };
	FILE *file = fopen(path, "rb");

	if (!file || !out.at) {
		perror(path);
		exit(2);
	}
	out.size = fread(out.at, 1, MAX_FILE, file);
	fclose(file);
	return out;
}

/* The word between the quotes of a line; false: there is none. */
static bool read_word(const char *line, struct bytes *out)
{
	const char *from = strchr(line, '"');
	const char *to = strrchr(line, '"');

	if (line[0] == '#' || !from || to == from)
		return false;
	*out = (struct bytes){ malloc((size_t)(to - from)), 0 };
	for (from++; from < to; from++) {
		unsigned byte = (unsigned char)*from;

		if (*from == '\\' && from[1] == 'x' && sscanf(from + 2, "%2x", &byte) == 1)
			from += 3;
		else if (*from == '\\')
			byte = (unsigned char)*++from;
		out->at[out->size++] = (uint8_t)byte;
	}
	return true;
}

static void read_words(struct corpus *c, const char *path)
{
	char name[4096], line[1024];
	FILE *file;

	snprintf(name, sizeof name, "%s.dict", path);
	file = fopen(name, "r");
	while (file && c->words < MAX_WORDS && fgets(line, sizeof line, file))
		c->words += read_word(line, &c->word[c->words]);
	if (file)
		fclose(file);
}

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* In the order of names: a round means the same everywhere. */
static void read_corpus(struct corpus *c, const char *path)
{
	struct dirent **entry;
	struct stat about;
	int n = 0;

	if (stat(path, &about) == 0 && !S_ISDIR(about.st_mode)) {
		c->file[c->files++] = read_file(path);
	} else {
		n = scandir(path, &entry, visible, alphasort);
		for (int i = 0; i < n && i < MAX_FILES; i++) {
			char name[4096];

			snprintf(name, sizeof name, "%s/%s", path, entry[i]->d_name);
			c->file[c->files++] = read_file(name);
		}
		for (int i = 0; i < n; i++)
			free(entry[i]);
		if (n >= 0)
			free(entry);
	}
	if (c->files == 0)
		stop("no files in the corpus");
	read_words(c, path);
	for (int i = 0; i < c->files; i++)
		c->room = c->file[i].size > c->room ? c->file[i].size : c->room;
	c->room = 2 * c->room + 4096;
}

static void free_corpus(struct corpus *c)
{
	for (int i = 0; i < c->files; i++)
		free(c->file[i].at);
	for (int i = 0; i < c->words; i++)
		free(c->word[i].at);
	free(c);
}

/* ----------------------------------------------------------------- changes */

struct mutation {
	const struct corpus *corpus;
	struct fpe_rng rng;
	struct bytes text; /* room for corpus->room bytes */
};

static size_t below(struct mutation *m, size_t n)
{
	return n ? fpe_rng_below(&m->rng, (uint32_t)n) : 0;
}

static void cut(struct mutation *m, size_t at, size_t size)
{
	memmove(m->text.at + at, m->text.at + at + size, m->text.size - at - size);
	m->text.size -= size;
}

static void put(struct mutation *m, size_t at, const void *bytes, size_t size)
{
	if (m->text.size + size > m->corpus->room)
		return;
	memmove(m->text.at + at + size, m->text.at + at, m->text.size - at);
	memcpy(m->text.at + at, bytes, size);
	m->text.size += size;
}

/* A place and a length from there, mostly short. */
static size_t span(struct mutation *m, size_t *size)
{
	size_t at = below(m, m->text.size + 1), left = m->text.size - at;
	size_t most = below(m, 4) ? 8 : left;

	*size = below(m, (most < left ? most : left) + 1);
	return at;
}

static void change_bit(struct mutation *m)
{
	if (m->text.size)
		m->text.at[below(m, m->text.size)] ^= (uint8_t)(1u << below(m, 8));
}

static void put_random(struct mutation *m)
{
	uint8_t bytes[8];
	size_t size = 1 + below(m, sizeof bytes);

	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)below(m, 256);
	put(m, below(m, m->text.size + 1), bytes, size);
}

static void put_word(struct mutation *m)
{
	const struct corpus *c = m->corpus;
	const struct bytes *word;

	if (c->words == 0) {
		put_random(m);
		return;
	}
	word = &c->word[below(m, (size_t)c->words)];
	put(m, below(m, m->text.size + 1), word->at, word->size);
}

static void cut_some(struct mutation *m)
{
	size_t size, at = span(m, &size);

	cut(m, at, size);
}

static void copy_some(struct mutation *m)
{
	size_t size, at = span(m, &size);
	uint8_t *bytes = malloc(size + 1);

	if (!bytes)
		stop("no memory");
	memcpy(bytes, m->text.at + at, size);
	put(m, below(m, m->text.size + 1), bytes, size);
	free(bytes);
}

/* A number of an edge over 1, 2, 4 or 8 bytes, either end first. */
static void overwrite_number(struct mutation *m)
{
	static const uint64_t edges[] = {
		0,	    1,		2,	     7,		  255,
		256,	    0x7f,	0x80,	     0x7fff,	  0x8000,
		0xffff,	    0x7fffffff, 0x80000000u, 0xffffffffu, 1ull << 32,
		1ull << 33, 1ull << 40, 1ull << 62,  1ull << 63,  UINT64_MAX,
	};
	uint64_t value = edges[below(m, sizeof edges / sizeof *edges)];
	size_t size = (size_t)1 << below(m, 4), at;
	bool big = below(m, 2);

	if (m->text.size < size)
		return;
	value -= below(m, 4) == 0;
	at = below(m, m->text.size - size + 1);
	for (size_t i = 0; i < size; i++, value >>= 8)
		m->text.at[at + (big ? size - 1 - i : i)] = (uint8_t)value;
}

/* A number that is written in digits. */
static void replace_digits(struct mutation *m)
{
	static const char *const numbers[] = {
		"0",
		"1",
		"-1",
		"2147483647",
		"2147483648",
		"4294967296",
		"9223372036854775807",
		"18446744073709551616",
		"99999",
		"1e999",
		"-0",
		"0.5",
		"nan",
		"",
		"00000000000000000001",
		"3",
	};
	const char *number = numbers[below(m, sizeof numbers / sizeof *numbers)];
	size_t from = below(m, m->text.size + 1), to;

	while (from < m->text.size && (m->text.at[from] < '0' || m->text.at[from] > '9'))
		from++;
	for (to = from; to < m->text.size && m->text.at[to] >= '0' && m->text.at[to] <= '9';)
		to++;
	cut(m, from, to - from);
	put(m, from, number, strlen(number));
}

/* The rest comes from another file, or there is none. */
static void splice(struct mutation *m)
{
	const struct bytes *other = &m->corpus->file[below(m, (size_t)m->corpus->files)];
	size_t from = below(m, other->size + 1);

	m->text.size = below(m, 3) ? m->text.size : below(m, m->text.size + 1);
	if (below(m, 4))
		put(m, m->text.size, other->at + from, other->size - from);
}

static void mutate(struct mutation *m)
{
	static void (*const change[])(struct mutation *) = {
		change_bit, put_random,	      put_word,	      put_word, cut_some,
		copy_some,  overwrite_number, replace_digits, splice,
	};
	const struct bytes *file = &m->corpus->file[below(m, (size_t)m->corpus->files)];
	size_t changes = 1 + below(m, below(m, 3) ? 3 : 12);

	m->text.size = 0;
	if (below(m, 32)) {
		put(m, 0, file->at, file->size);
	} else { /* bytes of no file at all */
		for (size_t i = below(m, 64); i > 0; i--)
			put_random(m);
	}
	while (changes--)
		change[below(m, sizeof change / sizeof *change)](m);
}

int main(int argc, char **argv)
{
	unsigned long long rounds = argc > 2 ? strtoull(argv[2], NULL, 10) : 20000;
	unsigned long long only = argc > 4 ? strtoull(argv[4], NULL, 10) : 0;
	struct corpus *corpus = calloc(1, sizeof *corpus);
	struct mutation m = { .corpus = corpus };

	now.seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 20251004;
	if (argc < 2 || !corpus) {
		fprintf(stderr, "usage: %s CORPUS [ROUNDS [SEED [ONLY]]]\n", argv[0]);
		return 2;
	}
	read_corpus(corpus, argv[1]);
	m.text.at = malloc(corpus->room);
	if (!m.text.at)
		stop("no memory");
	now.input = &m.text;
	signal(SIGABRT, on_signal);
	signal(SIGALRM, on_signal);
	__sanitizer_install_malloc_and_free_hooks(on_malloc, on_free);
	printf("%s: %d files, %llu mutants, seed %llu", argv[1], corpus->files, rounds, now.seed);
	fflush(stdout);
	for (int i = 0; i < corpus->files && !only; i++)
		run(&corpus->file[i]);
	for (now.round = 1; now.round <= rounds; now.round++) {
		if (only && now.round != only)
			continue;
		fpe_rng_open(&m.rng, now.seed, FPE_RNG_TEST_ONLY, now.round);
		mutate(&m);
		run(&m.text);
	}
	signal(SIGABRT, SIG_DFL); /* a leak has no input to be named */
	printf(": at most %.1f MiB beyond the input's size\n",
	       (double)now.most / (double)(1 << 20));
	free(m.text.at);
	free_corpus(corpus);
	return 0;
}
