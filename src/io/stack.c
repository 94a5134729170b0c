/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stack.c - linear layers put in order, by their names and by their shapes. */
#include "io/stack.h"

#include <stdlib.h>
#include <string.h>

#define MAX_TRIES 100000 /* of one search for an order */

/* What is put in order: a layer or a stack. */
struct unit {
	int64_t in, out;
	int before;  /* the unit that must stand somewhere before it, -1: none */
	int same_as; /* first unit with its name but for numbers */
};

struct search {
	const struct unit *unit;
	int count;
	bool *used;
	int *at;    /* [count] the order under way */
	int *order; /* [count] the first one found */
	int found, tries;
};

/* Fill places `place` … of orders in which every unit takes what the one before
   gives, until two are found. */
static void search_from(struct search *s, int place)
{
	if (place == s->count) {
		if (!s->found++)
			memcpy(s->order, s->at, (size_t)s->count * sizeof *s->at);
		return;
	}
	for (int i = 0; i < s->count && s->found < 2 && s->tries < MAX_TRIES; i++) {
		const struct unit *u = &s->unit[i];

		s->tries++;
		if (s->used[i] || (u->before >= 0 && !s->used[u->before]) ||
		    (place && s->unit[s->at[place - 1]].out != u->in))
			continue;
		s->used[i] = true;
		s->at[place] = i;
		search_from(s, place + 1);
		s->used[i] = false;
	}
}

/* How many orders there are: 0, 1 or 2 (more, or too many to say); -1: no memory.
   order [count]: the one. */
static int find_order(const struct unit *unit, int count, int *order)
{
	struct search s = { .unit = unit, .count = count, .order = order };

	s.used = calloc((size_t)count, sizeof *s.used);
	s.at = calloc((size_t)count, sizeof *s.at);
	s.found = s.used && s.at ? 0 : -1;
	if (!s.found)
		search_from(&s, 0);
	free(s.used);
	free(s.at);
	return s.tries < MAX_TRIES ? s.found : 2;
}

/* ----------------------------------------------------------------- layers */

/* A linear layer, and by what it belongs together with others. */
struct entry {
	const struct module *module;
	char *key;
};

static size_t parent_length(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot ? (size_t)(dot - name) : 0;
}

/* The name with # for every number; NULL: no memory. */
static char *pattern(const char *name)
{
	char *text = malloc(strlen(name) + 2), *to = text;

	if (!text)
		return NULL;
	*to++ = '#'; /* unlike any parent, which begin with a dot */
	while (*name) {
		size_t digits = strspn(name, "0123456789");

		*to++ = digits ? '#' : *name;
		name += digits ? digits : 1;
	}
	*to = 0;
	return text;
}

static char *parent(const char *name)
{
	size_t n = parent_length(name);
	char *text = malloc(n + 2);

	if (!text)
		return NULL;
	text[0] = '.';
	memcpy(text + 1, name, n);
	text[n + 1] = 0;
	return text;
}

static int by_key(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = strcmp(x->key, y->key);

	/* modules stand in natural order already, by their address */
	return order ? order : x->module < y->module ? -1 : x->module > y->module;
}

static int run_length(const struct entry *entry, int count)
{
	int n = 1;

	while (n < count && !strcmp(entry[n].key, entry[0].key))
		n++;
	return n;
}

/* Siblings get one key; those without go by their pattern. */
static enum fpe_status set_keys(struct entry *entry, int count, struct fpe_error *err)
{
	for (int i = 0; i < count; i++) {
		entry[i].key = parent(entry[i].module->name);
		if (!entry[i].key)
			return fpe_no_memory(err);
	}
	qsort(entry, (size_t)count, sizeof *entry, by_key);
	for (int i = 0, n; i < count; i += n) {
		n = run_length(entry + i, count - i);
		if (n > 1)
			continue;
		free(entry[i].key);
		entry[i].key = pattern(entry[i].module->name);
		if (!entry[i].key)
			return fpe_no_memory(err);
	}
	qsort(entry, (size_t)count, sizeof *entry, by_key);
	return FPE_OK;
}

/* Units of layers that belong together. */
static enum fpe_status set_units(const struct entry *entry, int count, struct unit *unit,
				 struct fpe_error *err)
{
	char **name = calloc((size_t)count, sizeof *name);
	enum fpe_status status = name ? FPE_OK : fpe_no_memory(err);

	for (int i = 0; i < count && !status; i++) {
		const struct tensor *w = entry[i].module->weight;
		int k = i - 1;

		name[i] = pattern(entry[i].module->name);
		if (!name[i]) {
			status = fpe_no_memory(err);
			break;
		}
		while (k >= 0 && strcmp(name[k], name[i]))
			k--;
		unit[i] = (struct unit){ .in = w->shape[1],
					 .out = w->shape[0],
					 .before = k,
					 .same_as = k < 0 ? i : unit[k].same_as };
	}
	for (int i = 0; name && i < count; i++)
		free(name[i]);
	free(name);
	return status;
}

static void add_stack(struct stacks *all, const struct module **layer, int layers)
{
	all->stack[all->count++] = (struct stack){ layer, layers };
}

/* Layers at `layer` that shapes do not put in one order: those named alike stay
   together as far as they chain in the order of their numbers. */
static void add_parts(struct stacks *all, const struct module **layer, const struct unit *unit,
		      int count, bool ambiguous)
{
	int n;

	for (int i = 0; i < count; i += n) {
		n = 1;
		while (!ambiguous && i + n < count && unit[i + n].same_as == unit[i].same_as &&
		       unit[i + n].in == unit[i + n - 1].out)
			n++;
		add_stack(all, layer + i, n);
	}
}

/* The stack, or stacks, of layers that belong together; they go to `layer`. */
static enum fpe_status add_group(struct stacks *all, const struct entry *entry, int count,
				 const struct module **layer, struct fpe_error *err)
{
	struct unit *unit = calloc((size_t)count, sizeof *unit);
	int *order = calloc((size_t)count, sizeof *order);
	enum fpe_status status = unit && order ? FPE_OK : fpe_no_memory(err);
	int found = 0;

	if (!status)
		status = set_units(entry, count, unit, err);
	if (!status) {
		found = find_order(unit, count, order);
		status = found < 0 ? fpe_no_memory(err) : FPE_OK;
	}
	for (int i = 0; i < count && !status; i++)
		layer[i] = entry[found == 1 ? order[i] : i].module;
	if (!status && found == 1)
		add_stack(all, layer, count);
	else if (!status)
		add_parts(all, layer, unit, count, found > 1);
	free(unit);
	free(order);
	return status;
}

/* ----------------------------------------------------------------- stacks */

static bool has_prefix(const char *name, const char *bare)
{
	size_t n = strlen(name), m = strlen(bare);

	return n > m + 1 && name[n - m - 1] == '.' && !strcmp(name + n - m, bare);
}

static bool is_bare(const struct stack *s)
{
	return !strchr(s->layer[0]->name, '.');
}

/* Has the stack the names of another, behind a prefix? */
static bool is_copy(const struct stack *s, const struct stack *bare)
{
	if (s->layers != bare->layers)
		return false;
	for (int i = 0; i < s->layers; i++) {
		if (!has_prefix(s->layer[i]->name, bare->layer[i]->name))
			return false;
	}
	return true;
}

static void leave_out_copies(struct stacks *all)
{
	const struct stack *bare = NULL;
	struct stack kept;
	int n = 0;

	for (int i = 0; i < all->count && !bare; i++)
		bare = is_bare(&all->stack[i]) ? &all->stack[i] : NULL;
	if (!bare)
		return;
	kept = *bare;
	for (int i = 0; i < all->count; i++) {
		if (!is_copy(&all->stack[i], &kept))
			all->stack[n++] = all->stack[i];
	}
	all->count = n;
}

/* May what stands alone join? All is linear, and one stack at most is longer. */
static bool may_join(const struct stacks *all, const struct modules *modules)
{
	int longer = 0;

	for (int i = 0; i < modules->count; i++) {
		if (modules->module[i].kind < MODULE_LINEAR)
			return false;
	}
	for (int i = 0; i < all->count; i++)
		longer += all->stack[i].layers > 1;
	return all->count > 1 && longer <= 1;
}

/* All stacks in one, in this order. */
static enum fpe_status join_stacks(struct stacks *all, const int *order, struct fpe_error *err)
{
	const struct module **layer;
	int n = 0;

	for (int i = 0; i < all->count; i++)
		n += all->stack[i].layers;
	layer = calloc((size_t)n, sizeof *layer);
	if (!layer)
		return fpe_no_memory(err);
	n = 0;
	for (int i = 0; i < all->count; i++) {
		const struct stack *s = &all->stack[order[i]];

		memcpy(layer + n, s->layer, (size_t)s->layers * sizeof(void *));
		n += s->layers;
	}
	free(all->layer);
	all->layer = layer;
	all->count = 0;
	add_stack(all, layer, n);
	return FPE_OK;
}

static enum fpe_status join_alone(struct stacks *all, const struct modules *modules,
				  struct fpe_error *err)
{
	struct unit *unit;
	int *order;
	int found = -1;
	enum fpe_status status = FPE_OK;

	if (!may_join(all, modules))
		return FPE_OK;
	unit = calloc((size_t)all->count, sizeof *unit);
	order = calloc((size_t)all->count, sizeof *order);
	for (int i = 0; unit && i < all->count; i++) {
		const struct stack *s = &all->stack[i];

		unit[i] = (struct unit){ .in = s->layer[0]->weight->shape[1],
					 .out = s->layer[s->layers - 1]->weight->shape[0],
					 .before = -1 };
	}
	if (unit && order)
		found = find_order(unit, all->count, order);
	if (found < 0)
		status = fpe_no_memory(err);
	else if (found == 1)
		status = join_stacks(all, order, err);
	free(unit);
	free(order);
	return status;
}

/* As the names of their first layers: modules stand in natural order. */
static int by_first(const void *a, const void *b)
{
	const struct module *x = ((const struct stack *)a)->layer[0];
	const struct module *y = ((const struct stack *)b)->layer[0];

	return x < y ? -1 : x > y;
}

static enum fpe_status fill(struct stacks *all, struct entry *entry, int count,
			    struct fpe_error *err)
{
	enum fpe_status status = count ? set_keys(entry, count, err) : FPE_OK;

	for (int i = 0, n; i < count && !status; i += n) {
		n = run_length(entry + i, count - i);
		status = add_group(all, entry + i, n, all->layer + i, err);
	}
	qsort(all->stack, (size_t)all->count, sizeof *all->stack, by_first);
	return status;
}

enum fpe_status stacks_of(const struct modules *modules, struct stacks **out, struct fpe_error *err)
{
	size_t room = (size_t)modules->count + 1;
	struct stacks *all = calloc(1, sizeof *all);
	struct entry *entry = calloc(room, sizeof *entry);
	enum fpe_status status = FPE_OK;
	int count = 0;

	*out = NULL;
	if (all) {
		all->stack = calloc(room, sizeof *all->stack);
		all->layer = calloc(room, sizeof *all->layer);
	}
	if (!all || !entry || !all->stack || !all->layer)
		status = fpe_no_memory(err);
	for (int i = 0; i < modules->count && !status; i++) {
		if (modules->module[i].kind == MODULE_LINEAR)
			entry[count++].module = &modules->module[i];
	}
	if (!status)
		status = fill(all, entry, count, err);
	if (!status) {
		leave_out_copies(all);
		status = join_alone(all, modules, err);
	}
	for (int i = 0; i < count; i++)
		free(entry[i].key);
	free(entry);
	if (status)
		stacks_free(all);
	else
		*out = all;
	return status;
}

void stacks_free(struct stacks *stacks)
{
	if (!stacks)
		return;
	free(stacks->layer);
	free(stacks->stack);
	free(stacks);
}
