/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_nearest.c - did you mean. */
#include "support/test.h"

#include "cmd/language/nearest.h"

static void edits_are_counted(void **state)
{
	(void)state;
	assert_int_equal(nearest_distance("clause", "clause", 3), 0);
	assert_int_equal(nearest_distance("Clause", "cLAUSE", 3), 0);
	assert_int_equal(nearest_distance("clase", "clause", 3), 1);
	assert_int_equal(nearest_distance("clauses", "clause", 3), 1);
	assert_int_equal(nearest_distance("trian", "train", 3), 1);
	assert_int_equal(nearest_distance("kitten", "sitting", 3), 3);
	assert_int_equal(nearest_distance("", "abc", 5), 3);
	assert_int_equal(nearest_distance("ca", "abc", 5), 3);
	assert_int_equal(nearest_distance("kitten", "sitting", 1), 2);
}

static const char *nearest_of(const char *given, const char *const *names)
{
	struct nearest nearest;

	nearest_begin(&nearest, given);
	for (int i = 0; names[i]; i++)
		nearest_offer(&nearest, names[i]);
	return nearest.best;
}

static void the_nearest_name_is_found_and_far_ones_are_not(void **state)
{
	static const char *const names[] = { "arms", "train", "split",	  "set",
					     "save", "say",   "accuracy", NULL };

	(void)state;
	assert_string_equal(nearest_of("trian", names), "train");
	assert_string_equal(nearest_of("spilt", names), "split");
	assert_string_equal(nearest_of("SPLIT", names), "split");
	assert_string_equal(nearest_of("acc", names), "accuracy");
	assert_string_equal(nearest_of("arm", names), "arms");
	assert_string_equal(nearest_of("sve", names), "save");
	assert_null(nearest_of("x", names));
	assert_null(nearest_of("xyz", names));
	assert_null(nearest_of("banana", names));
	assert_null(nearest_of("", names));
}

static void long_names_are_never_near(void **state)
{
	char name[200];

	(void)state;
	for (int i = 0; i < 199; i++)
		name[i] = 'a';
	name[199] = '\0';
	assert_int_equal(nearest_distance(name, name, 2), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edits_are_counted),
		cmocka_unit_test(the_nearest_name_is_found_and_far_ones_are_not),
		cmocka_unit_test(long_names_are_never_near),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
