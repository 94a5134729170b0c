/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sink_tex.c - the pen that writes TikZ.
 *
 * Plots are axes of pgfplots, whose points are the numbers themselves: a reader of the
 * file can change how they look, and a program can read them. Only packages of Debian's
 * texlive-latex-base and texlive-pictures are used.
 */
#include "view/sink/sink_tex.h"

#include <math.h>
#include <stdlib.h>

#include "view/sink/pen_plot.h"
#include "view/sink/tex_text.h"

#define MOST_PIXELS 400000 /* that TeX's memory holds of images */
#define TYPEWRITER 0.525   /* of its size a letter of cmtt advances */
#define BP 1.00375	   /* TeX's points of one of ours */

struct tex {
	struct pen pen; /* first, so that a pen is one */
	struct textbuf out;
	uint8_t *known; /* [1 << 24 bits] colours that are defined; NULL: none is remembered */
};

static struct textbuf *out_of(struct pen *pen)
{
	return &((struct tex *)pen)->out;
}

/* Define a colour before its first use. */
static void use(struct pen *pen, uint32_t rgb)
{
	struct tex *tex = (struct tex *)pen;

	if (tex->known && tex->known[rgb >> 3] >> (rgb & 7) & 1)
		return;
	if (tex->known)
		tex->known[rgb >> 3] |= (uint8_t)(1 << (rgb & 7));
	textbuf_printf(&tex->out, "\\xglobal\\definecolor{c%06x}{HTML}{%06X}\n", rgb, rgb);
}

static void tex_rectangle(struct pen *pen, const struct pen_box *box, uint32_t rgb)
{
	use(pen, rgb);
	textbuf_printf(out_of(pen), "\\fill[c%06x] (%.2f,%.2f) rectangle (%.2f,%.2f);\n", rgb,
		       box->x, box->y, box->x + box->width, box->y + box->height);
}

static void put_points(struct textbuf *out, const struct stroke_point *point, size_t points)
{
	for (size_t i = 0; i < points; i++)
		textbuf_printf(out, "%s(%.2f,%.2f)", i ? "--" : "", (double)point[i].x,
			       (double)point[i].y);
}

static void put_dashes(struct textbuf *out, const struct pen_line *line)
{
	if (line->dash > 0)
		textbuf_printf(out, ",dash pattern=on %.2fbp off %.2fbp", line->dash, line->gap);
}

static void tex_line(struct pen *pen, const struct stroke_point *point, size_t points,
		     const struct pen_line *line)
{
	struct textbuf *out = out_of(pen);

	use(pen, line->rgb);
	textbuf_printf(out, "\\draw[c%06x,line width=%.2fbp", line->rgb, line->width);
	put_dashes(out, line);
	textbuf_puts(out, points > 2 ? ",line join=round] " : "] ");
	put_points(out, point, points);
	textbuf_puts(out, ";\n");
}

static void tex_disc(struct pen *pen, double x, double y, double radius, uint32_t rgb)
{
	use(pen, rgb);
	textbuf_printf(out_of(pen), "\\fill[c%06x] (%.2f,%.2f) circle (%.2fbp);\n", rgb, x, y,
		       radius);
}

/* The columns are kept: cmtt's letters are all of one width, too. */
static void tex_mono(struct pen *pen, double x, double y, const char *text, int columns,
		     const struct pen_text *style)
{
	struct textbuf *out = out_of(pen);
	double size = style->advance * BP / TYPEWRITER;

	use(pen, style->rgb);
	textbuf_printf(
		out,
		"\\node[w,anchor=base west,c%06x,font=\\ttfamily%s\\fontsize{%.2f}{%.2f}\\selectfont] at (%.2f,%.2f) {",
		style->rgb, style->bold ? "\\bfseries" : "", size, size, x, y);
	tex_text(out, text);
	textbuf_puts(out, "};\n");
	if (style->underline)
		textbuf_printf(out, "\\draw[c%06x,line width=0.8bp] (%.2f,%.2f)--(%.2f,%.2f);\n",
			       style->rgb, x, y + 2, x + columns * style->advance, y + 2);
}

static void tex_words(struct pen *pen, double x, double y, const char *text,
		      const struct pen_words *style)
{
	static const char *const anchors[] = { "base west", "base", "base east" };
	struct textbuf *out = out_of(pen);

	use(pen, style->rgb);
	textbuf_printf(
		out,
		"\\node[w,anchor=%s,c%06x%s,font=\\sffamily%s\\fontsize{%.3g}{%.3g}\\selectfont] at (%.2f,%.2f) {",
		anchors[style->anchor], style->rgb, style->up ? ",rotate=90" : "",
		style->bold ? "\\bfseries" : "", style->size, 1.2 * style->size, x, y);
	tex_text(out, text);
	textbuf_puts(out, "};\n");
}

/* Rows and columns of an image that are one in the file: TeX's memory is small. */
static int fold_of(const struct pen_image *image)
{
	int fold = 1;

	while ((double)image->columns * image->rows / fold / fold > MOST_PIXELS)
		fold++;
	return fold;
}

/* A row in hexadecimal digits; where the image lets through there is white. */
static void put_row(struct textbuf *out, const struct pen_image *image, int row, int fold)
{
	for (int c = 0; c < image->columns; c += fold) {
		uint32_t argb = image->argb[(size_t)row * (size_t)image->columns + (size_t)c];

		textbuf_printf(out, "%06x", argb >> 24 ? argb & 0xffffff : 0xffffff);
	}
}

/* Inside the page's own drawing, a row by itself: no second file is needed. */
static void tex_image(struct pen *pen, const struct pen_box *box, const struct pen_image *image)
{
	struct textbuf *out = out_of(pen);
	int fold = fold_of(image), columns = (image->columns + fold - 1) / fold;
	double high = box->height * fold / image->rows;

	if (!image->argb) {
		out->failed = true;
		return;
	}
	if (fold > 1)
		textbuf_printf(out, "%% 1 of %d rows and columns\n", fold);
	for (int r = 0, k = 1; r < image->rows; r += fold, k++) {
		textbuf_printf(
			out,
			"\\node[w,anchor=base west] at (%.3f,%.3f) {\\fpebits{q %.3f 0 0 %.3f 0 0 cm BI /W %d /H 1 /BPC 8 /CS /RGB /F /AHx ID ",
			box->x, box->y + k * high, box->width, high * 1.02, columns);
		put_row(out, image, r, fold);
		textbuf_puts(out, "> EI Q}};\n");
	}
}

static void tex_clip(struct pen *pen, const struct pen_box *box)
{
	if (!box)
		textbuf_puts(out_of(pen), "\\end{scope}\n");
	else
		textbuf_printf(out_of(pen),
			       "\\begin{scope}\\clip (%.2f,%.2f) rectangle (%.2f,%.2f);\n", box->x,
			       box->y, box->x + box->width, box->y + box->height);
}

static void tex_polygon(struct pen *pen, const struct stroke_point *point, size_t points,
			uint32_t rgb, double opacity)
{
	struct textbuf *out = out_of(pen);

	use(pen, rgb);
	textbuf_printf(out, "\\fill[c%06x", rgb);
	if (opacity < 1)
		textbuf_printf(out, ",fill opacity=%.3g", opacity);
	textbuf_puts(out, "] ");
	put_points(out, point, points);
	textbuf_puts(out, "--cycle;\n");
}

/* ------------------------------------------------------------------- plots */

static void put_scale(struct textbuf *out, char axis, const struct pen_scale *s)
{
	textbuf_printf(out, "  %cmin=%.9g,%cmax=%.9g,%s", axis, s->low, axis, s->high,
		       s->log ? axis == 'x' ? "xmode=log," : "ymode=log," : "");
	textbuf_printf(out, "\n  %ctick={", axis);
	for (int i = 0; i < s->ticks; i++)
		textbuf_printf(out, "%s%.9g", i ? "," : "", s->tick[i].at);
	textbuf_printf(out, "},%cticklabels={", axis);
	for (int i = 0; i < s->ticks; i++) {
		textbuf_puts(out, i ? ",{" : "{");
		tex_text(out, s->tick[i].label);
		textbuf_puts(out, "}");
	}
	textbuf_puts(out, "},\n");
}

static void put_pair(struct textbuf *out, double x, double y)
{
	textbuf_printf(out, "(%.9g,%.9g)", x, y);
}

static void put_coordinates(struct textbuf *out, const struct pen_series *s)
{
	const double *y = s->kind == PEN_BARS ? s->to : s->y;

	textbuf_puts(out, " coordinates {");
	for (size_t i = 0; i < s->points; i++) {
		textbuf_puts(out, i % 8 ? " " : "\n    ");
		put_pair(out, s->x[i], y[i]);
	}
	for (size_t i = s->points; s->kind == PEN_BAND && i-- > 0;) {
		textbuf_puts(out, i % 8 ? " " : "\n    ");
		put_pair(out, s->x[i], s->to[i]);
	}
	textbuf_puts(out, s->kind == PEN_BAND ? "} --cycle;\n" : "};\n");
}

static void put_intervals(struct textbuf *out, const struct pen_series *s)
{
	for (size_t i = 0; i < s->points; i++) {
		textbuf_printf(
			out,
			"  \\addplot[c%06x,line width=%.2fbp,mark=-,mark size=%.2fbp] coordinates {",
			s->line.rgb, s->line.width, s->size / 2);
		put_pair(out, s->x[i], s->y[i]);
		put_pair(out, s->x[i], s->to[i]);
		textbuf_puts(out, "};\n");
	}
}

static void put_series(struct textbuf *out, const struct pen_plot *plot, const struct pen_series *s)
{
	static const char *const marks[] = { "*", "square*", "triangle*", "diamond*" };
	bool single = s->kind == PEN_LINE && s->points == 1;

	textbuf_puts(out, "  % ");
	tex_comment(out, s->name ? s->name : "");
	textbuf_puts(out, "\n");
	if (s->kind == PEN_INTERVALS) {
		put_intervals(out, s);
		return;
	}
	textbuf_printf(out, "  \\addplot[c%06x", s->line.rgb);
	if (s->kind == PEN_POINTS || single)
		textbuf_printf(out, ",only marks,mark=%s,mark size=%.2fbp", marks[s->shape],
			       single ? s->line.width : s->size / 2);
	else if (s->kind == PEN_LINE)
		textbuf_printf(out, ",no marks,line width=%.2fbp,line join=round", s->line.width);
	else
		textbuf_printf(out, ",draw=none,fill=c%06x,fill opacity=%.3g", s->line.rgb,
			       s->opacity);
	if (s->kind == PEN_LINE)
		put_dashes(out, &s->line);
	if (s->kind == PEN_BARS)
		textbuf_printf(out, ",ybar,bar shift=0pt,bar width=%.3fbp",
			       fabs(pen_plot_x(plot, s->line.width) - pen_plot_x(plot, 0)));
	textbuf_puts(out, "]");
	put_coordinates(out, s);
}

static void put_names(struct pen *pen, const struct pen_plot *plot)
{
	const struct pen_box *b = &plot->box;
	struct pen_words style = { .rgb = plot->letters, .size = plot->size, .anchor = PEN_MIDDLE };

	if (plot->x.name)
		tex_words(pen, b->x + b->width / 2, plot->names_at[0], plot->x.name, &style);
	style.up = true;
	if (plot->y.name)
		tex_words(pen, plot->names_at[1], b->y + b->height / 2, plot->y.name, &style);
}

static void tex_plot(struct pen *pen, const struct pen_plot *plot)
{
	struct textbuf *out = out_of(pen);
	const struct pen_box *b = &plot->box;

	use(pen, plot->frame);
	use(pen, plot->grid);
	use(pen, plot->letters);
	for (int i = 0; i < plot->count; i++)
		use(pen, plot->series[i].line.rgb);
	textbuf_printf(
		out,
		"\\begin{axis}[at={(%.3fbp,%.3fbp)},anchor=south west,scale only axis,width=%.3fbp,height=%.3fbp,\n  axis x line*=bottom,axis y line*=left,tick align=outside,axis line style={c%06x},tick style={c%06x},ymajorgrids,grid style={c%06x},\n  tick label style={font=\\sffamily\\fontsize{%.3g}{%.3g}\\selectfont,color=c%06x},scaled ticks=false,clip mode=individual,\n",
		b->x, -(b->y + b->height), b->width, b->height, plot->frame, plot->frame,
		plot->grid, plot->size, 1.2 * plot->size, plot->letters);
	put_scale(out, 'x', &plot->x);
	put_scale(out, 'y', &plot->y);
	textbuf_puts(out, "]\n");
	for (int i = 0; i < plot->count; i++)
		put_series(out, plot, &plot->series[i]);
	textbuf_puts(out, "\\end{axis}\n");
	put_names(pen, plot);
}

/* --------------------------------------------------------------- the file */

static void put_head(struct textbuf *out, const struct drawing *d)
{
	textbuf_puts(out, "% ");
	tex_comment(out, d->title ? d->title : "fpe-tui");
	textbuf_puts(out, "\n% ");
	tex_comment(out, d->caption ? d->caption : "");
	textbuf_printf(
		out,
		"\n%% By itself: pdflatex. In a document: \\usepackage{pgfplots} in its preamble, then \\input this file.\n"
		"\\expandafter\\ifx\\csname @twoclasseserror\\endcsname\\documentclass\n"
		"\\def\\fpeend{}\n"
		"\\else\n"
		"\\documentclass{article}\n"
		"\\usepackage{pgfplots}\n"
		"\\usepackage[paperwidth=%.2fbp,paperheight=%.2fbp,margin=0bp]{geometry}\n"
		"\\pagestyle{empty}\\parindent=0pt\\topskip=0pt\\hfuzz=2pt\\vfuzz=2pt\n"
		"\\def\\fpeend{\\end{document}}\n"
		"\\begin{document}\n"
		"\\fi\n",
		d->width + 0.2, d->height + 0.2);
	textbuf_puts(out, tex_text_preamble);
	textbuf_puts(
		out,
		"\\providecommand\\fpebits[1]{\\ifdefined\\pdfextension\\pdfextension literal{#1}\\else\\ifdefined\\pdfliteral\\pdfliteral{#1}\\else\\special{pdf:content #1}\\fi\\fi}\n"
		"\\begingroup\\setbox0=\\hbox{\\begin{tikzpicture}[x=1bp,y=-1bp,w/.style={inner sep=0pt,outer sep=0pt}]\n");
	textbuf_printf(out, "\\useasboundingbox (0,0) rectangle (%.2f,%.2f);\n", d->width,
		       d->height);
}

enum fpe_status sink_tex(const struct drawing *drawing, char **bytes, size_t *size,
			 struct fpe_error *err)
{
	struct tex tex = { .pen = { tex_rectangle, tex_line, tex_disc, tex_mono, tex_image,
				    tex_clip, tex_polygon, tex_words, NULL, tex_plot },
			   .known = calloc(1 << 21, 1) };

	put_head(&tex.out, drawing);
	drawing->draw(drawing->of, &tex.pen);
	textbuf_puts(
		&tex.out,
		"\\end{tikzpicture}}%\n"
		/* in a column that is narrower it shrinks as a whole */
		"\\ifdim\\wd0>\\linewidth\\resizebox{\\linewidth}{!}{\\box0}\\else\\box0\\fi\\endgroup%\n\\fpeend\n");
	free(tex.known);
	*size = tex.out.size;
	*bytes = textbuf_take(&tex.out);
	return *bytes ? FPE_OK : fpe_no_memory(err);
}
