// The decoders that are fuzzed, one at a time. An input is refused with an error or read; anything
// else, a trap, a hang, memory that the input does not account for, is what is looked for.

import BinaryIO
import Columnar
import Compression

@testable import Parquet

enum FuzzTarget: String, CaseIterable {
    case thrift
    case footer
    case pageHeader = "page-header"
    case pageIndex = "page-index"
    case bloomFilter = "bloom-filter"
    case hybrid
    case deltaBinaryPacked = "delta-binary-packed"
    case deltaLengthByteArray = "delta-length-byte-array"
    case deltaByteArray = "delta-byte-array"
    case byteStreamSplit = "byte-stream-split"
    case codecs
    case file

    static let limits: ParquetLimits = {
        var limits = ParquetLimits()
        limits.pageBytesMax = 4 << 20
        limits.expandedPageBytesMax = 4 << 20
        limits.batchValuesMax = 1 << 20
        return limits
    }()

    func run(_ input: Bytes) {
        switch self {
        case .thrift: skipThrift(input)
        case .footer: readFooter(input)
        case .pageHeader:
            var reader = CompactProtocolReader(input)
            _ = try? PageHeader(from: &reader)
        case .pageIndex:
            _ = ParquetFooter.columnIndex(input)
            _ = ParquetFooter.offsetIndex(input)
        case .bloomFilter: _ = (try? BloomFilter(input))?.mayContain(hash: 0x1234_5678_9ABC_DEF0)
        case .hybrid: decodeHybrid(input)
        case .deltaBinaryPacked:
            var reader = ByteReader(input)
            _ = try? DeltaBinaryPacked.decode(&reader, countMax: 1 << 16)
        case .deltaLengthByteArray:
            _ = try? DeltaLengthByteArray.plain(input, countMax: 1 << 16)
        case .deltaByteArray:
            for fixed in [nil, 4] {
                _ = try? DeltaByteArray.plain(
                    input, countMax: 1 << 16, fixedBytes: fixed, bytesMax: 4 << 20)
            }
        case .byteStreamSplit:
            for width in [2, 4, 8, 11] { _ = try? ByteStreamSplit.plain(input, valueBytes: width) }
        case .codecs: decompress(input)
        case .file: readFile(input)
        }
    }

    /// The input as the footer of a file.
    private static func framed(_ input: Bytes) -> Bytes {
        var writer = ByteWriter(capacity: input.count + 12)
        writer.append(input)
        writer.append(UInt32(input.count))
        writer.append(Bytes(utf8: "PAR1"))
        return writer.finish()
    }

    /// A whole file's end as it is; anything else as the footer of one.
    private func readFooter(_ input: Bytes) {
        let isFile = input.count > 12 && input[(input.count - 4)..<input.count].array() == Self.end
        let file = isFile ? input : Self.framed(input)
        guard
            case .footer(let footer)? = try? FooterDecoder.decode(
                tail: file, fileBytes: file.count + 4, limits: Self.limits)
        else { return }
        describe(footer)
    }

    private static let end = Array("PAR1".utf8)

    private func skipThrift(_ input: Bytes) {
        var reader = CompactProtocolReader(input)
        var last: Int16 = 0
        while let field = try? reader.nextField(after: &last) {
            guard (try? reader.skip(field)) != nil else { return }
        }
    }

    private func decodeHybrid(_ input: Bytes) {
        guard input.count > 1,
            var decoder = try? HybridDecoder(
                input[1..<input.count], width: Int(input[0] & 63))
        else { return }
        var left = 1 << 16
        while left > 0, let piece = try? decoder.next(atMost: left) {
            switch piece {
            case .repeated(_, let count), .packed(_, _, let count): left -= count
            }
        }
        var levels = LevelBuffer()
        if var decoder = try? HybridDecoder(
            input[1..<input.count], width: Int(input[0] & 7))
        {
            _ = try? levels.append(1 << 12, from: &decoder)
        }
    }

    private func decompress(_ input: Bytes) {
        guard input.count > 3 else { return }
        let codecs = CompressionCodec.allCases
        let codec = codecs[Int(input[0]) % codecs.count]
        let declared = Int(input[1]) | Int(input[2]) << 8
        _ = try? Decompressor().decompress(
            input[3..<input.count], codec: codec, declaredCount: declared, limit: 1 << 16)
    }
}
