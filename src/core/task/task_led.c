/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * task_led.c - a digit on a display of seven segments that fail (Breiman, Friedman,
 * Olshen, Stone, Classification and Regression Trees, 1984, section 2.6.1).
 *
 * Ten digits, as likely as each other; each segment is inverted with chance
 * `noise`, by itself; behind the segments stand bits that have nothing to do with
 * the digit. The best classifier is right in .740 of the samples at noise .1.
 */
#include "core/task/task.h"

#include <stdio.h>

#include "fpe/limits.h"

unsigned fpe_led_segments(int digit)
{
	static const unsigned char segments[FPE_LED_DIGITS] = {
		0x77, 0x24, 0x5d, 0x6d, 0x2e, 0x6b, 0x7b, 0x25, 0x7f, 0x6f,
	};

	return segments[digit];
}

static enum fpe_status make_led(const struct fpe_task_options *options, uint64_t seed,
				struct fpe_task **out, struct fpe_error *err)
{
	long long inputs = (long long)options->irrelevant + FPE_LED_SEGMENTS;
	enum fpe_status status = task_check_inputs(inputs, err);

	(void)seed;
	if (status)
		return status;
	if (options->irrelevant < 0)
		return fpe_fail(err, FPE_ERANGE, "%d irrelevant inputs; at least 0",
				options->irrelevant);
	if (!(options->noise >= 0 && options->noise <= 1)) /* also not a number */
		return fpe_fail(err, FPE_ERANGE, "noise is %g; from 0 to 1", options->noise);
	*out = task_new(FPE_TASK_LED, (int)inputs);
	if (!*out)
		return fpe_no_memory(err);
	(*out)->classes = FPE_LED_DIGITS;
	(*out)->noise = options->noise;
	return FPE_OK;
}

static int draw_led(const struct fpe_task *task, struct fpe_rng *rng, uint64_t *bits)
{
	int digit = (int)fpe_rng_below(rng, FPE_LED_DIGITS);
	uint64_t on = fpe_led_segments(digit);

	for (int s = 0; s < FPE_LED_SEGMENTS; s++)
		on ^= (uint64_t)(fpe_rng_unit(rng) < task->noise) << s;
	bits[0] = (bits[0] >> FPE_LED_SEGMENTS) << FPE_LED_SEGMENTS | on;
	return digit;
}

static void put_led(const struct fpe_task *task, struct task_writer *out)
{
	char text[120];

	snprintf(text, sizeof text,
		 "a digit 0 to 9; x0 to x6: its segments, each inverted with chance %g",
		 task->noise);
	task_put(out, text);
	if (task->inputs > FPE_LED_SEGMENTS)
		task_put(out, "; the others: any bits");
}

const struct fpe_task_info task_kind_led = {
	.name = "led",
	.rule = "the digit that was drawn; noisy segments may show several",
	.make = make_led,
	.draw = draw_led,
	.text = put_led,
};
