// `CompressionCodec` of parquet.thrift: the numbers that files use for codecs, all of them, and
// which of them can be decoded here.

package import Compression

/// A codec by its number in a file.
package struct CodecNumber: RawRepresentable, Hashable, Sendable {
    package let rawValue: Int32

    package init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    package static let uncompressed = CodecNumber(rawValue: 0)
    package static let snappy = CodecNumber(rawValue: 1)
    package static let gzip = CodecNumber(rawValue: 2)
    package static let zstd = CodecNumber(rawValue: 6)

    package init(_ codec: CompressionCodec) {
        switch codec {
        case .uncompressed: self = .uncompressed
        case .snappy: self = .snappy
        case .gzip: self = .gzip
        case .zstd: self = .zstd
        }
    }

    /// The codec, or nil where it is not linked here.
    package var codec: CompressionCodec? {
        switch self {
        case .uncompressed: .uncompressed
        case .snappy: .snappy
        case .gzip: .gzip
        case .zstd: .zstd
        default: nil
        }
    }
}

extension CodecNumber: CustomStringConvertible {
    /// The name in parquet.thrift.
    package var description: String {
        switch rawValue {
        case 0: "UNCOMPRESSED"
        case 1: "SNAPPY"
        case 2: "GZIP"
        case 3: "LZO"
        case 4: "BROTLI"
        case 5: "LZ4"
        case 6: "ZSTD"
        case 7: "LZ4_RAW"
        default: "codec \(rawValue)"
        }
    }
}
