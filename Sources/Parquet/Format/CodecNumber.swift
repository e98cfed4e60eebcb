// `CompressionCodec` of parquet.thrift: the numbers that files use for codecs, all of them, and
// which of them can be decoded here: all but LZO.

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
    package static let lzo = CodecNumber(rawValue: 3)
    package static let brotli = CodecNumber(rawValue: 4)
    /// Deprecated: three different framings go by this number.
    package static let lz4 = CodecNumber(rawValue: 5)
    package static let lz4Raw = CodecNumber(rawValue: 7)
    package static let zstd = CodecNumber(rawValue: 6)

    package init(_ codec: CompressionCodec) {
        switch codec {
        case .uncompressed: self = .uncompressed
        case .snappy: self = .snappy
        case .gzip: self = .gzip
        case .zstd: self = .zstd
        case .lz4: self = .lz4Raw
        case .lz4Hadoop: self = .lz4
        case .brotli: self = .brotli
        }
    }

    /// The codec, or nil where it is not linked here.
    package var codec: CompressionCodec? {
        switch self {
        case .uncompressed: .uncompressed
        case .snappy: .snappy
        case .gzip: .gzip
        case .zstd: .zstd
        case .lz4Raw: .lz4
        case .lz4: .lz4Hadoop
        case .brotli: .brotli
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
