/* SPDX-License-Identifier: GPL-3.0-or-later */
/* export.c - which form does a file's name ask for, and who writes it? */
#include "io/export.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "core/base/fixed_text.h"
#include "io/export_form.h"
#include "io/format.h"

static const struct export_form *const texts[] = { &export_form_csv, &export_form_json };
#define TEXTS ((int)(sizeof texts / sizeof *texts))

/* Form i: a format of tensors, else a text, else neither. */
struct target {
	const struct format *tensors;
	const struct export_form *text;
};

static struct target target_at(int i, bool samples)
{
	for (int k = 0; format_table[k]; k++) {
		if (format_table[k]->write && i-- == 0)
			return (struct target){ .tensors = format_table[k] };
	}
	for (int k = 0; k < TEXTS; k++) {
		if ((!samples || texts[k]->samples) && i-- == 0)
			return (struct target){ .text = texts[k] };
	}
	return (struct target){ .tensors = NULL };
}

const char *export_suffix(int i, bool samples)
{
	struct target t = target_at(i, samples);

	return t.tensors ? t.tensors->suffix : t.text ? t.text->suffix : NULL;
}

/* What a file of this end is, for errors. */
static const char *help_at(int i, bool samples)
{
	struct target t = target_at(i, samples);

	if (t.text)
		return samples ? t.text->sample_help : t.text->help;
	return t.tensors ? "tensors by name" : NULL;
}

static struct target target_of(const char *path, bool samples)
{
	const char *suffix;

	for (int i = 0; (suffix = export_suffix(i, samples)); i++) {
		size_t size = strlen(suffix), length = strlen(path);

		if (length > size && strcasecmp(path + length - size, suffix) == 0)
			return target_at(i, samples);
	}
	return (struct target){ .tensors = NULL };
}

static bool is_found(const struct target *t)
{
	return t->tensors || t->text;
}

enum fpe_status export_check(const char *path, bool samples, struct fpe_error *err)
{
	struct target found = target_of(path, samples);
	char list[160] = "", name[TEXTFILE_SHOWN];
	size_t at = 0;

	if (is_found(&found))
		return outfile_check(path, err);
	for (int i = 0; export_suffix(i, samples); i++)
		fixed_put(list, sizeof list, &at, "%s%s (%s)",
			  i == 0			  ? ""
			  : export_suffix(i + 1, samples) ? ", "
							  : " or ",
			  export_suffix(i, samples), help_at(i, samples));
	return fpe_fail(err, FPE_EFORMAT, "%s ends in %s; %s does not",
			samples ? "a file of samples" : "a net's file", list,
			textfile_shown(path, name));
}

enum fpe_status export_check_layout(const char *path, enum export_layout layout,
				    enum export_prune prune, struct fpe_error *err)
{
	struct target to = target_of(path, false);

	if (to.text && (layout != EXPORT_DENSE || prune != EXPORT_PRUNE_NONE))
		return fpe_fail(err, FPE_EFORMAT, "a %s file has no layout of tensors",
				to.text->suffix);
	if (layout != EXPORT_DENSE && prune != EXPORT_PRUNE_NONE)
		return fpe_fail(err, FPE_EFORMAT,
				"a pruned layer of PyTorch is dense: form=csr is another thing");
	return FPE_OK;
}

/* Close what was written well, drop what was not. */
static enum fpe_status finish(struct outfile *file, enum fpe_status status, uint64_t *bytes,
			      struct fpe_error *err)
{
	if (status) {
		outfile_drop(file);
		return status;
	}
	*bytes = outfile_size(file);
	return outfile_close(file, err);
}

/* Takes the list. */
static enum fpe_status write_tensors(const struct format *format, struct tensors *list,
				     const char *path, const struct reading *reading,
				     uint64_t *bytes, struct fpe_error *err)
{
	struct outfile *file;
	enum fpe_status status = outfile_open(path, reading, &file, err);

	if (!status)
		status = finish(file, format_write(format, list, file, err), bytes, err);
	tensors_free(list);
	return status;
}

/* Numbers have a point in every locale. */
struct plain_numbers {
	locale_t plain, before;
};

static struct plain_numbers plain_begin(void)
{
	struct plain_numbers n = { newlocale(LC_ALL_MASK, "C", (locale_t)0), (locale_t)0 };

	n.before = uselocale(n.plain);
	return n;
}

static void plain_end(struct plain_numbers n)
{
	uselocale(n.before);
	freelocale(n.plain);
}

static enum fpe_status write_text(const struct export_form *form, const struct export_net *net,
				  const struct export_samples *samples, const char *path,
				  const struct reading *reading, uint64_t *bytes,
				  struct fpe_error *err)
{
	struct plain_numbers numbers;
	struct outfile *file;
	enum fpe_status status = outfile_open(path, reading, &file, err);

	if (status)
		return status;
	numbers = plain_begin();
	status = net ? form->net(net, file, err) : form->samples(samples, file, err);
	plain_end(numbers);
	return finish(file, status, bytes, err);
}

enum fpe_status export_net(const struct export_net *what, const char *path,
			   const struct reading *reading, uint64_t *bytes, struct fpe_error *err)
{
	struct target to = target_of(path, false);
	struct tensors *list;
	enum fpe_status status = export_check(path, false, err);

	if (!status)
		status = export_check_layout(path, what->layout, what->prune, err);
	if (status)
		return status;
	if (to.tensors) {
		status = export_net_tensors(what, path, &list, err);
		return status ? status : write_tensors(to.tensors, list, path, reading, bytes, err);
	}
	return write_text(to.text, what, NULL, path, reading, bytes, err);
}

enum fpe_status export_samples(const struct export_samples *what, const char *path,
			       const struct reading *reading, uint64_t *bytes,
			       struct fpe_error *err)
{
	struct target to = target_of(path, true);
	struct tensors *list;
	enum fpe_status status = export_check(path, true, err);

	if (status)
		return status;
	if (to.tensors) {
		status = export_sample_tensors(what, path, &list, err);
		return status ? status : write_tensors(to.tensors, list, path, reading, bytes, err);
	}
	return write_text(to.text, NULL, what, path, reading, bytes, err);
}
