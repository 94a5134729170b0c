/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_safetensors.c - good files are read as they are, and everything that
 * is wrong with a file is found before it is used.
 */
#include "support/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/safetensors.h"
#include "support/golden.h"

#define GOLDEN "tests/golden/"

/* A file in memory, as the mutations below need it. */
struct image {
	uint8_t *bytes;
	size_t size;
};

static void put_length(uint8_t *to, uint64_t length)
{
	for (int i = 0; i < 8; i++)
		to[i] = (uint8_t)(length >> (8 * i));
}

/* Header text with ' for ", then size bytes of data. */
static struct image image_of(const char *header, const void *data, size_t size)
{
	size_t length = strlen(header);
	struct image image = { malloc(8 + length + size), 8 + length + size };

	assert_non_null(image.bytes);
	put_length(image.bytes, length);
	for (size_t i = 0; i < length; i++)
		image.bytes[8 + i] = (uint8_t)(header[i] == '\'' ? '"' : header[i]);
	if (size)
		memcpy(image.bytes + 8 + length, data, size);
	return image;
}

static struct image image_of_file(const char *path)
{
	FILE *in = fopen(path, "rb");
	struct image image = { malloc(1 << 16), 0 };

	assert_non_null(in);
	assert_non_null(image.bytes);
	image.size = fread(image.bytes, 1, 1 << 16, in);
	fclose(in);
	return image;
}

/* Status of reading the image, then its net, then its samples. */
static enum fpe_status read_image(struct image image, struct fpe_error *err)
{
	struct tensors *file;
	struct fpe_net *net = NULL;
	struct fpe_data *data = NULL;
	enum fpe_status status = safetensors_parse(image.bytes, image.size, "f.st", &file, err);

	if (!status)
		status = net_of_tensors(file, &net, NULL, err);
	if (!status)
		status = golden_data(file, &data, err);
	fpe_net_free(net);
	fpe_data_free(data);
	tensors_free(file);
	return status;
}

/* ------------------------------------------------------------- good files */

static const char *const golden[] = {
	"binary_dense",	    "binary_split",	"deep_dense",	       "deep_split",
	"multiclass_dense", "multiclass_split", "split_clause",	       "split_clause_uneven",
	"split_multiclass", "split_random",	"split_random_alpha4", "split_small_output",
	"split_ties",
};

static void every_golden_file_gives_a_net(void **state)
{
	struct fpe_error err;

	(void)state;
	for (size_t i = 0; i < sizeof golden / sizeof *golden; i++) {
		test_row("%s", golden[i]);
		struct tensors *file;
		char *bytes;
		struct fpe_net *net;
		char path[128];

		snprintf(path, sizeof path, GOLDEN "%s.safetensors", golden[i]);
		file = golden_read(path, &bytes);
		assert_ok(net_of_tensors(file, &net, NULL, &err));
		assert_true(fpe_net_nnz(net) > 0);
		fpe_net_free(net);
		tensors_free(file);
		free(bytes);
	}
}

static void the_net_has_the_files_shapes_weights_and_mask(void **state)
{
	const struct tensor *weight, *mask;
	struct tensors *file;
	char *bytes;
	struct fpe_error err;
	struct fpe_net *net;
	size_t set = 0;

	(void)state;
	file = golden_read(GOLDEN "binary_split.safetensors", &bytes);
	assert_ok(net_of_tensors(file, &net, NULL, &err));
	assert_int_equal(net->layers, 2);
	assert_int_equal(net->layer[0].in, 8);
	assert_int_equal(net->layer[0].out, 6);
	assert_int_equal(net->layer[1].out, 1);
	weight = tensors_find(file, "fc1.weight");
	mask = tensors_find(file, "fc1.weight_mask");
	for (size_t i = 0; i < weight->count; i++) {
		assert_true(net->layer[0].weight[i] == tensor_value(weight, i));
		assert_true(net->layer[0].mask[i] == tensor_value(mask, i));
		assert_false(net->layer[0].mask[i] == 0 && signbit(net->layer[0].weight[i]));
		set += tensor_value(mask, i) != 0;
	}
	assert_true(set < weight->count);
	assert_int_equal(fpe_net_layer_nnz(net, 0), set);
	fpe_net_free(net);
	tensors_free(file);
	free(bytes);
}

static void samples_of_zeros_and_ones_become_bits_and_others_stay_real(void **state)
{
	const struct tensor *x, *y;
	struct tensors *file;
	char *bytes;
	struct fpe_data *data;
	struct fpe_error err;
	int boolean = 0, real = 0;

	(void)state;
	for (size_t g = 0; g < 6; g++) {
		char path[128];

		snprintf(path, sizeof path, GOLDEN "%s.safetensors", golden[g]);
		file = golden_read(path, &bytes);
		assert_ok(golden_data(file, &data, &err));
		x = tensors_find(file, "x");
		y = tensors_find(file, "y");
		assert_int_equal(data->count, y->count);
		assert_int_equal(data->inputs, x->shape[1]);
		assert_true(!data->bits != !data->real);
		boolean += data->bits != NULL;
		real += data->real != NULL;
		for (size_t i = 0; i < x->count; i++) {
			size_t row = i / (size_t)data->inputs;
			size_t j = i % (size_t)data->inputs;
			size_t at = row * (size_t)data->words + j / 64;
			double got = data->real ? (double)data->real[i]
						: (double)(data->bits[at] >> j % 64 & 1);

			assert_true(got == tensor_value(x, i));
		}
		for (size_t i = 0; i < y->count; i++)
			assert_int_equal(data->label[i], (int)tensor_value(y, i));
		fpe_data_free(data);
		tensors_free(file);
		free(bytes);
	}
	assert_true(boolean + real == 6);
}

static void a_file_without_samples_is_no_error(void **state)
{
	struct tensors *file;
	char *bytes;
	struct fpe_data *data;
	struct fpe_error err;

	(void)state;
	file = golden_read(GOLDEN "split_ties.safetensors", &bytes);
	assert_ok(golden_data(file, &data, &err));
	assert_null(data);
	assert_null(tensors_find(file, "x"));
	tensors_free(file);
	free(bytes);
}

/* Each type: bit patterns of 1, of -2 (or 2), and what they must read as. */
static void every_type_is_read_as_its_numbers(void **state)
{
	static const struct {
		const char *type;
		size_t size;
		uint64_t bits[2];
		double want[2];
	} cases[] = {
		{ "F64", 8, { 0x3ff0000000000000u, 0xc000000000000000u }, { 1, -2 } },
		{ "F32", 4, { 0x3f800000u, 0xc0000000u }, { 1, -2 } },
		{ "F16", 2, { 0x3c01u, 0x8001u }, { 1 + 0x1p-10, -0x1p-24 } },
		{ "F16", 2, { 0x7bffu, 0xc000u }, { 65504, -2 } },
		{ "BF16", 2, { 0x3f80u, 0xc000u }, { 1, -2 } },
		{ "I64", 8, { 1, UINT64_MAX - 1 }, { 1, -2 } },
		{ "I32", 4, { 1, 0xfffffffeu }, { 1, -2 } },
		{ "I16", 2, { 1, 0xfffeu }, { 1, -2 } },
		{ "I8", 1, { 1, 0xfeu }, { 1, -2 } },
		{ "U64", 8, { 1, 1u << 31 }, { 1, 2147483648.0 } },
		{ "U32", 4, { 1, 0xfffffffeu }, { 1, 4294967294.0 } },
		{ "U16", 2, { 1, 0xfffeu }, { 1, 65534 } },
		{ "U8", 1, { 1, 0xfeu }, { 1, 254 } },
		{ "BOOL", 1, { 1, 0 }, { 1, 0 } },
	};
	struct fpe_error err;

	(void)state;
	for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
		test_row("case %zu", c);
		uint8_t data[16];
		char header[128];
		struct tensors *file;
		struct image image;

		put_length(data, cases[c].bits[0]);
		put_length(data + cases[c].size, cases[c].bits[1]);
		snprintf(header, sizeof header,
			 "{'t':{'dtype':'%s','shape':[2],'data_offsets':[0,%zu]}}", cases[c].type,
			 2 * cases[c].size);
		image = image_of(header, data, 2 * cases[c].size);
		assert_ok(safetensors_parse(image.bytes, image.size, "t", &file, &err));
		for (size_t i = 0; i < 2; i++)
			assert_true(tensor_value(&file->tensor[0], i) == cases[c].want[i]);
		tensors_free(file);
		free(image.bytes);
	}
}

/* ------------------------------------------------------------ broken files */

/* fc1 [2, 2], fc1.bias [2], mask, fc2 [1, 2], bias [1]: the good one */
#define T(name, type, shape, from, to) \
	"'" name "':{'dtype':'" type "','shape':" shape ",'data_offsets':[" from "," to "]}"
#define W1 T("fc1.weight", "F32", "[2,2]", "0", "16")
#define B1 T("fc1.bias", "F32", "[2]", "16", "24")
#define M1 T("fc1.weight_mask", "F32", "[2,2]", "24", "40")
#define W2 T("fc2.weight", "F32", "[1,2]", "40", "48")
#define B2 T("fc2.bias", "F32", "[1]", "48", "52")
#define HEAD W1 "," B1 "," M1 ","
#define GOOD "{'__metadata__':{'a':'b'}," HEAD W2 "," B2 "}   "
/* the same with y = weights' bytes as samples */
#define SIZE 52

/* W1 = 1 -0 3 4, outside of the mask: the second */
static const float good_data[SIZE / 4] = { 1, -0.0f, 3, 4, 5, 6, 1, 0, 1, 1, 7, 8, 9 };

static const struct {
	const char *what, *says, *header;
	size_t size;
} malformed[] = {
	{ "no object", "one JSON object", "[]", 0 },
	{ "empty header", "one JSON object", "", 0 },
	{ "space before the object", "one JSON object", " {}", 0 },
	{ "line end after it", "one JSON object", "{}\n", 0 },
	{ "two objects", "no JSON", "{}{}", 0 },
	{ "no JSON", "no JSON", "{'a'}", 0 },
	{ "no net", "no linear layer", "{}", 0 },
	{ "bytes after the last", "bytes follow", GOOD, SIZE + 1 },
	{ "bytes missing", "past the end", GOOD, SIZE - 1 },
	{ "no data at all", "past the end", GOOD, 0 },
	{ "reversed", "reversed",
	  "{" W1 "," T("fc1.bias", "F32", "[2]", "24", "16") "," M1 "," W2 "," B2 "}", SIZE },
	{ "negative", "negative", "{" T("fc1.weight", "F32", "[2,2]", "-16", "0") "}", 0 },
	{ "overlap", "overlap",
	  "{" W1 "," T("fc1.bias", "F32", "[2]", "12", "20") "," M1 "," W2 "," B2 "}", SIZE },
	{ "hole", "hole", "{" W1 "," M1 "," W2 "," B2 "}", SIZE },
	{ "hole in front", "hole",
	  "{" T("fc1.weight", "F32", "[2,2]", "4", "20") "," T("fc1.bias", "F32", "[2]", "20",
							       "28") "}",
	  28 },
	{ "same bytes twice", "overlap", "{" W1 "," T("fc1.bias", "F32", "[2]", "0", "8") "}", 16 },
	{ "past the end", "past the end", "{" W1 "," T("fc1.bias", "F32", "[2]", "16", "24") "}",
	  23 },
	{ "huge end", "past the end",
	  "{" T("fc1.weight", "F32", "[2,2]", "0", "9223372036854775807") "}", 16 },
	{ "end beyond 64 bits", "no JSON",
	  "{" T("fc1.weight", "F32", "[2,2]", "0", "18446744073709551632") "}", 16 },
	{ "weights of a type that is not read", "type F8_E4M3, which is not read",
	  "{" T("fc1.weight", "F8_E4M3", "[2,2]", "0", "4") "}", 4 },
	{ "samples of one", "x: its numbers are of type F8_E4M3",
	  "{" HEAD W2 "," B2
	  "," T("x", "F8_E4M3", "[2,2]", "52", "56") "," T("y", "U8", "[2]", "56", "58") "}",
	  58 },
	{ "labels of one", "y: its numbers are of type F4",
	  "{" HEAD W2 "," B2
	  "," T("x", "U8", "[2,2]", "52", "56") "," T("y", "F4", "[2]", "56", "57") "}",
	  57 },
	{ "a mask of one", "fc1.weight_mask: its numbers are of type F8_E4M3",
	  "{" W1 "," B1 "," T("fc1.weight_mask", "F8_E4M3", "[2,2]", "24", "28") "}", 28 },
	{ "dtype in small letters", "dtype", "{" T("a", "f32", "[1]", "0", "4") "}", 4 },
	{ "dtype that is empty", "dtype", "{" T("a", "", "[1]", "0", "4") "}", 4 },
	{ "dtype that is long", "dtype", "{" T("a", "F8_E4M3FNUZ_LONG", "[1]", "0", "4") "}", 4 },
	{ "more bytes than any type has", "not fit its bytes",
	  "{" T("a", "F256", "[1]", "0", "17") "}", 17 },
	{ "bytes of no element", "not fit its bytes", "{" T("a", "F8", "[0]", "0", "1") "}", 1 },
	{ "dtype no string", "dtype", "{'a':{'dtype':1,'shape':[],'data_offsets':[0,4]}}", 4 },
	{ "unknown field", "unknown field",
	  "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4],'x':1}}", 4 },
	{ "field left out", "shape is missing", "{'a':{'dtype':'F32','data_offsets':[0,4]}}", 4 },
	{ "entry no object", "no JSON object", "{'a':[1]}", 0 },
	{ "metadata no object", "__metadata__", "{'__metadata__':1," HEAD W2 "," B2 "}", SIZE },
	{ "metadata no string", "__metadata__", "{'__metadata__':{'a':1}," HEAD W2 "," B2 "}",
	  SIZE },
	{ "name twice", "duplicate", "{" W1 "," W1 "," B1 "}", 24 },
	{ "field twice", "duplicate",
	  "{'a':{'dtype':'F32','dtype':'F32','shape':[1],'data_offsets':[0,4]}}", 4 },
	{ "shape overflows", "too large",
	  "{" T("a", "F32", "[4294967296,4294967296,4294967296]", "0", "0") "}", 0 },
	{ "shape wraps to 0", "too large",
	  "{" T("a", "F32", "[4294967296,4294967296]", "0", "0") "}", 0 },
	{ "bytes overflow", "not fit its bytes",
	  "{" T("a", "F32", "[4611686018427387904]", "0", "0") "}", 0 },
	{ "shape negative", "whole numbers", "{" T("a", "F32", "[-1,-1]", "0", "4") "}", 4 },
	{ "shape real", "whole numbers", "{" T("a", "F32", "[1.0]", "0", "4") "}", 4 },
	{ "shape no array", "no array", "{" T("a", "F32", "1", "0", "4") "}", 4 },
	{ "too many dimensions", "dimensions",
	  "{" T("a", "F32", "[1,1,1,1,1,1,1,1,1]", "0", "4") "}", 4 },
	{ "shape too small", "not fit its bytes", "{" T("a", "F32", "[1]", "0", "8") "}", 8 },
	{ "three offsets", "two whole", "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4,4]}}",
	  4 },
	{ "chain broken", "2 stacks",
	  "{" HEAD T("fc2.weight", "F32", "[1,1]", "40", "44") "," T("fc2.bias", "F32", "[1]", "44",
								     "48") "}",
	  48 },
	{ "bias of another size", "not fit the weights",
	  "{" W1 "," T("fc1.bias", "F32", "[1]", "16", "20") "}", 20 },
	{ "mask of another shape", "not fit the weights",
	  "{" W1 "," B1 "," T("fc1.weight_mask", "F32", "[4]", "24", "40") "}", 40 },
	{ "weights of one dimension", "weights of one side (fc1): save them with two",
	  "{" T("fc1.weight", "F32", "[4]", "0", "16") "," B1 "}", 24 },
	{ "weights of no size", "0 neurons",
	  "{" T("fc1.weight", "F32", "[0,2]", "0", "0") "," T("fc1.bias", "F32", "[0]", "0",
							      "0") "}",
	  0 },
	{ "weights of whole numbers", "its numbers are whole ones (I32)",
	  "{" T("fc1.weight", "I32", "[2,2]", "0", "16") "," B1 "}", 24 },
	{ "x without y", "no y", "{" HEAD W2 "," B2 "," T("x", "U8", "[2,2]", "52", "56") "}", 56 },
	{ "more x than y", "one label",
	  "{" HEAD W2 "," B2
	  "," T("x", "U8", "[2,2]", "52", "56") "," T("y", "U8", "[1]", "56", "57") "}",
	  57 },
	{ "no samples", "[samples, inputs]",
	  "{" HEAD W2 "," B2
	  "," T("x", "U8", "[0,2]", "52", "52") "," T("y", "U8", "[0]", "52", "52") "}",
	  52 },
};

static void the_good_file_is_read(void **state)
{
	struct image image = image_of(GOOD, good_data, SIZE);
	struct fpe_error err;

	(void)state;
	assert_ok(read_image(image, &err));
	free(image.bytes);
}

static void each_malformed_file_is_refused_by_name(void **state)
{
	uint8_t data[64] = { 0 };

	(void)state;
	memcpy(data, good_data, SIZE);
	for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
		test_row("%s", malformed[i].header);
		struct image image = image_of(malformed[i].header, data, malformed[i].size);
		struct fpe_error err = { .code = FPE_OK };
		enum fpe_status status = read_image(image, &err);

		if (status != FPE_EFORMAT && status != FPE_ELIMIT && status != FPE_ESTATE)
			fail_msg("%s: status %d", malformed[i].what, status);
		if (strncmp(err.message, "f.st: ", 6) || !strstr(err.message, malformed[i].says))
			fail_msg("%s: \"%s\"", malformed[i].what, err.message);
		free(image.bytes);
	}
}

/* A MiB of braces would take 80 MiB in memory: they are counted before. */
static void a_header_of_braces_is_refused_unread(void **state)
{
	static const char start[] = "{\"a\":[{}", more[] = ",{}", end[] = "]}";
	size_t size = 0;
	char *header = malloc(1 << 20);
	struct image image;
	struct fpe_error err;

	(void)state;
	assert_non_null(header);
	memcpy(header, start, size = strlen(start));
	while (size + 16 < 1 << 20) {
		memcpy(header + size, more, 3);
		size += 3;
	}
	memcpy(header + size, end, sizeof end);
	image = image_of(header, NULL, 0);
	assert_fails(FPE_EFORMAT, read_image(image, &err));
	assert_string_equal(err.message, "f.st: the header is no JSON: too many objects");
	free(image.bytes);
	/* in a string they are a text */
	memcpy(header, "{\"a\\\"\":\"", 8);
	memcpy(header + size, "\"}", 3);
	image = image_of(header, NULL, 0);
	assert_fails(FPE_EFORMAT, read_image(image, &err));
	assert_string_equal(err.message, "f.st: tensor \"a\"\": its entry is no JSON object");
	free(image.bytes);
	free(header);
}

static void a_header_length_past_the_file_or_wrapping_is_refused(void **state)
{
	static const uint64_t lengths[] = {
		UINT64_MAX,
		UINT64_MAX - 7,
		UINT64_C(1) << 63,
		UINT64_C(1) << 32,
		SAFETENSORS_MAX_HEADER + 1,
		SAFETENSORS_MAX_HEADER,
		600,
		1,
		0,
	};
	struct image image = image_of(GOOD, good_data, SIZE);
	struct fpe_error err;

	(void)state;
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		test_row("length %zu", i);
		put_length(image.bytes, lengths[i]);
		assert_true(read_image(image, &err) != FPE_OK);
	}
	free(image.bytes);
}

/* Change one float of the good file; does it still read? */
static enum fpe_status read_with(int at, float value)
{
	struct image image = image_of(GOOD, good_data, SIZE);
	struct fpe_error err;
	enum fpe_status status;

	memcpy(image.bytes + image.size - SIZE + 4 * at, &value, sizeof value);
	status = read_image(image, &err);
	free(image.bytes);
	return status;
}

static void bad_numbers_are_refused(void **state)
{
	(void)state;
	assert_fails(FPE_OK, read_with(0, 2));
	assert_fails(FPE_EFORMAT, read_with(0, NAN));
	assert_fails(FPE_EFORMAT, read_with(12, INFINITY));
	assert_fails(FPE_EFORMAT, read_with(4, -INFINITY));
	assert_fails(FPE_EFORMAT, read_with(1, 1e-30f)); /* outside its mask */
	assert_fails(FPE_OK, read_with(1, 0));
	assert_fails(FPE_EFORMAT, read_with(6, 0.5f)); /* the mask */
	assert_fails(FPE_EFORMAT, read_with(8, 0));
}

static enum fpe_status read_samples(const char *header, const void *bytes, size_t size,
				    struct fpe_data **data)
{
	struct image image = image_of(header, bytes, size);
	struct tensors *file;
	struct fpe_error err;
	enum fpe_status status;

	*data = NULL;
	assert_ok(safetensors_parse(image.bytes, image.size, "t", &file, &err));
	status = golden_data(file, data, &err);
	tensors_free(file);
	free(image.bytes);
	return status;
}

static void labels_must_be_whole_and_in_range(void **state)
{
	static const int32_t labels[] = { -1, 4096, 1000000000, INT32_MIN };
	static const char header[] =
		"{" T("x", "I32", "[1,2]", "0", "8") "," T("y", "I32", "[1]", "8", "12") "}";
	struct fpe_data *data;
	int32_t bytes[3] = { 0, 1, 4095 };

	(void)state;
	assert_fails(FPE_OK, read_samples(header, bytes, 12, &data));
	assert_int_equal(data->classes, 4096);
	assert_non_null(data->bits);
	assert_int_equal(data->bits[0], 2);
	fpe_data_free(data);
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
		test_row("label %zu", i);
		bytes[2] = labels[i];
		assert_true(read_samples(header, bytes, 12, &data) != FPE_OK);
		assert_null(data);
	}
}

static void a_double_that_no_float_holds_is_refused(void **state)
{
	static const char header[] =
		"{" T("x", "F64", "[1,1]", "0", "8") "," T("y", "F64", "[1]", "8", "16") "}";
	double bytes[2] = { 1e300, 0 };
	struct fpe_data *data;

	(void)state;
	assert_fails(FPE_EFORMAT, read_samples(header, bytes, 16, &data));
	assert_null(data);
	bytes[0] = 1e30;
	assert_fails(FPE_OK, read_samples(header, bytes, 16, &data));
	assert_true(data->real[0] == 1e30f);
	fpe_data_free(data);
}

static void a_long_file_name_leaves_room_for_what_is_wrong(void **state)
{
	struct tensors *file;
	struct fpe_error err;
	char name[3000];

	(void)state;
	memset(name, 'a', sizeof name - 1);
	name[2990] = '\n';
	name[sizeof name - 1] = 0;
	assert_fails(FPE_EFORMAT, safetensors_parse(NULL, 0, name, &file, &err));
	assert_non_null(strstr(err.message, "length"));
	assert_null(strchr(err.message, '\n'));
}

/* ----------------------------------------------------------------- damage */

static void a_file_cut_anywhere_is_refused(void **state)
{
	struct image image = image_of_file(GOLDEN "binary_dense.safetensors");
	size_t whole = image.size;
	struct fpe_error err;

	(void)state;
	for (image.size = 0; image.size < whole; image.size++)
		assert_true(read_image(image, &err) != FPE_OK);
	assert_ok(read_image(image, &err));
	free(image.bytes);
}

static void a_bit_flipped_anywhere_never_crashes(void **state)
{
	struct image image = image_of_file(GOLDEN "binary_dense.safetensors");
	struct fpe_error err;
	int refused = 0;

	(void)state;
	for (size_t bit = 0; bit < 8 * image.size; bit++) {
		image.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
		refused += read_image(image, &err) != FPE_OK;
		image.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	assert_true(refused > 1000);
	assert_ok(read_image(image, &err));
	free(image.bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_golden_file_gives_a_net),
		cmocka_unit_test(the_net_has_the_files_shapes_weights_and_mask),
		cmocka_unit_test(samples_of_zeros_and_ones_become_bits_and_others_stay_real),
		cmocka_unit_test(a_file_without_samples_is_no_error),
		cmocka_unit_test(every_type_is_read_as_its_numbers),
		cmocka_unit_test(the_good_file_is_read),
		cmocka_unit_test(each_malformed_file_is_refused_by_name),
		cmocka_unit_test(a_header_of_braces_is_refused_unread),
		cmocka_unit_test(a_header_length_past_the_file_or_wrapping_is_refused),
		cmocka_unit_test(bad_numbers_are_refused),
		cmocka_unit_test(labels_must_be_whole_and_in_range),
		cmocka_unit_test(a_double_that_no_float_holds_is_refused),
		cmocka_unit_test(a_long_file_name_leaves_room_for_what_is_wrong),
		cmocka_unit_test(a_file_cut_anywhere_is_refused),
		cmocka_unit_test(a_bit_flipped_anywhere_never_crashes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
