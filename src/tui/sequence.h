/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sequence.h - where what a terminal sends begins and ends: characters of UTF-8, and the
 * control functions of ECMA-48 and ECMA-35, in 7 bits.
 *
 * Pure. Bytes at the front of a queue are looked at, none is taken. Not here: what a
 * sequence means (input.c).
 */
#ifndef TUI_SEQUENCE_H
#define TUI_SEQUENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SEQUENCE_ESC 27
#define SEQUENCE_INCOMPLETE 0
#define SEQUENCE_REPLACEMENT 0xfffd
/* Bytes after which a text is the terminal's, though nothing has ended it: more than anybody
   types ahead without a control key. */
#define SEQUENCE_UNDECIDED 256

/* Decode one character. Gives its length, INCOMPLETE if bytes are missing; a
   byte that fits nowhere is one of its own, and code the replacement. */
size_t sequence_character(const unsigned char *b, size_t n, uint32_t *code);

/*
 * Is this byte the middle of a character? Told each byte in order, owed begins as 0. So a byte
 * that would be a control function by itself stays text, also where its character is broken.
 */
bool sequence_inside(int *owed, unsigned char byte);

/*
 * A control function of the set C1, as a byte of its own or as a character of UTF-8: gives its
 * letter, the one that follows Esc where it is in 7 bits, and how many bytes it is here. 0: it is
 * none, or the half of one.
 */
unsigned char sequence_c1(const unsigned char *b, size_t n, size_t *length);

/* Does this letter of C1 begin a text: DCS, SOS, OSC, PM, APC? */
bool sequence_opens_string(unsigned char letter);

enum sequence_part {
	SEQUENCE_TEXT, /* this byte is in it */
	SEQUENCE_WAIT, /* the next byte decides */
	SEQUENCE_END,  /* so many bytes end it */
	SEQUENCE_CUT   /* what is no part of it: it ended before */
};

/* What stands here of a text that began before, outside of a character. A control byte ends it,
   so that Ctrl-C and Enter are never a part of one. */
enum sequence_part sequence_string_part(const unsigned char *b, size_t n, size_t *length);

/*
 * Length of what begins with Esc, or INCOMPLETE: more bytes decide; of a key with Esc before
 * it, of CSI …, SS3 …, or an escape sequence with intermediate bytes. 2, and string: Esc and a
 * letter that begin a text.
 */
size_t sequence_escape(const unsigned char *b, size_t n, bool *string);

/* Of what may go on and does not: how much of it is one key, or one broken sequence. */
size_t sequence_given_up(const unsigned char *b, size_t n);

/* May what waits, incomplete, have been typed by a hand, so that it is soon to be given up? */
bool sequence_by_hand(const unsigned char *b, size_t n);

/* Does this byte go on with CSI …; past: after it CSI has ended, with it or without. */
bool sequence_ends_csi(unsigned char byte, bool *past);

#endif
