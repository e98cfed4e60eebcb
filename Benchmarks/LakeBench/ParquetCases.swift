// Parquet: lineitem of TPC-H, every column decoded into memory and kept, row groups in parallel.

import BinaryIO
import Columnar
import Glibc
import Parquet

enum ParquetCases {
    static let all: [MeasuredCase] = [
        scan("parquet_scan_snappy", "snappy", .all),
        scan("parquet_scan_zstd", "zstd", .all),
        scan("parquet_project", "snappy", .columns(["l_orderkey", "l_extendedprice"])),
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

    /// All batches of a file, in no particular order.
    static func readAll(_ path: String, _ projection: Projection) async throws -> [RecordBatch] {
        let size = try FileBytes.count(path)
        let footer = try footer(path, size)
        let decoder = try ParquetDecoder(footer: footer, projection: projection)
        return try await withThrowingTaskGroup(of: [RecordBatch].self) { group in
            for index in 0..<footer.rowGroupCount {
                group.addTask {
                    let ranges = try decoder.ranges(ofRowGroup: index)
                    let chunks = try ranges.map { try FileBytes.read(path, $0) }
                    var rows = try decoder.rowGroup(index, chunks: chunks)
                    var batches: [RecordBatch] = []
                    while let batch = try rows.next() { batches.append(batch) }
                    return batches
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
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
