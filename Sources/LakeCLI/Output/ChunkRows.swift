import Columnar
import Parquet

/// Column chunks of a Parquet file as rows.
enum ChunkRows {
    static let schema = Schema([
        Field("rowGroup", .int32, nullable: false),
        Field("rows", .int64, nullable: false),
        Field("column", .string, nullable: false),
        Field("physicalType", .string, nullable: false),
        Field("codec", .string, nullable: false),
        Field("encodings", .string, nullable: false),
        Field("values", .int64, nullable: false),
        Field("nulls", .int64),
        Field("compressedBytes", .int64, nullable: false),
        Field("uncompressedBytes", .int64, nullable: false),
    ])

    static func batch(_ footer: ParquetFooter) -> RecordBatch {
        var rows: [[Scalar]] = []
        for (index, group) in footer.metaData.rowGroups.enumerated() {
            for chunk in group.columns {
                guard let column = chunk.metaData else { continue }
                rows.append([
                    .int32(Int32(truncatingIfNeeded: index)),
                    .int64(group.rowCount),
                    .string(column.path.joined(separator: ".")),
                    .string(column.type.description),
                    .string(column.codec.description),
                    .string(column.encodings.map(\.description).joined(separator: " ")),
                    .int64(column.valueCount),
                    column.statistics?.nullCount.map { .int64($0) } ?? .null,
                    .int64(column.compressedBytes),
                    .int64(column.uncompressedBytes),
                ])
            }
        }
        return RecordBatch(scalarRows: rows, schema: schema)
    }
}
