/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sweep_keys.h - the keys of the panel `sweep`: view, metric, arms, axes. */
#ifndef VIEW_SWEEP_KEYS_H
#define VIEW_SWEEP_KEYS_H

#include "view/figure/panel.h"

extern const struct panel_key sweep_keys_own[];

#endif
