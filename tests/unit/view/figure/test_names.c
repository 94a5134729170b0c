/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_names.c - names in few columns: none too wide, none like another. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/rng.h"
#include "view/figure/names.h"
#include "view/grid/grid.h"

#define MOST 60

struct drawn {
	char text[MOST][FPE_MAX_NAME];
	int n;
};

static struct figure_name whole(const void *of, int i, bool plain)
{
	const struct drawn *d = of;
	struct figure_name out;

	if (plain)
		snprintf(out.text, sizeof out.text, "x%d", i);
	else
		snprintf(out.text, sizeof out.text, "%s", d->text[i]);
	return out;
}

/* Names like those of files' columns: alike at the front, at the end, or in all but one
   letter, wide letters, and some that are others' plain names. */
static void draw(struct fpe_rng *rng, struct drawn *d)
{
	static const char *const parts[] = { "temperature", "_", "mean", "max",
					     "rain",	    "&", "!",	 "cold",
					     "x",	    "1", "2",	 "\303\244",
					     "\346\227\245" };

	d->n = 1 + (int)fpe_rng_below(rng, MOST);
	for (int i = 0; i < d->n; i++) {
		size_t at = 0;

		do {
			int pieces = 1 + (int)fpe_rng_below(rng, 5);

			at = 0;
			for (int k = 0; k < pieces; k++) {
				const char *part =
					parts[fpe_rng_below(rng, sizeof parts / sizeof *parts)];

				if (at + strlen(part) + 4 < FPE_MAX_NAME)
					at += (size_t)sprintf(d->text[i] + at, "%s", part);
			}
			sprintf(d->text[i] + at, "%d", (int)fpe_rng_below(rng, 70));
			for (int k = 0; k < i; k++) {
				if (strcmp(d->text[k], d->text[i]) == 0)
					at = SIZE_MAX;
			}
		} while (at == SIZE_MAX);
	}
}

static void no_two_are_alike_and_none_is_too_wide(void **state)
{
	struct fpe_rng rng;
	struct drawn *d = malloc(sizeof *d);

	(void)state;
	assert_non_null(d);
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 0);
	for (int round = 0; round < 400; round++) {
		int columns = 1 + (int)fpe_rng_below(&rng, 24);
		struct figure_name *name;

		draw(&rng, d);
		name = names_short(whole, d, d->n, columns);
		assert_non_null(name);
		for (int i = 0; i < d->n; i++) {
			char plain[16];

			test_row("round %d: \"%s\" in %d", round, d->text[i], columns);
			snprintf(plain, sizeof plain, "x%d", i);
			assert_true(text_columns(name[i].text) <= columns ||
				    strcmp(name[i].text, plain) == 0);
			if (text_columns(d->text[i]) <= columns && name[i].text[0] != 'x')
				assert_string_equal(name[i].text, d->text[i]);
			for (int k = 0; k < i; k++)
				assert_string_not_equal(name[k].text, name[i].text);
		}
		free(name);
	}
	free(d);
}

static void the_end_that_differs_is_kept(void **state)
{
	struct drawn *d = calloc(1, sizeof *d);
	struct figure_name *name;

	(void)state;
	assert_non_null(d);
	d->n = 2;
	strcpy(d->text[0], "temperature_in_may");
	strcpy(d->text[1], "temperature_in_june");
	name = names_short(whole, d, 2, 8);
	assert_string_equal(name[0].text, "temp\342\200\246may");
	assert_string_equal(name[1].text, "temp\342\200\246une");
	free(name);
	/* nothing tells them apart in so few columns */
	strcpy(d->text[0], "temperature_A_in_june_at_noon");
	strcpy(d->text[1], "temperature_B_in_june_at_noon");
	name = names_short(whole, d, 2, 8);
	assert_string_equal(name[0].text, "x0");
	assert_string_equal(name[1].text, "x1");
	free(name);
	free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_two_are_alike_and_none_is_too_wide),
		cmocka_unit_test(the_end_that_differs_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
