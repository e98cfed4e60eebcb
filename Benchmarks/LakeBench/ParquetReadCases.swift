// The suite `parquet`, reading: the cases of Benchmarks/peers/parquet_engine.py.

import Columnar
import DeltaTable
import Expressions
import HostEnvironment
import ObjectStorage
import Parquet
import ParquetIO

enum ParquetReadCases {
    private static let files = [
        "snappy": "lineitem-snappy", "zstd": "lineitem-zstd", "duckdb_v1": "parquet/duckdb-v1",
        "duckdb_v2": "parquet/duckdb-v2", "lake": "parquet/lake", "events": "parquet/events",
    ]
    private static let two = Projection.columns(["l_orderkey", "l_extendedprice"])
    private static let bounded = ["l_orderkey", "l_shipdate"]
    private static let opened = 20
    /// Order keys that exist: eight of every 32.
    private static let keys = stride(from: 37, to: 1_500_000, by: 75_000).map { number in
        number / 8 * 32 + number % 8 + 1
    }

    static let all: [MeasuredCase] =
        files.flatMap { name, file in
            [read("read_\(name)", file), flat("flat_\(name)", file)]
        } + [
            read("read_two", "lineitem-snappy", two), flat("flat_two", "lineitem-snappy", two),
            read("wide", "parquet/wide", .columns(["c5000"])), stream, count, bounds,
            table("filter_unsorted", "unsorted", [month]),
            table("filter_sorted", "by-shipdate", [month]),
            table("points", "by-key", keys.map { "l_orderkey = \($0)" }),
        ]

    private static let month = "l_shipdate >= DATE '1995-03-01' AND l_shipdate < DATE '1995-04-01'"

    private static func open(
        _ file: String, _ folders: BenchFolders
    ) async throws -> ParquetObjectReader {
        let host = HostEnvironment.system()
        let store = LocalObjectStore(root: folders.data, environment: host, createsRoot: false)
        return try await ParquetObjectReader.open(
            ObjectPath("\(file).parquet"), in: store, environment: host)
    }

    private static func read(
        _ name: String, _ file: String, _ projection: Projection = .all
    ) -> MeasuredCase {
        MeasuredCase(name: name) { folders in
            {
                let batches = try await open(file, folders).readAll(projection)
                return [.look { try ColumnChecksum.facts(batches) }]
            }
        }
    }

    private static func flat(
        _ name: String, _ file: String, _ projection: Projection = .all
    ) -> MeasuredCase {
        MeasuredCase(name: name) { folders in
            {
                let reader = try await open(file, folders)
                let batches = try await PlainArrow.all(reader.readAll(projection))
                return [.look { try PlainArrow.facts(batches) }]
            }
        }
    }

    private static let stream = MeasuredCase(name: "stream") { folders in
        {
            var rows = 0
            for try await batch in try await open("lineitem-snappy", folders).batches() {
                rows += batch.count
            }
            return [.count("rows", rows)]
        }
    }

    private static let count = MeasuredCase(name: "count") { folders in
        {
            var rows = 0
            for _ in 0..<opened {
                rows = try await open("parquet/by-key", folders).footer.rowCount
            }
            return [.count("rows", rows)]
        }
    }

    private static let bounds = MeasuredCase(name: "bounds") { folders in
        {
            var found: [String] = []
            for _ in 0..<opened {
                let footer = try await open("parquet/by-key", folders).footer
                found = try bounded.flatMap { try exactBounds(footer, $0) }
            }
            let quoted = found.map { "\"\($0)\"" }.joined(separator: ",")
            return [.look { [("found", "[\(quoted)]")] }]
        }
    }

    /// The least and the greatest value of a column of integers or dates, by the footer alone.
    private static func exactBounds(_ footer: ParquetFooter, _ name: String) throws -> [String] {
        let groups = (0..<footer.rowGroupCount).map {
            footer.statistics(ofRowGroup: $0).column(name)
        }
        guard groups.allSatisfy({ $0?.isMinimumExact == true && $0?.isMaximumExact == true })
        else { throw FileFailure("find the bounds of", name) }
        let least = groups.compactMap { number($0?.minimum) }.min { $0.0 < $1.0 }
        let greatest = groups.compactMap { number($0?.maximum) }.max { $0.0 < $1.0 }
        return [least?.1 ?? "", greatest?.1 ?? ""]
    }

    private static func number(_ scalar: Scalar?) -> (Int, String)? {
        switch scalar {
        case .int64(let value): (Int(value), "\(value)")
        case .date(let days): (Int(days), text(CivilDate(daysSinceEpoch: Int(days))))
        default: nil
        }
    }

    private static func text(_ date: CivilDate) -> String {
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(date.year)-\(padded(date.month))-\(padded(date.day))"
    }

    /// A scan of a Delta table of one file for each predicate.
    private static func table(
        _ name: String, _ folder: String, _ predicates: [String]
    ) -> MeasuredCase {
        MeasuredCase(name: name) { folders in
            {
                let table = try await Table.open("\(folders.data)/parquet/tables/\(folder)")
                let snapshot = try await table.snapshot()
                var batches: [RecordBatch] = []
                for predicate in predicates {
                    let condition = try Expression(parsing: predicate)
                    let scan = try await snapshot.scan(where: condition)
                    for try await batch in scan { batches.append(batch) }
                }
                return [.look { [batches] in try ColumnChecksum.facts(batches) }]
            }
        }
    }
}
