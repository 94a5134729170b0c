/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net_file.h - what a file of tensors makes, in one go: a net, samples or both. */
#ifndef TESTS_NET_FILE_H
#define TESTS_NET_FILE_H

#include "io/format.h"
#include "io/model.h"
#include "io/sample_set.h"

/* The net of the one stack there is. lineage: what the file tells of it, or NULL; where it is
   not NULL it is asked for. */
static inline enum fpe_status net_of_tensors(const struct tensors *file, struct fpe_net **net,
					     struct lineage **lineage, struct fpe_error *err)
{
	const struct model_request request = { .map = NULL };
	struct model *model;
	enum fpe_status status = model_read(file, &request, &model, err);

	*net = NULL;
	if (!status) {
		*net = model->net;
		model->net = NULL;
		if (lineage) {
			*lineage = model->lineage;
			model->lineage = NULL;
		}
	}
	model_free(model);
	return status;
}

/* Owned by who asked for it; what the file has none of is empty. */
struct net_file {
	struct fpe_net *net;
	struct lineage *lineage;
	struct sample_set samples;
};

static inline void net_file_clear(struct net_file *f)
{
	fpe_net_free(f->net);
	lineage_free(f->lineage);
	sample_set_clear(&f->samples);
}

/* *out is empty on failure. */
static inline enum fpe_status net_file_read(const char *path, struct net_file *out,
					    struct fpe_error *err)
{
	struct format_file file;
	enum fpe_status status = format_open(path, NULL, &file, err);

	*out = (struct net_file){ 0 };
	if (!status && format_has_net(file.tensors))
		status = net_of_tensors(file.tensors, &out->net, &out->lineage, err);
	if (!status)
		status = sample_set_of(file.tensors, NULL, &out->samples, err);
	format_close(&file);
	if (status) {
		net_file_clear(out);
		*out = (struct net_file){ 0 };
	}
	return status;
}

#endif
