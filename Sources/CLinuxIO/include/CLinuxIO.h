// Calls that Swift's Glibc overlay lacks: the variadic, the Linux-only and those without a
// libc wrapper. No logic. Each returns what the call returns: -1 with errno on failure.
#ifndef CLINUXIO_H
#define CLINUXIO_H

/// The processors in the affinity mask of the process, or -1.
int lake_usable_processors(void);

/// openat2(2) with RESOLVE_BENEATH, RESOLVE_NO_SYMLINKS and RESOLVE_NO_MAGICLINKS.
int lake_openat2_beneath(int folder, const char *path, int flags, unsigned int mode);

/// openat(2), which is variadic in C.
int lake_openat(int folder, const char *path, int flags, unsigned int mode);

/// O_PATH, which hides behind a feature macro: a handle for fstat that opens nothing.
int lake_flag_path_only(void);

/// Sets the access and modification time to the system's clock with full precision; the
/// kernel's own stamps have the precision of its tick, some milliseconds.
int lake_stamp_precisely(int file);

/// mallopt(3): the largest block that comes out of the heap, and how many freed bytes at its end are
/// kept. Does nothing where the C library is another one.
void lake_keep_freed_memory(int block_bytes_max, int kept_bytes_max);

#endif
