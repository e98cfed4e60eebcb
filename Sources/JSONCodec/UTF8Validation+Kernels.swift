// Validation of text that is not JSON, by the same vectors as JSON.

import CSimdjson

extension RawSpan {
    /// Whether the bytes are well-formed UTF-8.
    ///
    /// - Complexity: O(bytes).
    package var isValidUTF8: Bool {
        unsafe withUnsafeBytes { bytes in
            let text = unsafe bytes.assumingMemoryBound(to: UInt8.self)
            return unsafe lake_utf8_is_valid(text.baseAddress, text.count)
        }
    }
}
