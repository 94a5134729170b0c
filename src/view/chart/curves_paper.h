/* SPDX-License-Identifier: GPL-3.0-or-later */
/* curves_paper.h - curves over epochs on paper. */
#ifndef VIEW_CURVES_PAPER_H
#define VIEW_CURVES_PAPER_H

#include "view/figure/panel.h"

panel_paper_fn curves_paper;

#endif
