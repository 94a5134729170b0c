/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_clause_file.c - DIMACS and PLA files: what is read, and what is refused. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/limits.h"
#include "io/clause_file.h"
#include "io/dimacs.h"
#include "io/pla.h"

struct read {
	const char *text;
	const char *want; /* the formula, or a part of the message */
	enum fpe_status status;
	const char *output; /* pla */
	const char *note;   /* a part of it; NULL: none */
};

static void check(const struct read *c, bool pla)
{
	const uint8_t *bytes = (const uint8_t *)c->text;
	const char *name = pla ? "dir/a.pla" : "dir/a.cnf";
	char note[FPE_MESSAGE_SIZE] = "", text[200];
	struct fpe_task *task;
	struct fpe_error err = { .message = "" };
	enum fpe_status status =
		pla ? pla_read(bytes, strlen(c->text), name, c->output, note, &task, &err)
		    : dimacs_read(bytes, strlen(c->text), name, note, &task, &err);

	if (status != c->status)
		fail_msg("status %d: %s", status, err.message);
	if (status) {
		assert_null(task);
		assert_has(err.message, name);
		assert_has(err.message, c->want);
		return;
	}
	fpe_task_text(task, text, sizeof text);
	assert_string_equal(text, c->want);
	if (c->note)
		assert_has(note, c->note);
	else
		assert_string_equal(note, "");
	assert_int_equal(task->all_must_hold, !pla);
	fpe_task_free(task);
}

static void dimacs_files_are_read_or_refused(void **state)
{
	static const struct read cases[] = {
		{ .text = "p cnf 3 2\n1 -3 0\n2 3 -1 0\n", .want = "(x0 | !x2) & (!x0 | x1 | x2)" },
		{ .text = "c hello\nc\n\np  cnf\t4 2 \r\n4\n 2 0 -1\nc in between\n\n0",
		  .want = "(x1 | x3) & !x0" },
		{ .text = "p cnf 2 1\n1 2 0\n%\n0\n\n", .want = "(x0 | x1)" },
		{ .text = "p cnf 2 1\n1 2 0\n%", .want = "(x0 | x1)" },
		{ .text = "p cnf 3 3\n1 -1 2 0 2 2 3 2 0 1 0\n",
		  .want = "(x1 | x2) & x0",
		  .note = "1 clause is always true (an input plain and negated), left out; 2 literals stand twice" },
		{ .text = "p cnf 5 1\n1 0\n", .want = "x0" },
		/* refused */
		{ "", "no header", FPE_EFORMAT, NULL, NULL },
		{ "1 2 0\n", "line 1: '1' is no header", FPE_EFORMAT, NULL, NULL },
		{ "p wcnf 2 1 3\n", "'wcnf' is no kind", FPE_EFORMAT, NULL, NULL },
		{ "p cnf\n", "the header ends early", FPE_EFORMAT, NULL, NULL },
		{ "p cnf 0 1\n", "'0' is no number", FPE_EFORMAT, NULL, NULL },
		{ "p cnf 2 x\n", "'x' is no number", FPE_EFORMAT, NULL, NULL },
		{ "p cnf 4097 1\n1 0\n", "4097 variables; at most 4096", FPE_ELIMIT, NULL, NULL },
		{ "p cnf 4 4097\n1 0\n", "4097 clauses; at most 4096", FPE_ELIMIT, NULL, NULL },
		{ "p cnf 99999999999 1\n", "'99999999999' is no number", FPE_EFORMAT, NULL, NULL },
		{ "p cnf 2 1\n1 3 0\n", "line 2: '3' is no literal; whole numbers from -2 to 2",
		  FPE_EFORMAT, NULL, NULL },
		{ "p cnf 2 1\n1 -3 0\n", "'-3' is no literal", FPE_EFORMAT, NULL, NULL },
		{ "p cnf 2 1\n1 2.5 0\n", "'2.5' is no literal", FPE_EFORMAT, NULL, NULL },
		{ "p cnf 2 1\n1 +2 0\n", "'+2' is no literal", FPE_EFORMAT, NULL, NULL },
		{ "p cnf 2 1\n1 - 0\n", "'-' is no literal", FPE_EFORMAT, NULL, NULL },
		{ "p cnf 2 1\n1 4294967297 0\n", "'4294967297' is no literal", FPE_EFORMAT, NULL,
		  NULL },
		{ "p cnf 2 1\n1 a\x1b\xff 0\n",
		  "'a?"
		  "?' is no literal",
		  FPE_EFORMAT, NULL, NULL },
		{ "p cnf 2 2\n1 0\n0\n", "line 3: an empty clause", FPE_EFORMAT, NULL, NULL },
		{ "p cnf 2 2\n1 0\n", "1 clauses, but its header says 2", FPE_EFORMAT, NULL, NULL },
		{ "p cnf 2 1\n1 0 2 0\n", "2 clauses, but its header says 1", FPE_EFORMAT, NULL,
		  NULL },
		{ "p cnf 2 1\n1 2\n", "does not end in 0", FPE_EFORMAT, NULL, NULL },
		{ "p cnf 2 1\n1 2\n%\n0\n", "does not end in 0", FPE_EFORMAT, NULL, NULL },
		{ "p cnf 2 1\n1 -1 0\n", "all clauses are always true", FPE_EFORMAT, NULL, NULL },
		{ "p cnf 2 1\n1 0\n%\n7\n", "'7' is behind the end", FPE_EFORMAT, NULL, NULL },
		{ "p cnf 2 1\n1 0\n%x\n", "'%x' is no end", FPE_EFORMAT, NULL, NULL },
		{ "p cnf 2 1\np cnf 2 1\n1 0\n", "'p' is no literal", FPE_EFORMAT, NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		test_row("case %zu: %s", i, cases[i].text);
		check(&cases[i], false);
	}
}

#define TWO ".i 3\n.o 2\n.ilb a b c\n.ob f g\n"

static void pla_files_are_read_or_refused(void **state)
{
	static const struct read cases[] = {
		{ .text = ".i 2\n.o 1\n.p 2\n10 1\n-1 1\n.e\n", .want = "(x0 & !x1) | x1" },
		{ .text = TWO "1-0 10\n01- 11\n", .want = "(a & !c) | (!a & b)", .output = "f" },
		{ .text = TWO "1-0 10\n01- 11\n.end\n\n# end\n",
		  .want = "(!a & b)",
		  .output = "g" },
		{ .text = TWO "1-0 10\n01- 11\n", .want = "(!a & b)", .output = "1" },
		{ .text = "# c\n.i 2 # two\n.o 1\r\n1 2|4\r\n0-0\n.e", .want = "x0" },
		{ .text = ".i 2\n.o 1\n.ilb a[0] a[1]\n11 1\n1- -\n0- 2\n",
		  .want = "(a[0] & a[1])",
		  .note = "2 cubes are left out where the file does not care" },
		{ .text = ".i 2\n.o 1\n.type f\n11 1\n1- -\n", .want = "(x0 & x1)" },
		{ .text = ".i 2\n.o 1\n.type fr\n11 1\n10 0\n01 -\n00 ~\n", .want = "(x0 & x1)" },
		{ .text = ".i 2\n.o 1\n.type fdr\n11 1\n10 0\n01 -\n00 ~\n",
		  .want = "(x0 & x1)",
		  .note = "1 cube is left out" },
		/* a number may be a name */
		{ .text = ".i 1\n.o 2\n.ob 1 0\n1 10\n0 01\n", .want = "!x0", .output = "0" },
		/* refused */
		{ TWO "1-0 10\n", "2 outputs; output= chooses one of f, g", FPE_ENAME, NULL, NULL },
		{ TWO "1-0 10\n", "no output h; allowed: f, g", FPE_ENAME, "h", NULL },
		{ ".i 1\n.o 3\n1 111\n", "no output 3; allowed: 0 to 2", FPE_ENAME, "3", NULL },
		{ ".i 1\n.o 1\n1 1\n", "no output -1; allowed: 0 to 0", FPE_ENAME, "-1", NULL },
		{ TWO "1-0 10\n", "no cube makes the output g 1", FPE_EFORMAT, "g", NULL },
		{ ".i 2\n.o 1\n", "no cubes", FPE_EFORMAT, NULL, NULL },
		{ "", "no cubes", FPE_EFORMAT, NULL, NULL },
		{ ".i 2\n.o 1\n-- 1\n", "line 3: a cube without a 0 or 1", FPE_EFORMAT, NULL,
		  NULL },
		{ ".i 2\n11 1\n", "line 2: a cube before .i and .o", FPE_EFORMAT, NULL, NULL },
		{ ".i 2\n.i 3\n", "a second .i", FPE_EFORMAT, NULL, NULL },
		{ ".o 2\n.o 3\n", "a second .o", FPE_EFORMAT, NULL, NULL },
		{ ".i x\n", "'x' is no number of inputs", FPE_EFORMAT, NULL, NULL },
		{ ".i\n", "'' is no number of inputs", FPE_EFORMAT, NULL, NULL },
		{ ".i 0\n", "'0' is no number of inputs", FPE_EFORMAT, NULL, NULL },
		{ ".i 4097\n", "4097 inputs; at most 4096", FPE_ELIMIT, NULL, NULL },
		{ ".o 9999999\n", "9999999 outputs; at most 4096", FPE_ELIMIT, NULL, NULL },
		{ ".i 2 3\n", "'3' is too much", FPE_EFORMAT, NULL, NULL },
		{ ".i 2\n.o 1\n.p 2\n11 1\n", "1 cubes, but .p says 2", FPE_EFORMAT, NULL, NULL },
		{ ".i 2\n.o 1\n.type r\n11 1\n", ".type r; f, fd, fr and fdr are allowed",
		  FPE_EFORMAT, NULL, NULL },
		{ ".i 2\n.o 1\n.phase 1\n", ".phase is not known here", FPE_EFORMAT, NULL, NULL },
		{ ".i 2\n.o 1\n11 1\n.p 1\n", ".p behind the first cube", FPE_EFORMAT, NULL, NULL },
		{ ".i 2\n.o 1\n13 1\n", "'3' for an input", FPE_EFORMAT, NULL, NULL },
		{ ".i 2\n.o 1\n11 x\n", "'x' for an output", FPE_EFORMAT, NULL, NULL },
		{ ".i 2\n.o 1\n11\n", "a cube that ends early; 2 marks of inputs and 1 of outputs",
		  FPE_EFORMAT, NULL, NULL },
		{ ".i 2\n.o 1\n1111\n", "a cube that goes on", FPE_EFORMAT, NULL, NULL },
		{ ".i 2\n.o 1\n1\xff 1\n", "'?' for an input", FPE_EFORMAT, NULL, NULL },
		{ ".i 2\n.o 1\n11 1\n.e\n11 1\n", "'11' is too much", FPE_EFORMAT, NULL, NULL },
		{ ".ilb a b\n", "names before .i", FPE_EFORMAT, NULL, NULL },
		{ ".i 2\n.ilb a\n", "1 names, but .i says 2", FPE_EFORMAT, NULL, NULL },
		{ ".i 2\n.ilb a b c\n", "more than 2 names", FPE_EFORMAT, NULL, NULL },
		{ ".i 2\n.ilb a a\n", "name a is there twice", FPE_EFORMAT, NULL, NULL },
		{ ".i 2\n.ilb a b\n.ilb a b\n", "a second line of the same names", FPE_EFORMAT,
		  NULL, NULL },
		{ ".i 1\n.ilb a,b\n", "name a,b", FPE_EFORMAT, NULL, NULL },
		{ ".i 1\n.ilb \xc3\xa4\n",
		  "name ?"
		  "?:",
		  FPE_EFORMAT, NULL, NULL },
		{ ".i 1\n.ilb abcdefghijklmnopqrstuvwxyz0123456789\n", "of 36 bytes; at most 31",
		  FPE_ELIMIT, NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		test_row("case %zu: %s", i, cases[i].text);
		check(&cases[i], true);
	}
}

static void files_are_opened_by_name(void **state)
{
	char note[FPE_MESSAGE_SIZE], name[FPE_MAX_NAME];
	struct fpe_task *task;
	struct fpe_error err;

	(void)state;
	assert_ok(clause_file_read(FPE_TASK_DIMACS, "tests/golden/small.cnf", NULL, note, &task,
				   &err));
	assert_int_equal(task->kind, FPE_TASK_DIMACS);
	assert_int_equal(task->clauses.count, 5);
	fpe_task_free(task);
	assert_ok(clause_file_read(FPE_TASK_PLA, "tests/golden/small.pla", "carry", note, &task,
				   &err));
	assert_int_equal(task->clauses.count, 3);
	assert_string_equal(fpe_task_input_name(task, 2, name), "cin");
	for (uint64_t row = 0; row < 8; row++)
		assert_int_equal(fpe_task_label(task, &row), __builtin_popcountll(row) > 1);
	fpe_task_free(task);
	assert_fails(FPE_EIO, clause_file_read(FPE_TASK_PLA, "no/such", NULL, note, &task, &err));
	assert_has(err.message, "no/such: ");
	assert_fails(FPE_EIO, clause_file_read(FPE_TASK_PLA, "tests", NULL, note, &task, &err));
	assert_null(task);
}

/* More of them than are allowed. */
static void literals_and_clauses_have_limits(void **state)
{
	size_t size = 0, room = (size_t)6 << 20;
	char *text = malloc(room), note[FPE_MESSAGE_SIZE];
	struct fpe_task *task;
	struct fpe_error err;

	(void)state;
	assert_non_null(text);
	size = (size_t)sprintf(text, "p cnf 1 1\n");
	for (int i = 0; i < (1 << 21) + 1; i++, size += 2)
		memcpy(text + size, "1 ", 2);
	assert_fails(FPE_ELIMIT, dimacs_read((uint8_t *)text, size, "a", note, &task, &err));
	assert_has(err.message, "literals");
	size = (size_t)sprintf(text, ".i 2\n.o 1\n");
	for (int i = 0; i < FPE_MAX_CLAUSES + 1; i++, size += 5)
		memcpy(text + size, "01 1\n", 5);
	assert_ok(pla_read((uint8_t *)text, size - 5, "a", NULL, note, &task, &err));
	assert_int_equal(task->clauses.count, FPE_MAX_CLAUSES);
	fpe_task_free(task);
	assert_fails(FPE_ELIMIT, pla_read((uint8_t *)text, size, "a", NULL, note, &task, &err));
	assert_has(err.message, "clauses");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dimacs_files_are_read_or_refused),
		cmocka_unit_test(pla_files_are_read_or_refused),
		cmocka_unit_test(files_are_opened_by_name),
		cmocka_unit_test(literals_and_clauses_have_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
