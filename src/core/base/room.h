/* SPDX-License-Identifier: GPL-3.0-or-later */
/* room.h - arrays that grow, twice as long each time they are full. */
#ifndef CORE_ROOM_H
#define CORE_ROOM_H

#include <stddef.h>

#include "fpe/error.h"

/*
 * Room for at least count items of `size` bytes. array: the address of the
 * owner's pointer (T **; NULL in it: nothing yet), *room: items that it has room
 * for. FPE_ENOMEM, and both are as they were.
 */
enum fpe_status room_for(void *array, int *room, int count, size_t size, struct fpe_error *err);

#endif
