// Copying runs of bytes at once.

extension [UInt8] {
    /// Appends `run`.
    @inline(__always)
    mutating func append(run: Span<UInt8>) {
        unsafe run.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}
