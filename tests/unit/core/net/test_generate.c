/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_generate.c - a net writes what its logits say. */
#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/generate.h"
#include "fpe/kernel.h"
#include "fpe/limits.h"
#include "fpe/rng.h"

static struct fpe_alphabet *alphabet_of(const char *text, int context)
{
	uint32_t code[16];
	struct fpe_alphabet *a;
	struct fpe_error err;

	for (size_t i = 0; i < strlen(text); i++)
		code[i] = (uint32_t)text[i];
	assert_ok(fpe_alphabet_new(code, strlen(text), context, &a, &err));
	return a;
}

static struct fpe_net *net_for(const struct fpe_alphabet *a, int hidden, uint64_t seed)
{
	int widths[] = { fpe_alphabet_inputs(a), hidden, a->size };
	struct fpe_net *net;
	struct fpe_error err;

	assert_ok(fpe_net_new(widths, 2, &net, &err));
	fpe_net_init(net, FPE_INIT_UNIFORM, seed);
	return net;
}

/* What the kernel says of the same last characters. */
static void kernel_shares(const struct fpe_net *net, const struct fpe_alphabet *a,
			  const int32_t *last, double *share)
{
	struct fpe_data *data;
	struct fpe_kernel *kernel;
	struct fpe_error err;
	float logit[16];
	double sum = 0;

	assert_ok(fpe_data_new(1, fpe_alphabet_inputs(a), a->size, 0, &data, &err));
	fpe_alphabet_pack(a, last, data->bits);
	assert_ok(fpe_kernel_new(net, data, &kernel, &err));
	fpe_kernel_logits(kernel, net, data, NULL, 1, logit);
	for (int c = 0; c < a->size; c++)
		sum += exp((double)logit[c]);
	for (int c = 0; c < a->size; c++)
		share[c] = exp((double)logit[c]) / sum;
	fpe_kernel_free(kernel);
	fpe_data_free(data);
}

static void shares_are_those_of_the_kernel(void **state)
{
	struct fpe_alphabet *a = alphabet_of("abc\n", 3);
	struct fpe_net *net = net_for(a, 5, test_seed(__func__));
	struct fpe_generate_options options = { .count = 60, .temperature = .7, .seed = 9 };
	int32_t text[60], last[3];
	float share[60];
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_generate(net, a, &options, text, share, &err));
	for (int p = 0; p < 3; p++)
		last[p] = fpe_alphabet_find(a, '\n');
	for (int i = 0; i < 60; i++) {
		double want[4];

		kernel_shares(net, a, last, want);
		assert_true(fabs(want[text[i]] - (double)share[i]) < 1e-6);
		memmove(last, last + 1, 2 * sizeof *last);
		last[2] = text[i];
	}
	fpe_net_free(net);
	fpe_alphabet_free(a);
}

/* A net without a hidden weight writes by its biases alone. */
static void characters_come_as_often_as_their_share(void **state)
{
	static int32_t text[40000];
	struct fpe_alphabet *a = alphabet_of("ab", 1);
	struct fpe_net *net = net_for(a, 1, 1);
	struct fpe_generate_options options = { .count = 40000, .temperature = 1 };
	int seen = 0;
	struct fpe_error err;

	(void)state;
	memset(net->layer[1].weight, 0, 2 * sizeof(float));
	net->layer[1].bias[0] = 0;
	net->layer[1].bias[1] = 1;
	options.seed = test_seed(__func__);
	assert_ok(fpe_generate(net, a, &options, text, NULL, &err));
	for (int i = 0; i < 40000; i++)
		seen += text[i];
	/* .7311, within 5 standard errors */
	assert_true(fabs(seen / 40000.0 - 1 / (1 + exp(-1))) < 5 * .0022);
	/* twice as cold: .8808 */
	options.temperature = .5;
	assert_ok(fpe_generate(net, a, &options, text, NULL, &err));
	seen = 0;
	for (int i = 0; i < 40000; i++)
		seen += text[i];
	assert_true(fabs(seen / 40000.0 - 1 / (1 + exp(-2))) < 5 * .0016);
	/* at none: the likeliest */
	options.temperature = 0;
	options.count = 100;
	assert_ok(fpe_generate(net, a, &options, text, NULL, &err));
	for (int i = 0; i < 100; i++)
		assert_int_equal(text[i], 1);
	fpe_net_free(net);
	fpe_alphabet_free(a);
}

static void the_same_seed_and_start_write_the_same(void **state)
{
	struct fpe_alphabet *a = alphabet_of("abcdefg", 2);
	struct fpe_net *net = net_for(a, 16, 2);
	int32_t start[] = { 3, 4, 5 }, one[50], two[50];
	struct fpe_generate_options options = { .count = 50, .temperature = 1, .seed = 4 };
	float share[2][50];
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_generate(net, a, &options, one, share[0], &err));
	assert_ok(fpe_generate(net, a, &options, two, NULL, &err));
	assert_memory_equal(one, two, sizeof one);
	options.start = start;
	options.starts = 3; /* longer than the context */
	assert_ok(fpe_generate(net, a, &options, two, share[1], &err));
	assert_true(share[0][0] != share[1][0]);
	fpe_net_free(net);
	fpe_alphabet_free(a);
}

static void what_does_not_fit_is_refused(void **state)
{
	struct fpe_alphabet *a = alphabet_of("abc", 2), *other = alphabet_of("abc", 3);
	struct fpe_net *net = net_for(a, 4, 2);
	int32_t start = 3, text[1];
	struct fpe_generate_options options = { .count = 1, .temperature = 1 };
	struct fpe_error err;

	(void)state;
	assert_fails(FPE_ESHAPE, fpe_generate(net, other, &options, text, NULL, &err));
	options.temperature = -1;
	assert_fails(FPE_ERANGE, fpe_generate(net, a, &options, text, NULL, &err));
	options.temperature = (double)NAN;
	assert_fails(FPE_ERANGE, fpe_generate(net, a, &options, text, NULL, &err));
	options.temperature = 1;
	options.start = &start;
	options.starts = 1;
	assert_fails(FPE_ERANGE, fpe_generate(net, a, &options, text, NULL, &err));
	fpe_net_free(net);
	fpe_alphabet_free(a);
	fpe_alphabet_free(other);
}

static void characters_and_inputs_have_names(void **state)
{
	struct fpe_alphabet *a = alphabet_of("\n\a ex", 2);
	static const char *const names[] = { "U+0007", "↵", "␣", "e", "x" };
	/* none that would turn others around, or take no room */
	static const uint32_t codes[] = { 0x9b, 0xe9, 0x200b, 0x202e, 0x65e5 };
	static const char *const other[] = { "U+009B", "é", "U+200B", "U+202E", "日" };
	char buffer[FPE_MAX_NAME];
	struct fpe_error err;

	(void)state;
	for (int c = 0; c < 5; c++)
		assert_string_equal(fpe_alphabet_name(a, c, buffer), names[c]);
	assert_string_equal(fpe_alphabet_input_name(a, 3, buffer), "e@2");
	assert_string_equal(fpe_alphabet_input_name(a, 6, buffer), "↵@1");
	fpe_alphabet_free(a);
	assert_ok(fpe_alphabet_new(codes, 5, 1, &a, &err));
	for (int c = 0; c < 5; c++)
		assert_string_equal(fpe_alphabet_name(a, c, buffer), other[c]);
	fpe_alphabet_free(a);
}

static bool stops_third(void *context)
{
	return ++*(int *)context >= 3;
}

static void writing_is_stopped_between_characters(void **state)
{
	struct fpe_alphabet *a = alphabet_of("abc\n", 3);
	struct fpe_net *net = net_for(a, 5, 1);
	int asked = 0;
	const struct fpe_watch watch = { stops_third, &asked };
	const struct fpe_generate_options options = { .count = 100000, .watch = &watch };
	int32_t *out = malloc(100000 * sizeof *out);
	struct fpe_error err;

	(void)state;
	assert_non_null(out);
	assert_fails(FPE_ESTOPPED, fpe_generate(net, a, &options, out, NULL, &err));
	assert_int_equal(asked, 3);
	free(out);
	fpe_net_free(net);
	fpe_alphabet_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writing_is_stopped_between_characters),
		cmocka_unit_test(shares_are_those_of_the_kernel),
		cmocka_unit_test(characters_come_as_often_as_their_share),
		cmocka_unit_test(the_same_seed_and_start_write_the_same),
		cmocka_unit_test(what_does_not_fit_is_refused),
		cmocka_unit_test(characters_and_inputs_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
