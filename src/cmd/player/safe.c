/* SPDX-License-Identifier: GPL-3.0-or-later */
/* safe.c - which folders, and how much memory? Owns nothing. */
#include "cmd/player/safe.h"

#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "cmd/language/scenario.h"
#include "io/debian.h"
#include "io/gate.h"

#define FOLDERS 8

/* Sanitizers keep much more than what is asked for. */
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
static void bound_memory(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_DATA, &limit) == 0 && limit.rlim_cur > SAFE_MEMORY) {
		limit.rlim_cur = SAFE_MEMORY;
		setrlimit(RLIMIT_DATA, &limit);
	}
}
#else
static void bound_memory(void)
{
}
#endif

enum fpe_status safe_begin(const char *file, struct fpe_error *err)
{
	char scenarios[SCENARIO_FOLDERS][4096];
	const char *folder[FOLDERS + 1] = { "." };
	struct stat st;
	char *copy = NULL;
	int count = 1;
	enum fpe_status status;

	if (file && stat(file, &st) == 0 && S_ISREG(st.st_mode)) {
		copy = strdup(file);
		if (!copy)
			return fpe_no_memory(err);
		folder[0] = dirname(copy);
	}
	for (int i = 0;
	     i < SCENARIO_FOLDERS && scenario_folder(i, scenarios[i], sizeof scenarios[i]); i++)
		folder[count++] = scenarios[i];
	for (int i = 0; debian_folder(i) && count < FOLDERS; i++)
		folder[count++] = debian_folder(i);
	status = gate_confine(folder, file, err);
	free(copy);
	bound_memory();
	return status;
}
