// The suite `parquet`, writing: lineitem from plain columns in memory to the page cache.

import BinaryIO
import Columnar
import Compression
import Glibc
import HostEnvironment
import ObjectStorage
import Parquet
import ParquetIO

enum ParquetWriteCases {
    static let all: [MeasuredCase] = [
        write("write_snappy", .snappy, level: 1), write("write_zstd1", .zstd, level: 1),
        write("write_zstd3", .zstd, level: 3),
    ]

    private static func write(
        _ name: String, _ codec: CompressionCodec, level: Int
    ) -> MeasuredCase {
        MeasuredCase(name: name) { folders in
            let batches = try await plainBatches("\(folders.data)/lineitem-snappy.parquet")
            var options = WriteOptions()
            options.codec = codec
            options.compressionLevel = level
            let target = "\(folders.scratch)/lake-\(name).parquet"
            return { [options] in
                [.count("file_bytes", try await write(batches, to: target, options))]
            }
        }
    }

    /// All rows of a file, without dictionaries.
    static func plainBatches(_ path: String) async throws -> [RecordBatch] {
        let host = HostEnvironment.system()
        var reading = ReadOptions()
        reading.keepsDictionaries = false
        let store = LocalObjectStore(root: "/", environment: host, createsRoot: false)
        let key = try FileBytes.absolute(path).dropFirst()
        let reader = try await ParquetObjectReader.open(
            ObjectPath(String(key)), in: store, environment: host, options: reading)
        return try await reader.readAll()
    }

    /// - Returns: the bytes of the file, which is not made durable, as those of the peers are not.
    static func write(
        _ batches: [RecordBatch], to path: String, _ options: WriteOptions
    ) async throws -> Int {
        guard let first = batches.first else { return 0 }
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard file >= 0 else { throw FileFailure("create", path) }
        defer { close(file) }
        let encoder = try ParallelEncoder(
            schema: first.schema, options: options, environment: .system())
        var written = 0
        for batch in batches {
            for bytes in try await encoder.append(batch) {
                written += try EventFiles.writeAll(bytes, to: file, path: path)
            }
        }
        for bytes in try await encoder.finish().bytes {
            written += try EventFiles.writeAll(bytes, to: file, path: path)
        }
        return written
    }
}
