/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * setting_args.h - how do rows of settings become arguments, values, JSON fields?
 *
 * SETTINGS_NET(SETTING_ARG) are arguments, one for each row (lab/base/setting.h);
 * setting_args_read then puts what a line gives for them into their part.
 */
#ifndef CMD_SETTING_ARGS_H
#define CMD_SETTING_ARGS_H

#include "cmd/player/call.h"
#include "lab/study/study_setting.h"

#define ARG_SWITCH ARG_CHOICE
#define ARG_UNTIL ARG_INT
#define ARG_SET ARG_INTS
#define ARG_WORDS ARG_CHOICES

#define SETTING_ARG(key, kind, member, least, most, words, otherwise, about, ...) \
	ARG(#key, kind, about, .min = least, .max = most, .choices = words, .fallback = otherwise),

/* Columns in the same way, for JSON alone. */
#define SETTING_FIELD_INT "integer"
#define SETTING_FIELD_UNTIL "integer"
#define SETTING_FIELD_COUNT "integer"
#define SETTING_FIELD_REAL "number"
#define SETTING_FIELD_CHOICE "text"
#define SETTING_FIELD_SWITCH "text"
#define SETTING_FIELD(key, kind, member, least, most, words, otherwise, about, shown, ...) \
	FIELD(#key, SETTING_FIELD_##kind, shown),

/*
 * Put what the line gives into a part. Arguments that the command has not, or
 * has as lists to go over, are left alone. FPE_ELIMIT, pointing at it: more
 * layers than a net has.
 */
enum fpe_status setting_args_read(struct call *call, const struct setting *rows, void *part);

#endif
