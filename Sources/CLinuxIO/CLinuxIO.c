#define _GNU_SOURCE
#include "CLinuxIO.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <malloc.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int lake_usable_processors(void) {
    cpu_set_t mask;
    if (sched_getaffinity(0, sizeof mask, &mask) != 0) return -1;
    return CPU_COUNT(&mask);
}

int lake_openat2_beneath(int folder, const char *path, int flags, unsigned int mode) {
    struct open_how how = {
        .flags = (unsigned long long)flags,
        .mode = mode,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    return (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
}

int lake_openat(int folder, const char *path, int flags, unsigned int mode) {
    return openat(folder, path, flags, mode);
}

int lake_flag_path_only(void) { return O_PATH; }

int lake_stamp_precisely(int file) {
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0) return -1;
    struct timespec both[2] = {now, now};
    return futimens(file, both);
}

void lake_keep_freed_memory(int block_bytes_max, int kept_bytes_max) {
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, block_bytes_max);
    mallopt(M_TRIM_THRESHOLD, kept_bytes_max);
#endif
}
