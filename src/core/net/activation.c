/* SPDX-License-Identifier: GPL-3.0-or-later */
/* activation.c - the rows of activations and losses, one number at a time. */
#include "fpe/activation.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#define FUNCTIONS(kind, name, needs, of_z, slope_at, formula, rule) \
	static double name##_out(double z)                          \
	{                                                           \
		return of_z;                                        \
	}                                                           \
	static double name##_slope(double z, double y)              \
	{                                                           \
		(void)z;                                            \
		(void)y;                                            \
		return slope_at;                                    \
	}
FPE_ACTIVATION_LIST(FUNCTIONS)

const struct fpe_activation_info fpe_activation_info[FPE_ACTIVATIONS] = {
#define ROW(kind, name, needs, of_z, slope_at, formula, rule) \
	[FPE_##kind] = { #name, formula, rule, needs, name##_out, name##_slope },
	FPE_ACTIVATION_LIST(ROW)
#undef ROW
};

static int binary(const float *logit, int outputs, double *share)
{
	(void)outputs;
	*share = 1 / (1 + exp(-fabs((double)*logit)));
	return *logit > 0;
}

static int softmax(const float *logit, int outputs, double *share)
{
	int best = 0;
	double sum = 0;

	for (int c = 1; c < outputs; c++) {
		if (logit[c] > logit[best])
			best = c;
	}
	for (int c = 0; c < outputs; c++)
		sum += exp((double)logit[c] - (double)logit[best]);
	*share = 1 / sum;
	return best;
}

static int squared(const float *logit, int outputs, double *share)
{
	(void)logit;
	(void)outputs;
	*share = NAN;
	return -1;
}

static int rectified(const float *logit, int outputs, double *share)
{
	return squared(logit, outputs, share);
}

const struct fpe_loss_info fpe_loss_info[FPE_LOSSES] = {
#define ROW(kind, name, share, formula) [FPE_LOSS_##kind] = { #name, share, formula, name },
	FPE_LOSS_LIST(ROW)
#undef ROW
};

/* Does z stand alone at `at`, no letter of a word? */
static bool is_z(const char *formula, size_t at)
{
	return formula[at] == 'z' && !isalpha((unsigned char)formula[at + 1]) &&
	       (at == 0 || !isalpha((unsigned char)formula[at - 1]));
}

const char *fpe_formula_at(const char *formula, const char *z, char *buffer, size_t size)
{
	size_t used = 0;

	for (size_t i = 0; formula[i]; i++) {
		bool here = is_z(formula, i);
		const char *from = here ? z : formula + i;
		size_t n = here ? strlen(z) : 1;

		if (n >= size - used)
			break;
		memcpy(buffer + used, from, n);
		used += n;
	}
	buffer[used] = '\0';
	return buffer;
}
