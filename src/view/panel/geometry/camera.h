/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * camera.h - from three dimensions to dots of a canvas, in perspective.
 *
 * The unit sphere stands in the middle; at distance 1 it fills the area but for
 * a margin for labels. x goes right, y up, z to the viewer at yaw 0, pitch 0;
 * yaw turns the eye around y, pitch lifts it.
 */
#ifndef VIEW_CAMERA_H
#define VIEW_CAMERA_H

#include <cglm/cglm.h>

#include "view/figure/panel.h"

#define CAMERA_NEAREST 0.2f /* limits of panel_camera.distance */
#define CAMERA_FARTHEST 10.0f

struct camera {
	mat4 view, lens; /* world to eye; eye to clip space */
	float width, height;
};

struct camera_point {
	float x, y;  /* dots from the middle of the top left one */
	float depth; /* -1 at the back of the sphere … +1 at its front */
};

/* width x height dots, each `tall` times as high as it is wide. A distance that
   is not positive counts as 1. */
void camera_init(struct camera *camera, const struct panel_camera *from, int width, int height,
		 double tall);
struct camera_point camera_project(const struct camera *camera, const double at[3]);
/* Point i of n on the sphere's outline as it is seen, in dots. */
struct camera_point camera_outline(const struct camera *camera, int i, int n);

/* Turn by degrees: yaw wraps around at 180, pitch stops at the poles. */
void camera_turn(struct panel_camera *camera, double yaw, double pitch);
/* Multiply the distance, within the limits. */
void camera_zoom(struct panel_camera *camera, double factor);

#endif
