// Parquet: lineitem of TPC-H. A scan decodes every column into memory and keeps it, row groups in
// parallel; a write encodes from there, in one thread, and ends in the page cache.

import BinaryIO
import Columnar
import Compression
import Glibc
import Parquet

enum ParquetCases {
    static let all: [MeasuredCase] = [
        scan("parquet_scan_snappy", "snappy", .all),
        scan("parquet_scan_zstd", "zstd", .all),
        scan("parquet_project", "snappy", .columns(["l_orderkey", "l_extendedprice"])),
        write("parquet_write_snappy", .snappy, level: 1),
        write("parquet_write_zstd", .zstd, level: 3),
    ]

    private static func scan(
        _ name: String, _ codec: String, _ projection: Projection
    ) -> MeasuredCase {
        MeasuredCase(name: name) { folders in
            let path = "\(folders.data)/lineitem-\(codec).parquet"
            return {
                let batches = try await readAll(path, projection)
                return [.count("rows", batches.reduce(0) { $0 + $1.count })]
            }
        }
    }

    private static func write(
        _ name: String, _ codec: CompressionCodec, level: Int
    ) -> MeasuredCase {
        MeasuredCase(name: name) { folders in
            let path = "\(folders.data)/lineitem-snappy.parquet"
            var reading = ReadOptions()
            reading.keepsDictionaries = false
            let batches = try await readAll(path, .all, reading)
            var options = WriteOptions()
            options.codec = codec
            options.compressionLevel = level
            let target = "\(folders.scratch)/lake-\(codec.rawValue).parquet"
            return { [options] in
                let bytes = try writeAll(batches, to: target, options)
                return [.count("file_bytes", bytes)]
            }
        }
    }

    /// - Returns: The bytes of the file.
    private static func writeAll(
        _ batches: [RecordBatch], to path: String, _ options: WriteOptions
    ) throws -> Int {
        guard let first = batches.first else { return 0 }
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard file >= 0 else { throw FileFailure("create", path) }
        defer { close(file) }
        var encoder = try ParquetEncoder(schema: first.schema, options: options)
        var written = 0
        for batch in batches {
            try encoder.append(batch)
            for bytes in encoder.takeBytes() {
                written += try EventFiles.writeAll(bytes, to: file, path: path)
            }
        }
        _ = try encoder.finish()
        for bytes in encoder.takeBytes() {
            written += try EventFiles.writeAll(bytes, to: file, path: path)
        }
        return written
    }

    /// All batches of a file, in their order.
    static func readAll(
        _ path: String, _ projection: Projection, _ options: ReadOptions = ReadOptions()
    ) async throws -> [RecordBatch] {
        let size = try FileBytes.count(path)
        let footer = try footer(path, size)
        let decoder = try ParquetDecoder(
            footer: footer, projection: projection, options: options)
        return try await withThrowingTaskGroup(of: (Int, [RecordBatch]).self) { group in
            for index in 0..<footer.rowGroupCount {
                group.addTask {
                    let ranges = try decoder.ranges(ofRowGroup: index)
                    let chunks = try ranges.map { try FileBytes.read(path, $0) }
                    var rows = try decoder.rowGroup(index, chunks: chunks)
                    var batches: [RecordBatch] = []
                    while let batch = try rows.next() { batches.append(batch) }
                    return (index, batches)
                }
            }
            let groups = try await group.reduce(into: []) { $0.append($1) }
            return groups.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }

    private static func footer(_ path: String, _ size: Int) throws -> ParquetFooter {
        var start = max(0, size - 65_536)
        while true {
            let tail = try FileBytes.read(path, start..<size)
            switch try FooterDecoder.decode(tail: tail, fileBytes: size) {
            case .footer(let footer): return footer
            case .needs(let range): start = range.lowerBound
            }
        }
    }
}
