/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * anew.h - what a lesson or the tour begins with, whatever was done before it: numbers in
 * texts and in the manual are those of a program that has just begun.
 */
#ifndef CMD_ANEW_H
#define CMD_ANEW_H

#include "cmd/player/call.h"

/* What plays ends, where this line was typed; what studies found is forgotten. Before the
   script is queued. */
void anew_begin(struct call *call);
/* A line before the script that was queued last: how arms are trained, as at first. */
enum fpe_status anew_settings(struct call *call);

#endif
