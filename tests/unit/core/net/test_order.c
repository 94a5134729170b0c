/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_order.c - shuffles drawn ahead and shuffles of records, against plain
 * ones.
 */
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include "core/kernel/isa.h"
#include "core/net/order.h"
#include "fpe/rng.h"

static const char *const isas[] = { "generic", "v2", "v3", "v4" };

#define ISAS ((int)(sizeof isas / sizeof *isas))

/* Sample i has the bits of i, and i % classes as its label. */
static struct fpe_data *counted(int n, int inputs)
{
	struct fpe_data *data;

	assert_int_equal(fpe_data_new(n, inputs, 5, 0, &data, NULL), FPE_OK);
	for (int i = 0; i < n; i++) {
		data->bits[i * data->words] = (uint64_t)i;
		data->label[i] = i % 5;
	}
	return data;
}

static int32_t *plain_order(int n, uint64_t seed, int epoch)
{
	int32_t *order = malloc((size_t)n * sizeof *order);
	struct fpe_rng rng;

	assert_non_null(order);
	for (int i = 0; i < n; i++)
		order[i] = i;
	fpe_rng_open(&rng, seed, FPE_RNG_ORDER, (uint64_t)epoch);
	fpe_rng_shuffle(&rng, order, n);
	return order;
}

/* The order's epoch is `want`, whichever way it keeps it. */
static void assert_order(const struct order *o, const int32_t *want, int n)
{
	int from = n / 3;
	struct feed f = order_feed(o, from, n - from);

	assert_int_equal(f.n, n - from);
	for (int i = 0; i < f.n; i++) {
		int32_t sample = want[from + i];

		if (f.record) {
			assert_int_equal((uint32_t)f.record[i], sample);
			assert_int_equal(f.record[i] >> 32, sample % 5);
		} else {
			assert_int_equal(f.order[i], sample);
		}
	}
}

static void play(const struct isa *isa, int n, int inputs, const int *epochs, int count)
{
	struct fpe_data *data = counted(n, inputs);
	struct order o = { 0 };

	assert_int_equal(order_init(&o, data, 7, isa->ops->pick, NULL), FPE_OK);
	assert_int_equal(o.record != NULL, inputs <= 32);
	for (int i = 0; i < count; i++) {
		int32_t *want = plain_order(n, 7, epochs[i]);

		order_epoch(&o, epochs[i], true);
		assert_order(&o, want, n);
		free(want);
	}
	order_clear(&o);
	fpe_data_free(data);
}

/* Forwards past what is drawn at once, back, and far ahead. */
static void epochs_have_the_order_of_a_plain_shuffle(void **state)
{
	static const int sizes[] = { 1, 2, 3, 255, 256, 257, 258, 8000 };
	static const int epochs[] = { 0, 1, 2, 7, 8, 9, 15, 16, 17, 3, 3, 2, 1000000, 0 };

	(void)state;
	for (int i = 0; i < ISAS; i++) {
		const struct isa *isa = isa_find(isas[i]);

		for (int k = 0; isa && k < 8; k++) {
			play(isa, sizes[k], 32, epochs, 14);
			play(isa, sizes[k], 33, epochs, 14);
		}
	}
}

/* About one shuffle of 32768 in eight draws a number twice. */
static void numbers_drawn_twice_are_drawn_twice(void **state)
{
	static const int epochs[] = { 0,  1,  2,  3,  4,  5,  6,  7,  8,  9,
				      10, 11, 12, 13, 14, 15, 16, 17, 18, 19 };

	(void)state;
	for (int i = 0; i < ISAS; i++) {
		const struct isa *isa = isa_find(isas[i]);

		if (isa)
			play(isa, 32768, 20, epochs, 20);
	}
}

/* More samples than are drawn ahead. */
static void many_samples_are_shuffled_one_epoch_at_a_time(void **state)
{
	static const int epochs[] = { 0, 1, 5 };

	(void)state;
	play(isa_best(), 40000, 20, epochs, 3);
	play(isa_best(), 40000, 40, epochs, 3);
}

static void unshuffled_epochs_are_as_in_the_data(void **state)
{
	struct fpe_data *data = counted(100, 8);
	struct order o = { 0 };
	int32_t want[100];

	(void)state;
	for (int i = 0; i < 100; i++)
		want[i] = i;
	assert_int_equal(order_init(&o, data, 7, isa_best()->ops->pick, NULL), FPE_OK);
	order_epoch(&o, 0, true);
	order_epoch(&o, 1, false);
	assert_order(&o, want, 100);
	order_clear(&o);
	fpe_data_free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(epochs_have_the_order_of_a_plain_shuffle),
		cmocka_unit_test(numbers_drawn_twice_are_drawn_twice),
		cmocka_unit_test(many_samples_are_shuffled_one_epoch_at_a_time),
		cmocka_unit_test(unshuffled_epochs_are_as_in_the_data),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
