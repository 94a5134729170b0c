/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_export.c - what stands in an exported file, byte by byte or number by number. */
#include "support/test.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/export.h"
#include "io/format.h"
#include "io/textfile.h"

#define LINEAGE "{\"format\":1}"

/* 3 inputs, 2 children of n0, 1 output; one live weight is 0. */
static struct fpe_net *small_net(void)
{
	static const int widths[3] = { 3, 2, 1 };
	static const float weight[6] = { 1, 0, -.25f, 0, 2, 0 }, mask[6] = { 1, 0, 1, 0, 1, 1 };
	struct fpe_net *net;
	struct fpe_error err;

	assert_ok(fpe_net_new(widths, 2, &net, &err));
	memcpy(net->layer[0].weight, weight, sizeof weight);
	memcpy(net->layer[0].mask, mask, sizeof mask);
	net->layer[0].bias[1] = .1f;
	net->layer[1].weight[0] = 1.0f / 3;
	net->layer[1].weight[1] = -4;
	net->layer[1].bias[0] = 5;
	assert_true(fpe_origin_parse("n0.0", &net->origin[0][0]));
	assert_true(fpe_origin_parse("n0.1", &net->origin[0][1]));
	return net;
}

static const char *input(const void *context, int j, char *buffer)
{
	(void)context;
	snprintf(buffer, FPE_MAX_NAME, j == 1 ? "a \"b\", c" : "x%d", j);
	return buffer;
}

static const char *class_name(const void *context, int c, char *buffer)
{
	(void)context;
	snprintf(buffer, FPE_MAX_NAME, c ? "yes" : "no");
	return buffer;
}

struct written {
	char folder[32], path[64];
	char *bytes;
	size_t size;
	uint64_t told;
	struct tensors *tensors; /* of a format that is read */
};

static void read_back(struct written *w)
{
	struct fpe_error err;

	assert_ok(textfile_read(w->path, TEXTFILE_REGULAR, 1 << 20, &w->bytes, &w->size, &err));
	assert_int_equal(w->told, w->size);
	if (strstr(w->path, ".csv") || strstr(w->path, ".json"))
		return;
	assert_ok(format_of(w->path, (const uint8_t *)w->bytes, w->size)
			  ->parse((const uint8_t *)w->bytes, w->size, w->path, &w->tensors, &err));
}

static struct written place(const char *suffix)
{
	struct written w = { .folder = "/tmp/test_export.XXXXXX" };

	assert_non_null(mkdtemp(w.folder));
	snprintf(w.path, sizeof w.path, "%s/a%s", w.folder, suffix);
	return w;
}

static struct written write_net(const char *suffix, enum export_layout layout,
				enum export_prune prune)
{
	struct fpe_net *net = small_net();
	struct export_net what = {
		.net = net, .lineage = LINEAGE, .input = input, .layout = layout, .prune = prune
	};
	struct written w = place(suffix);
	struct fpe_error err;

	assert_ok(export_net(&what, w.path, NULL, &w.told, &err));
	fpe_net_free(net);
	read_back(&w);
	return w;
}

static struct written write_samples(const char *suffix, const struct fpe_data *train,
				    const struct fpe_data *test)
{
	struct export_samples what = { .train = train,
				       .test = test,
				       .metadata = LINEAGE,
				       .input = input,
				       .class_name = class_name };
	struct written w = place(suffix);
	struct fpe_error err;

	assert_ok(export_samples(&what, w.path, NULL, &w.told, &err));
	read_back(&w);
	return w;
}

static void clear(struct written *w)
{
	tensors_free(w->tensors);
	free(w->bytes);
	unlink(w->path);
	assert_int_equal(rmdir(w->folder), 0);
}

/* A tensor of this shape (columns 0: of one side) that holds these numbers. */
static void assert_tensor(const struct written *w, const char *name, enum tensor_type type,
			  int rows, int columns, const double *want)
{
	const struct tensor *t = tensors_find(w->tensors, name);
	test_row("%s", name);

	assert_non_null(t);
	assert_int_equal(t->type, type);
	assert_int_equal(t->dims, columns ? 2 : 1);
	assert_int_equal(t->shape[0], rows);
	if (columns)
		assert_int_equal(t->shape[1], columns);
	for (size_t i = 0; i < t->count; i++)
		assert_true(tensor_value(t, i) == want[i]);
}
#define ASSERT_TENSOR(w, name, type, rows, columns, ...) \
	assert_tensor(w, name, TENSOR_##type, rows, columns, (const double[]){ __VA_ARGS__ })

static void formats_of_tensors_hold_a_dense_net_and_masks_where_there_are_any(void **state)
{
	const char *suffix;

	(void)state;
	for (int i = 0; (suffix = export_suffix(i, false)); i++) {
		struct written w;
		test_row("%s", suffix);

		if (!strcmp(suffix, ".csv") || !strcmp(suffix, ".json"))
			continue;
		w = write_net(suffix, EXPORT_DENSE, EXPORT_PRUNE_NONE);
		ASSERT_TENSOR(&w, "fc1.weight", F32, 2, 3, 1, 0, -.25, 0, 2, 0);
		ASSERT_TENSOR(&w, "fc1.bias", F32, 2, 0, 0, (double).1f);
		ASSERT_TENSOR(&w, "fc1.weight_mask", BOOL, 2, 3, 1, 0, 1, 0, 1, 1);
		ASSERT_TENSOR(&w, "fc2.weight", F32, 1, 2, (double)(1.0f / 3), -4);
		ASSERT_TENSOR(&w, "fc2.bias", F32, 1, 0, 5);
		assert_null(tensors_find(w.tensors, "fc2.weight_mask"));
		clear(&w);
	}
}

static void the_metadata_has_the_lineage(void **state)
{
	struct written w = write_net(".safetensors", EXPORT_DENSE, EXPORT_PRUNE_NONE);

	(void)state;
	assert_string_equal(json_string_value(json_object_get(w.tensors->metadata, "fpe")),
			    LINEAGE);
	assert_string_equal(json_string_value(json_object_get(w.tensors->metadata, "format")),
			    "pt");
	clear(&w);
}

static void pruned_layers_have_pytorchs_names_all_of_them(void **state)
{
	struct written w = write_net(".safetensors", EXPORT_DENSE, EXPORT_PRUNE_TORCH);

	(void)state;
	assert_int_equal(w.tensors->count, 6);
	ASSERT_TENSOR(&w, "fc1.weight_orig", F32, 2, 3, 1, 0, -.25, 0, 2, 0);
	ASSERT_TENSOR(&w, "fc1.weight_mask", F32, 2, 3, 1, 0, 1, 0, 1, 1);
	ASSERT_TENSOR(&w, "fc2.weight_orig", F32, 1, 2, (double)(1.0f / 3), -4);
	ASSERT_TENSOR(&w, "fc2.weight_mask", F32, 1, 2, 1, 1);
	clear(&w);
}

static void lists_of_rows_have_the_live_weights_also_those_that_are_0(void **state)
{
	struct written w = write_net(".safetensors", EXPORT_CSR, EXPORT_PRUNE_NONE);

	(void)state;
	assert_int_equal(w.tensors->count, 10);
	ASSERT_TENSOR(&w, "fc1.weight.data", F32, 4, 0, 1, -.25, 2, 0);
	ASSERT_TENSOR(&w, "fc1.weight.indices", I32, 4, 0, 0, 2, 1, 2);
	ASSERT_TENSOR(&w, "fc1.weight.indptr", I32, 3, 0, 0, 2, 4);
	ASSERT_TENSOR(&w, "fc1.weight.shape", I64, 2, 0, 2, 3);
	ASSERT_TENSOR(&w, "fc1.bias", F32, 2, 0, 0, (double).1f);
	ASSERT_TENSOR(&w, "fc2.weight.data", F32, 2, 0, (double)(1.0f / 3), -4);
	ASSERT_TENSOR(&w, "fc2.weight.indptr", I32, 2, 0, 0, 2);
	clear(&w);
}

static void a_table_has_a_line_for_each_weight_in_every_locale(void **state)
{
	struct written w;

	(void)state;
	setlocale(LC_ALL, "de_DE.UTF-8"); /* where there is one */
	w = write_net(".csv", EXPORT_DENSE, EXPORT_PRUNE_NONE);
	setlocale(LC_ALL, "C");
	assert_string_equal(w.bytes, "layer,neuron,parent,row,column,input,weight\n"
				     "fc1,n0.0,n0,0,0,x0,1\n"
				     "fc1,n0.0,n0,0,2,x2,-0.25\n"
				     "fc1,n0.0,n0,0,,,0\n"
				     "fc1,n0.1,n0,1,1,\"a \"\"b\"\", c\",2\n"
				     "fc1,n0.1,n0,1,2,x2,0\n"
				     "fc1,n0.1,n0,1,,,0.100000001\n"
				     "fc2,n0,,0,0,n0.0,0.333333343\n"
				     "fc2,n0,,0,1,n0.1,-4\n"
				     "fc2,n0,,0,,,5\n");
	clear(&w);
}

static void a_json_file_has_lineage_and_masks(void **state)
{
	struct written w = write_net(".json", EXPORT_DENSE, EXPORT_PRUNE_NONE);
	json_t *all = json_loads(w.bytes, 0, NULL);

	(void)state;
	assert_non_null(all);
	json_decref(all);
	assert_string_equal(
		w.bytes,
		"{\"fpe\":{\"format\":1},\n\"layers\":[\n"
		"{\"name\":\"fc1\",\"in\":3,\"out\":2,\"nnz\":4,\"biases\":2,\"neurons\":[\"n0.0\",\"n0.1\"],\"mask\":[[0,2],\n[1,2]]},\n"
		"{\"name\":\"fc2\",\"in\":2,\"out\":1,\"nnz\":2,\"biases\":1,\"neurons\":[\"n0\"],\"mask\":[[0,1]]}]}\n");
	clear(&w);
}

static struct fpe_data *bits(int count, uint64_t first)
{
	struct fpe_data *data;
	struct fpe_error err;

	assert_ok(fpe_data_new(count, 3, 2, 0, &data, &err));
	for (int i = 0; i < count; i++) {
		data->bits[i] = first + (uint64_t)i;
		data->label[i] = i & 1;
	}
	return data;
}

static void boolean_samples_are_bytes_and_labels_whole_numbers(void **state)
{
	struct fpe_data *train = bits(3, 3), *test = bits(1, 6);
	struct written w = write_samples(".safetensors", train, test);

	(void)state;
	ASSERT_TENSOR(&w, "x", U8, 3, 3, 1, 1, 0, 0, 0, 1, 1, 0, 1);
	ASSERT_TENSOR(&w, "y", I64, 3, 0, 0, 1, 0);
	ASSERT_TENSOR(&w, "test_x", U8, 1, 3, 0, 1, 1);
	ASSERT_TENSOR(&w, "test_y", I64, 1, 0, 0);
	clear(&w);
	w = write_samples(".csv", train, test);
	assert_string_equal(w.bytes, "part,x0,\"a \"\"b\"\", c\",x2,y\n"
				     "train,1,1,0,no\ntrain,0,0,1,yes\ntrain,1,0,1,no\n"
				     "test,0,1,1,no\n");
	clear(&w);
	fpe_data_free(train);
	fpe_data_free(test);
}

static void real_samples_and_targets_are_floats(void **state)
{
	struct fpe_data *data;
	struct fpe_error err;
	struct written w;

	(void)state;
	assert_ok(fpe_data_new_targets(2, 3, 2, 1, &data, &err));
	for (int i = 0; i < 6; i++)
		data->real[i] = (float)i / 4;
	for (int i = 0; i < 4; i++)
		data->target[i] = (float)-i;
	w = write_samples(".safetensors", data, NULL);
	assert_int_equal(w.tensors->count, 2);
	ASSERT_TENSOR(&w, "x", F32, 2, 3, 0, .25, .5, .75, 1, 1.25);
	ASSERT_TENSOR(&w, "y", F32, 2, 2, 0, -1, -2, -3);
	clear(&w);
	w = write_samples(".csv", data, NULL);
	assert_string_equal(w.bytes, "x0,\"a \"\"b\"\", c\",x2,y0,y1\n"
				     "0,0.25,0.5,0,-1\n0.75,1,1.25,-2,-3\n");
	clear(&w);
	fpe_data_free(data);
}

static void another_end_is_told_those_there_are(void **state)
{
	struct fpe_error err;

	(void)state;
	assert_fails(FPE_EFORMAT, export_check("a.onnx", false, &err));
	assert_has(err.message, "a net's file ends in .safetensors (");
	assert_has(err.message, " or .json (what was split from what");
	assert_has(err.message, "; a.onnx does not");
	assert_fails(FPE_EFORMAT, export_check("a.json", true, &err));
	assert_has(err.message, "a file of samples ends in ");
	assert_fails(FPE_EFORMAT, export_check(".csv", true, &err));
	assert_ok(export_check("A.CSV", true, &err));
}

static void a_text_has_no_layout(void **state)
{
	struct fpe_net *net = small_net();
	struct export_net what = { .net = net,
				   .lineage = LINEAGE,
				   .input = input,
				   .layout = EXPORT_CSR,
				   .prune = EXPORT_PRUNE_NONE };
	struct fpe_error err;
	uint64_t bytes;

	(void)state;
	assert_fails(FPE_EFORMAT, export_net(&what, "/tmp/test_export.csv", NULL, &bytes, &err));
	assert_string_equal(err.message, "a .csv file has no layout of tensors");
	what.prune = EXPORT_PRUNE_TORCH;
	assert_fails(FPE_EFORMAT,
		     export_net(&what, "/tmp/test_export.safetensors", NULL, &bytes, &err));
	assert_has(err.message, "a pruned layer of PyTorch is dense");
	assert_int_equal(access("/tmp/test_export.csv", F_OK), -1);
	assert_fails(FPE_EIO, export_check("/tmp/none.such/a.csv", false, &err));
	fpe_net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats_of_tensors_hold_a_dense_net_and_masks_where_there_are_any),
		cmocka_unit_test(the_metadata_has_the_lineage),
		cmocka_unit_test(pruned_layers_have_pytorchs_names_all_of_them),
		cmocka_unit_test(lists_of_rows_have_the_live_weights_also_those_that_are_0),
		cmocka_unit_test(a_table_has_a_line_for_each_weight_in_every_locale),
		cmocka_unit_test(a_json_file_has_lineage_and_masks),
		cmocka_unit_test(boolean_samples_are_bytes_and_labels_whole_numbers),
		cmocka_unit_test(real_samples_and_targets_are_floats),
		cmocka_unit_test(another_end_is_told_those_there_are),
		cmocka_unit_test(a_text_has_no_layout),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
