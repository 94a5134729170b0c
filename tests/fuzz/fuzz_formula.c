/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_formula.c - any text as a formula, and the task that it makes. */
#include "fuzz/fuzz.h"

#include "fpe/limits.h"
#include "fpe/task.h"

enum { WORDS = FPE_MAX_INPUTS / 64 };

/* Samples to ask: none, all, every second. */
static const uint64_t patterns[] = { 0, UINT64_MAX, UINT64_C(0x5555555555555555) };
#define PATTERNS (int)(sizeof patterns / sizeof *patterns)

static void fill(uint64_t bits[WORDS], int pattern)
{
	for (int i = 0; i < WORDS; i++)
		bits[i] = patterns[pattern];
}

static void check_formula(const struct fpe_formula *f)
{
	must(f->nodes > 0 && f->root >= 0 && f->root < f->nodes, "a root that is no node");
	for (int i = 0; i < f->nodes; i++) {
		const struct fpe_formula_node *n = &f->node[i];

		if (n->op == FPE_OP_CONST)
			must(n->a == 0 || n->a == 1, "a constant that is none");
		else if (n->op == FPE_OP_INPUT)
			must(n->a >= 0 && n->a < f->inputs, "an input past the last");
		else
			must(n->a >= 0 && n->a < i, "a child behind its parent");
		if (n->op >= FPE_OP_AND)
			must(n->b >= 0 && n->b < i, "a second child behind its parent");
	}
	for (int j = 0; j < f->inputs; j++) {
		must(f->name[j] && f->name[j][0], "an input without a name");
		for (int k = 0; k < j && k < 20; k++)
			must(strcmp(f->name[k], f->name[j]) != 0, "a name twice");
	}
}

/* Its label is the formula's value, its text is a formula with the same labels. */
static void check_task(const struct fpe_task *task)
{
	int size = fpe_task_text(task, NULL, 0) + 1;
	char *text = malloc((size_t)size);
	uint64_t bits[WORDS];
	struct fpe_task *again;
	struct fpe_error err;

	must(text != NULL, "no memory");
	must(fpe_task_text(task, text, size) == size - 1, "a text of two lengths");
	must(!fpe_task_formula(text, &again, &err), "a task whose text is no formula");
	for (int i = 0; i < PATTERNS; i++) {
		fill(bits, i);
		must(fpe_task_label(task, bits) ==
			     fpe_formula_value(task->formula, task->formula->root, bits),
		     "a label that is not the formula's value");
		must(fpe_task_label(task, bits) == fpe_task_label(again, bits),
		     "another label by its text");
		for (int c = 0; c < task->clauses.count; c++)
			fpe_task_clause_value(task, c, bits);
	}
	fpe_task_free(again);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct fpe_error err = { .code = FPE_OK };
	struct fpe_formula *f;
	struct fpe_task *task;
	enum fpe_status status = fpe_formula_parse(text, &f, &err);

	must(!status == (f != NULL), "a formula after a failure, or none");
	if (status) {
		must(err.at >= 0 && (size_t)err.at <= strlen(text), "a place outside the text");
		must_be_clean(err.message);
	} else {
		check_formula(f);
	}
	fpe_formula_free(f);
	if (!fpe_task_formula(text, &task, &err)) {
		must(!status, "a task of what is no formula");
		check_task(task);
		fpe_task_free(task);
	}
	free(text);
	return 0;
}
