/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_parse.c - any bytes as a script and as an unfinished line.
 *
 * Run by mutants.c over changes of corpus/parse, or by libFuzzer.
 */
#include "fuzz/fuzz.h"

#include "cmd/help/complete.h"
#include "cmd/language/parse.h"

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
	for (int at = n % 7; at <= n; at += n / 2 + 1) {
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
