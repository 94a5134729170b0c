/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cost.c - counted by the rules by which kernels lay out weights. */
#include "fpe/cost.h"

#include <math.h>

#include "core/kernel/classes.h"
#include "core/kernel/plan.h"
#include "core/kernel/table.h"

#define NAME(NAME, name) #name,
const char *const fpe_storage_name[FPE_STORAGE_COUNT] = { FPE_STORAGES(NAME) };
#undef NAME

#define NUMBER ((double)sizeof(float))
#define INDEX ((double)sizeof(int32_t))

static const struct fpe_cost no_cost = { NAN, NAN };

static struct fpe_cost dense_cost(const struct fpe_layer *l)
{
	double weights = (double)l->in * l->out;

	return (struct fpe_cost){ NUMBER * weights, weights };
}

/* Where each row begins is a number, too. */
static struct fpe_cost lists_cost(const struct fpe_layer *l, double nnz)
{
	return (struct fpe_cost){ (NUMBER + INDEX) * nnz + INDEX * (l->out + 1), nnz };
}

/* A family has every input once; a group of families has one list of inputs. */
static struct fpe_cost blocks_cost(const struct fpe_net *net, int layer)
{
	const struct fpe_layer *l = &net->layer[layer];
	struct families f;
	int in_group, groups = 0;
	double weights;

	families_find(&f, net, layer);
	in_group = families_in_group(&f, l->in);
	if (f.most < 2)
		return no_cost;
	for (int i = 0; i < f.count; i += families_next(in_group, f.count - i))
		groups++;
	weights = (double)l->in * f.count;
	return (struct fpe_cost){ NUMBER * weights + INDEX * l->in * groups, weights };
}

/* A lookup adds one number of a table; fours of a neuron's own name their inputs. */
static struct fpe_cost lookups_cost(const struct fpe_net *net, int layer)
{
	const struct fpe_layer *l = &net->layer[layer];
	double fours = 0, named = 0;

	if (layer > 0)
		return no_cost;
	for (int i = 0; i < l->out; i++) {
		int n = plan_neuron_fours(l, i);

		fours += n;
		named += plan_packs(l, i) ? n : 0;
	}
	return (struct fpe_cost){ NUMBER * TABLE_SIZE * fours + INDEX * TABLE_STEP * named, fours };
}

struct fpe_cost fpe_layer_cost(const struct fpe_net *net, int layer, enum fpe_storage storage)
{
	switch (storage) {
	case FPE_STORAGE_DENSE:
		return dense_cost(&net->layer[layer]);
	case FPE_STORAGE_LISTS:
		return lists_cost(&net->layer[layer], (double)fpe_net_layer_nnz(net, layer));
	case FPE_STORAGE_BLOCKS:
		return blocks_cost(net, layer);
	case FPE_STORAGE_LOOKUPS:
		return lookups_cost(net, layer);
	case FPE_STORAGE_COUNT:
		break;
	}
	return no_cost;
}

enum fpe_storage fpe_layer_storage(const struct fpe_net *net, int layer,
				   const struct fpe_data *data)
{
	static const enum fpe_storage of[PLANS] = { [PLAN_LISTS] = FPE_STORAGE_LISTS,
						    [PLAN_BLOCK] = FPE_STORAGE_DENSE,
						    [PLAN_CLASS] = FPE_STORAGE_BLOCKS,
						    [PLAN_TABLE] = FPE_STORAGE_LOOKUPS };

	return of[plan_layer(net, layer, data)];
}
