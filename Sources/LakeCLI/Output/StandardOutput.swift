import BinaryIO
import Glibc

/// Where data goes. A reader that has gone away (`lake read … | head`) ends the process quietly.
enum StandardOutput {
    static func write(_ text: String) {
        var text = text
        text.withUTF8 { unsafe write(UnsafeRawBufferPointer($0)) }
    }

    static func write(_ bytes: Bytes) {
        unsafe bytes.span.withUnsafeBytes { unsafe write($0) }
    }

    private static func write(_ bytes: UnsafeRawBufferPointer) {
        var written = 0
        while written < bytes.count {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[written...])
            let count = unsafe Glibc.write(STDOUT_FILENO, rest.baseAddress, rest.count)
            if count < 0 {
                if errno == EINTR { continue }
                if errno == EPIPE { exit(ExitCodes.done.rawValue) }
                StandardError.write("Error: standard output cannot be written (errno \(errno))\n")
                exit(ExitCodes.error.rawValue)
            }
            written += count
        }
    }
}
