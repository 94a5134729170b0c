/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_parse.c - any bytes as a script and as an unfinished line.
 *
 * With libFuzzer LLVMFuzzerTestOneInput is all that is needed (-DFPE_LIBFUZZER
 * leaves out main). Without it main runs rounds of random bytes and of changed
 * example lines: fuzz_parse [ROUNDS [SEED]], or FILE… to run saved inputs.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/help/complete.h"
#include "cmd/language/parse.h"
#include "fpe/rng.h"
#include "unit/cmd/language/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz_parse: %s\n", what);
	abort();
}

/* No control character may get out, and the place is inside the line. */
static void check_error(void *context, const struct parse_error *error)
{
	char *text = parse_error_text(error);
	int *errors = context;
	int lines = 0;

	must(error->message[0] != '\0', "an error without a message");
	must(error->column >= 0 && (size_t)error->column <= strlen(error->source),
	     "a column outside its line");
	for (const char *c = text; *c; c++) {
		must((unsigned char)*c >= 0x20 || *c == '\n', "a raw control");
		must(*c != 0x7f, "a raw DEL");
		lines += *c == '\n';
	}
	must(lines == 3, "an error that is not three lines");
	free(text);
	++*errors;
}

static void check_script(const struct script *script)
{
	for (int i = 0; i < script->count; i++) {
		const struct line *line = &script->line[i];
		struct parse_error where;

		must(line->command != NULL, "a line without a command");
		for (int j = 0; line->command->args[j].name; j++) {
			must(!line->command->args[j].required || line->value[j].given,
			     "a required argument is missing");
			must(line->value[j].column >= 0 &&
				     (size_t)line->value[j].column <= strlen(line->text),
			     "a value outside its line");
		}
		parse_locate(line, (int)strlen(line->text), &where);
		must(where.line >= line->number, "a place before its line");
		parse_error_clear(&where);
	}
}

/* What was parsed parses again, line by line. */
static void check_again(const struct script *script)
{
	for (int i = 0; i < script->count && i < 20; i++) {
		const char *text = script->line[i].text;
		struct script one;
		int errors = 0;

		must(parse_text(text, strlen(text), "", false, check_error, &errors, &one) ==
			     FPE_OK,
		     "a line that does not parse again");
		must(one.count == 1, "a line that is not one line again");
		script_clear(&one);
	}
}

static void complete_all(const uint8_t *data, size_t size)
{
	static const char *const arms[] = { "dense", "clause", NULL };
	char line[200];
	int n;

	if (size >= sizeof line)
		return;
	memcpy(line, data, size);
	line[size] = '\0';
	n = (int)strlen(line);
	for (int at = n > 20 ? n - 20 : 0; at <= n; at++) {
		struct candidates c;

		complete_line(line, at, arms, &c);
		must(c.start >= 0 && c.start <= at, "a start past the cursor");
		candidates_clear(&c);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct script script;
	int errors = 0;
	enum fpe_status status = parse_text((const char *)data, size, "/nowhere/f", true,
					    check_error, &errors, &script);

	must((status != FPE_OK) == (errors > 0), "errors and status differ");
	check_script(&script);
	check_again(&script);
	script_clear(&script);
	status = parse_text((const char *)data, size, "/nowhere/f", false, NULL, NULL, &script);
	must((status != FPE_OK) == (errors > 0), "keep_going changes faults");
	must(!status || script.count == 0, "lines after an error");
	script_clear(&script);
	complete_all(data, size);
	return 0;
}

#ifndef FPE_LIBFUZZER

static const char *const examples[] = {
	"fpe 1\n",
	"# comment \\\n",
	"task dnf clauses=8 negate=no seed=18446744073709551615\n",
	"task formula \"a & !b | (c ^ d) -> e\"\n",
	"split by=clause alpha=4 layer=all from=dense@5 as=x share=0.5\n",
	"train 5 arm=dense,clause\n",
	"set batch=full lr=1e-3 hidden=512x256\n",
	"sweep alpha=2..16,32 flip=0..0.3:0.05 controls=wide,sparse where=\"a > 1 and not b == 'c'\" 'my runs.db'\n",
	"plot curves \"a b.svg\" arm=clause\n",
	"merge out.db \\\n  a.db b.db\r\n",
	"say \"a \\\"quoted\\\" text\\n\" # why\n",
	"print min(abs(-1), sqrt(2)) * -round(2.5)\n",
	"assert accuracy(clause) > accuracy(dense) + 0.05 \"message\"\n",
	"include file.fpe\n",
	"help split\n",
};
static const char *const pieces[] = {
	"\"",	"'",	    "\\", "\n",	  "\r",		  "#",	 "=",  ",",   "..",
	":",	"(",	    ")",  " ",	  "\t",		  "@",	 "x",  "1e9", "-",
	"\xff", "\xc3\xa4", "\0", "\x1b", "\xe2\x80\xae", "and", "fc", "all", "99999999999",
	"|"
};

/* Change a few bytes: put in a piece, take some out, copy some. */
static size_t mutate(struct fpe_rng *rng, char *text, size_t size, size_t room)
{
	int changes = (int)fpe_rng_below(rng, 6);

	while (changes--) {
		size_t at = fpe_rng_below(rng, (uint32_t)size + 1);
		size_t n = fpe_rng_below(rng, 6);
		const char *piece = pieces[fpe_rng_below(rng, sizeof pieces / sizeof *pieces)];
		size_t length = *piece ? strlen(piece) : 1;

		if (fpe_rng_below(rng, 3) == 0) {
			n = n < size - at ? n : size - at;
			memmove(text + at, text + at + n, size - at - n);
			size -= n;
		} else if (size + length < room) {
			memmove(text + at + length, text + at, size - at);
			memcpy(text + at, piece, length);
			size += length;
		}
	}
	return size;
}

static size_t make_input(struct fpe_rng *rng, char *text, size_t room)
{
	int lines = 1 + (int)fpe_rng_below(rng, 4);
	size_t size = 0;

	if (fpe_rng_below(rng, 8) == 0) {
		size = fpe_rng_below(rng, 64);
		for (size_t i = 0; i < size; i++)
			text[i] = (char)fpe_rng_below(rng, 256);
		return size;
	}
	while (lines--) {
		const char *line = examples[fpe_rng_below(rng, sizeof examples / sizeof *examples)];

		memcpy(text + size, line, strlen(line));
		size += strlen(line);
	}
	return mutate(rng, text, size, room);
}

static int run_file(const char *path)
{
	static char text[1 << 20];
	FILE *file = fopen(path, "rb");
	size_t size;

	if (!file) {
		perror(path);
		return 1;
	}
	size = fread(text, 1, sizeof text, file);
	fclose(file);
	return LLVMFuzzerTestOneInput((const uint8_t *)text, size);
}

int main(int argc, char **argv)
{
	long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 20000;
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 20251004u;
	struct fpe_rng rng;

	if (argc > 1 && rounds == 0) {
		int failed = 0;

		for (int i = 1; i < argc; i++)
			failed |= run_file(argv[i]);
		return failed;
	}
	printf("fuzz_parse: %ld rounds, seed %llu\n", rounds, (unsigned long long)seed);
	fflush(stdout);
	for (long i = 0; i < rounds; i++) {
		char text[4096];

		fpe_rng_open(&rng, seed, FPE_RNG_TEST_ONLY, (uint64_t)i);
		LLVMFuzzerTestOneInput((const uint8_t *)text, make_input(&rng, text, sizeof text));
	}
	return 0;
}

#endif
