/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zip.h - the members of a zip file in memory: where they are, and their bytes.
 *
 * After PKWARE's APPNOTE 6.3: stored and deflated members, zip64, data
 * descriptors. Refused: several disks, encrypted members, other methods, members
 * that overlap or reach past the directory, a directory that does not end where
 * its end record begins, unlike names in directory and member. What a member
 * inflates to is compared with its size and checksum.
 */
#ifndef IO_ZIP_H
#define IO_ZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fpe/error.h"
#include "io/reading.h"
#include "io/textfile.h"

#define ZIP_MAX_NAME 1024 /* bytes */

struct zip_member {
	char *name;		    /* no control bytes */
	char shown[TEXTFILE_SHOWN]; /* the name for messages */
	const uint8_t *data;	    /* [packed], borrowed */
	size_t packed, size;	    /* bytes in the file, bytes of the member */
	size_t at;		    /* of its local header in the file */
	uint32_t crc;
	int deflated; /* else stored: packed = size */
};

struct zip {
	int count;
	struct zip_member *member; /* in the directory's order */
};

/* Has a member's name none of the control bytes that are refused? */
bool zip_name_is_plain(const char *name);

/*
 * The members, at most `most` of them. Nothing is inflated. Messages lack the
 * file's name. FPE_EFORMAT, FPE_ELIMIT. Gives *out, to be cleared.
 */
enum fpe_status zip_read(const uint8_t *bytes, size_t size, int most, struct zip *out,
			 struct fpe_error *err);
void zip_clear(struct zip *zip);

/* Its first bytes, at most room of them, into to [room]; where all of them have
   room, size and checksum are compared too. reading may be NULL; FPE_ESTOPPED. */
enum fpe_status zip_unpack(const struct zip_member *m, uint8_t *to, size_t room,
			   const struct reading *reading, struct fpe_error *err);

/* Size and checksum alone, in little memory. */
enum fpe_status zip_check(const struct zip_member *m, const struct reading *reading,
			  struct fpe_error *err);

#endif
