/* SPDX-License-Identifier: GPL-3.0-or-later */
/* glossary.h - the words of the method and of this program, explained. */
#ifndef CMD_GLOSSARY_H
#define CMD_GLOSSARY_H

#include "cmd/help/help.h"

extern const struct help_source glossary;

#endif
