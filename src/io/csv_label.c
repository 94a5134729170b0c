/* SPDX-License-Identifier: GPL-3.0-or-later */
/* csv_label.c - labels as texts and as numbers. */
#include "io/csv_label.h"

#include <math.h>
#include <search.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"
#include "io/csv_cell.h"

void csv_facts_add(struct csv_facts *facts, bool is_number, double value)
{
	bool seen = false;

	facts->most = facts->any ? fmax(facts->most, value) : value;
	facts->any = true;
	facts->texts |= !is_number;
	facts->broken |= value < 0 || value != floor(value);
	for (int i = 0; i < facts->values && i < 2; i++)
		seen |= facts->value[i] == value;
	if (seen)
		return;
	if (facts->values < 2)
		facts->value[facts->values] = value;
	facts->values += facts->values < 3;
}

enum csv_labels csv_labels_of(const struct csv_facts *facts)
{
	if (facts->texts)
		return CSV_TEXTS;
	if (facts->values == 2)
		return CSV_PAIR;
	return facts->broken || facts->most >= FPE_MAX_NEURONS ? CSV_TARGETS : CSV_NUMBERS;
}

struct csv_name {
	char *text;
	int number;
};

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct csv_name *)a)->text, ((const struct csv_name *)b)->text);
}

/* A field as a name, malloc'ed, or NULL: headers of spreadsheets have line ends in them. */
static char *name_of(const struct csv_field *field)
{
	char *name = csv_copy(field);

	/* as csv_cell wrote it */
	if (name && *name == '\'' && csv_is_formula(name + 1))
		memmove(name, name + 1, strlen(name));

	for (char *at = name; at && (at = strpbrk(at, "\t\n\r")) != NULL;)
		*at = ' ';
	return name;
}

enum fpe_status csv_name(const struct csv_field *field, char **out, struct fpe_error *err)
{
	*out = name_of(field);
	if (!*out)
		return fpe_no_memory(err);
	if (utf8_all_text(*out))
		return FPE_OK;
	free(*out);
	*out = NULL;
	return fpe_fail(err, FPE_EFORMAT, "a name is not UTF-8, or has control characters");
}

enum fpe_status csv_names_add(struct csv_names *names, const struct csv_field *field,
			      struct fpe_error *err)
{
	struct csv_name *name = malloc(sizeof *name), **at = NULL;
	enum fpe_status status = name ? csv_name(field, &name->text, err) : fpe_no_memory(err);

	if (!status) {
		at = tsearch(name, &names->tree, compare);
		status = at ? FPE_OK : fpe_no_memory(err);
		if (at && *at == name) {
			names->count++;
			if (names->count <= FPE_MAX_NEURONS)
				return FPE_OK;
			return fpe_fail(err, FPE_ELIMIT,
					"more than %d different labels; a net has no more outputs",
					FPE_MAX_NEURONS);
		}
		free(name->text);
	}
	free(name);
	return status;
}

struct listing {
	char **text;
	int count;
	bool failed;
};

static void list_one(const void *node, VISIT visit, void *closure)
{
	struct csv_name *name = *(struct csv_name *const *)node;
	struct listing *list = closure;

	if (visit != postorder && visit != leaf)
		return;
	name->number = list->count;
	list->text[list->count] = strdup(name->text);
	list->failed |= !list->text[list->count];
	list->count++;
}

char **csv_names_list(struct csv_names *names)
{
	struct listing list = { .text = calloc((size_t)names->count + 1, sizeof *list.text) };

	if (!list.text)
		return NULL;
	twalk_r(names->tree, list_one, &list);
	if (!list.failed)
		return list.text;
	for (int i = 0; i < list.count; i++)
		free(list.text[i]);
	free(list.text);
	return NULL;
}

int csv_names_find(const struct csv_names *names, const struct csv_field *field)
{
	struct csv_name key = { .text = name_of(field) }, **at;

	if (!key.text)
		return -1;
	at = tfind(&key, &names->tree, compare);
	free(key.text);
	return at ? (*at)->number : -1;
}

static void free_name(void *node)
{
	struct csv_name *name = node;

	free(name->text);
	free(name);
}

void csv_names_clear(struct csv_names *names)
{
	tdestroy(names->tree, free_name);
	*names = (struct csv_names){ 0 };
}
