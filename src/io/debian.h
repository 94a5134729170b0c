/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * debian.h - which package brings a file that is not there?
 *
 * Folders of well-known data, and the Debian packages that fill them.
 */
#ifndef IO_DEBIAN_H
#define IO_DEBIAN_H

#define DEBIAN_LINE 160

/* What the message of a missing file ends with: "; on Debian: sudo apt-get install
   wamerican", or "" where the path is in no such folder. Returns buffer. */
const char *debian_line(const char *path, char buffer[DEBIAN_LINE]);

/* Each of these folders; NULL ends. */
const char *debian_folder(int i);

#endif
