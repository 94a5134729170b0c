/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_activation.c - the rows of activations and losses.
 *
 * That kernels agree with them is in core/kernel/test_kernel.c.
 */
#include "support/test.h"

#include <math.h>
#include <string.h>

#include "fpe/net.h"

static void slopes_are_those_of_the_outputs(void **state)
{
	(void)state;
	for (int a = 0; a < FPE_ACTIVATIONS; a++) {
		const struct fpe_activation_info *f = &fpe_activation_info[a];

		/* not at 0, where there may be a corner */
		for (double z = -4.0625; z < 5; z += 0.125) {
			double rise = (f->forward(z + 1e-5) - f->forward(z - 1e-5)) / 2e-5;
			double slope = f->slope(z, f->forward(z));

			assert_true(fabs(rise - slope) < 1e-8);
			if (f->needs == FPE_SLOPE_STEP)
				assert_true(slope == (f->forward(z) > 0));
		}
	}
}

/* As torch 1.13 gives them, in double, at -2.5 and 0.75. */
static void activations_are_those_of_pytorch(void **state)
{
	static const double at[FPE_ACTIVATIONS][2] = {
		[FPE_RELU] = { 0, .75 },
		[FPE_LEAKY] = { -.025, .75 },
		[FPE_TANH] = { -.98661429815143031, .63514895238728730 },
		[FPE_SIGMOID] = { .075858180021243546, .67917869917539300 },
		[FPE_GELU] = { -.015524163314440398, .58002948571734891 },
		[FPE_LINEAR] = { -2.5, .75 },
	};

	(void)state;
	for (int a = 0; a < FPE_ACTIVATIONS; a++) {
		const struct fpe_activation_info *f = &fpe_activation_info[a];

		test_row("%s", f->name);
		assert_true(fabs(f->forward(-2.5) - at[a][0]) < 1e-15);
		assert_true(fabs(f->forward(.75) - at[a][1]) < 1e-15);
	}
}

static void words_of_activations_are_their_names(void **state)
{
	const char *word = FPE_ACTIVATION_WORDS;

	(void)state;
	for (int a = 0; a < FPE_ACTIVATIONS; a++) {
		size_t n = strcspn(word, "|");

		assert_int_equal(n, strlen(fpe_activation_info[a].name));
		assert_memory_equal(word, fpe_activation_info[a].name, n);
		word += n + (word[n] == '|');
	}
	assert_int_equal(*word, '\0');
}

static void a_number_stands_where_z_stands_alone(void **state)
{
	char text[64];

	(void)state;
	assert_string_equal(fpe_formula_at("max(0, z)", "-1.5", text, sizeof text), "max(0, -1.5)");
	assert_string_equal(fpe_formula_at("z / size(z) + haz", "2", text, sizeof text),
			    "2 / size(2) + haz");
	/* whole where there is room, and never past the end */
	assert_string_equal(fpe_formula_at("abc z", "12345", text, 6), "abc ");
}

static void a_loss_says_a_class_and_its_share(void **state)
{
	const float no = -2, three[] = { 1, 3, 3 };
	double share;

	(void)state;
	assert_int_equal(fpe_loss_of(1), FPE_LOSS_BINARY);
	assert_int_equal(fpe_loss_of(3), FPE_LOSS_SOFTMAX);
	assert_int_equal(fpe_loss_info[FPE_LOSS_BINARY].predict(&no, 1, &share), 0);
	assert_true(fabs(share - 1 / (1 + exp(-2))) < 1e-15);
	assert_int_equal(fpe_loss_info[FPE_LOSS_SOFTMAX].predict(three, 3, &share), 1);
	assert_true(fabs(share - 1 / (2 + exp(-2))) < 1e-15);
	assert_int_equal(fpe_loss_info[FPE_LOSS_SQUARED].predict(three, 3, &share), -1);
	assert_true(isnan(share));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slopes_are_those_of_the_outputs),
		cmocka_unit_test(activations_are_those_of_pytorch),
		cmocka_unit_test(words_of_activations_are_their_names),
		cmocka_unit_test(a_number_stands_where_z_stands_alone),
		cmocka_unit_test(a_loss_says_a_class_and_its_share),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
