// What this module answers where bytes cannot be decompressed or compressed.

/// A failure of a codec.
package struct CompressionError: Error, Hashable, Sendable {
    /// What kind of failure it is.
    package enum Code: Hashable, Sendable {
        /// The compressed bytes are not what the codec wrote, or end too early.
        case corrupt
        /// The data is longer or shorter than was declared.
        case sizeMismatch
        /// A named limit would be exceeded.
        case limitExceeded
        /// The library could not get its working memory.
        case outOfMemory
    }

    package let code: Code
    /// What happened, in a sentence.
    package let message: String
    /// The codec that met it.
    package let codec: CompressionCodec

    package init(_ code: Code, _ message: String, codec: CompressionCodec) {
        self.code = code
        self.message = message
        self.codec = codec
    }
}

extension CompressionError: CustomStringConvertible {
    package var description: String { "\(codec): \(message)" }
}
