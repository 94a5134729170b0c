/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_half.c - all 65,536 numbers of two bytes, read, written and rounded to. */
#include "support/test.h"

#include <math.h>
#include <string.h>

#include "io/half.h"

/* What IEEE 754 says, in doubles. */
static double half_defined(unsigned bits)
{
	int exponent = bits >> 10 & 31, fraction = bits & 1023;
	double size = exponent == 31  ? (fraction ? NAN : INFINITY)
		      : exponent == 0 ? ldexp(fraction, -24)
				      : ldexp(1024 + fraction, exponent - 25);

	return bits >> 15 ? -size : size;
}

static double bfloat_defined(unsigned bits)
{
	int exponent = bits >> 7 & 255, fraction = bits & 127;
	double size = exponent == 255 ? (fraction ? NAN : INFINITY)
		      : exponent == 0 ? ldexp(fraction, -133)
				      : ldexp(128 + fraction, exponent - 134);

	return bits >> 15 ? -size : size;
}

static const struct {
	const char *name;
	double (*defined)(unsigned bits);
	float (*value)(uint16_t bits);
	uint16_t (*of)(float value);
	unsigned infinity;
} kinds[] = {
	{ "half", half_defined, half_value, half_of, 0x7c00 },
	{ "bfloat", bfloat_defined, bfloat_value, bfloat_of, 0x7f80 },
};
#define EACH_KIND(k) for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)

static void every_number_is_read_and_written_as_it_is(void **state)
{
	(void)state;
	EACH_KIND(k)
	{
		for (unsigned bits = 0; bits < 65536; bits++) {
			test_row("%s %04x", kinds[k].name, bits);
			double want = kinds[k].defined(bits);
			float got = kinds[k].value((uint16_t)bits);

			if (isnan(want)) {
				assert_true(isnan(got));
				assert_true(isnan(kinds[k].value(kinds[k].of(got))));
				continue;
			}
			assert_true((double)got == want && !signbit(got) == !signbit(want));
			assert_int_equal(kinds[k].of(got), bits);
		}
	}
}

/* Between each two neighbours: the middle to the even one, else to the nearer. */
static void what_lies_between_two_goes_to_the_nearer_one(void **state)
{
	(void)state;
	EACH_KIND(k)
	{
		for (unsigned bits = 0; bits < kinds[k].infinity; bits++) {
			test_row("%s %04x", kinds[k].name, bits);
			double low = kinds[k].defined(bits), high = kinds[k].defined(bits + 1);
			float middle;

			if (isinf(high)) /* as if the next exponent were there */
				high = 2 * low - kinds[k].defined(bits - 1);
			middle = (float)((low + high) / 2);
			assert_int_equal(kinds[k].of(middle), bits + (bits & 1));
			assert_int_equal(kinds[k].of(nextafterf(middle, 0)), bits);
			assert_int_equal(kinds[k].of(nextafterf(middle, INFINITY)), bits + 1);
			assert_int_equal(kinds[k].of(-middle), 0x8000 + bits + (bits & 1));
		}
	}
}

static void what_is_too_large_becomes_infinite(void **state)
{
	(void)state;
	assert_int_equal(half_of(65520), 0x7c00);
	assert_int_equal(half_of(-1e30f), 0xfc00);
	assert_int_equal(half_of(65519.99f), 0x7bff);
	assert_int_equal(half_of(1e-10f), 0);
	assert_int_equal(half_of(-1e-10f), 0x8000);
	assert_int_equal(bfloat_of(3.4e38f), 0x7f80);
}

/* What is no number stays none where only its lowest bits say so. */
static void what_is_no_number_stays_none(void **state)
{
	static const uint32_t bits[] = { 0x7f800001, 0xff800001, 0x7f80ffff, 0x7fffffff };

	(void)state;
	EACH_KIND(k)
	{
		for (size_t i = 0; i < sizeof bits / sizeof *bits; i++) {
			float value;

			test_row("%s %08x", kinds[k].name, bits[i]);
			memcpy(&value, &bits[i], sizeof value);
			assert_true(isnan(kinds[k].value(kinds[k].of(value))));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_number_is_read_and_written_as_it_is),
		cmocka_unit_test(what_lies_between_two_goes_to_the_nearer_one),
		cmocka_unit_test(what_is_too_large_becomes_infinite),
		cmocka_unit_test(what_is_no_number_stays_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
