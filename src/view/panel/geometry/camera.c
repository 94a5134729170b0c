/* SPDX-License-Identifier: GPL-3.0-or-later */
/* camera.c - projection by cglm. */
#include "view/panel/geometry/camera.h"

#include <math.h>

#define EYE 3.0f     /* from the middle, in radii: how strong perspective is */
#define MARGIN 1.14f /* around the sphere, for axes and labels */

void camera_init(struct camera *camera, const struct panel_camera *from, int width, int height,
		 double tall)
{
	float w = (float)width, h = (float)(height * tall);
	float aspect = w > 0 && h > 0 ? w / h : 1;
	float distance = from->distance > 0 ? from->distance : 1;
	/* The sphere's outline is where the cone of sight touches it. Going
	   nearer narrows the cone: the eye never enters the sphere. */
	float slope = tanf(asinf(1 / EYE)) * MARGIN * distance;

	glm_mat4_identity(camera->view);
	glm_translate(camera->view, (vec3){ 0, 0, -EYE });
	glm_rotate(camera->view, glm_rad(from->pitch), (vec3){ 1, 0, 0 });
	glm_rotate(camera->view, glm_rad(-from->yaw), (vec3){ 0, 1, 0 });
	glm_perspective(2 * atanf(slope / fminf(1, aspect)), aspect, 0.1f, 2 * EYE, camera->lens);
	camera->width = (float)width;
	camera->height = (float)height;
}

/* A point as the eye has it, in dots. */
static struct camera_point to_dots(const struct camera *camera, vec4 eye)
{
	struct camera_point p = { .depth = eye[2] + EYE };
	vec4 clip;

	glm_mat4_mulv((vec4 *)camera->lens, eye, clip);
	p.x = (clip[0] / clip[3] + 1) / 2 * camera->width - 0.5f;
	p.y = (1 - clip[1] / clip[3]) / 2 * camera->height - 0.5f;
	return p;
}

struct camera_point camera_project(const struct camera *camera, const double at[3])
{
	vec4 world = { (float)at[0], (float)at[1], (float)at[2], 1 }, eye;

	glm_mat4_mulv((vec4 *)camera->view, world, eye);
	return to_dots(camera, eye);
}

struct camera_point camera_outline(const struct camera *camera, int i, int n)
{
	/* the circle on which lines from the eye touch the sphere */
	float back = 1 / EYE, radius = sqrtf(1 - back * back);
	float angle = (float)i / (float)n * 2 * GLM_PIf;
	vec4 eye = { radius * cosf(angle), radius * sinf(angle), back - EYE, 1 };

	return to_dots(camera, eye);
}

void camera_turn(struct panel_camera *camera, double yaw, double pitch)
{
	double turned = fmod((double)camera->yaw + yaw, 360);

	camera->yaw = (float)(turned >= 180 ? turned - 360 : turned < -180 ? turned + 360 : turned);
	camera->pitch = glm_clamp(camera->pitch + (float)pitch, -90, 90);
}

void camera_zoom(struct panel_camera *camera, double factor)
{
	float distance = camera->distance > 0 ? camera->distance : 1;

	camera->distance = glm_clamp(distance * (float)factor, CAMERA_NEAREST, CAMERA_FARTHEST);
}
