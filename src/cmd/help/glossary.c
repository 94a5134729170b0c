/* SPDX-License-Identifier: GPL-3.0-or-later */
/* glossary.c - what the words mean that every figure uses. Owns nothing. */
#include "cmd/help/glossary.h"

static const struct help_item words[] = {
	{ "fpe",
	  "Fixed Parameter Expansion: more neurons out of the same number of non-zero weights",
	  "Every hidden neuron is split into alpha children that share its inputs out among them. Each begins with the parent's bias and outgoing weights; then the smallest weights are pruned until the net has as many non-zeros as before. It is trained on, with masks that keep zeros zero. "
	  "Kong et al., Expand Neurons, Not Parameters (arXiv 2510.04500). `tour` shows it, `help split` does it." },
	{ "superposition", "one neuron that serves several features at once",
	  "A net with fewer neurons than the task has features must put several on each neuron. Their signals then disturb each other: that is interference. "
	  "`capacity` and `cosine` measure it, the panel interference shows it pair by pair, geometry as directions in space. A split gives features neurons of their own. `task toy` shows it by itself, without any clause (`play superposition`); `features_per_neuron` above 1 says that it is there, the panel spectrum how evenly it fills the space. Elhage et al., Toy Models of Superposition (2022)." },
	{ "interference", "features that share neurons disturb each other",
	  "Two clauses interfere as far as their directions, the weights by which all neurons hear them, point the same way: |cosine| near 1. The panel interference shows every pair; in files and metrics cosine is the mean." },
	{ "arm", "one net and its training, with a name",
	  "`net` makes the first one, dense; `split` and `rewind` make one from another's net at some epoch, and both go on side by side: same samples, same order, so that differences are the split's. `arms` lists them, `use` says which one is meant when none is named." },
	{ "alpha", "the number of children that each neuron is split into",
	  "alpha=2 doubles the hidden neurons of a layer, with the same number of weights. More children keep clauses further apart, but each hears fewer inputs: `theory alpha=4` says what to expect, `sweep alpha=2,4,8` measures it." },
	{ "neuron", "a hidden unit: a row of the panel assignment",
	  "n0, n1, … are the neurons of the first hidden layer, counted from 0. After a split n0.0 and n0.1 are the children of n0. A neuron adds up its weighted inputs and passes on what its activation leaves of it." },
	{ "child", "a neuron that a split has made out of its parent",
	  "Children of a parent hear disjoint inputs, together all that it heard, less what was pruned." },
	{ "clause", "inputs that count only together: c0 is x0 and x1 and x2",
	  "A dnf holds if one of its clauses holds, a cnf if all do, an xor counts them; of `task formula` the clauses are the terms of its outermost operator. `task` lists them. Samples of one's own have none." },
	{ "collision", "two clauses that are whole in the same neuron",
	  "A neuron holds a clause whole if all inputs of the clause reach it. Where it holds two of them one's signal disturbs the other's. `collisions` is the share of pairs, counted over parents, that still meet in one child: 1 of a dense net, less after a split. "
	  "With `coverage` it says what a split can gain and what it costs, where a neuron needs a clause whole: parities, and dnf of drawn signs; less so with negate=no." },
	{ "budget", "the number of non-zero weights that an arm may have",
	  "That of the dense net it comes from. A split adds no weight: weights are pruned until the count is the same again. Biases are not counted, unless budget=strict." },
	{ "mask", "which weights may be other than zero",
	  "A weight that is masked out stays zero while the net is trained; the panel assignment shows it as a dot, unlike a small one. `set masks=rigl` lets masks move." },
	{ "epoch", "one pass over the training samples",
	  "Counted from the root of the tree: an arm that is split off at epoch 5 begins at 5." },
	{ "seed", "the number that all random draws follow from",
	  "The same script with the same seed prints the same bytes. One seed can mislead: `compare seeds=8` repeats a comparison, paired by seed." },
	{ "gain", "test accuracy less that of the dense net with the same seed",
	  "`compare` says its mean with a 95 % interval: where that has 0 in it nothing is decided." },
	{ "parent", "the neuron that children came from, as it was at the split", "Its children share its inputs out among them, and begin with its bias and its outgoing weights. Metrics that count pairs in one place, as collisions does, count over parents." },
	{ "literal", "an input of a clause, plain or negated",
	  "x3 or !x3. `task dnf literals=4` says how many each clause has." },
};

static bool item(int i, struct help_item *out)
{
	if (i >= (int)(sizeof words / sizeof *words))
		return false;
	*out = words[i];
	return true;
}

const struct help_source glossary = {
	.name = "glossary",
	.title = "The words of the method and of this program.",
	.item = item,
};
