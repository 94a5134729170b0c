/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * origin.c - neurons by their names, and mask entries moved between siblings.
 *
 * Owns nothing; edits a net the caller owns. Promises: a move leaves nnz, the
 * layer's rows and every other entry as they were.
 */
#include "fpe/net.h"

#include <string.h>

/* A number of at most four digits without leading zeros; NULL: there is none.
 */
static const char *read_number(const char *text, int16_t *out)
{
	int value = 0, digits = 0;

	for (; text[digits] >= '0' && text[digits] <= '9'; digits++) {
		if (digits == 4 || (digits == 1 && text[0] == '0'))
			return NULL;
		value = 10 * value + (text[digits] - '0');
	}
	*out = (int16_t)value;
	return digits ? text + digits : NULL;
}

bool fpe_origin_parse(const char *text, struct fpe_origin *out)
{
	*out = (struct fpe_origin){ 0 };
	if (*text != 'n')
		return false;
	text = read_number(text + 1, &out->root);
	while (text && *text == '.' && out->depth < FPE_MAX_GENERATIONS)
		text = read_number(text + 1, &out->child[out->depth++]);
	return text && !*text;
}

static bool same_origin(const struct fpe_origin *a, const struct fpe_origin *b)
{
	return a->root == b->root && a->depth == b->depth &&
	       memcmp(a->child, b->child, (size_t)a->depth * sizeof *a->child) == 0;
}

int fpe_net_find_neuron(const struct fpe_net *net, int layer, const struct fpe_origin *origin)
{
	for (int n = 0; n < net->layer[layer].out; n++) {
		if (same_origin(&net->origin[layer][n], origin))
			return n;
	}
	return -1;
}

/* Child c of a neuron, -1 if there is none. */
static int find_child(const struct fpe_net *net, int layer, const struct fpe_origin *parent,
		      int child)
{
	struct fpe_origin origin = *parent;

	if (parent->depth == FPE_MAX_GENERATIONS || child < 0 || child >= FPE_MAX_ALPHA)
		return -1;
	origin.child[origin.depth++] = (int16_t)child;
	return fpe_net_find_neuron(net, layer, &origin);
}

int fpe_net_children(const struct fpe_net *net, int layer, const struct fpe_origin *parent)
{
	int count = 0;

	for (int c = 0; c < FPE_MAX_ALPHA; c++)
		count += find_child(net, layer, parent, c) >= 0;
	return count;
}

static bool holds(const struct fpe_layer *l, int neuron, int input)
{
	return neuron >= 0 && l->mask[(size_t)neuron * (size_t)l->in + (size_t)input] != 0;
}

/* The first child that holds the input, -1: none does. */
static int holder(const struct fpe_net *net, int layer, const struct fpe_origin *parent, int input)
{
	for (int c = 0; c < FPE_MAX_ALPHA; c++) {
		int n = find_child(net, layer, parent, c);

		if (holds(&net->layer[layer], n, input))
			return n;
	}
	return -1;
}

static void move_entry(struct fpe_layer *l, int input, int from, int to)
{
	size_t a = (size_t)from * (size_t)l->in + (size_t)input;
	size_t b = (size_t)to * (size_t)l->in + (size_t)input;

	l->mask[b] = 1;
	l->weight[b] = l->weight[a];
	fpe_layer_forget(l, b);
	l->mask[a] = l->weight[a] = 0;
	fpe_layer_forget(l, a);
}

enum fpe_status fpe_net_move(struct fpe_net *net, int layer, const struct fpe_origin *parent,
			     int input, int child, const char *name, struct fpe_error *err)
{
	struct fpe_layer *l = &net->layer[layer];
	int from = holder(net, layer, parent, input);
	int to = find_child(net, layer, parent, child);
	char text[FPE_MAX_NAME];

	if (to < 0)
		return fpe_fail(err, FPE_ENAME, "child is %d; there are 0 to %d", child,
				fpe_net_children(net, layer, parent) - 1);
	fpe_net_neuron_name(net, layer, to, text, sizeof text);
	if (holds(l, to, input))
		return fpe_fail(err, FPE_ESTATE, "%s holds %s already", text, name);
	if (from < 0)
		return fpe_fail(err, FPE_ESTATE, "no sibling of %s holds %s: it was pruned", text,
				name);
	move_entry(l, input, from, to);
	fpe_net_tie(net);
	return FPE_OK;
}
