/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * only_lists.c - in place of what plan.c says (the linker's --wrap): every layer by
 * its live weights, one by one. To measure what a split costs where no faster kernel
 * is to be had.
 */
#include "core/kernel/plan.h"

enum plan __wrap_plan_layer(const struct fpe_net *net, int layer, const struct fpe_data *data);
bool __wrap_plan_shares_slopes(const struct fpe_net *net);

enum plan __wrap_plan_layer(const struct fpe_net *net, int layer, const struct fpe_data *data)
{
	(void)net;
	(void)layer;
	(void)data;
	return PLAN_LISTS;
}

bool __wrap_plan_shares_slopes(const struct fpe_net *net)
{
	(void)net;
	return false;
}
