/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page.c - what stands around the figures, and which epochs there is room for. */
#include "cmd/report/page.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/report/page_frame.h"
#include "cmd/report/page_pack.h"
#include "io/textbuf.h"
#include "view/grid/palette.h"
#include "view/sink/sink_svg.h"

#define FRAMES 320 /* epochs at most */
#define GROUP 16   /* packed together */
#define GROUPS (FRAMES / GROUP)
#define PROBE 8	 /* epochs by which it is reckoned how many there is room for */
#define MORE 0.9 /* of a frame of a few: one of many */
#define TRIES 2
#define LARGEST 600000 /* bytes of all figures at one epoch, unpacked */
#define RESERVE 20000  /* of PAGE_MOST, for what frames take more than the last one */

struct frames {
	int epoch[FRAMES];
	char *packed[GROUPS]; /* GROUP each, owned */
	int count;
	size_t size;
};

static int groups_of(const struct frames *f)
{
	return (f->count + GROUP - 1) / GROUP;
}

static void clear_frames(struct frames *f)
{
	for (int i = 0; i < GROUPS; i++) {
		free(f->packed[i]);
		f->packed[i] = NULL;
	}
	f->count = 0;
	f->size = 0;
}

/* Frames from `first` on, as many as go together. */
static char *pack_group(const struct page *page, const struct page_parts *parts,
			const struct frames *f, int first)
{
	struct page_pack *pack = page_pack_new();
	struct textbuf out = { 0 };
	bool fine = pack != NULL;

	for (int i = first; fine && i < f->count && i < first + GROUP; i++) {
		struct textbuf frame = { 0 };

		fine = page_frame(page, parts, f->epoch[i], &frame) &&
		       page_pack_add(pack, frame.bytes);
		textbuf_clear(&frame);
	}
	fine = fine && page_pack_put(pack, &out);
	page_pack_free(pack);
	if (fine)
		return textbuf_take(&out);
	textbuf_clear(&out);
	return NULL;
}

/* So many epochs, evenly from the first to the last. False: no memory. */
static bool fill_frames(const struct page *page, const struct page_parts *parts, int count,
			struct frames *f)
{
	clear_frames(f);
	for (int i = 0; i < count; i++)
		f->epoch[i] = count > 1 ? (int)((long long)i * page->last_epoch / (count - 1))
					: page->last_epoch;
	f->count = count;
	for (int i = 0; i < groups_of(f); i++) {
		f->packed[i] = pack_group(page, parts, f, i * GROUP);
		if (!f->packed[i])
			return false;
		f->size += strlen(f->packed[i]);
	}
	return true;
}

static int all_frames(const struct page *page)
{
	return page->last_epoch + 1 < FRAMES ? page->last_epoch + 1 : FRAMES;
}

static size_t room_beside(size_t used)
{
	return used + RESERVE < PAGE_MOST ? PAGE_MOST - RESERVE - used : 1;
}

static int within(double count, int most)
{
	return count < 1 ? 1 : count > most ? most : (int)count;
}

/* What a frame takes, by a few of them; more together take less each. 0: no memory. */
static double frame_size(const struct page *page, const struct page_parts *parts, struct frames *f)
{
	int all = all_frames(page), few = all < PROBE ? all : PROBE;

	return fill_frames(page, parts, few, f) ? MORE * (double)f->size / few : 0;
}

/* As many epochs as have room beside what else the page holds, of about so many bytes each. */
static bool choose_frames(const struct page *page, const struct page_parts *parts, size_t used,
			  double each, struct frames *f)
{
	double room = (double)room_beside(used);
	int all = all_frames(page), count = within(room / each, all);

	for (int tries = 0;; tries++) {
		double want;

		if (!fill_frames(page, parts, count, f))
			return false;
		want = count * room / (double)(f->size + 1) * 0.97;
		if ((double)f->size > room && count > 1)
			count = within(want, count - 1);
		else if (count == 1 || tries >= TRIES || within(want, all) <= count + count / 8)
			return true;
		else
			count = within(want, all);
	}
}

/* The largest figures make room where all would be too much for a page. */
static bool leave_out(const struct page *page, struct page_parts *parts)
{
	const struct snapshot *s = page->past->at(page->past->of, page->last_epoch);
	size_t size[PAGE_PARTS], sum = 0;

	for (int i = 0; s && i < parts->count; i++) {
		struct textbuf out = { 0 };

		parts->left_out[i] = false;
		page_part(page, parts, i, s, &out);
		size[i] = out.size;
		sum += out.size;
		if (out.failed)
			return false;
		textbuf_clear(&out);
	}
	while (s && sum > LARGEST) {
		int most = 0;

		for (int i = 1; i < parts->count; i++)
			most = size[i] > size[most] ? i : most;
		if (!size[most] || parts->panel[most] < 0)
			break;
		parts->left_out[most] = true;
		sum -= size[most];
		size[most] = 0;
	}
	return s != NULL;
}

/* ---------------------------------------------------------------- the page */

static const char style[] =
	"<style>\n"
	"body{margin:0 auto;max-width:62rem;padding:1rem;font:16px/1.5 system-ui,sans-serif;background:#%06x;color:#%06x}\n"
	"header{position:sticky;top:0;padding:.5rem 0;background:#%06x;z-index:1}\n"
	"input[type=range]{width:calc(100%% - 13rem);vertical-align:middle}\n"
	"output{display:inline-block;width:8rem;text-align:right;font-variant-numeric:tabular-nums}\n"
	"svg{max-width:100%%;height:auto}\n"
	"table{border-collapse:collapse}th,td{padding:.1rem .8rem;text-align:right;border-bottom:1px solid #8888}th:first-child,td:first-child{text-align:left}\n"
	"pre{overflow-x:auto;font-size:.85rem}\n"
	"</style>\n";

/* Unpacks a group of frames (page_pack.h), and puts the parts of one in their places. */
static const char script[] =
	"\"use strict\";\n"
	"const slider=document.getElementById(\"epoch\"),said=document.getElementById(\"said\"),button=document.getElementById(\"play\");\n"
	"const parts=[...document.querySelectorAll(\".part\")];\n"
	"let turn=0,timer=0,held=-1,frames=null;\n"
	"function spread(text){\n"
	" const [a,b,c]=text.split(\"\\x02\"),patterns=a.split(\"\\n\").map(p=>p.split(\"\\x01\")),columns=c.split(\"\\n\").map(v=>v.split(\" \"));\n"
	" const first=[],at=columns.map(()=>0);\n"
	" let n=0;\n"
	" for(const p of patterns){first.push(n);n+=p.length-1}\n"
	" return b.split(\"\\n\").map(order=>Array.from(order,ch=>{\n"
	"  let k=ch.codePointAt(0)-256,line;\n"
	"  if(k>=55040)k-=2048;\n"
	"  line=patterns[k][0];\n"
	"  for(let j=1,q=first[k];j<patterns[k].length;j++,q++)line+=columns[q][at[q]++]+patterns[k][j];\n"
	"  return line;\n"
	" }).join(\"\\n\"));\n"
	"}\n"
	"async function group(g){\n"
	" if(g!==held){\n"
	"  const packed=Uint8Array.from(atob(groups[g]),c=>c.charCodeAt(0));\n"
	"  const stream=new Blob([packed]).stream().pipeThrough(new DecompressionStream(\"deflate\"));\n"
	"  const got=spread(await new Response(stream).text());\n"
	"  held=g;frames=got;\n"
	"  return got;\n"
	" }\n"
	" return frames;\n"
	"}\n"
	"async function show(i){\n"
	" const mine=++turn,text=(await group(Math.floor(i/each)))[i%each];\n"
	" if(mine!==turn)return;\n"
	" text.split(\"\\n<!--part-->\\n\").forEach((part,k)=>{parts[k].innerHTML=part});\n"
	" said.textContent=\"epoch \"+epochs[i];\n"
	" document.body.dataset.epoch=epochs[i];\n"
	"}\n"
	"function halt(){clearInterval(timer);timer=0;button.textContent=\"\\u25b6\"}\n"
	"slider.addEventListener(\"input\",()=>{halt();show(+slider.value)});\n"
	"button.addEventListener(\"click\",()=>{\n"
	" if(timer){halt();return}\n"
	" if(+slider.value===epochs.length-1)slider.value=0;\n"
	" button.textContent=\"\\u23f8\";\n"
	" timer=setInterval(()=>{if(+slider.value>=epochs.length-1){halt();return}slider.value=+slider.value+1;show(+slider.value)},200);\n"
	"});\n"
	"function follow(){\n"
	" const m=/^#epoch=(\\d+)$/.exec(location.hash);\n"
	" if(!m)return;\n"
	" let best=0;\n"
	" epochs.forEach((e,i)=>{if(Math.abs(e-m[1])<Math.abs(epochs[best]-m[1]))best=i});\n"
	" slider.value=best;show(best);\n"
	"}\n"
	"addEventListener(\"hashchange\",follow);\n"
	"if(!parts[0].firstChild)show(epochs.length-1);\n"
	"follow();\n";

static void put_head(const struct page *page, const char *title, struct textbuf *out)
{
	uint32_t paper = palette_paper(page->palette);

	textbuf_puts(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
			  "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
	sink_svg_text(out, title);
	textbuf_puts(out, "</title>\n");
	textbuf_printf(out, style, paper, palette_rgb(page->palette, INK_NONE, false), paper);
	textbuf_puts(out, "</head>\n<body>\n<h1>");
	sink_svg_text(out, title);
	textbuf_puts(out, "</h1>\n<p>");
	sink_svg_text(out, page->caption ? page->caption : "");
	textbuf_puts(out, "</p>\n");
}

static void put_slider(const struct page *page, const struct frames *f, bool bare,
		       struct textbuf *out)
{
	textbuf_printf(
		out,
		"<header><button id=\"play\" type=\"button\" aria-label=\"play\">\xe2\x96\xb6</button> <input id=\"epoch\" type=\"range\" min=\"0\" max=\"%d\" value=\"%d\" aria-label=\"epoch\"><output id=\"said\">epoch %d</output></header>\n",
		f->count - 1, f->count - 1, page->last_epoch);
	textbuf_printf(
		out, "<noscript><p>%s</p></noscript>\n",
		bare ? "The figures of this page are drawn by a script, so that more epochs have room."
		     : "Without scripts the last epoch is shown.");
	if (f->count <= page->last_epoch)
		textbuf_printf(out, "<p>%d of %d epochs are on this page.</p>\n", f->count,
			       page->last_epoch + 1);
}

/* bare: without what the script puts there. */
static void put_parts(const struct page *page, const struct page_parts *parts, bool bare,
		      struct textbuf *out)
{
	const struct snapshot *s = page->past->at(page->past->of, page->last_epoch);

	for (int i = 0; s && i < parts->count; i++) {
		int panel = parts->panel[i];

		textbuf_puts(out, "<section>\n");
		textbuf_printf(out, "<h2>%s</h2>\n",
			       panel < 0 ? "metrics" : panel_table[panel]->name);
		if (panel >= 0) {
			textbuf_puts(out, "<p>");
			sink_svg_text(out, panel_table[panel]->help);
			textbuf_puts(out, "</p>\n");
		}
		textbuf_puts(out, "<div class=\"part\">");
		if (!bare)
			page_part(page, parts, i, s, out);
		textbuf_puts(out, "</div>\n</section>\n");
	}
	out->failed |= !s;
}

static void put_frames(const struct frames *f, struct textbuf *out)
{
	textbuf_puts(out, "<script>\nconst epochs=[");
	for (int i = 0; i < f->count; i++)
		textbuf_printf(out, "%s%d", i ? "," : "", f->epoch[i]);
	textbuf_printf(out, "];\nconst each=%d,groups=[", GROUP);
	for (int i = 0; i < groups_of(f); i++)
		textbuf_printf(out, "%s\"%s\"", i ? ",\n" : "\n", f->packed[i]);
	textbuf_puts(out, "];\n");
	textbuf_puts(out, script);
	textbuf_puts(out, "</script>\n");
}

static void put_script(const struct page *page, struct textbuf *out)
{
	char *text = page->past->script(page->past->of);

	out->failed |= !text;
	textbuf_puts(out, "<section>\n<h2>script</h2>\n");
	page_lines(out, text);
	textbuf_puts(out, "</section>\n");
	free(text);
}

/* All but the frames and what stands before them. */
static void put_body(const struct page *page, const struct page_parts *parts, bool bare,
		     struct textbuf *out)
{
	textbuf_puts(out, "<main>\n");
	put_parts(page, parts, bare, out);
	put_script(page, out);
	textbuf_puts(out, "</main>\n");
}

static void make_bare(const struct page *page, const struct page_parts *parts, struct textbuf *body)
{
	textbuf_clear(body);
	put_body(page, parts, true, body);
}

enum fpe_status page_make(const struct page *page, char **bytes, size_t *size,
			  struct fpe_error *err)
{
	struct textbuf out = { 0 }, body = { 0 };
	struct page_parts parts;
	struct frames *f = calloc(1, sizeof *f);
	const char *title = page->panel < 0 ? "fpe-tui: a session" : panel_table[page->panel]->name;
	bool fine = f && page_choose(page, &parts) && leave_out(page, &parts), bare = false;
	double each = fine ? frame_size(page, &parts, f) : 0;

	fine = fine && each > 0;
	if (fine) {
		put_body(page, &parts, bare, &body);
		/* the last epoch stands there a second time: room for more of the others */
		bare = each * all_frames(page) > (double)room_beside(body.size);
	}
	if (fine && bare)
		make_bare(page, &parts, &body);
	fine = fine && choose_frames(page, &parts, body.size, each, f);
	if (fine && !bare && f->count < all_frames(page)) {
		bare = true;
		make_bare(page, &parts, &body);
		fine = choose_frames(page, &parts, body.size, each, f);
	}
	fine = fine && !body.failed;
	if (fine) {
		put_head(page, title, &out);
		put_slider(page, f, bare, &out);
		textbuf_add(&out, body.bytes, body.size);
		put_frames(f, &out);
		textbuf_puts(&out, "</body>\n</html>\n");
	}
	textbuf_clear(&body);
	if (f)
		clear_frames(f);
	free(f);
	*size = out.size;
	*bytes = fine ? textbuf_take(&out) : NULL;
	return *bytes ? FPE_OK : fpe_no_memory(err);
}
