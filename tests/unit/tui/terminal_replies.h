/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * terminal_replies.h - what terminals say of themselves, as xterm's control sequences, kitty's
 * and iTerm's documents have it.
 */
#ifndef TEST_TERMINAL_REPLIES_H
#define TEST_TERMINAL_REPLIES_H

/* What the terminal says of itself, whole. */
static const struct sent_reply {
	const char *what, *bytes;
} sent_replies[] = {
	{ "colour of the background (OSC 11), BEL", "\033]11;rgb:1e1e/1e1e/2e2e\a" },
	{ "colour of the text (OSC 10), ST", "\033]10;rgb:ffff/ffff/ffff\033\\" },
	{ "a colour of the palette", "\033]4;255;rgb:eeee/eeee/eeee\033\\" },
	{ "the clipboard (OSC 52)",
	  "\033]52;c;ZnBlLXR1aSBuZXZlciBhc2tzIGZvciB0aGUgY2xpcGJvYXJkLCBidXQgYW5vdGhlciBwcm9ncmFtIG1heQ==\a" },
	{ "the window's title", "\033]lfpe> train 5\033\\" },
	{ "iTerm's cell size", "\033]1337;ReportCellSize=17.0;8.0\033\\" },
	{ "device attributes of xterm", "\033[?64;1;2;6;9;15;16;17;18;21;22;28c" },
	{ "device attributes of the linux console", "\033[?6c" },
	{ "longer than one event",
	  "\033[?1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18;19;20;21;22;23;24;25;26;27;28;29;30;31c" },
	{ "secondary device attributes", "\033[>41;366;0c" },
	{ "tertiary device attributes", "\033P!|00000000\033\\" },
	{ "name and version", "\033P>|kitty(0.26.5)\033\\" },
	{ "a setting (DECRQSS)", "\033P1$r0;1m\033\\" },
	{ "a capability (XTGETTCAP)", "\033P1+r524742=382F382F38\033\\" },
	{ "where the cursor is", "\033[34;120R" },
	{ "where the cursor is, with the page", "\033[?34;120;1R" },
	{ "all is well", "\033[0n" },
	{ "light or dark", "\033[?997;1n" },
	{ "a private mode", "\033[?2026;2$y" },
	{ "a mode", "\033[4;1$y" },
	{ "the window's size in cells", "\033[8;34;120t" },
	{ "the window's size in pixels", "\033[4;768;1024t" },
	{ "the window was resized", "\033[48;34;120;768;1024t" },
	{ "terminal parameters", "\033[2;1;1;120;120;1;0x" },
	{ "focus gained", "\033[I" },
	{ "focus lost", "\033[O" },
	{ "kitty's keyboard flags", "\033[?1u" },
	{ "kitty's graphics", "\033_Gi=31;OK\033\\" },
	{ "kitty's graphics failed", "\033_Gi=31;ENOENT:no such file\033\\" },
	{ "sixel limits", "\033[?2;0;1000;1000S" },
	{ "the mouse of old terminals", "\033[M !!" },
	{ "controls in 7 bits are announced", "\033 F" },
	{ "a character set", "\033(B" },
	{ "a string (SOS)", "\033Xfpe train 5\033\\" },
	{ "a private message (PM)", "\033^fpe train 5\033\\" },
	{ "a string of no known answer", "\033_quit\033\\" },
	{ "a text with bytes of C1 in its characters",
	  "\033]l\304\233 \305\234 \342\202\254\033\\" },
	{ "a text that was cancelled", "\033P1$r0;1\030" },
	{ "what is to be presented", "\033[1$w" },
};

#endif
