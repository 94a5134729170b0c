/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sample_inputs.h - the inputs of a sample side by side, where they are no picture. */
#ifndef VIEW_SAMPLE_INPUTS_H
#define VIEW_SAMPLE_INPUTS_H

#include "view/panel/sample/trace.h"

struct sample_inputs {
	const struct trace *t;
	int arm;
	double limit; /* largest size of a real-valued input */
	bool named;   /* there is room to name the inputs of clauses, too */
};

/* Names of the clauses, bits, truths; or numbers. Returns the rows it takes. */
int sample_inputs_draw(const struct sample_inputs *p, const struct panel_options *o, struct area a);

#endif
