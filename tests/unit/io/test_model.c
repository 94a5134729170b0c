/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_model.c - the nets that PyTorch's files make, and what is refused. */
#include "support/golden.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MODELS "tests/golden/models/"

/* ------------------------------------------------ files that PyTorch saved */

/* Outputs of one sample, in doubles, with ReLU. */
static void forward(const struct fpe_net *net, const struct tensor *x, int sample, double *out)
{
	double in[FPE_MAX_NEURONS];

	for (int j = 0; j < net->layer[0].in; j++)
		in[j] = tensor_value(x, (size_t)(sample * net->layer[0].in + j));
	for (int i = 0; i < net->layers; i++) {
		const struct fpe_layer *l = &net->layer[i];

		for (int n = 0; n < l->out; n++) {
			out[n] = (double)l->bias[n];
			for (int j = 0; j < l->in; j++)
				out[n] += (double)l->weight[n * l->in + j] * in[j];
			if (i + 1 < net->layers)
				out[n] = fmax(out[n], 0);
		}
		memcpy(in, out, (size_t)l->out * sizeof *in);
	}
}

static const struct {
	const char *file, *map, *modules, *dropped, *left;
} good[] = {
	{ "sequential", NULL, "0 2 4", "0 0 0", NULL },
	{ "prefixed", NULL,
	  "_orig_mod.module.model.fc1 _orig_mod.module.model.fc2 _orig_mod.module.model.fc3",
	  "0 0 0", NULL },
	{ "by_shape", NULL, "input hidden classifier", "0 0 0", NULL },
	{ "no_bias", NULL, "0 2 4", "0 0 0", NULL },
	{ "some_bias", NULL, "0 2 4", "0 0 0", NULL },
	{ "two_logits", NULL, "0 2", "0 0", NULL },
	{ "pruned", NULL, "0 2 4", "15 5 0", NULL },
	{ "half", NULL, "0 2 4", "0 0 0", NULL },
	{ "bfloat", NULL, "0 2 4", "0 0 0", NULL },
	{ "double", NULL, "0 2 4", "0 0 0", NULL },
	{ "two_stacks", "fc1:head.0,fc2:head.2", "head.0 head.2", "0 0", "body.0, body.2" },
	{ "two_stacks", "fc2:head.2,fc1:head.0", "head.0 head.2", "0 0", "body.0, body.2" },
	{ "picture", NULL, "fc1 fc2", "0 0", NULL },
	{ "transformer", "fc1:layers.1.linear1,fc2:layers.1.linear2",
	  "layers.1.linear1 layers.1.linear2", "0 0",
	  "classifier, layers.0.linear1, layers.0.linear2" },
};

static void check_words(const struct model *m, const char *modules, const char *dropped)
{
	char names[300] = "", counts[100] = "";

	for (int i = 0; i < m->net->layers; i++) {
		size_t n = strlen(names), k = strlen(counts);

		snprintf(names + n, sizeof names - n, "%s%s", i ? " " : "",
			 m->layer[i].module->name);
		snprintf(counts + k, sizeof counts - k, "%s%zu", i ? " " : "", m->layer[i].dropped);
	}
	assert_string_equal(names, modules);
	assert_string_equal(counts, dropped);
}

static void check_logits(const struct fpe_net *net, const struct tensors *file)
{
	const struct tensor *x = tensors_find(file, "x"), *want = tensors_find(file, "logits");
	int outputs = fpe_net_outputs(net);
	double got[FPE_MAX_NEURONS], most = 0;

	assert_int_equal(want->shape[1], outputs);
	for (size_t i = 0; i < want->count; i++)
		most = fmax(most, fabs(tensor_value(want, i)));
	for (int s = 0; s < (int)want->shape[0]; s++) {
		forward(net, x, s, got);
		for (int c = 0; c < outputs; c++)
			assert_true(fabs(got[c] - tensor_value(want, (size_t)(s * outputs + c))) <=
				    1e-5 * most);
	}
}

static void pytorchs_models_give_its_logits(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		test_row("%s %s", good[i].file, good[i].map ? good[i].map : "");
		const struct model_request request = { .map = good[i].map };
		char path[100], *bytes, *left;
		struct tensors *file;
		struct model *m;
		struct fpe_error err;
		int count;

		snprintf(path, sizeof path, MODELS "%s.safetensors", good[i].file);
		file = golden_read(path, &bytes);
		assert_ok(model_read(file, &request, &m, &err));
		check_words(m, good[i].modules, good[i].dropped);
		for (int l = 0; l < m->layers; l++)
			assert_true(m->net->layer[l].unbiased == !m->layer[l].module->bias);
		check_logits(m->net, file);
		left = model_left(m, MODULE_LINEAR, &count);
		if (good[i].left)
			assert_string_equal(left, good[i].left);
		else
			assert_null(left);
		assert_null(model_skipped(m));
		free(left);
		model_free(m);
		tensors_free(file);
		free(bytes);
	}
}

static void what_is_not_trained_is_named(void **state)
{
	static const struct {
		const char *file;
		const char *names[MODULE_KINDS];
	} cases[] = {
		{ "picture",
		  { [MODULE_CONVOLUTION] = "conv1, conv2",
		    [MODULE_NORM] = "bn1",
		    [MODULE_OTHER] = "logits" } },
		{ "transformer",
		  { [MODULE_ATTENTION] =
			    "layers.0.self_attn, layers.0.self_attn.out_proj, layers.1.self_attn, layers.1.self_attn.out_proj",
		    [MODULE_NORM] =
			    "layers.0.norm1, layers.0.norm2, layers.1.norm1, layers.1.norm2",
		    [MODULE_EMBEDDING] = "embedding",
		    [MODULE_LINEAR] =
			    "classifier, layers.0.linear1, layers.0.linear2, layers.1.linear1, … 1 more",
		    [MODULE_OTHER] = "logits" } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		test_row("%s", cases[i].file);
		const struct model_request request = { .map = NULL };
		char path[100], *bytes;
		struct tensors *file;
		struct model *m;
		struct fpe_error err;

		snprintf(path, sizeof path, MODELS "%s.safetensors", cases[i].file);
		file = golden_read(path, &bytes);
		assert_int_equal(model_read(file, &request, &m, &err), i ? FPE_ESTATE : FPE_OK);
		for (int kind = 0; kind < MODULE_KINDS; kind++) {
			int count;
			char *left = model_left(m, (enum module_kind)kind, &count);

			if (cases[i].names[kind])
				assert_string_equal(left, cases[i].names[kind]);
			else
				assert_null(left);
			free(left);
		}
		model_free(m);
		tensors_free(file);
		free(bytes);
	}
}

/* -------------------------------------------------- files made here, by rows */

#define MAX_FLOATS 4096

static void add_tensor(struct tensors *file, char *item, const float *data)
{
	struct tensor *t = &file->tensor[file->count++];
	char *name = strsep(&item, " ");
	size_t length = strlen(name);

	t->type = name[length - 1] == '!' ? TENSOR_I32 : TENSOR_F32;
	t->name = strndup(name, length - (t->type == TENSOR_I32));
	t->count = 1;
	t->data = (const uint8_t *)data;
	for (char *side; (side = strsep(&item, " ")); t->count *= (size_t)t->shape[t->dims++])
		t->shape[t->dims] = atoll(side);
}

/* "fc1.weight 2 3;fc1.bias 2": tensors of ones; of whole numbers where the name
   ends with !. */
static struct tensors *tensors_of(const char *spec)
{
	static float ones[MAX_FLOATS + 64];
	struct tensors *file = tensors_new("f");
	char *text = strdup(spec), *rest = text, *item;

	for (int i = 0; i < MAX_FLOATS + 64; i++)
		ones[i] = 1;
	file->tensor = calloc(64, sizeof *file->tensor);
	while ((item = strsep(&rest, ";"))) {
		if (!*item) /* behind the last ; */
			continue;
		assert_true(file->count < 64);
		/* as in a file no two begin at the same byte */
		add_tensor(file, item, ones + file->count);
	}
	free(text);
	return file;
}

/* Names of a stack's layers, stacks parted by |. */
static void stacks_text(const struct stacks *all, char *text, size_t size)
{
	text[0] = 0;
	for (int i = 0; i < all->count; i++) {
		for (int k = 0; k < all->stack[i].layers; k++) {
			size_t n = strlen(text);

			snprintf(text + n, size - n, "%s%s",
				 k   ? " "
				 : i ? "|"
				     : "",
				 all->stack[i].layer[k]->name);
		}
	}
}

#define W(name, out, in) name ".weight " #out " " #in ";" name ".bias " #out ";"

static const struct {
	const char *spec, *stacks;
} found[] = {
	{ W("fc1", 5, 6) W("fc2", 4, 5), "fc1 fc2" },
	{ "weight 5 6;bias 5", "" },
	/* order: numbers count as numbers, whatever stands in the file first */
	{ W("l.10", 3, 3) W("l.2", 3, 3) W("l.9", 3, 3), "l.2 l.9 l.10" },
	{ W("fc2", 4, 5) W("fc1", 5, 6), "fc1 fc2" },
	{ W("layers.0.linear", 5, 6) W("layers.1.linear", 4, 5),
	  "layers.0.linear layers.1.linear" },
	/* names without numbers: by shapes, if they leave one order */
	{ W("mlp.fc_in", 5, 6) W("mlp.fc_out", 4, 5), "mlp.fc_in mlp.fc_out" },
	{ W("hidden", 4, 5) W("input", 5, 6) W("output", 3, 4), "input hidden output" },
	{ W("fc1", 5, 6) W("fc2", 4, 5) W("answer", 3, 4), "fc1 fc2 answer" },
	{ W("dec", 6, 4) W("enc", 4, 6), "dec|enc" }, /* either may be the first */
	{ W("down", 3, 8) W("gate", 8, 3) W("up", 8, 3), "down|gate|up" },
	/* two stacks are two, also where they chain */
	{ W("body.0", 5, 6) W("body.2", 4, 5) W("head.0", 3, 4) W("head.2", 2, 3),
	  "body.0 body.2|head.0 head.2" },
	{ W("decoder.0", 5, 4) W("decoder.2", 6, 5) W("encoder.0", 5, 6) W("encoder.2", 4, 5),
	  "decoder.0 decoder.2|encoder.0 encoder.2" },
	{ W("fc1", 5, 6) W("fc2", 4, 5) W("fc3", 4, 6), "fc1 fc2|fc3" },
	{ W("b.0.mlp.fc1", 8, 4) W("b.0.mlp.fc2", 4, 8) W("b.1.mlp.fc1", 8, 4)
		  W("b.1.mlp.fc2", 4, 8),
	  "b.0.mlp.fc1 b.0.mlp.fc2|b.1.mlp.fc1 b.1.mlp.fc2" },
	/* one that stands alone joins, but not across what is not linear */
	{ W("body.0", 5, 6) W("body.2", 4, 5) W("head", 3, 4), "body.0 body.2 head" },
	{ W("body.0", 5, 6) W("body.2", 4, 5) W("head", 3, 4) "norm.weight 4;norm.bias 4",
	  "body.0 body.2|head" },
	{ W("body.0", 5, 6) W("body.2", 4, 5) W("a", 3, 4) W("b", 3, 4), "a|b|body.0 body.2" },
	/* copies of a stack without prefix */
	{ W("fc1", 5, 6) W("fc2", 4, 5) W("grad.fc1", 5, 6) W("grad.fc2", 4, 5)
		  W("parent.fc1", 2, 6) W("parent.fc2", 4, 2),
	  "fc1 fc2" },
	{ W("model.fc1", 5, 6) W("model.fc2", 4, 5) W("ema.fc1", 5, 6) W("ema.fc2", 4, 5),
	  "ema.fc1 ema.fc2|model.fc1 model.fc2" },
	/* what is no linear layer */
	{ "c.weight 5 6 1 1;c.bias 5;wte.weight 9 6;n.weight 6;l.weight_ih_l0 8 4;l.weight_hh_l0 8 2;m.in_proj_weight 9 3;a.q_proj.weight 3 3;g.weight_g 5 1;g.weight_v 5 6;s.weight_orig 5 6;s.weight_u 5",
	  "" },
};

static void stacks_are_found_by_names_and_shapes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof found / sizeof *found; i++) {
		test_row("%s", found[i].spec);
		struct tensors *file = tensors_of(found[i].spec);
		struct modules *modules;
		struct stacks *stacks;
		struct fpe_error err;
		char text[300];

		assert_ok(modules_of(file, &modules, &err));
		assert_ok(stacks_of(modules, &stacks, &err));
		stacks_text(stacks, text, sizeof text);
		assert_string_equal(text, found[i].stacks);
		stacks_free(stacks);
		modules_free(modules);
		tensors_free(file);
	}
}

static const struct {
	const char *spec, *map;
	enum fpe_status status;
	const char *says;
} refused[] = {
	{ W("fc1", 5, 6) W("fc2", 4, 5), "fc1", FPE_EPARSE, "\"fc1\": not a layer, a colon" },
	{ W("fc1", 5, 6) W("fc2", 4, 5), "", FPE_EPARSE, "not a layer" },
	{ W("fc1", 5, 6) W("fc2", 4, 5), "fc0:fc1", FPE_EPARSE, "not a layer" },
	{ W("fc1", 5, 6) W("fc2", 4, 5), "fc17:fc1", FPE_EPARSE, "not a layer" },
	{ W("fc1", 5, 6) W("fc2", 4, 5), "fc1:fc1,fc1:fc2", FPE_EPARSE, "named twice" },
	{ W("fc1", 5, 6) W("fc2", 4, 5), "fc2:fc2", FPE_EPARSE, "it names fc2, but not fc1" },
	{ W("fc1", 5, 6) W("fc2", 4, 5), "fc1:fc3", FPE_ENAME,
	  "f: map: it has no linear layer \"fc3\"; there are fc1, fc2" },
	{ W("fc1", 5, 6) W("fc2", 4, 5), "fc1:fc2,fc2:fc1", FPE_EFORMAT,
	  "fc1.weight takes 6 inputs, but the layer before, fc2, gives 4" },
	{ W("head", 5, 4097), NULL, FPE_ELIMIT, "head.weight has 4097 inputs; 1 to 4096" },
	{ W("head", 4097, 5), NULL, FPE_ELIMIT, "head.weight has 4097 neurons; 1 to 4096" },
	{ "fc1.weight 5 6;fc1.bias 6", NULL, FPE_EFORMAT, "fc1.weight: its bias fits [in, out]" },
	{ "fc1.weight 5 6;fc1.bias 4", NULL, FPE_EFORMAT,
	  "fc1.bias: its shape [4] does not fit the weights, which need [5]" },
	{ "fc1.weight! 5 6", NULL, FPE_EFORMAT, "fc1.weight: its numbers are whole ones (I32)" },
	{ "fc1.weight 5 6;fc1.weight_mask 6 5", NULL, FPE_EFORMAT, "fc1.weight_mask: its shape" },
	{ "fc1.weight_orig 5 6;fc1.weight_mask! 5 6", NULL, FPE_EFORMAT, "holds only 0 and 1" },
	{ "c1.weight 5 6 1 1;c1.bias 5", NULL, FPE_EFORMAT, "it holds convolutions (c1)" },
	{ "g.weight_g 5 1;g.weight_v 5 6", NULL, FPE_EFORMAT, "remove_weight_norm" },
	/* a net without one of its layers is another net */
	{ W("fc2", 4, 5) "fc1.weight_g 5 1;fc1.weight_v 5 6;fc1.bias 5", NULL, FPE_EFORMAT,
	  "beside fc2 stands fc1: reparametrised weights; remove" },
	{ W("m.fc2", 4, 5) "m.fc1.parametrizations.weight.original 5 6;m.fc1.bias 5", NULL,
	  FPE_EFORMAT, "beside m.fc2 stands m.fc1.parametrizations.weight: reparam" },
	{ W("fc2", 4, 5) "fc1.weight_orig 5 6;fc1.bias 5", NULL, FPE_EFORMAT,
	  "stands fc1: reparam" },
	{ W("fc1", 5, 6) "fc2.weight 5;fc2.bias 1", NULL, FPE_EFORMAT,
	  "beside fc1 stands fc2: weights of one side; save them with two" },
	{ W("fc1", 5, 6) "out.kernel 5 1;out.bias 1", NULL, FPE_EFORMAT, "stands out: kernels" },
	{ "dense.kernel 6 5;dense.bias 5;dense_1.kernel 5 1;dense_1.bias 1", NULL, FPE_EFORMAT,
	  "kernels [in, out] of Keras or JAX (dense, dense_1)" },
	{ "dense/kernel:0 6 5;dense/bias:0 5", NULL, FPE_EFORMAT, "save each turned, as NAME" },
	{ W("fc1", 5, 6) "fc2.bias 1;MatMul_13 5 1", NULL, FPE_EFORMAT,
	  "stands fc2: biases or masks without weights; their weights are not in" },
	{ W("fc2", 4, 5) "fc1.weight_mask 5 6", NULL, FPE_EFORMAT, "stands fc1: biases or masks" },
	{ "logits 5 6", NULL, FPE_EFORMAT, "no linear layer" },
	{ "fc1.weight.data 3;fc1.weight.indices! 3;fc1.weight.indptr! 4;fc1.bias 3", NULL,
	  FPE_EFORMAT,
	  "sparse matrices (fc1.weight), biases or masks without weights (fc1): they are not read back; export the net without form=csr" },
	{ W("a.0", 2, 3) W("a.1", 1, 2) W("b.0", 2, 3) W("b.1", 1, 2), NULL, FPE_ESTATE,
	  "2 stacks of linear layers; say which, as map=fc1:a.0,fc2:a.1" },
	{ W("1", 2, 2) W("2", 2, 2) W("3", 2, 2) W("4", 2, 2) W("5", 2, 2) W("6", 2, 2) W("7", 2, 2)
		  W("8", 2, 2) W("9", 2, 2) W("10", 2, 2) W("11", 2, 2) W("12", 2, 2) W("13", 2, 2)
			  W("14", 2, 2) W("15", 2, 2) W("16", 2, 2) W("17", 2, 2),
	  NULL, FPE_ELIMIT, "a stack of 17 linear layers, from 1 on; at most 16" },
};

static void what_is_refused_names_the_tensor_and_the_way_out(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		test_row("%s %s", refused[i].spec, refused[i].map ? refused[i].map : "");
		struct tensors *file = tensors_of(refused[i].spec);
		const struct model_request request = { .map = refused[i].map };
		struct model *m;
		struct fpe_error err;

		assert_int_equal(model_read(file, &request, &m, &err), refused[i].status);
		if (!strstr(err.message, refused[i].says))
			fail_msg("it says: %s", err.message);
		assert_true(!m == (refused[i].status != FPE_ESTATE));
		model_free(m);
		tensors_free(file);
	}
}

static void what_stands_between_layers_is_told(void **state)
{
	static const struct {
		const char *spec, *skipped; /* NULL: none */
	} rows[] = {
		{ "0.weight 5 6;0.bias 5;1.weight 5;1.bias 5;1.running_mean 5;3.weight 4 5;5.weight 4",
		  "1" },
		{ W("fc1", 5, 6) W("fc2", 4, 5) "bn1.weight 5;bn1.bias 5;bn1.running_mean 5",
		  "bn1" },
		{ W("fc1", 5, 6) W("fc2", 4, 5) "norm.weight 5;norm.bias 5", "norm" },
		{ W("fc1", 5, 6) W("fc2", 4, 5) "norm.weight 6;norm.bias 6", NULL },
		{ W("h.fc1", 5, 6) W("h.fc2", 4, 5) "norm.weight 5;norm.bias 5", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct model_request request = { .map = NULL };
		struct tensors *file = tensors_of(rows[i].spec);
		const struct module *skipped;
		struct model *m;
		struct fpe_error err;

		test_row("%s", rows[i].spec);
		assert_ok(model_read(file, &request, &m, &err));
		assert_int_equal(m->net->layers, 2);
		skipped = model_skipped(m);
		assert_string_equal(skipped ? skipped->name : "none",
				    rows[i].skipped ? rows[i].skipped : "none");
		model_free(m);
		tensors_free(file);
	}
}

static void the_activation_asked_for_is_the_nets(void **state)
{
	const enum fpe_activation last = (enum fpe_activation)(FPE_ACTIVATIONS - 1);
	const struct model_request request = { .activation = &last };
	struct tensors *file = tensors_of(W("fc1", 5, 6) W("fc2", 4, 5));
	struct model *m;
	struct fpe_error err;

	(void)state;
	assert_ok(model_read(file, &request, &m, &err));
	assert_int_equal(m->net->activation, last);
	model_free(m);
	tensors_free(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pytorchs_models_give_its_logits),
		cmocka_unit_test(what_is_not_trained_is_named),
		cmocka_unit_test(stacks_are_found_by_names_and_shapes),
		cmocka_unit_test(what_is_refused_names_the_tensor_and_the_way_out),
		cmocka_unit_test(what_stands_between_layers_is_told),
		cmocka_unit_test(the_activation_asked_for_is_the_nets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
