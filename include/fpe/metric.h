/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * metric.h - what is measured. One list; names are the same in JSON,
 * expressions, tables and panels. A value that does not apply is NaN (null).
 *
 * Letters: W [out x in] the weights of one layer, W_j its column j, w_i its
 * row i; q_ic = sum over inputs j of clause c of w_ij^2.
 */
#ifndef FPE_METRIC_H
#define FPE_METRIC_H

#include "fpe/data.h"
#include "fpe/net.h"
#include "fpe/task.h"
#include "fpe/watch.h"

#ifdef __cplusplus
extern "C" {
#endif

/* X(NAME, name, digits, RANGE, FROM, unit, help): decimals in tables (0: a count), enum
   fpe_range, enum fpe_from, "nats" or NULL; the help is what `help NAME` and the manual say. */
#define FPE_METRIC_PLAIN_LIST(X)                                                                                                            \
	X(NNZ, nnz, 0, FREE, MASKS, NULL,                                                                                                   \
	  "mask entries set, over all weight matrices; biases are not counted")                                                             \
	X(BUDGET, budget, 0, FREE, MASKS, NULL, "nnz of the root net the arm comes from")                                                   \
	X(PARAMETERS, parameters, 0, FREE, MASKS, NULL, "nnz plus the biases")                                                              \
	X(DEAD, dead, 0, FREE, MASKS, NULL,                                                                                                 \
	  "hidden neurons left without incoming or without outgoing weights")                                                               \
	X(TRAIN_ACCURACY, train_accuracy, 3, ACCURACY, SAMPLES, NULL,                                                                       \
	  "share of training samples classified as labelled")                                                                               \
	X(TEST_ACCURACY, test_accuracy, 3, ACCURACY, SAMPLES, NULL,                                                                         \
	  "share of test samples classified as labelled")                                                                                   \
	X(TRAIN_LOSS, train_loss, 4, FREE, SAMPLES, "nats",                                                                                 \
	  "mean cross-entropy on the training samples, nats; of real targets the mean squared error")                                       \
	X(TEST_LOSS, test_loss, 4, FREE, SAMPLES, "nats",                                                                                   \
	  "mean cross-entropy on the test samples, nats; of real targets the mean squared error")                                           \
	X(CAPACITY, capacity, 3, SHARE, WEIGHTS, NULL,                                                                                      \
	  "mean over inputs j of (W_j.W_j)^2 / sum_l (W_j.W_l)^2, 0 for a zero column; at most min(1, neurons/inputs)")                     \
	X(COSINE, cosine, 3, FREE, WEIGHTS, NULL,                                                                                           \
	  "mean over neuron pairs of abs(cos) of their incoming weights")                                                                   \
	X(COSINE_SIGNED, cosine_signed, 3, FREE, WEIGHTS, NULL,                                                                             \
	  "mean over neuron pairs of cos of their incoming weights")                                                                        \
	X(COSINE_CROSS, cosine_cross, 3, FREE, WEIGHTS, NULL,                                                                               \
	  "mean of abs(cos) over pairs of neurons from different parents")                                                                  \
	X(CLAUSES_PER_NEURON, clauses_per_neuron, 2, FREE, WEIGHTS, NULL,                                                                   \
	  "(sum_c q_c)^2 / sum_c q_c^2 with q_c = sum of squared weights on clause c, mean over neurons with any; 1 = monosemantic")        \
	X(COLLISIONS, collisions, 3, SHARE, WEIGHTS, NULL,                                                                                  \
	  "share of (parent neuron, clause pair) for which one child holds every input of both clauses")                                    \
	X(COVERAGE, coverage, 3, SHARE, WEIGHTS, NULL,                                                                                      \
	  "share of clauses that at least one neuron holds whole")                                                                          \
	X(CODES, codes, 3, SHARE, WEIGHTS, NULL,                                                                                            \
	  "of the (neuron, clause) pairs with every weight of the clause live: share whose signs are the literals', up to one common sign") \
	X(BITS_PER_CHARACTER, bits_per_character, 3, FREE, SAMPLES, "bits",                                                                 \
	  "of a text: mean bits to say the next test character, test_loss / ln 2")                                                          \
	X(UNEXPLAINED, unexplained, 3, FREE, SAMPLES, NULL,                                                                                 \
	  "of real targets: test_loss over what the mean of each target would leave, 1 - R2; 0 = all is given back")                        \
	X(FEATURES_PER_NEURON, features_per_neuron, 2, FREE, WEIGHTS, NULL,                                                                 \
	  "effective inputs a layer stands for, a neuron: exp(H) / neurons, H the entropy of the inputs' shares of the squared weights; above 1 = superposition")

/* Those that cost many passes over samples: no curve has them, and `metrics`, a compare or a
   sweep only if they are asked for. */
#define FPE_METRIC_ASKED_LIST(X)                                                                                                                                                                  \
	X(ROBUSTNESS_FLIP, robustness_flip, 3, SHARE, SAMPLES, NULL,                                                                                                                              \
	  "test accuracy with each input bit flipped with chance 0.1; measured when asked for")                                                                                                   \
	X(ROBUSTNESS_DROP, robustness_drop, 3, SHARE, SAMPLES, NULL,                                                                                                                              \
	  "test accuracy with one hidden neuron silent, mean over neurons; measured when asked for")                                                                                              \
	X(ROBUSTNESS_WORST, robustness_worst, 3, SHARE, SAMPLES, NULL,                                                                                                                            \
	  "the same with the neuron whose silence costs most; measured when asked for")                                                                                                           \
	X(FEWEST_FLIPS, fewest_flips, 2, FREE, SAMPLES, NULL,                                                                                                                                     \
	  "mean over test samples answered right of the fewest input bits that, flipped, change the answer while the formula's label stays; measured when asked for")                             \
	X(ADVERSARIAL_ACCURACY, adversarial_accuracy, 3, SHARE, SAMPLES, NULL,                                                                                                                    \
	  "test accuracy where whoever wants it wrong may flip one bit that leaves the formula's label, or move real inputs by 0.1 each; measured when asked for")                                \
	X(CAUSAL_CLAUSES_PER_NEURON, causal_clauses_per_neuron, 2, FREE, SAMPLES, NULL,                                                                                                           \
	  "(sum_c r_c)^2 / sum_c r_c^2 with r_c = accuracy on clause c that silencing a neuron of fc1 costs, if it costs any; mean over neurons that some clause needs; measured when asked for") \
	X(EDGES_PER_CLAUSE, edges_per_clause, 1, FREE, SAMPLES, NULL,                                                                                                                             \
	  "edges of the circuit that fixes the net's own decision on a clause (`help circuit`), mean over clauses; measured when asked for")                                                      \
	X(PROBE_AUC, probe_auc, 3, SHARE, SAMPLES, NULL,                                                                                                                                          \
	  "how well a linear probe of fc1's activations ranks test samples by whether a clause holds (AUC), mean over clauses; without clauses over classes; measured when asked for")            \
	X(PROBE_AUC_INPUTS, probe_auc_inputs, 3, SHARE, SAMPLES, NULL,                                                                                                                            \
	  "the same probe of the raw inputs: what any layer could keep; measured when asked for")                                                                                                 \
	X(PROBE_AUC_UNTRAINED, probe_auc_untrained, 3, SHARE, SAMPLES, NULL,                                                                                                                      \
	  "the same probe of an untrained dense layer as wide as fc1: what width alone tells; measured when asked for")                                                                           \
	X(NEURON_AUC, neuron_auc, 3, SHARE, SAMPLES, NULL,                                                                                                                                        \
	  "how well one neuron of fc1 tells a clause (else a class): |AUC - .5| + .5 of the neuron that tells it best, mean over clauses; measured when asked for")                               \
	X(WASSERSTEIN, wasserstein, 3, FREE, SAMPLES, NULL,                                                                                                                                       \
	  "1-Wasserstein distance of a neuron's sums from the normal distribution with their mean and deviation, in deviations, mean over fc1 (arXiv 2405.15756); measured when asked for")       \
	X(EFFECTIVE_DIRECTIONS, effective_directions, 2, FREE, WEIGHTS, NULL,                                                                                                                     \
	  "directions that fc1's weights fill: exp(H), H the entropy of the shares of W^T W's eigenvalues; null with more than 512 neurons and inputs; measured when asked for")                  \
	X(WELCH, welch, 3, FREE, WEIGHTS, NULL,                                                                                                                                                   \
	  "mean cos^2 over pairs of inputs that fc1 stands for (at least half as long as the longest) over the Welch bound (n - m)/(m (n - 1)), m neurons, n such inputs; 1 = spread as evenly as can be; null with n <= m; measured when asked for")

#define FPE_METRIC_LIST(X) FPE_METRIC_PLAIN_LIST(X) FPE_METRIC_ASKED_LIST(X)

enum fpe_metric {
#define FPE_METRIC_ENUM(NAME, ...) FPE_METRIC_##NAME,
	FPE_METRIC_LIST(FPE_METRIC_ENUM)
#undef FPE_METRIC_ENUM
		FPE_METRIC_COUNT,
	FPE_METRIC_ASKED = FPE_METRIC_ROBUSTNESS_FLIP /* the first of those asked for */
};

/* Their names, "robustness_flip|…": bit i of a set of them is the i-th one. */
#define FPE_METRIC_ASKED_WORD(NAME, name, ...) "|" #name
#define FPE_METRIC_ASKED_WORDS (&FPE_METRIC_ASKED_LIST(FPE_METRIC_ASKED_WORD)[1])
static inline unsigned fpe_metric_asked_bit(int metric)
{
	return 1u << (metric - FPE_METRIC_ASKED);
}
/* Those of robustness: the ones before what neurons are needed for. */
#define FPE_METRIC_ASKED_ROBUSTNESS \
	((1u << (FPE_METRIC_CAUSAL_CLAUSES_PER_NEURON - FPE_METRIC_ASKED)) - 1)
/* Which values there can be, for axes. */
enum fpe_range {
	FPE_RANGE_FREE,
	FPE_RANGE_SHARE,    /* 0 … 1 */
	FPE_RANGE_ACCURACY, /* the same, and what counts is how much is missing to 1 */
};

/* What values follow from. */
enum fpe_from {
	FPE_FROM_MASKS,
	FPE_FROM_SAMPLES, /* what the net says of them */
	FPE_FROM_WEIGHTS, /* of a layer; some with the task's clauses */
};

struct fpe_metric_info {
	const char *name, *help;
	int digits; /* decimals in tables */
	enum fpe_range range;
	enum fpe_from from;
	const char *unit; /* or NULL */
};
extern const struct fpe_metric_info fpe_metric_info[FPE_METRIC_COUNT];

/* By name or alias ("accuracy" and "loss" are the test ones); -1 if unknown. */
int fpe_metric_find(const char *name);
/* The same, also by split_NAME: what it was at the split. */
int fpe_metric_find_at(const char *name, bool *at_split);

/* By what nets with this loss are compared: test_accuracy, or test_loss where there are
   no classes. What one has gained on another by it: above 0 where it is better. */
static inline enum fpe_metric fpe_metric_score(enum fpe_loss loss)
{
	return fpe_loss_is_of_targets(loss) ? FPE_METRIC_TEST_LOSS : FPE_METRIC_TEST_ACCURACY;
}
static inline double fpe_metric_gain(enum fpe_metric score, double value, double other)
{
	return score == FPE_METRIC_TEST_LOSS ? other - value : value - other;
}

/* Does it follow from the weights of a layer, so that it takes long of a large one? */
static inline bool fpe_metric_of_weights(enum fpe_metric metric)
{
	return fpe_metric_info[metric].from == FPE_FROM_WEIGHTS;
}

/* All NaN. */
void fpe_metric_clear(double out[FPE_METRIC_COUNT]);

/* A mean cross-entropy in nats as bits, where the test samples (borrowed; NULL:
   there are none) are of a text; else NaN. */
double fpe_bits_per_character(const struct fpe_data *test, double loss);

/* A mean square over the targets' variance, where the test samples (borrowed; NULL: there
   are none) have real targets that differ; else NaN. */
double fpe_unexplained(const struct fpe_data *test, double loss);

/*
 * Fill out with all that follows from the weights and masks of the net: nnz,
 * parameters, dead, and the metrics of one layer (capacity after Scherlis et
 * al. 2022, arXiv 2210.01892). Entries that need more (budget, accuracies,
 * losses) or do not apply (clauses on other layers than 0) become NaN.
 */
enum fpe_status fpe_metric_net(const struct fpe_net *net, int layer,
			       const struct fpe_clauses *clauses, const struct fpe_watch *watch,
			       double out[FPE_METRIC_COUNT], struct fpe_error *err);

/*
 * The same from a part of the layer, always the same one: cosines of the pairs among about
 * FPE_METRIC_SAMPLED_NEURONS neurons, capacity as the mean over about
 * FPE_METRIC_SAMPLED_INPUTS inputs; what is counted, features_per_neuron, and what is of
 * clauses, is of all.
 */
#define FPE_METRIC_SAMPLED_NEURONS 512
#define FPE_METRIC_SAMPLED_INPUTS 256
enum fpe_status fpe_metric_sample(const struct fpe_net *net, int layer,
				  const struct fpe_clauses *clauses, const struct fpe_watch *watch,
				  double out[FPE_METRIC_COUNT], struct fpe_error *err);

/* Of these what is counted: nnz, parameters, dead; the others become NaN. */
void fpe_metric_counts(const struct fpe_net *net, double out[FPE_METRIC_COUNT]);

/*
 * Does the first layer compute the clauses by the combinatorial code (Adler,
 * Shavit et al., arXiv 2504.08842)? pairs: (neuron, clause) with every weight
 * of the clause live; agree: those whose signs equal the literals' up to one
 * common sign; chance: the share of them that random signs would give, the mean
 * of 2^(1-k). Clauses whose inputs have no sign (a parity) are left out; NaN
 * where no pair is.
 */
struct fpe_codes {
	long pairs, agree;
	double share, chance;
};
struct fpe_codes fpe_codes(const struct fpe_net *net, const struct fpe_clauses *clauses);

/* Capacity of each input, out [in]. */
enum fpe_status fpe_capacity(const struct fpe_net *net, int layer, const struct fpe_watch *watch,
			     double *out, struct fpe_error *err);

/* q_ic: what neuron i has on clause c, the sum of its squared weights there. */
double fpe_clause_weight(const struct fpe_layer *l, int neuron, const struct fpe_clauses *clauses,
			 int clause);
/* (sum_c q_c)^2 / sum_c q_c^2 of one neuron; NaN without weight on a clause. */
double fpe_clauses_served(const struct fpe_layer *l, int neuron, const struct fpe_clauses *clauses);
/* Does a neuron hold every input of a clause, by its mask? */
bool fpe_clause_held(const struct fpe_layer *l, int neuron, const struct fpe_clauses *clauses,
		     int clause);

/*
 * Collisions of layer 0 pair by pair: out [m x m], symmetric, the number of
 * parents (neurons of the root net) of which some child holds both clauses
 * whole; on the diagonal, of which some child holds the clause. *parents, if
 * not NULL: how many there are. The metric `collisions` is the mean over the
 * pairs, divided by the parents.
 */
enum fpe_status fpe_collisions(const struct fpe_net *net, const struct fpe_clauses *clauses,
			       int *out, int *parents, struct fpe_error *err);

/* What an interference matrix is of. */
enum fpe_of { FPE_OF_NEURONS, FPE_OF_INPUTS, FPE_OF_CLAUSES };

/*
 * Interference matrix, out [n x n] row-major. neurons: cos of rows; inputs:
 * cos of columns; clauses: cos of the footprints (q_ic)_i over neurons (0 =
 * no neuron serves both, 1 = the same neurons serve both alike). A zero vector
 * counts 0, also with itself. n = fpe_interference_size.
 */
int fpe_interference_size(const struct fpe_net *net, int layer, const struct fpe_clauses *clauses,
			  enum fpe_of of);
enum fpe_status fpe_interference(const struct fpe_net *net, int layer,
				 const struct fpe_clauses *clauses, enum fpe_of of,
				 const struct fpe_watch *watch, double *out, struct fpe_error *err);

#ifdef __cplusplus
}
#endif

#endif
