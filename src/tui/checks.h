/* SPDX-License-Identifier: GPL-3.0-or-later */
/* checks.h - what `doctor` looks at that the language knows nothing of. */
#ifndef TUI_CHECKS_H
#define TUI_CHECKS_H

#include "cmd/report/checkup.h"

extern const struct check terminal_checks[]; /* name NULL ends */

#endif
