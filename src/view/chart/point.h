/* SPDX-License-Identifier: GPL-3.0-or-later */
/* point.h - a point of a curve in words: its number, and how it came about. */
#ifndef VIEW_POINT_H
#define VIEW_POINT_H

#include "view/figure/panel.h"
/* As the panel's describe and work_out want them; HIT_POINT and HIT_BAND. */
panel_describe_fn point_describe;
panel_work_out_fn point_work_out;

/* "test accuracy" from test_accuracy. Returns out. */
const char *point_metric_name(enum fpe_metric metric, char *out, size_t size);

#endif
