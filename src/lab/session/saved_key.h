/* SPDX-License-Identifier: GPL-3.0-or-later */
/* saved_key.h - by what a saved session is known. */
#ifndef LAB_SAVED_KEY_H
#define LAB_SAVED_KEY_H

#define SAVED_KEY "fpe-session" /* of the file's metadata */
#define SAVED_JSON "session"	/* U8: the JSON object */

#endif
