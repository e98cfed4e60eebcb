// Copies whole runs into an output span.

import BinaryIO

extension OutputRawSpan {
    /// Appends a copy of `bytes`.
    ///
    /// - Precondition: they fit.
    @_lifetime(self: copy self)
    mutating func append(copying bytes: Bytes) {
        precondition(bytes.count <= freeCapacity, "more bytes than the output holds")
        guard !bytes.isEmpty else { return }
        unsafe withUnsafeMutableBytes { buffer, initialized in
            unsafe bytes.span.withUnsafeBytes { source in
                let target = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[initialized...])
                unsafe target.copyMemory(from: source)
            }
            initialized += bytes.count
        }
    }
}
