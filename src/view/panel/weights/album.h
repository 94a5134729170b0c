/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * album.h - pictures of weights: which there are, and what each pixel is.
 *
 * A group is a parent and its children, or one neuron that was never split. The
 * parent's picture is the parent arm's net at the epoch it was split; where that
 * is not to be had, its children's weights now, summed up.
 */
#ifndef VIEW_ALBUM_H
#define VIEW_ALBUM_H

#include "view/figure/difference.h"
#include "view/figure/figure.h"
#include "view/figure/shape.h"

struct album {
	const struct snapshot *s;
	const struct fpe_net *net;     /* of the arm, or the difference's view */
	const struct fpe_layer *l;     /* its first layer */
	const struct fpe_layer *minus; /* to subtract, or NULL */
	struct difference difference;
	const struct snapshot_arm *before; /* the parent arm as it was, or NULL */
	int arm;
	struct shape shape;
	double limit;
	int groups;
	bool parents;			    /* some group has one */
	int16_t first[FPE_MAX_NEURONS + 1]; /* [groups + 1] its first neuron */
};

/* One picture: neuron >= 0, or the parent of a group (neuron -1). */
struct album_picture {
	int group, neuron;
	int before; /* of a parent: its neuron in album.before's net, -1: folded */
};

/* False: nothing to draw; why says so. Close it in either case. */
bool album_open(struct album *b, const struct snapshot *s, const struct panel_options *o, int arm,
		char *why, size_t size);
void album_close(struct album *b);
/* As panel.h's past: the arm that this one was split from, and when. */
bool album_past(const struct snapshot *s, const struct panel_options *o, int *id, int *epoch);

bool album_has_parent(const struct album *b, int group);
/* Pictures of a group, the parent's first; picture i of it. */
int album_count(const struct album *b, int group);
struct album_picture album_picture(const struct album *b, int group, int i);
/* "n0 @3", "n0 now", "n0.1" */
struct figure_name album_name(const struct album *b, const struct album_picture *p);
/* Weight of an input, or what is left of it; NaN: masked out. */
double album_weight(const struct album *b, const struct album_picture *p, int input);
/* The child of a group that holds an input, -1: none. */
int album_holder(const struct album *b, int group, int input);

/*
 * A HIT_PIXEL: row = a neuron, or -1 - group for its parent; column = row x
 * shape.columns + column of the first pixel; down and across: pixels of the
 * cell. False: the hit is none of the album's.
 */
struct album_pixels {
	struct album_picture picture;
	int row, column, down, across;
};
bool album_pixels(const struct album *b, const struct hit *hit, struct album_pixels *out);
/* Mean over the live pixels of a part of the picture; NaN: none. */
double album_mean(const struct album *b, const struct album_picture *p, int row, int column,
		  int down, int across);

panel_describe_fn album_describe;
panel_work_out_fn album_work_out;
panel_paper_fn weights_paper;

#endif
