/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_call.c - a running command's view of its line. */
#include "support/test.h"

#include <string.h>

#include "cmd/player/call.h"
#include "cmd/language/parse.h"
#include "unit/cmd/language/table.h"

static void values_and_faults_are_found_by_name(void **state)
{
	const char *text = "split by=clause alpha=4";
	struct call call = { 0 };
	struct script script;

	(void)state;
	assert_int_equal(parse_text(text, strlen(text), "", false, NULL, NULL, &script), FPE_OK);
	call.line = &script.line[0];
	assert_true(call_given(&call, "alpha"));
	assert_false(call_given(&call, "share"));
	assert_true(call_number(&call, "alpha", 2) == 4);
	assert_true(call_number(&call, "share", 0.25) == 0.25);
	assert_string_equal(call_text(&call, "by"), "clause");
	assert_null(call_text(&call, "as"));
	assert_fails(FPE_ERANGE, call_fail(&call, "alpha", FPE_ERANGE, "%d is too many", 4));
	assert_int_equal(call.err_column, 22);
	assert_string_equal(call.err.message, "4 is too many");
	assert_fails(FPE_ESTATE, call_fail(&call, NULL, FPE_ESTATE, "no"));
	assert_int_equal(call.err_column, -1);
	assert_fails(FPE_ESTATE, call_fail(&call, "as", FPE_ESTATE, "no"));
	assert_int_equal(call.err_column, -1);
	script_clear(&script);
}

/* The line, parsed, as a call in a session. */
static void call_line(struct call *call, struct script *script, const char *text)
{
	script_clear(script);
	assert_int_equal(parse_text(text, strlen(text), "", false, NULL, NULL, script), FPE_OK);
	call->line = &script->line[0];
	call->err_column = -1;
}

static void arms_and_layers_are_those_of_the_line(void **state)
{
	struct call call = { 0 };
	struct script script = { 0 };
	struct arm *arm, *second, *arms[FPE_MAX_ARMS];
	struct fpe_error err;
	int count, layer;

	(void)state;
	assert_ok(session_new(1, 1, &call.session, &err));
	call_line(&call, &script, "plot capacity");
	assert_fails(FPE_ENAME, call_arm(&call, &arm));
	assert_int_equal(call.err_column, -1);
	assert_int_equal(call_need_arm(&call, &arm), FPE_OK);
	assert_string_equal(arm->name, "dense");
	assert_ok(
		session_add_net(call.session, &call.session->recipe.net, "b", &second, &call.err));
	call_line(&call, &script, "plot capacity arm=b");
	assert_int_equal(call_need_arm(&call, &arm), FPE_OK);
	assert_ptr_equal(arm, second);
	call_line(&call, &script, "plot capacity arm=c");
	assert_fails(FPE_ENAME, call_arm(&call, &arm));
	assert_int_equal(call.err_column, 18);
	call_line(&call, &script, "train 1");
	assert_int_equal(call_arms(&call, arms, &count), FPE_OK);
	assert_int_equal(count, 2);
	assert_ptr_equal(arms[1], second);
	call_line(&call, &script, "train 1 arm=b");
	assert_int_equal(call_arms(&call, arms, &count), FPE_OK);
	assert_int_equal(count, 1);
	assert_ptr_equal(arms[0], second);
	call_line(&call, &script, "train 1 arm=b,c");
	assert_fails(FPE_ENAME, call_arms(&call, arms, &count));
	assert_int_equal(call.err_column, 12);
	call_line(&call, &script, "split by=clause");
	assert_int_equal(call_layer(&call, second, 1, &layer), FPE_OK);
	assert_int_equal(layer, 1);
	call_line(&call, &script, "split by=clause layer=1");
	assert_int_equal(call_layer(&call, second, 1, &layer), FPE_OK);
	assert_int_equal(layer, 0);
	call_line(&call, &script, "split by=clause layer=3");
	assert_fails(FPE_ERANGE, call_layer(&call, second, 0, &layer));
	assert_int_equal(call.err_column, 22);
	assert_string_equal(call.err.message, "arm b has layers 1 to 2");
	script_clear(&script);
	session_free(call.session);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_and_faults_are_found_by_name),
		cmocka_unit_test(arms_and_layers_are_those_of_the_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
