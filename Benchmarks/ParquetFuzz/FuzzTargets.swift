// What libFuzzer drives: one binary, the decoder chosen by the variable FUZZ_TARGET. Built only by
// tools/fuzz, with the sanitizers on. An input is refused with an error or read; anything else, a
// trap, a hang, memory that the input does not account for, is what is looked for.

import BinaryIO
import Columnar
import Compression
@preconcurrency import Glibc

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
        case .footer:
            _ = try? FooterDecoder.decode(
                tail: Self.framed(input), fileBytes: input.count + 12, limits: Self.limits)
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

    private func readFile(_ input: Bytes) {
        guard
            case .footer(let footer)? = try? FooterDecoder.decode(
                tail: input, fileBytes: input.count, limits: Self.limits)
        else { return }
        for verifies in [true, false] {
            var options = ReadOptions()
            options.limits = Self.limits
            options.verifiesChecksums = verifies
            options.batchRowsMax = 1000
            guard let decoder = try? ParquetDecoder(footer: footer, options: options) else {
                return
            }
            for group in 0..<min(footer.rowGroupCount, 3) {
                guard let ranges = try? decoder.ranges(ofRowGroup: group) else { continue }
                guard var rows = try? decoder.rowGroup(group, chunks: ranges.map { input[$0] })
                else { continue }
                for _ in 0..<20 {
                    guard let batch = try? rows.next() else { break }
                    for column in batch.columns where column.count > 0 {
                        _ = column.scalar(at: column.count - 1)
                    }
                }
            }
        }
    }
}

/// libFuzzer's own entry: SwiftPM gives the program another main.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// The target that the environment names.
private let chosen: FuzzTarget = {
    let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
        fputs("FUZZ_TARGET must be one of:\n", stderr)
        for target in FuzzTarget.allCases { fputs("  \(target.rawValue)\n", stderr) }
        exit(64)
    }
    return target
}()

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    chosen.run(Bytes(Array(UnsafeBufferPointer(start: start, count: count))))
    return 0
}

@main
struct Fuzz {
    static func main() {
        var count = CommandLine.argc
        var arguments = CommandLine.unsafeArgv
        exit(runDriver(&count, &arguments) { testOneInput($0, $1) })
    }
}
