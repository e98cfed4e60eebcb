// Writes files for tools/interop/suite_parquet_files to read with other engines: each beside a
// table of what its columns hold. Does nothing unless the suite asks for it.

import BinaryIO
import Columnar
import Compression
import Glibc
import Parquet
import Testing

@Suite struct InteropFilesTests {
    private static let folder = getenv("PARQUET_FILES_FOLDER").map { String(cString: $0) }

    private func write(
        _ name: String, _ batches: [RecordBatch], schema: Schema = EveryType.schema,
        _ options: WriteOptions
    ) throws {
        guard let folder = Self.folder else { return }
        let (file, _) = try writeAll(schema, batches, options: options)
        Files.write(file, to: "\(folder)/\(name).parquet")
        let rows = batches.reduce(0) { $0 + $1.count }
        var table = ""
        for (index, field) in schema.fields.enumerated() {
            let digest = CanonicalText.digest(batches.map { $0.columns[index] })
            table += "\(field.name)\t\(rows)\t\(digest)\n"
        }
        Files.write(Bytes(utf8: table), to: "\(folder)/\(name).tsv")
    }

    @Test("files of every type, codec and size are written for the interop suite")
    func everyType() throws {
        for codec in CompressionCodec.allCases {
            var options = WriteOptions()
            options.codec = codec
            try write("types-\(codec)", [EveryType.batch(5000)], options)
        }
        var small = WriteOptions()
        small.pageRowsMax = 10
        small.rowGroupRowsMax = 77
        small.statisticsBytesMax = 4
        try write("small-pages", (0..<5).map { EveryType.batch(100, seed: UInt64($0)) }, small)
        var plain = WriteOptions()
        plain.writesDictionaries = false
        plain.keyValues = ["key": "value", "empty": ""]
        try write("plain", [EveryType.batch(3000)], plain)
        try write("no-rows", [], WriteOptions())
        try write("one-row", [EveryType.batch(1)], WriteOptions())
    }

    @Test("files of every encoding and page version are written for the interop suite")
    func everyEncoding() throws {
        // Not every engine reads other encodings of FIXED_LEN_BYTE_ARRAY.
        let fields = EveryType.schema.fields.enumerated().filter { $0.element.name != "decimal38" }
        let schema = Schema(fields.map(\.element))
        let all = EveryType.batch(3000)
        let batch = RecordBatch(
            schema: schema, columns: fields.map { all.columns[$0.offset] }, count: 3000)
        for version in WriteOptions.PageVersion.allCases {
            for encoding in ValueEncoding.allCases {
                var options = WriteOptions()
                options.pageVersion = version
                options.pageRowsMax = 500
                options.encoding = .always(encoding)
                options.codec = version == .v1 ? .snappy : .zstd
                try write("\(version)-\(encoding.rawValue)", [batch], schema: schema, options)
            }
        }
        var compact = WriteOptions(.compact)
        compact.bloomFilters = ["string", "int64", "decimal5", "decimal38", "float64", "date"]
        try write("compact", [all], compact)
    }

    @Test("a file whose columns change their encoding midway is written for the interop suite")
    func mixedEncodings() throws {
        let schema = Schema([Field("s", .string), Field("n", .int64, nullable: false)])
        var batches: [RecordBatch] = []
        for part in 0..<30 {
            let rows = (0..<10_000).map { part * 10_000 + $0 }
            batches.append(
                RecordBatch(
                    schema: schema,
                    columns: [
                        ColumnArray(
                            scalars: rows.map {
                                $0 % 11 == 0
                                    ? .null : .string("v\($0 < 100_000 ? $0 % 7 : $0)")
                            }, type: .string),
                        ColumnArray(
                            scalars: rows.map { .int64(Int64($0 < 150_000 ? $0 % 50 : $0)) },
                            type: .int64),
                    ], count: rows.count))
        }
        var options = WriteOptions()
        options.dictionaryBytesMax = 20_000
        try write("mixed-encodings", batches, schema: schema, options)
    }
}
