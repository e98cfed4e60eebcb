// Preloaded, a process syncs nothing: what commits cost apart from the disk, and what they cost a peer
// that does not sync. For measurements only.

int fsync(int file) { return file < 0 ? -1 : 0; }

int fdatasync(int file) { return file < 0 ? -1 : 0; }

int syncfs(int file) { return file < 0 ? -1 : 0; }
