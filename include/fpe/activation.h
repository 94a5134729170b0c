/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * activation.h - what a hidden neuron passes on of its sum, and what is made of
 * the outputs: a row an activation, a row a loss.
 *
 * Texts, plans, kernels and checks ask these rows. Adding an activation is a row
 * and its vector form in core/kernel/activate.h; nets are of one activation.
 */
#ifndef FPE_ACTIVATION_H
#define FPE_ACTIVATION_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What the slope of an activation follows from. */
enum fpe_slope {
	FPE_SLOPE_STEP,	  /* 1 where the output is above 0, else 0: a bit tells */
	FPE_SLOPE_OUTPUT, /* the output alone */
	FPE_SLOPE_SUM	  /* the sum (also): kernels keep it beside the output */
};

/* X(KIND, name, kind of slope, output of the sum z, slope at z with output y,
   formula, rule); texts are of z. leaky has the slope of torch.nn.LeakyReLU; gelu is
   z times the normal distribution's share below z (Hendrycks, Gimpel 2016), not one
   of its approximations. */
#define FPE_ACTIVATION_LIST(X)                                                                     \
	X(RELU, relu, FPE_SLOPE_STEP, 0 > z ? 0 : z, y > 0 ? 1 : 0, "max(0, z)",                   \
	  "z where z > 0, else 0")                                                                 \
	X(LEAKY, leaky, FPE_SLOPE_OUTPUT, z > 0 ? z : .01 * z, y > 0 ? 1 : .01,                    \
	  "max(0.01 * z, z)", "z where z > 0, else z / 100")                                       \
	X(TANH, tanh, FPE_SLOPE_OUTPUT, tanh(z), 1 - y * y, "tanh(z)", "-1 to 1, 0 at 0")          \
	X(SIGMOID, sigmoid, FPE_SLOPE_OUTPUT, 1 / (1 + exp(-z)), y * (1 - y), "1 / (1 + exp(-z))", \
	  "0 to 1, a half at 0")                                                                   \
	X(GELU, gelu, FPE_SLOPE_SUM, z / 2 * erfc(-z * M_SQRT1_2),                                 \
	  erfc(-z * M_SQRT1_2) / 2 + z * exp(-z * z / 2) * (M_2_SQRTPI * M_SQRT1_2 / 2),           \
	  "z / 2 * (1 + erf(z / sqrt(2)))", "z times the share of a normal distribution below z")  \
	X(LINEAR, linear, FPE_SLOPE_OUTPUT, z, 1, "z", "its sum as it is")
/* their names, in the order of the enum */
#define FPE_ACTIVATION_WORDS "relu|leaky|tanh|sigmoid|gelu|linear"

enum fpe_activation {
#define FPE_ACTIVATION_ENUM(kind, name, slope, of_z, slope_at, formula, rule) FPE_##kind,
	FPE_ACTIVATION_LIST(FPE_ACTIVATION_ENUM)
#undef FPE_ACTIVATION_ENUM
		FPE_ACTIVATIONS
};

struct fpe_activation_info {
	const char *name, *formula, *rule;
	enum fpe_slope needs;
	double (*forward)(double z);
	double (*slope)(double z, double y); /* y: forward(z) */
};
extern const struct fpe_activation_info fpe_activation_info[FPE_ACTIVATIONS];

/*
 * X(KIND, name, name of the share or NULL, formula). A loss of classes is -log of the
 * share that the net gives to the right class; the formula is of that share, from the
 * logits z. Its slope in a logit is that class's share, less 1 for the right class.
 *
 * Squared: outputs z are to come near to the targets t of a sample (data.h). The mean is
 * over samples and outputs, as torch.nn.MSELoss has it, so the slope is 2 (z - t) over
 * both. There are no classes then: what is of classes is NaN. Rectified: the same of
 * max(0, z), each output with a weight of its own (data.h).
 */
#define FPE_LOSS_LIST(X)                                                \
	X(BINARY, binary, "sigmoid", "1 / (1 + exp(-z))")               \
	X(SOFTMAX, softmax, "softmax", "exp(z) / (sum of exp(z))")      \
	X(SQUARED, squared, NULL, "mean over the outputs of (z - t)^2") \
	X(RECTIFIED, rectified, NULL, "mean over the outputs of importance * (max(0, z) - t)^2")

enum fpe_loss {
#define FPE_LOSS_ENUM(kind, name, share, formula) FPE_LOSS_##kind,
	FPE_LOSS_LIST(FPE_LOSS_ENUM)
#undef FPE_LOSS_ENUM
		FPE_LOSSES
};

struct fpe_loss_info {
	const char *name, *share, *formula;
	/* The class that logits [outputs] say, the first of equals; *share: its, in
	   [0,1]. Of no classes: -1 and NaN. */
	int (*predict)(const float *logit, int outputs, double *share_of);
};
extern const struct fpe_loss_info fpe_loss_info[FPE_LOSSES];

/* That of nets with so many outputs which tell classes apart: one tells two. */
static inline enum fpe_loss fpe_loss_of(int outputs)
{
	return outputs == 1 ? FPE_LOSS_BINARY : FPE_LOSS_SOFTMAX;
}

/* Is it of real targets, so that there are no classes? */
static inline bool fpe_loss_is_of_targets(enum fpe_loss loss)
{
	return loss == FPE_LOSS_SQUARED || loss == FPE_LOSS_RECTIFIED;
}

/* A formula with a number (borrowed) where z stands. Writes at most size bytes
   with a final NUL; returns buffer. */
const char *fpe_formula_at(const char *formula, const char *z, char *buffer, size_t size);

#ifdef __cplusplus
}
#endif

#endif
