/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tex_text.h - any text as LaTeX that prints it. For sink_tex.c alone. */
#ifndef VIEW_TEX_TEXT_H
#define VIEW_TEX_TEXT_H

#include "io/textbuf.h"

/* Escaped; letters that pdflatex has no font for are given to engines that have. */
void tex_text(struct textbuf *out, const char *text);
/* The same for what follows a % up to the line's end. */
void tex_comment(struct textbuf *out, const char *text);
/* Definitions that tex_text counts on. */
extern const char tex_text_preamble[];

#endif
