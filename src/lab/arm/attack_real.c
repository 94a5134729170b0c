/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attack_real.c - test samples of real inputs, moved up the loss (attack.h). */
#include "lab/arm/attack.h"

#include <string.h>

#include "fpe/climb.h"

static enum fpe_status check(const struct fpe_data *test, struct fpe_error *err)
{
	if (!test->label)
		return fpe_fail(err, FPE_ESTATE,
				"the samples have real targets: there is no accuracy to lose");
	if (!test->real)
		return fpe_fail(err, FPE_ESTATE,
				"the inputs are Boolean: bits are flipped, not moved");
	return FPE_OK;
}

enum fpe_status attack_real(struct fpe_kernel *kernel, const struct fpe_net *net,
			    const struct fpe_data *test, double eps, int steps,
			    const struct fpe_watch *watch, double *accuracy, struct fpe_error *err)
{
	int n = test->count < ATTACK_SAMPLES ? test->count : ATTACK_SAMPLES;
	double step = steps > 1 ? 2.5 * eps / steps : eps;
	size_t d = (size_t)test->inputs;
	struct fpe_data *moved = NULL;
	struct fpe_score score;
	struct fpe_climb *climb = NULL;
	enum fpe_status status = check(test, err);

	if (!status)
		status = fpe_climb_new(net, &climb, err);
	if (!status)
		status = fpe_data_new(n, test->inputs, test->classes, 1, &moved, err);
	for (int i = 0; i < n && !status; i++) {
		const float *from = test->real + (size_t)i * d;
		float *x = moved->real + (size_t)i * d;

		memcpy(x, from, d * sizeof *x);
		moved->label[i] = test->label[i];
		for (int k = 0; k < steps && !status; k++) {
			fpe_climb_step(climb, net, from, x, moved->label[i], eps, step);
			status = fpe_watch_ask(watch, err);
		}
	}
	if (!status)
		status = fpe_kernel_score_watched(kernel, net, moved, watch, NULL, &score, err);
	if (!status)
		*accuracy = score.accuracy;
	fpe_data_free(moved);
	fpe_climb_free(climb);
	return status;
}
