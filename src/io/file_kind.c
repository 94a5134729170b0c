/* SPDX-License-Identifier: GPL-3.0-or-later */
/* file_kind.c - files that people hand over, by their first bytes. */
#include "io/file_kind.h"

#include <string.h>
#include <strings.h>

#include "io/textfile.h"

struct kind {
	const char *magic; /* the bytes … */
	size_t at, length; /* … that stand there */
	bool any_case;
	const char *what; /* with the way out */
};

#define BEGINS(text, what)                            \
	{                                             \
		text, 0, sizeof text - 1, false, what \
	}
#define BEGINS_AS(text, what)                        \
	{                                            \
		text, 0, sizeof text - 1, true, what \
	}
#define HAS_AT(at, text, what)                         \
	{                                              \
		text, at, sizeof text - 1, false, what \
	}

#define PICKLE \
	"it is a pickle, and reading one can run code; in Python: safetensors.torch.save_file(model.state_dict(), \"model.safetensors\"), or numpy.savez for arrays"
#define PICTURE \
	"it is a picture; task npy reads many of them as an array [samples, rows, columns], task idx reads MNIST's files"
#define PACKED "it is compressed or packed in a way that is not read; unpack it first"
#define PAGE "it is a web page, not the file: a download of the raw file went wrong"

static const struct kind kinds[] = {
	BEGINS("version https://git-lfs.github.com/spec/",
	       "it is a git-lfs pointer, not the file itself; git lfs pull brings the file"),
	BEGINS("\x80\x02", PICKLE),
	BEGINS("\x80\x03", PICKLE),
	BEGINS("\x80\x04", PICKLE),
	BEGINS("\x80\x05", PICKLE),
	BEGINS("\x93NUMPY", "it is a NumPy array; task npy reads it"),
	BEGINS("\x89HDF\r\n\x1a\n",
	       "it is an HDF5 file (Keras, h5py); in Python: numpy.savez(\"model.npz\", **{name: array}) with arrays named fc1.weight [out, in], fc1.bias, or x and y"),
	BEGINS("GGUF",
	       "it is a GGUF file of quantised tensors; a .safetensors file of the same model is read"),
	HAS_AT(4, "TFL3", "it is a TensorFlow Lite model; .safetensors and .npz files are read"),
	BEGINS("PAR1",
	       "it is a Parquet table; in Python: pandas.read_parquet(FILE).to_csv(\"table.csv\", index=False), for task csv"),
	BEGINS("ARROW1",
	       "it is an Arrow table; in Python: pandas.read_feather(FILE).to_csv(\"table.csv\", index=False), for task csv"),
	BEGINS("MATLAB 5.0",
	       "it is a MATLAB file; in Python: numpy.savez(\"data.npz\", **scipy.io.loadmat(FILE)), with arrays named x and y"),
	BEGINS("SQLite format 3", "it is an SQLite database; runs reads those that sweep writes"),
	BEGINS("\x1f\x8b", "it is compressed by gzip; gunzip it first"),
	BEGINS("BZh", PACKED),
	BEGINS("\3757zXZ", PACKED),
	BEGINS("\x28\xb5\x2f\xfd", PACKED),
	BEGINS("7z\xbc\xaf", PACKED),
	HAS_AT(257, "ustar", PACKED),
	BEGINS("\x89PNG", PICTURE),
	BEGINS("\xff\xd8\xff", PICTURE),
	BEGINS("GIF8", PICTURE),
	BEGINS("%PDF-", "it is a PDF document, not data"),
	BEGINS_AS("<!doctype html", PAGE),
	BEGINS_AS("<html", PAGE),
};

/* In the first or the last 64 KiB. */
static bool mentions(const uint8_t *bytes, size_t size, const char *text)
{
	size_t part = size < 65536 ? size : 65536, length = strlen(text);

	return memmem(bytes, part, text, length) || memmem(bytes + size - part, part, text, length);
}

static bool is_zip(const uint8_t *bytes, size_t size)
{
	return size > 4 && !memcmp(bytes, "PK\x03\x04", 4);
}

bool file_kind_is_torch(const uint8_t *bytes, size_t size)
{
	return is_zip(bytes, size) && mentions(bytes, size, "/data.pkl");
}

static bool is_kind(const struct kind *kind, const uint8_t *bytes, size_t size)
{
	if (size < kind->at + kind->length)
		return false;
	bytes += kind->at;
	return kind->any_case ? !strncasecmp((const char *)bytes, kind->magic, kind->length)
			      : !memcmp(bytes, kind->magic, kind->length);
}

/* NULL: nobody knows. */
static const char *what_is(const uint8_t *bytes, size_t size)
{
	if (size == 0)
		return "it is empty";
	if (file_kind_is_torch(bytes, size))
		return "it is a checkpoint of torch.save, which holds a pickle, and reading one can run code; in Python: safetensors.torch.save_file(model.state_dict(), \"model.safetensors\")";
	if (is_zip(bytes, size))
		return "it is a zip file; import and task npz read those that numpy.savez writes";
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (is_kind(&kinds[i], bytes, size))
			return kinds[i].what;
	}
	/* a header of less than 16 MiB, then its brace */
	if (size > 8 && !memcmp(bytes + 3, "\0\0\0\0\0{", 6))
		return "it is a .safetensors file; import reads it";
	return NULL;
}

enum fpe_status file_kind_refuse(const char *path, const uint8_t *bytes, size_t size,
				 struct fpe_error *err)
{
	const char *what = what_is(bytes, size);
	char name[TEXTFILE_SHOWN];

	if (!what)
		return FPE_OK;
	return fpe_fail(err, FPE_EFORMAT, "%s: %s", textfile_shown(path, name), what);
}
