// System calls that Swift's Glibc overlay lacks. No logic.
#ifndef CLINUXIO_H
#define CLINUXIO_H

/// renameat2(2) with RENAME_NOREPLACE relative to the working folder; 0 or -1 with errno.
int lake_rename_noreplace(const char *from, const char *to);

#endif
