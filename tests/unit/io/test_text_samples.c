/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_text_samples.c - the samples of a text, in order and by lines. */
#include "support/test.h"

#include <string.h>

#include "core/base/utf8.h"
#include "io/text_samples.h"

static const struct text_options in_order = { .context = 3 };
static const struct text_options by_lines = { .context = 3, .by_lines = true };

/* The character `back` before a sample's, -1: none. */
static int before(const struct sample_set *set, int sample, int back)
{
	const struct fpe_alphabet *a = set->alphabet;
	const uint64_t *bits = set->data->bits + (size_t)sample * (size_t)set->data->words;
	int found = -1;

	for (int c = 0; c < a->size; c++) {
		int j = (a->context - back) * a->size + c;

		if (bits[j / 64] >> j % 64 & 1) {
			assert_int_equal(found, -1); /* one-hot */
			found = (int)a->code[c];
		}
	}
	return found;
}

static int label(const struct sample_set *set, int sample)
{
	return (int)set->alphabet->code[set->data->label[sample]];
}

static struct sample_set read(const char *text, const struct text_options *options)
{
	struct sample_set set;
	struct fpe_error err;

	assert_ok(text_samples_of(text, strlen(text), "t", options, NULL, &set, &err));
	return set;
}

static void a_text_in_order_looks_back_over_its_lines(void **state)
{
	static const char want[] = "ab\nca";
	struct sample_set set = read("ab\nca", &in_order);

	(void)state;
	assert_int_equal(set.data->count, 5);
	assert_int_equal(set.data->classes, 4);
	assert_int_equal(set.data->inputs, 12);
	assert_true(set.in_order && !set.unit);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(label(&set, i), want[i]);
		for (int back = 1; back <= 3; back++)
			assert_int_equal(before(&set, i, back), i >= back ? want[i - back] : -1);
	}
	sample_set_clear(&set);
}

static void a_list_begins_anew_with_each_line(void **state)
{
	struct sample_set set = read("ab\n\nca", &by_lines);

	(void)state;
	assert_int_equal(set.data->count, 5); /* the empty line is none */
	assert_true(!set.in_order && set.unit);
	for (int i = 0; i < 5; i++)
		assert_int_equal(set.unit[i], i < 3 ? 0 : 1);
	assert_int_equal(label(&set, 2), '\n');
	assert_int_equal(before(&set, 0, 1), '\n');
	assert_int_equal(before(&set, 3, 1), '\n');
	assert_int_equal(before(&set, 4, 1), 'c');
	assert_int_equal(before(&set, 4, 3), '\n');
	sample_set_clear(&set);
}

static void characters_are_code_points(void **state)
{
	struct sample_set set = read("\xef\xbb\xbf\xc3\xa9x\r\n\xe2\x82\xac", &in_order);

	(void)state;
	assert_int_equal(set.data->count, 4);
	assert_int_equal(label(&set, 0), 0xe9);
	assert_int_equal(label(&set, 2), '\n');
	assert_int_equal(label(&set, 3), 0x20ac);
	sample_set_clear(&set);
}

static void a_part_is_the_first_or_lines_drawn(void **state)
{
	struct text_options some = { .context = 3, .characters = 4 };
	struct text_options drawn = { .context = 2, .by_lines = true, .characters = 7 };
	struct sample_set set = read("abcdefgh", &some), again;
	int first = 0;

	(void)state;
	assert_int_equal(set.data->count, 4);
	assert_int_equal(set.data->classes, 4); /* of the part alone */
	sample_set_clear(&set);
	/* two of the eight lines of three, the same ones always; with all inputs */
	set = read("ab\ncd\nef\ngh\nij\nkl\nmn\nop\n", &drawn);
	again = read("ab\ncd\nef\ngh\nij\nkl\nmn\nop\n", &drawn);
	assert_int_equal(set.data->count, 6);
	assert_int_equal(set.data->classes, 17);
	assert_memory_equal(set.data->label, again.data->label, 6 * sizeof(int32_t));
	first = label(&set, 0) == 'a' && label(&set, 3) == 'c';
	assert_false(first); /* drawn, not the first two */
	sample_set_clear(&set);
	sample_set_clear(&again);
}

static void what_is_no_text_is_named(void **state)
{
	static const struct {
		const char *text, *message;
	} rows[] = {
		{ "ab\nc\xff", "t: line 2, byte 2: not UTF-8 (0xff); a text is in UTF-8" },
		{ "", "t: no characters in it" },
		{ "aaaa", "t: 1 different character; a task needs two or more" },
	};
	struct sample_set set;
	struct fpe_error err;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		test_row("row %zu", i);
		assert_true(text_samples_of(rows[i].text, strlen(rows[i].text), "t", &in_order,
					    NULL, &set, &err) != FPE_OK);
		assert_string_equal(err.message, rows[i].message);
		assert_null(set.data);
	}
	assert_true(text_samples_of("\n\n", 2, "t", &by_lines, NULL, &set, &err) == FPE_EFORMAT);
	assert_true(text_samples_read("/none", &in_order, NULL, &set, &err) == FPE_EIO);
	assert_string_equal(err.message, "/none: No such file or directory");
	assert_true(text_samples_read("/usr/share/datasets/none/a", &in_order, NULL, &set, &err) ==
		    FPE_EIO);
	assert_has(err.message, "No such file or directory; on Debian: sudo apt-get install");
}

static void too_many_characters_are_a_limit(void **state)
{
	struct text_options wide = { .context = 100 };
	char text[400];
	size_t n = 0;
	struct sample_set set;
	struct fpe_error err;

	(void)state;
	for (uint32_t ch = 0x100; ch < 0x164; ch++)
		n += (size_t)utf8_write(ch, text + n);
	assert_true(text_samples_of(text, n, "t", &wide, NULL, &set, &err) == FPE_ELIMIT);
	assert_string_equal(
		err.message,
		"t: 100 different characters, context 100: 10000 inputs; at most 4096 are allowed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_in_order_looks_back_over_its_lines),
		cmocka_unit_test(a_list_begins_anew_with_each_line),
		cmocka_unit_test(characters_are_code_points),
		cmocka_unit_test(a_part_is_the_first_or_lines_drawn),
		cmocka_unit_test(what_is_no_text_is_named),
		cmocka_unit_test(too_many_characters_are_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
