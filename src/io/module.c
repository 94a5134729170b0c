/* SPDX-License-Identifier: GPL-3.0-or-later */
/* module.c - tensors by the module they belong to. Owns the names alone. */
#include "io/module.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "io/sample_set.h"

const struct module_kind_info module_kind_info[MODULE_KINDS] = {
#define MODULE_KIND_ROW(kind, name, remedy) { name, remedy },
	MODULE_KIND_LIST(MODULE_KIND_ROW)
#undef MODULE_KIND_ROW
};

/* ------------------------------------------------------------------ names */

/* As people count: "fc2" before "fc10". Below, above or 0: equal. */
static int compare_names(const char *a, const char *b)
{
	while (*a && *b) {
		if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
			size_t m, n;
			int order;

			a += strspn(a, "0");
			b += strspn(b, "0");
			m = strspn(a, "0123456789");
			n = strspn(b, "0123456789");
			order = m != n ? (m < n ? -1 : 1) : strncmp(a, b, m);
			if (order)
				return order;
			a += m;
			b += n;
		} else if (*a != *b) {
			return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
		} else {
			a++;
			b++;
		}
	}
	return *a ? 1 : *b ? -1 : 0;
}

/* Bytes of a tensor's name that are its module's, without the dot. */
static size_t module_length(const char *tensor)
{
	const char *dot = strrchr(tensor, '.');

	return dot ? (size_t)(dot - tensor) : 0;
}

/* What a tensor is called inside its module. */
static const char *leaf(const char *tensor)
{
	const char *dot = strrchr(tensor, '.');

	return dot ? dot + 1 : tensor;
}

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* The last part of a module's name. */
static const char *last_part(const char *name)
{
	return leaf(name);
}

static bool is_one_of(const char *word, const char *const *words)
{
	while (*words && strcmp(*words, word))
		words++;
	return *words != NULL;
}

/* ------------------------------------------------------------------ kinds */

/* The tensor of this name; prefix: or one whose name only begins so. */
static const struct tensor *own(const struct module *m, const char *name, bool prefix)
{
	for (int i = 0; i < m->tensors; i++) {
		const char *have = leaf(m->tensor[i]->name);

		if (prefix ? begins(have, name) : strcmp(have, name) == 0)
			return m->tensor[i];
	}
	return NULL;
}

static bool is_recurrent(const struct module *m)
{
	return own(m, "weight_ih", true) || own(m, "weight_hh", true);
}

static bool is_attention(const struct module *m)
{
	static const char *const parts[] = { "q_proj", "k_proj", "v_proj", "qkv", "to_q",
					     "to_k",   "to_v",	 "query",  "key", "value",
					     "c_attn", "wq",	 "wk",	   "wv",  NULL };

	return own(m, "in_proj_", true) || own(m, "q_proj_weight", false) ||
	       strcasestr(m->name, "attn") || strcasestr(m->name, "attention") ||
	       is_one_of(last_part(m->name), parts);
}

static bool is_convolution(const struct module *m)
{
	return m->weight && m->weight->dims >= 3;
}

/* One neuron's weights without the side that says so: a norm has as many biases. */
static bool is_flat(const struct module *m)
{
	return m->weight && m->weight->dims == 1 && m->bias && m->bias->count != m->weight->count &&
	       !own(m, "running_mean", false);
}

static bool is_norm(const struct module *m)
{
	return own(m, "running_mean", false) || (m->weight && m->weight->dims == 1);
}

static bool is_disguised(const struct module *m)
{
	return strstr(m->name, "parametrizations") || own(m, "weight_g", false) ||
	       own(m, "weight_v", false) || (m->pruned && !m->mask);
}

/* As export form=csr and SciPy name its parts. */
static bool is_sparse(const struct module *m)
{
	return own(m, "indptr", false) && own(m, "indices", false);
}

/* "dense.kernel", "dense/kernel:0" */
static bool is_kernel(const struct module *m)
{
	for (int i = 0; i < m->tensors; i++) {
		const char *have = leaf(m->tensor[i]->name), *slash = strrchr(have, '/');

		if (m->tensor[i]->dims == 2 && begins(slash ? slash + 1 : have, "kernel"))
			return true;
	}
	return false;
}

static bool is_bare(const struct module *m)
{
	return *m->name && !m->weight && (m->bias || m->mask);
}

static bool is_embedding(const struct module *m)
{
	static const char *const parts[] = { "wte", "wpe", NULL };
	const char *last = last_part(m->name);

	return m->weight && m->weight->dims == 2 && !m->bias &&
	       (strcasestr(last, "emb") || is_one_of(last, parts));
}

static bool is_linear(const struct module *m)
{
	return m->weight && m->weight->dims == 2;
}

static bool is_other(const struct module *m)
{
	(void)m;
	return true;
}

static enum module_kind kind_of(const struct module *m)
{
	static bool (*const is[MODULE_KINDS])(const struct module *m) = {
		[MODULE_RECURRENT] = is_recurrent,
		[MODULE_ATTENTION] = is_attention,
		[MODULE_CONVOLUTION] = is_convolution,
		[MODULE_FLAT] = is_flat,
		[MODULE_NORM] = is_norm,
		[MODULE_DISGUISED] = is_disguised,
		[MODULE_SPARSE] = is_sparse,
		[MODULE_KERNEL] = is_kernel,
		[MODULE_BARE] = is_bare,
		[MODULE_EMBEDDING] = is_embedding,
		[MODULE_LINEAR] = is_linear,
		[MODULE_OTHER] = is_other,
	};
	int kind = 0;

	while (!is[kind](m))
		kind++;
	return (enum module_kind)kind;
}

/* ---------------------------------------------------------------- modules */

/* Those of a module stand together, in the order of their bytes. */
static int by_module(const void *a, const void *b)
{
	const struct tensor *x = *(const struct tensor *const *)a;
	const struct tensor *y = *(const struct tensor *const *)b;
	size_t m = module_length(x->name), n = module_length(y->name);
	int order = strncmp(x->name, y->name, m < n ? m : n);

	if (order || m != n)
		return order ? order : m < n ? -1 : 1;
	return x->data < y->data ? -1 : x->data > y->data;
}

static int by_name(const void *a, const void *b)
{
	const struct module *x = a, *y = b;
	int order = compare_names(x->name, y->name);

	return order ? order : strcmp(x->name, y->name); /* fc1, fc01 */
}

static bool same_module(const char *a, const char *b)
{
	size_t n = module_length(a);

	return n == module_length(b) && strncmp(a, b, n) == 0;
}

/* A module whose name and tensors are set. */
static void look_into(struct module *m)
{
	m->weight = own(m, "weight", false);
	if (!m->weight) {
		m->weight = own(m, "weight_orig", false);
		m->pruned = m->weight != NULL;
	}
	m->mask = own(m, "weight_mask", false);
	m->bias = own(m, "bias", false);
	if (!m->bias) {
		m->bias = own(m, "bias_orig", false);
		m->bias_mask = m->bias ? own(m, "bias_mask", false) : NULL;
	}
	m->kind = kind_of(m);
}

static bool gather(struct modules *all, int tensors)
{
	for (int i = 0; i < tensors;) {
		struct module *m = &all->module[all->count];
		const char *first = all->tensor[i]->name;

		m->tensor = all->tensor + i;
		while (i < tensors && same_module(all->tensor[i]->name, first)) {
			m->tensors++;
			i++;
		}
		m->name = strndup(first, module_length(first));
		if (!m->name)
			return false;
		all->count++;
		look_into(m);
	}
	if (all->count)
		qsort(all->module, (size_t)all->count, sizeof *all->module, by_name);
	return true;
}

enum fpe_status modules_of(const struct tensors *file, struct modules **out, struct fpe_error *err)
{
	struct modules *all = calloc(1, sizeof *all);
	int n = 0;

	*out = NULL;
	if (!all)
		return fpe_no_memory(err);
	all->tensor = calloc((size_t)file->count + 1, sizeof *all->tensor);
	all->module = calloc((size_t)file->count + 1, sizeof *all->module);
	if (!all->tensor || !all->module) {
		modules_free(all);
		return fpe_no_memory(err);
	}
	for (int i = 0; i < file->count; i++) {
		if (!sample_set_is_part(file->tensor[i].name))
			all->tensor[n++] = &file->tensor[i];
	}
	if (n)
		qsort(all->tensor, (size_t)n, sizeof *all->tensor, by_module);
	if (!gather(all, n)) {
		modules_free(all);
		return fpe_no_memory(err);
	}
	*out = all;
	return FPE_OK;
}

void modules_free(struct modules *modules)
{
	if (!modules)
		return;
	for (int i = 0; i < modules->count; i++)
		free(modules->module[i].name);
	free(modules->module);
	free(modules->tensor);
	free(modules);
}

const struct module *modules_find(const struct modules *modules, const char *name)
{
	for (int i = 0; i < modules->count; i++) {
		if (!strcmp(modules->module[i].name, name))
			return &modules->module[i];
	}
	return NULL;
}
