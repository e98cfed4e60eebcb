// Batches are decoded into regions of megabytes that are freed soon after. What an allocator gives
// back to the kernel must be asked for again, and the kernel clears each page: on two threads that
// cost a third of reading two columns. How much is kept is a choice of the whole process, so the
// executables make it and the libraries do not.

import CLinuxIO

/// What a process does with memory that it has freed.
public enum FreedMemory {
    /// Blocks up to this size come out of the heap. It is the most that glibc comes to by itself
    /// when it has seen such blocks freed (mallopt(3), M_MMAP_THRESHOLD).
    private static let blockBytesMax: Int32 = 32 << 20
    /// Freed bytes at the end of a heap that are kept: twice as many, as glibc itself has it.
    private static let keptBytesMax: Int32 = 64 << 20

    /// Keeps what is freed for the next batch; call it first in a process.
    public static func keep() {
        lake_keep_freed_memory(blockBytesMax, keptBytesMax)
    }
}
