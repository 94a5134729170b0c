/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_block.c - a block replaced in a file, all else byte for byte. */
#include "support/golden.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/split.h"
#include "io/block.h"
#include "io/half.h"

#define MODELS "tests/golden/models/"

static const struct {
	const char *file, *map;
	enum block_form form; /* that the file has */
} models[] = {
	{ "sequential", NULL, BLOCK_MASKS },
	{ "prefixed", NULL, BLOCK_MASKS },
	{ "no_bias", NULL, BLOCK_MASKS },
	{ "some_bias", NULL, BLOCK_MASKS },
	{ "two_logits", NULL, BLOCK_MASKS },
	{ "pruned", NULL, BLOCK_TORCH },
	{ "half", NULL, BLOCK_MASKS },
	{ "bfloat", NULL, BLOCK_MASKS },
	{ "double", NULL, BLOCK_MASKS },
	{ "picture", NULL, BLOCK_MASKS },
	{ "two_stacks", "fc1:head.0,fc2:head.2", BLOCK_MASKS },
	{ "transformer", "fc1:layers.1.linear1,fc2:layers.1.linear2", BLOCK_MASKS },
};
#define EACH_MODEL(i) for (size_t i = 0; i < sizeof models / sizeof *models; i++)

struct opened {
	char *bytes;
	struct tensors *file;
	struct model *model;
	struct fpe_net *wide; /* its net, split and rounded to the file's types */
};

static struct opened open_model(size_t i)
{
	const struct model_request request = { .map = models[i].map };
	struct opened o;
	char path[100];
	struct fpe_error err;
	struct fpe_grouping g = { .layer = -1, .alpha = 2, .seed = 3 };

	snprintf(path, sizeof path, MODELS "%s.safetensors", models[i].file);
	o.file = golden_read(path, &o.bytes);
	assert_ok(model_read(o.file, &request, &o.model, &err));
	g.net = o.model->net;
	assert_ok(fpe_split(fpe_split_kind_find("random"), &g, FPE_BUDGET_EXACT, fpe_net_nnz(g.net),
			    fpe_net_biases(g.net), &o.wide, &err));
	block_round(o.model, o.wide);
	return o;
}

static void close_model(struct opened *o)
{
	fpe_net_free(o->wide);
	model_free(o->model);
	tensors_free(o->file);
	free(o->bytes);
}

static bool is_replaced(const struct model *m, const struct tensor *t)
{
	for (int i = 0; i < m->layers; i++) {
		const struct module *module = m->layer[i].module;

		if (t == module->weight || t == module->bias || t == module->mask ||
		    t == module->bias_mask)
			return true;
	}
	return false;
}

static void every_other_tensor_is_as_it_was_and_in_its_place(void **state)
{
	(void)state;
	EACH_MODEL(i)
	{
		test_row("%s", models[i].file);
		struct opened o = open_model(i);
		struct block *b;
		struct fpe_error err;
		int kept = 0, at = 0;

		assert_ok(block_new(o.model, o.wide, models[i].form, &b, &err));
		for (int k = 0; k < o.file->count; k++) {
			const struct tensor *t = &o.file->tensor[k], *u;

			if (is_replaced(o.model, t))
				continue;
			while (at < b->list->count && strcmp(b->list->tensor[at].name, t->name))
				at++;
			assert_true(at < b->list->count); /* none is missing or out of order */
			u = &b->list->tensor[at];
			assert_true(u->type == t->type && u->dims == t->dims);
			assert_memory_equal(u->shape, t->shape, sizeof t->shape);
			assert_memory_equal(u->data, t->data, tensor_bytes(t));
			kept++;
		}
		assert_true(kept >= 3); /* x, y, logits */
		assert_true(json_equal(b->list->metadata, o.file->metadata));
		block_free(b);
		close_model(&o);
	}
}

/* Numbers keep their types; a mask that is new has that of PyTorch's pruning or of
   `export`. */
static void check_types(const struct module *now, const struct module *before, enum block_form form)
{
	assert_int_equal(now->weight->type, before->weight->type);
	if (now->bias)
		assert_int_equal(now->bias->type, before->bias->type);
	if (now->mask)
		assert_int_equal(now->mask->type, before->mask		? before->mask->type
						  : form == BLOCK_TORCH ? before->weight->type
									: TENSOR_BOOL);
}

/* Whole numbers, too, where a file's mask is of them. */
static void a_mask_keeps_its_type(void **state)
{
	static const enum tensor_type types[] = { TENSOR_BOOL, TENSOR_U8, TENSOR_I64, TENSOR_F64 };
	static uint8_t ones[8 * 32];
	const struct model_request request = { .map = NULL };

	(void)state;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		size_t size = tensor_type_info[types[i]].size;
		struct opened o = open_model(0); /* its first layer is [5, 6] */
		struct tensor mask = {
			.type = types[i], .dims = 2, .shape = { 5, 6 }, .data = ones
		};
		struct model *m, *again;
		struct block *b;
		struct fpe_error err;

		test_row("%s", tensor_type_info[types[i]].name);
		for (size_t k = 0; k < 30; k++) {
			const double one = 1;

			memset(ones + k * size, 0, size);
			ones[k * size] = 1;
			if (types[i] == TENSOR_F64)
				memcpy(ones + k * size, &one, size);
		}
		assert_ok(tensors_add(o.file, "0.weight_mask", &mask, &err));
		assert_ok(model_read(o.file, &request, &m, &err));
		assert_ok(block_new(m, o.wide, BLOCK_MASKS, &b, &err));
		assert_ok(model_read(b->list, &request, &again, &err));
		assert_int_equal(again->layer[0].module->mask->type, types[i]);
		assert_int_equal(again->layer[1].module->mask->type, TENSOR_BOOL);
		assert_memory_equal(again->net->layer[0].mask, o.wide->layer[0].mask,
				    60 * sizeof(float));
		model_free(again);
		block_free(b);
		model_free(m);
		close_model(&o);
	}
}

static void the_new_block_reads_as_the_net_it_is_of(void **state)
{
	(void)state;
	EACH_MODEL(i)
	{
		for (int form = 0; form <= BLOCK_ZEROS; form++) {
			test_row("%s, form %d", models[i].file, form);
			const struct model_request request = { .map = models[i].map };
			struct opened o = open_model(i);
			struct block *b;
			struct model *again;
			struct fpe_error err;

			assert_int_equal(block_form_of(o.model), models[i].form);
			assert_ok(block_new(o.model, o.wide, (enum block_form)form, &b, &err));
			assert_ok(model_read(b->list, &request, &again, &err));
			assert_int_equal(again->layers, o.model->layers);
			for (int l = 0; l < again->layers; l++) {
				const struct fpe_layer *x = &again->net->layer[l];
				const struct fpe_layer *y = &o.wide->layer[l];
				size_t size = fpe_layer_size(y) * sizeof(float);

				assert_true(x->in == y->in && x->out == y->out);
				assert_memory_equal(x->weight, y->weight, size);
				assert_memory_equal(x->bias, y->bias,
						    (size_t)y->out * sizeof(float));
				assert_int_equal(x->unbiased, y->unbiased);
				assert_int_equal(again->layer[l].module->pruned,
						 form == BLOCK_TORCH);
				check_types(again->layer[l].module, o.model->layer[l].module,
					    (enum block_form)form);
				if (form != BLOCK_ZEROS)
					assert_memory_equal(x->mask, y->mask, size);
				else
					assert_null(again->layer[l].module->mask);
			}
			model_free(again);
			block_free(b);
			close_model(&o);
		}
	}
}

static void numbers_past_what_a_type_holds_are_refused_and_lost_ones_counted(void **state)
{
	size_t half = 6;
	struct opened o;
	struct block *b;
	struct fpe_error err;

	(void)state;
	assert_string_equal(models[half].file, "half");
	o = open_model(half);
	for (size_t j = 0; j < fpe_layer_size(o.wide->layer); j++) {
		if (o.wide->layer[0].mask[j] != 0)
			o.wide->layer[0].weight[j] = 1e-9f;
	}
	block_round(o.model, o.wide);
	assert_int_equal(block_zeros(o.wide), fpe_net_layer_nnz(o.wide, 0));
	o.wide->layer[2].bias[1] = 65520;
	block_round(o.model, o.wide);
	assert_fails(FPE_EFORMAT, block_new(o.model, o.wide, BLOCK_MASKS, &b, &err));
	assert_non_null(
		strstr(err.message, "half.safetensors: 4.bias holds a number past what F16"));
	assert_null(b);
	close_model(&o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_other_tensor_is_as_it_was_and_in_its_place),
		cmocka_unit_test(the_new_block_reads_as_the_net_it_is_of),
		cmocka_unit_test(a_mask_keeps_its_type),
		cmocka_unit_test(numbers_past_what_a_type_holds_are_refused_and_lost_ones_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
