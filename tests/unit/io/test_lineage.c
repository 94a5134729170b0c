/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_lineage.c - what is told of a net comes back, and nothing else is
 * believed.
 */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/metric.h"
#include "io/lineage.h"
#include "io/metadata.h"

/* 3 inputs, 4 neurons (two children each of n0 and n1), 1 output. */
static struct fpe_net *split_net(void)
{
	static const int widths[3] = { 3, 4, 1 };
	static const char *const name[4] = { "n0.0", "n0.1", "n1.0", "n1.1" };
	struct fpe_net *net;
	struct fpe_error err;

	assert_ok(fpe_net_new(widths, 2, &net, &err));
	fpe_net_init(net, FPE_INIT_UNIFORM, 7);
	for (int n = 0; n < 4; n++)
		assert_true(fpe_origin_parse(name[n], &net->origin[0][n]));
	return net;
}

static char *text_of(const struct fpe_net *net, uint64_t seed)
{
	json_t *settings = json_pack("{s:f, s:s}", "lr", .01, "optimizer", "adam");
	json_t *steps =
		json_pack("[{s:s}, {s:s, s:[i]}]", "arm", "dense", "arm", "clause", "hidden", 4);
	struct lineage_facts facts = { .arm = "clause",
				       .split = "clause",
				       .task = "(x0 & x1) | x2",
				       .epoch = 20,
				       .alpha = 2,
				       .layer = 0,
				       .seed = seed,
				       .budget = 9,
				       .biases = 3,
				       .settings = settings,
				       .steps = steps };
	char *text = lineage_text(&facts, net);

	assert_non_null(text);
	json_decref(settings);
	json_decref(steps);
	return text;
}

static struct tensors *file_of(const char *text)
{
	struct tensors *file = tensors_new("file");
	struct fpe_error err;

	assert_non_null(file);
	assert_ok(tensors_tell(file, LINEAGE_KEY, text, &err));
	return file;
}

static void what_is_told_comes_back(void **state)
{
	struct fpe_net *net = split_net(), *other = fpe_net_copy(net);
	char *text = text_of(net, UINT64_MAX);
	struct tensors *file = file_of(text);
	struct lineage *l;
	struct fpe_error err;

	(void)state;
	assert_string_equal(
		text,
		"{\"format\":1,\"arm\":\"clause\",\"epoch\":20,\"seed\":\"18446744073709551615\",\"split\":\"clause\",\"alpha\":2,\"layer\":1,\"budget\":9,\"biases\":3,\"activation\":\"relu\",\"task\":\"(x0 & x1) | x2\",\"settings\":{\"lr\":0.01,\"optimizer\":\"adam\"},\"steps\":[{\"arm\":\"dense\"},{\"arm\":\"clause\",\"hidden\":[4]}],\"origins\":{\"fc1\":\"n0.0 n0.1 n1.0 n1.1\"}}");
	for (int n = 0; n < 4; n++)
		other->origin[0][n] = (struct fpe_origin){ .root = (int16_t)n };
	assert_ok(lineage_read(file, &l, &err));
	assert_string_equal(l->text, text);
	assert_string_equal(l->split, "clause");
	assert_int_equal(l->alpha, 2);
	assert_int_equal(l->layer, 0);
	assert_int_equal(l->epoch, 20);
	assert_int_equal(l->budget, 9);
	assert_int_equal(l->biases, 3);
	assert_ok(lineage_apply(l, other, &err));
	assert_memory_equal(other->origin[0], net->origin[0], 4 * sizeof *net->origin[0]);
	lineage_free(l);
	tensors_free(file);
	free(text);
	fpe_net_free(net);
	fpe_net_free(other);
}

static void it_fits_as_long_as_no_bit_changes(void **state)
{
	struct fpe_net *net = split_net();
	char *text = text_of(net, 1);
	struct tensors *file = file_of(text);
	struct lineage *l;
	struct fpe_error err;

	(void)state;
	assert_ok(lineage_read(file, &l, &err));
	assert_ok(lineage_apply(l, net, &err));
	assert_true(lineage_fits(l, net));
	net->layer[0].weight[5] += 1e-6f;
	assert_false(lineage_fits(l, net));
	net->layer[0].weight[5] -= 1e-6f;
	net->layer[1].mask[0] = 0;
	assert_false(lineage_fits(l, net));
	lineage_free(l);
	tensors_free(file);
	free(text);
	fpe_net_free(net);
}

static void a_file_without_it_tells_nothing(void **state)
{
	struct tensors *file = tensors_new("file");
	struct lineage *l;
	struct fpe_error err;

	(void)state;
	assert_ok(lineage_read(file, &l, &err));
	assert_null(l);
	assert_ok(tensors_tell(file, "format", "pt", &err));
	assert_ok(lineage_read(file, &l, &err));
	assert_null(l);
	tensors_free(file);
}

/* Replaces the first `from` of a good text. */
static char *spoilt(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);
	char *out = malloc(strlen(text) + strlen(to) + 1);

	assert_non_null(at);
	assert_non_null(out);
	sprintf(out, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
	return out;
}

static const struct {
	const char *from, *to, *message;
} hostile[] = {
	{ "{\"format\"", "[\"format\"", "it is not a JSON object" },
	{ "\"format\":1", "\"format\":2", "format: it is a whole number from 1 to 1" },
	{ "\"format\":1", "\"format\":1,\"format\":1", "it is not a JSON object" },
	{ "\"arm\":\"clause\"", "\"arm\":7", "arm: it is a name" },
	{ "\"split\":\"clause\"", "\"split\":\"a b\"", "split: it is a name" },
	{ "\"split\":\"clause\"", "\"split\":\"\\u001b[2J\"", "split: it is a name" },
	{ "\"alpha\":2", "\"alpha\":65", "alpha: it is a whole number from 1 to 64" },
	{ "\"alpha\":2", "\"alpha\":2.5", "alpha: it is a whole number" },
	{ "\"layer\":1", "\"layer\":0", "layer: it is a whole number" },
	{ "\"layer\":1", "\"layer\":17", "layer: it is a whole number" },
	{ "\"budget\":9", "\"budget\":-1", "budget: it is a whole number" },
	{ "\"budget\":9", "\"budget\":99999999999", "budget: it is a whole number" },
	{ "\"biases\":3", "\"biases\":1e3", "biases: it is a whole number" },
	{ "\"epoch\":20", "\"epoch\":-1", "epoch: it is a whole number" },
	{ "\"activation\":\"relu\"", "\"activation\":\"rlu\"", "activation: it is not one" },
	{ "(x0", "\\u0007(x0", "it holds control characters" },
	{ "{\"lr\"", "{\"a\":[[[[]]]],\"lr\"", "it holds control characters, or texts or lists" },
	{ "\"steps\":[", "\"steps\":7,\"more\":[", "steps: it is a list of at most 256" },
	{ "\"origins\":{", "\"origins\":[],\"more\":{", "origins: it is an object" },
	{ "\"fc1\"", "\"fc2\"", "origins: the net has no hidden layer fc2" },
	{ "\"fc1\"", "\"fc9\\u0007\"", "origins: the net has no hidden layer fc9?" },
	{ "n0.0 n0.1 n1.0 n1.1", "n0.0 n0.1 n1.0", "origins: fc1: it is not the names of 4" },
	{ "n0.0 n0.1 n1.0 n1.1", "n0.0 n0.1 n1.0 n1.1 n1.2", "fc1: it is not the names of 4" },
	{ "n1.1", "n1.1 ", "fc1: it is not the names of 4" },
	{ "n1.1", "n1.0", "fc1: it is not the names of 4" },
	{ "n0.0 n0.1", "n0.1 n0.0", "fc1: it is not the names of 4" },
	{ "n0.0 n0.1", "n0 n0.1", "fc1: it is not the names of 4" },
	{ "n1.1", "n4096", "fc1: it is not the names of 4" },
	{ "n1.1", "n1.64", "fc1: it is not the names of 4" },
	{ "n1.1", "n1.1.1.1.1.1.1.1.1.1.1.1.1.1", "fc1: it is not the names of 4" },
	{ "n1.1", "n1.-1", "fc1: it is not the names of 4" },
	{ "\"n0.0", "7,\"x\":\"", "fc1: it is not the names of 4" },
};

static void nothing_else_is_believed(void **state)
{
	struct fpe_net *net = split_net(), *before = fpe_net_copy(net);
	char *good = text_of(net, 1);

	(void)state;
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
		char *text = spoilt(good, hostile[i].from, hostile[i].to);
		struct tensors *file = file_of(text);
		struct lineage *l = NULL;
		struct fpe_error err;
		enum fpe_status status = lineage_read(file, &l, &err);
		test_row("%s", hostile[i].to);

		if (!status)
			status = lineage_apply(l, net, &err);
		assert_int_equal(status, FPE_EFORMAT);
		assert_has(err.message, hostile[i].message);
		assert_memory_equal(net->origin[0], before->origin[0], 4 * sizeof *net->origin[0]);
		lineage_free(l);
		tensors_free(file);
		free(text);
	}
	free(good);
	fpe_net_free(net);
	fpe_net_free(before);
}

static void too_many_steps_and_too_long_texts_are_refused(void **state)
{
	struct fpe_net *net = split_net();
	char *good = text_of(net, 1);
	char *many = malloc(1 << 16);
	char *text;
	struct lineage *l;
	struct tensors *file;
	struct fpe_error err;

	(void)state;
	assert_non_null(many);
	for (int i = 0; i < LINEAGE_MAX_STEPS; i++)
		strcpy(many + 3 * i, "{},");
	text = spoilt(good, "{\"arm\":\"dense\"}", strcat(many, "{}"));
	file = file_of(text);
	assert_fails(FPE_EFORMAT, lineage_read(file, &l, &err));
	assert_has(err.message, "file: metadata fpe: steps: it is a list of at most 256");
	tensors_free(file);
	free(text);
	memset(many, 'x', 4097);
	many[4097] = 0;
	text = spoilt(good, "(x0 & x1) | x2", many);
	file = file_of(text);
	assert_fails(FPE_EFORMAT, lineage_read(file, &l, &err));
	tensors_free(file);
	free(text);
	free(many);
	free(good);
	fpe_net_free(net);
}

static void strings_come_through_a_list_of_tensors(void **state)
{
	struct tensors *list = tensors_new("list");
	struct fpe_error err;
	char *bytes;

	(void)state;
	assert_ok(metadata_add(list, &bytes, &err)); /* has none */
	assert_null(bytes);
	assert_ok(tensors_tell(list, "b", "2", &err));
	assert_ok(tensors_tell(list, "a", "1", &err));
	assert_ok(metadata_add(list, &bytes, &err));
	assert_string_equal(bytes, "{\"a\":\"1\",\"b\":\"2\"}");
	assert_int_equal(list->count, 1);
	json_decref(list->metadata);
	list->metadata = NULL;
	assert_ok(metadata_take(list, &err));
	assert_int_equal(list->count, 0);
	assert_string_equal(json_string_value(json_object_get(list->metadata, "b")), "2");
	free(bytes);
	tensors_free(list);
}

static void other_bytes_are_no_strings(void **state)
{
	static const struct {
		const char *text, *message;
		enum tensor_type type;
	} row[] = {
		{ "[]", "it is not a JSON object of strings", TENSOR_U8 },
		{ "{\"a\":1}", "it is not a JSON object of strings", TENSOR_U8 },
		{ "{\"a\":\"1\",\"a\":\"1\"}", "it is not a JSON object of strings", TENSOR_U8 },
		{ "{\"a\":\"1\"}", "it is not a text", TENSOR_I8 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tensors *list = tensors_new("list");
		struct tensor t = { .type = row[i].type,
				    .dims = 1,
				    .shape = { (int64_t)strlen(row[i].text) },
				    .data = (const uint8_t *)row[i].text };
		struct fpe_error err;
		test_row("%s", row[i].text);

		assert_ok(tensors_add(list, METADATA_TENSOR, &t, &err));
		assert_fails(FPE_EFORMAT, metadata_take(list, &err));
		assert_has(err.message, row[i].message);
		tensors_free(list);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_told_comes_back),
		cmocka_unit_test(it_fits_as_long_as_no_bit_changes),
		cmocka_unit_test(a_file_without_it_tells_nothing),
		cmocka_unit_test(nothing_else_is_believed),
		cmocka_unit_test(too_many_steps_and_too_long_texts_are_refused),
		cmocka_unit_test(strings_come_through_a_list_of_tensors),
		cmocka_unit_test(other_bytes_are_no_strings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
