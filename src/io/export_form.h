/* SPDX-License-Identifier: GPL-3.0-or-later */
/* export_form.h - what the forms of exports share: a file each. */
#ifndef IO_EXPORT_FORM_H
#define IO_EXPORT_FORM_H

#include "io/export.h"

/* A text; of tensors see format.h. */
struct export_form {
	const char *suffix, *help, *sample_help;
	enum fpe_status (*net)(const struct export_net *what, struct outfile *to,
			       struct fpe_error *err);
	/* NULL: samples have no such form */
	enum fpe_status (*samples)(const struct export_samples *what, struct outfile *to,
				   struct fpe_error *err);
};
extern const struct export_form export_form_csv, export_form_json;

/* The tensors of a net or of samples, which are borrowed. Gives *out. */
enum fpe_status export_net_tensors(const struct export_net *what, const char *path,
				   struct tensors **out, struct fpe_error *err);
enum fpe_status export_sample_tensors(const struct export_samples *what, const char *path,
				      struct tensors **out, struct fpe_error *err);

#endif
