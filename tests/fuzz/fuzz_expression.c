/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_expression.c - any text as an expression, worked out over names of any kind. */
#include "fuzz/fuzz.h"

#include <math.h>

#include "cmd/language/expr.h"

/* Any name is something, by its first letter: a number, null, a text; or it fails. */
static enum fpe_status look_up(void *context, const char *name, const struct expr_argument *args,
			       int argc, struct expr_value *out, struct fpe_error *err)
{
	int *calls = context;

	++*calls;
	must(name[0] && argc >= -1 && argc <= EXPR_MAX_ARGS, "a call that is none");
	for (int i = 0; i < argc; i++)
		must(!args[i].is_name || args[i].source[0], "an argument without a source");
	*out = (struct expr_value){ .kind = EXPR_NUMBER, .number = (double)strlen(name) };
	if (name[0] == 'n')
		out->number = NAN;
	if (name[0] == 't') {
		out->kind = EXPR_TEXT;
		snprintf(out->text, sizeof out->text, "%.100s", name);
	}
	return name[0] == 'f' ? fpe_fail(err, FPE_ENAME, "no such name") : FPE_OK;
}

static void check(const struct expr *expr)
{
	static struct expr_value once, twice;
	struct fpe_error err = { .code = FPE_OK };
	int calls = 0, again = 0;
	enum fpe_status status = expr_evaluate(expr, look_up, &calls, &once, &err);

	if (status)
		must_be_clean(err.message);
	must(expr_evaluate(expr, look_up, &again, &twice, &err) == status && calls == again,
	     "another way the second time");
	if (status)
		return;
	must(once.kind == twice.kind, "another kind the second time");
	if (once.kind == EXPR_TEXT)
		must(!strcmp(once.text, twice.text), "another text the second time");
	else
		must(once.number == twice.number || (isnan(once.number) && isnan(twice.number)),
		     "another number the second time");
	if (once.kind == EXPR_TRUTH)
		must(once.number == 0 || once.number == 1, "a truth that is none");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct fpe_error err = { .code = FPE_OK };
	struct expr *expr;

	if (expr_parse(text, &expr, &err)) {
		must(err.at >= 0 && (size_t)err.at <= strlen(text), "a place outside the text");
		must_be_clean(err.message);
	} else {
		check(expr);
		expr_free(expr);
	}
	free(text);
	return 0;
}
