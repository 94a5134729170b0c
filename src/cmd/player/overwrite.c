/* SPDX-License-Identifier: GPL-3.0-or-later */
/* overwrite.c - files that a session has read and written. */
#include "cmd/player/overwrite.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/room.h"
#include "io/file_form.h"
#include "io/gate.h"

static void drop(struct overwrite_targets *t)
{
	for (int i = 0; i < t->count; i++)
		free(t->file[i].path);
	t->count = 0;
}

void overwrite_begin_job(struct overwrite *o)
{
	drop(&o->job);
	o->job = o->line;
	o->line.count = 0;
}

void overwrite_clear(struct overwrite *o)
{
	for (int i = 0; i < o->files; i++)
		free(o->file[i].path);
	free(o->file);
	free(o->refused);
	drop(&o->line);
	drop(&o->job);
	*o = (struct overwrite){ 0 };
}

/* The entry of a file, by its path or, whatever that is now, by itself. */
static struct overwrite_file *find(const struct overwrite *o, const char *path,
				   const struct stat *st, bool written)
{
	for (int i = 0; i < o->files; i++) {
		struct overwrite_file *f = &o->file[i];
		bool same = f->device == st->st_dev && f->inode == st->st_ino;

		if (f->written == written && (same || strcmp(f->path, path) == 0))
			return f;
	}
	return NULL;
}

/* A regular file that is there; devices and pipes are nobody's. */
static void note_file(struct overwrite *o, const char *name, bool written)
{
	struct overwrite_file *f;
	struct stat st;
	char *path;

	if (gate_stat(name, &st) || !S_ISREG(st.st_mode))
		return;
	path = gate_path(name);
	if (!path)
		return;
	f = find(o, path, &st, written);
	if (!f && room_for(&o->file, &o->room, o->files + 1, sizeof *o->file, NULL)) {
		free(path);
		return;
	}
	if (f)
		free(f->path);
	else
		f = &o->file[o->files++];
	*f = (struct overwrite_file){ path, st.st_dev, st.st_ino, written };
}

void overwrite_took(struct overwrite *o, const struct line *line)
{
	const struct arg *args = line->command->args;
	char path[4096];

	for (int i = 0; i < COMMAND_MAX_ARGS && args[i].name; i++) {
		const struct value *v = &line->value[i];

		if (args[i].type != ARG_FILE || args[i].writes || args[i].passing || !v->given)
			continue;
		if (!args[i].repeat)
			note_file(o, line_path(line, args[i].name, path, sizeof path), false);
		for (int k = 0; k < v->count; k++)
			note_file(o, v->texts[k], false);
	}
}

void overwrite_took_script(struct overwrite *o, const struct script *script)
{
	for (int i = 0; i < script->sources; i++)
		note_file(o, script->source[i].name, false);
}

/* ----------------------------------------------------------- may it be written */

/* Does the line itself read it? */
static bool reads_too(const struct line *line, const struct stat *st)
{
	const struct arg *args = line->command->args;
	char path[4096];
	struct stat other;

	for (int i = 0; i < COMMAND_MAX_ARGS && args[i].name; i++) {
		if (args[i].type != ARG_FILE || args[i].writes || args[i].passing ||
		    args[i].repeat || !line->value[i].given)
			continue;
		if (!gate_stat(line_path(line, args[i].name, path, sizeof path), &other) &&
		    other.st_dev == st->st_dev && other.st_ino == st->st_ino)
			return true;
	}
	return false;
}

static bool is_forced(const struct line *line)
{
	const struct arg *args = line->command->args;

	for (int i = 0; i < COMMAND_MAX_ARGS && args[i].name; i++) {
		if (strcmp(args[i].name, "force") == 0)
			return line->value[i].number != 0;
	}
	return false;
}

/* The prompt asks: the same line once more is the answer. */
static enum fpe_status ask(struct overwrite *o, struct call *call, const struct arg *arg,
			   const char *name, const struct stat *st)
{
	const char *text = call->line->text;
	bool again = o->refused && strcmp(o->refused, text) == 0;

	free(o->refused);
	o->refused = again ? NULL : strdup(text);
	if (again)
		return FPE_OK;
	return call_fail(
		call, arg->name, FPE_ESTATE,
		"%.200s is there, %lld bytes, and this session did not write it: the same line again overwrites it",
		name, (long long)st->st_size);
}

static enum fpe_status check_file(struct overwrite *o, bool asks, struct call *call,
				  const struct arg *arg, const char *name)
{
	struct overwrite_target *t = &o->line.file[o->line.count];
	enum file_form there, made;
	struct stat st;
	char *path;
	bool read, written;

	t->path = strdup(name);
	t->there = !gate_stat(name, &st) && S_ISREG(st.st_mode);
	if (!t->path)
		return fpe_no_memory(&call->err);
	o->line.count++;
	if (!t->there || arg->grows)
		return FPE_OK;
	t->before = st;
	path = gate_path(name);
	read = path && find(o, path, &st, false);
	written = path && find(o, path, &st, true);
	free(path);
	if (read || reads_too(call->line, &st))
		return call_fail(call, arg->name, FPE_ESTATE,
				 "%.200s is not overwritten: this session reads from it", name);
	there = file_form_of(name);
	made = arg->form ? (enum file_form)arg->form : file_form_named(name);
	if (!is_forced(call->line) && !file_form_fits(there, made))
		return call_fail(call, arg->name, FPE_ESTATE,
				 "%.200s is %s, not %s: only force=yes overwrites it", name,
				 file_form_text(there), file_form_text(made));
	return asks && !written && !is_forced(call->line) ? ask(o, call, arg, name, &st) : FPE_OK;
}

enum fpe_status overwrite_check(struct overwrite *o, bool asks, struct call *call)
{
	const struct arg *args = call->line->command->args;
	enum fpe_status status = FPE_OK;

	/* only the very next line is an answer */
	if (o->refused && strcmp(o->refused, call->line->text) != 0) {
		free(o->refused);
		o->refused = NULL;
	}
	drop(&o->line);
	for (int i = 0; i < COMMAND_MAX_ARGS && args[i].name && !status; i++) {
		if (args[i].writes && call->line->value[i].given && o->line.count < OVERWRITE_MOST)
			status = check_file(o, asks, call, &args[i], call->line->value[i].text);
	}
	return status;
}

/* Another file in its place, or another content. */
static bool has_changed(const struct overwrite_target *t, const struct stat *now)
{
	const struct stat *before = &t->before;

	return !t->there || before->st_ino != now->st_ino || before->st_size != now->st_size ||
	       before->st_mtim.tv_sec != now->st_mtim.tv_sec ||
	       before->st_mtim.tv_nsec != now->st_mtim.tv_nsec;
}

void overwrite_wrote(struct overwrite *o, struct overwrite_targets *targets, overwrite_each *each,
		     void *context)
{
	for (int i = 0; i < targets->count; i++) {
		const struct overwrite_target *t = &targets->file[i];
		struct stat st;

		if (gate_stat(t->path, &st) || !S_ISREG(st.st_mode) || !has_changed(t, &st))
			continue;
		note_file(o, t->path, true);
		each(context, t->path, (long long)st.st_size);
	}
	drop(targets);
}
