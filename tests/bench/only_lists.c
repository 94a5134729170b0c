/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * only_lists.c - in place of plan.c: every layer by its live weights, one by
 * one. To measure what a split costs where no faster kernel is to be had.
 */
#include "core/kernel/plan.h"

#include <stdio.h>

enum plan plan_layer(const struct fpe_net *net, int layer, const struct fpe_data *data)
{
	(void)net;
	(void)layer;
	(void)data;
	return PLAN_LISTS;
}

bool plan_shares_slopes(const struct fpe_net *net)
{
	(void)net;
	return false;
}

void plan_text(enum plan plan, const struct fpe_net *net, int layer, int pairs, char *text,
	       size_t size)
{
	(void)plan;
	(void)net;
	(void)pairs;
	snprintf(text, size, "fc%d: live weights one by one", layer + 1);
}
