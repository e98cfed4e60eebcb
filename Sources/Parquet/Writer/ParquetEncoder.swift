// Writing without I/O: takes batches, gives bytes to append to a file. Pages are compressed as
// they fill; what is held is one row group in its compressed form and an open page a column.

public import BinaryIO
public import Columnar

/// Encodes one file.
///
/// ```
/// var encoder = try ParquetEncoder(schema: schema)
/// for batch in batches {
///     try encoder.append(batch)
///     for bytes in encoder.takeBytes() { write(bytes) }
/// }
/// let summary = try encoder.finish()
/// for bytes in encoder.takeBytes() { write(bytes) }
/// ```
public struct ParquetEncoder: ~Copyable {
    public let schema: Schema
    public let options: WriteOptions
    private let fileSchema: ParquetSchema
    private var metaData = FileMetaData()
    private let slots: [ColumnSlot]
    /// Rows that are to be appended, from `pendingStart` on.
    private var pending: RecordBatch?
    private var pendingStart = 0
    private var isGroupEnding = false
    private var output: [Bytes] = []
    /// Bytes handed to `output` since the start of the file.
    private var fileBytes = 0
    private var groupRows = 0
    private var summaries: [ColumnSummary]
    private var bounds: [ValueBounds?]
    /// The page indexes, by row group and column; they are written before the footer.
    private var pageIndexes: [[(column: ColumnIndex?, offset: OffsetIndex)]] = []

    /// The program and version in the file, in the form that readers parse.
    public static let createdBy = "swift-lakehouse version 0.1.0 (build 0.1.0)"

    /// - Throws: `ParquetError` where a type cannot be written.
    public init(schema: Schema, options: WriteOptions = WriteOptions()) throws(ParquetError) {
        self.schema = schema
        self.options = options
        metaData.schema = try SchemaFlattener.elements(schema)
        metaData.createdBy = Self.createdBy
        metaData.keyValues = options.keyValues.sorted { $0.key < $1.key }
            .map { KeyValue(key: $0.key, value: $0.value) }
        fileSchema = try ParquetSchema(elements: metaData.schema)
        let totalOrder = options.usesTotalOrder
        metaData.columnOrders = fileSchema.columns.map {
            totalOrder && $0.isFloating ? .total : .typeDefined
        }
        slots = Self.slots(schema, fileSchema, options)
        summaries = fileSchema.columns.map {
            ColumnSummary(
                path: $0.path, type: $0.conversion.type, isRepeated: $0.maxRepetitionLevel > 0,
                nullCount: 0)
        }
        bounds = fileSchema.columns.map { _ in nil }
        emit(FooterDecoder.magic)
    }

    /// Rows so far.
    public var rowCount: Int { Int(metaData.rowCount) + groupRows }

    /// Bytes of the file so far, with an estimate of what is not complete yet.
    public var estimatedBytes: Int {
        fileBytes + (groupRows == 0 ? 0 : groupBytes)
    }

    /// Bytes that the row group under construction takes so far, roughly.
    private var groupBytes: Int { slots.reduce(0) { $0 + $1.estimatedBytes } }

    private static func slots(
        _ schema: Schema, _ fileSchema: ParquetSchema, _ options: WriteOptions
    ) -> [ColumnSlot] {
        var next = 0
        return zip(schema.fields, fileSchema.fields).map { field, node in
            let leaves = fileSchema.columns[next..<(next + node.leafCount)]
            next += leaves.count
            return ColumnSlot(field, leaves: leaves, options: options)
        }
    }

    /// The bytes that have become final since the last call, to be appended to the file.
    public mutating func takeBytes() -> [Bytes] {
        defer { output = [] }
        return output
    }

    private mutating func emit(_ bytes: Bytes) {
        guard !bytes.isEmpty else { return }
        output.append(bytes)
        fileBytes += bytes.count
    }

    /// Adds the rows of `batch`.
    ///
    /// - Throws: `ParquetError` where the batch has other columns, or a null where none may be;
    ///   the file is then spoilt.
    public mutating func append(_ batch: RecordBatch) throws(ParquetError) {
        try begin(batch)
        while let work = nextWork() {
            try work.runAll()
            complete(work)
        }
    }

    /// Begins to add the rows of `batch`: `append` for those who run the columns at once.
    ///
    /// Run all parts of `nextWork()`, then call `complete`, until there is no more work.
    /// - Throws: `ParquetError` where the batch has other columns.
    public mutating func begin(_ batch: RecordBatch) throws(ParquetError) {
        guard batch.columns.count == schema.count else {
            throw ParquetError(
                .schemaMismatch,
                "a batch of \(batch.columns.count) columns, the file has \(schema.count)")
        }
        for (field, column) in zip(schema.fields, batch.columns)
        where !column.type.isLike(field.type) {
            throw ParquetError(
                .schemaMismatch, "the batch has \(column.type), the file \(field.type)",
                column: field.name)
        }
        pending = batch
        pendingStart = 0
    }

    /// Begins to end the row group under construction: as `begin` of a batch.
    public mutating func beginEndOfRowGroup() {
        isGroupEnding = groupRows > 0
    }

    /// What is to be done next; nil when all that was begun is done.
    public func nextWork() -> EncodingWork? {
        if isGroupEnding { return EncodingWork(.finish, slots: slots) }
        guard let pending, pendingStart < pending.count else { return nil }
        let rows = min(pending.count - pendingStart, options.rowGroupRowsMax - groupRows)
        return EncodingWork(
            .append(pending.slice(pendingStart..<(pendingStart + rows))), slots: slots)
    }

    /// Notes that all parts of `work` have been run, without a failure.
    public mutating func complete(_ work: EncodingWork) {
        switch work.step {
        case .append(let rows):
            groupRows += rows.count
            pendingStart += rows.count
            if pendingStart == pending?.count { pending = nil }
            isGroupEnding =
                groupRows >= options.rowGroupRowsMax || groupBytes >= options.rowGroupBytesMax
        case .finish: endRowGroup()
        }
    }

    /// Ends the row group under construction, if it has rows; the next batch starts another.
    public mutating func finishRowGroup() throws(ParquetError) {
        beginEndOfRowGroup()
        while let work = nextWork() {
            try work.runAll()
            complete(work)
        }
    }

    /// Puts the finished chunks into the file.
    private mutating func endRowGroup() {
        isGroupEnding = false
        var group = RowGroup()
        group.rowCount = Int64(groupRows)
        group.fileOffset = Int64(fileBytes)
        group.ordinal = Int16(exactly: metaData.rowGroups.count)
        group.sortingColumns = sortingColumns()
        var compressed: Int64 = 0
        var indexes: [(column: ColumnIndex?, offset: OffsetIndex)] = []
        var filters: [(column: Int, filter: BloomFilter)] = []
        for (index, chunk) in slots.flatMap({ $0.takeFinished() }).enumerated() {
            let metaData = chunk.metaData(at: fileBytes)
            if options.writesPageIndex {
                indexes.append((chunk.columnIndex, chunk.offsetIndex(at: fileBytes)))
            }
            for bytes in chunk.pages { emit(bytes) }
            var place = ColumnChunk()
            place.metaData = metaData
            group.columns.append(place)
            group.totalBytes += metaData.uncompressedBytes
            compressed += metaData.compressedBytes
            if let filter = chunk.bloomFilter { filters.append((index, filter)) }
            summaries[index].nullCount += chunk.nullCount
            if let found = chunk.bounds {
                bounds[index] = bounds[index].map { $0.union(found) } ?? found
            }
        }
        group.compressedBytes = compressed
        for (index, filter) in filters {
            let bytes = filter.bytes()
            group.columns[index].metaData?.bloomFilterOffset = Int64(fileBytes)
            group.columns[index].metaData?.bloomFilterBytes = Int32(clamping: bytes.count)
            emit(bytes)
        }
        if options.writesPageIndex { pageIndexes.append(indexes) }
        metaData.rowGroups.append(group)
        metaData.rowCount += Int64(groupRows)
        groupRows = 0
    }

    /// All column indexes, then all offset indexes, as PageIndex.md lays them out.
    private mutating func emitPageIndexes() {
        for (group, indexes) in pageIndexes.enumerated() {
            for (column, index) in indexes.enumerated() {
                guard let columnIndex = index.column else { continue }
                var writer = CompactProtocolWriter()
                columnIndex.write(to: &writer)
                let bytes = writer.finish()
                metaData.rowGroups[group].columns[column].columnIndexOffset = Int64(fileBytes)
                metaData.rowGroups[group].columns[column].columnIndexBytes =
                    Int32(clamping: bytes.count)
                emit(bytes)
            }
        }
        for (group, indexes) in pageIndexes.enumerated() {
            for (column, index) in indexes.enumerated() {
                var writer = CompactProtocolWriter()
                index.offset.write(to: &writer)
                let bytes = writer.finish()
                metaData.rowGroups[group].columns[column].offsetIndexOffset = Int64(fileBytes)
                metaData.rowGroups[group].columns[column].offsetIndexBytes =
                    Int32(clamping: bytes.count)
                emit(bytes)
            }
        }
        pageIndexes = []
    }

    private func sortingColumns() -> [SortingColumn] {
        options.sortedBy.compactMap { sorted in
            fileSchema.columns.firstIndex { $0.path == [sorted.name] }.map {
                SortingColumn(
                    columnIndex: Int32($0), isDescending: sorted.isDescending,
                    nullsFirst: sorted.nullsFirst)
            }
        }
    }

    /// Ends the file; nothing may be appended afterwards.
    ///
    /// - Returns: what the file holds, for whoever records it.
    public mutating func finish() throws(ParquetError) -> FileSummary {
        try finishRowGroup()
        emitPageIndexes()
        var writer = CompactProtocolWriter(capacity: 4096)
        metaData.write(to: &writer)
        let footer = writer.finish()
        guard let length = UInt32(exactly: footer.count) else {
            throw ParquetError(.limitExceeded, "a footer of over 4 GiB; use fewer row groups")
        }
        emit(footer)
        var trailer = ByteWriter(capacity: 16)
        trailer.append(length)
        trailer.append(FooterDecoder.magic)
        emit(trailer.finish())
        for (index, found) in bounds.enumerated() {
            let scalars = found?.scalars(summaries[index].type)
            summaries[index].minimum = scalars?.least
            summaries[index].maximum = scalars?.greatest
        }
        return FileSummary(
            rowCount: Int(metaData.rowCount), byteCount: fileBytes,
            rowGroupCount: metaData.rowGroups.count, columns: summaries)
    }
}

extension DataType {
    /// Whether values of this type have the layout of `other`: names, nullability and metadata of
    /// nested fields aside.
    fileprivate func isLike(_ other: DataType) -> Bool {
        guard isNested else { return self == other }
        switch (self, other) {
        case (.struct, .struct), (.list, .list), (.map, .map):
            let mine = children
            let others = other.children
            return mine.count == others.count
                && zip(mine, others).allSatisfy { $0.type.isLike($1.type) }
        default: return false
        }
    }
}
