// Standard input and pipes: reading that may wait for ever, so it waits in slices, on the threads
// that may block, and looks between them whether anybody still wants the bytes.

import Glibc

/// A descriptor that bytes come from.
public struct InputDescriptor: Sendable {
    private let descriptor: Int32

    /// The process's standard input.
    public static let standardInput = InputDescriptor(descriptor: STDIN_FILENO)

    /// - Parameter descriptor: open for reading as long as this value is used.
    public init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// What there is to read.
    public enum Outcome: Sendable, Equatable {
        case bytes([UInt8])
        /// Nothing came in time.
        case nothing
        case end
        /// The descriptor fails with this error number.
        case failure(Int32)
    }

    /// Reads what is there, at most `bytesMax` bytes, waiting at most `timeout` for the first.
    public func read(
        bytesMax: Int, timeout: Duration, environment: HostEnvironment
    ) async -> Outcome {
        let milliseconds = Int32(clamping: timeout.wholeMicroseconds / 1000)
        return await environment.runBlocking { [descriptor] in
            Self.read(descriptor, bytesMax, milliseconds)
        }
    }

    private static func read(
        _ descriptor: Int32, _ bytesMax: Int, _ milliseconds: Int32
    ) -> Outcome {
        var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let ready = unsafe poll(&state, 1, milliseconds)
        if ready == 0 { return .nothing }
        if ready < 0 { return errno == EINTR ? .nothing : .failure(errno) }
        var count = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: max(1, bytesMax)) { buffer, used in
            count = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            used = max(0, count)
        }
        if count > 0 { return .bytes(bytes) }
        if count == 0 { return .end }
        return errno == EINTR || errno == EAGAIN ? .nothing : .failure(errno)
    }
}
