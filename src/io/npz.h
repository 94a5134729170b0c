/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * npz.h - NumPy's .npz files: named arrays, a .npy each in one zip.
 *
 * A member "fc1.weight.npy" is the tensor fc1.weight.
 */
#ifndef IO_NPZ_H
#define IO_NPZ_H

#include "io/outfile.h"
#include "io/reading.h"
#include "io/sample_set.h"
#include "io/tensors.h"

/*
 * Members that are deflated are inflated into the list's own memory: to at most
 * NPZ_RATIO times the file's size + NPZ_SPARE bytes together, and to no more than
 * is needed to find a fault in a file that has one. bytes are borrowed as long as
 * the list lives; path stands in messages; reading may be NULL. FPE_EFORMAT, FPE_ELIMIT,
 * FPE_ESTOPPED. Gives *out.
 */
#define NPZ_RATIO 64
#define NPZ_SPARE (48 << 20)
enum fpe_status npz_read(const uint8_t *bytes, size_t size, const char *path,
			 const struct reading *reading, struct tensors **out,
			 struct fpe_error *err);

/* Who needs not all arrays says which: those are read as above, others too, but that
   one whose header is refused (it holds Python objects, or texts) is left out. */
struct npz_choice {
	/* of tensor i of a list that has names alone */
	bool (*wanted)(const struct tensors *names, int i);
	struct fpe_error left_out; /* out: why the first one was; FPE_OK: none was */
};
enum fpe_status npz_read_some(const uint8_t *bytes, size_t size, const char *path,
			      const struct reading *reading, struct npz_choice *choice,
			      struct tensors **out, struct fpe_error *err);

/* Does a file begin as zips do, and is no checkpoint of PyTorch's? */
bool npz_sniff(const uint8_t *bytes, size_t size);

/*
 * The samples of a file, as sample_set_of makes them: its x, y, test_x and test_y,
 * or arrays of the names that data sets are shared by, as x_train. Also FPE_EIO.
 */
enum fpe_status npz_samples(const char *path, const struct reading *reading, struct sample_set *out,
			    struct fpe_error *err);

/*
 * The tensors of the list as an .npz file: stored, in the list's order, their bytes
 * as they lie there, dated 1980, so that the same list gives the same bytes.
 * FPE_EFORMAT where a tensor has a type that NumPy has not (BF16), FPE_ELIMIT beyond
 * FORMAT_MAX_FILE: nothing was put then. Also outfile_put's.
 */
enum fpe_status npz_write(const struct tensors *list, struct outfile *to, struct fpe_error *err);

#endif
