// Reading without I/O: says which bytes of a file a row group needs, and decodes them when the
// caller has them.

public import BinaryIO
public import Columnar
import Compression

/// Decodes the row groups of one file.
///
/// ```
/// let decoder = try ParquetDecoder(footer: footer, projection: .columns(["id"]))
/// for group in 0..<footer.rowGroupCount {
///     let chunks = try decoder.ranges(ofRowGroup: group).map { read($0) }
///     var rows = try decoder.rowGroup(group, chunks: chunks)
///     while let batch = try rows.next() { use(batch) }
/// }
/// ```
public struct ParquetDecoder: Sendable {
    public let footer: ParquetFooter
    public let options: ReadOptions
    /// The columns of the batches.
    public let schema: Schema
    let columns: [ColumnNode]
    /// All leaf columns of the file, as they are read.
    let descriptors: [ColumnDescriptor]
    /// The leaf columns that are read, ascending.
    let leaves: [Int]
    /// For each of them the definition level from which on it has a place for a value.
    private let slotLevels: [Int: Int]
    /// The leaf columns by whose values batches are sized: those that are read, unless this reads
    /// one column of several.
    private let sizingLeaves: [Int]

    /// - Throws: `ParquetError` where a wanted column is not in the file, or has a physical type
    ///   that is not known; the other columns can still be asked for.
    public init(
        footer: ParquetFooter, projection: Projection = .all,
        options: ReadOptions = ReadOptions()
    ) throws(ParquetError) {
        self.footer = footer
        self.options = options
        let keepsStoredTypes = options.keepsStoredTypes
        descriptors =
            keepsStoredTypes
            ? footer.fileSchema.columns.map { $0.asStored(keepsInt96: options.keepsInt96) }
            : footer.fileSchema.columns
        columns = try Self.columns(
            footer.fileSchema,
            ColumnNodeBuilder(columns: descriptors, keepsStoredTypes: keepsStoredTypes),
            projection)
        slotLevels = columns.reduce(into: [:]) { $1.addSlotLevels(to: &$0) }
        leaves = slotLevels.keys.sorted()
        sizingLeaves = leaves
        schema = Schema(columns.map(\.field))
        for leaf in leaves { try descriptors[leaf].checkIsReadable() }
    }

    private init(_ whole: ParquetDecoder, columns: [Int]) {
        footer = whole.footer
        options = whole.options
        descriptors = whole.descriptors
        self.columns = columns.map { whole.columns[$0] }
        slotLevels = self.columns.reduce(into: [:]) { $1.addSlotLevels(to: &$0) }
        leaves = slotLevels.keys.sorted()
        sizingLeaves = whole.sizingLeaves
        schema = Schema(self.columns.map(\.field))
    }

    /// Reads some columns of `schema`, in batches of the same rows.
    public func selecting(columns: [Int]) -> ParquetDecoder {
        ParquetDecoder(self, columns: columns)
    }

    /// Reads column `column` of `schema` alone, in batches of the same rows, so that columns may
    /// be decoded at once and put side by side.
    public func selecting(column: Int) -> ParquetDecoder {
        ParquetDecoder(self, columns: [column])
    }

    /// The columns of `schema`, those of most bytes in row group `index` first.
    public func columnsBySize(ofRowGroup index: Int) throws(ParquetError) -> [Int] {
        var bytes: [Int] = []
        for column in columns {
            var sum = 0
            for leaf in column.leaves {
                sum += try footer.chunk(leaf, ofRowGroup: index).range.count
            }
            bytes.append(sum)
        }
        return bytes.indices.sorted { (bytes[$1], $0) < (bytes[$0], $1) }
    }

    private static func columns(
        _ schema: ParquetSchema, _ builder: ColumnNodeBuilder, _ projection: Projection
    ) throws(ParquetError) -> [ColumnNode] {
        let paths: [[String]]
        switch projection {
        case .all: return schema.fields.compactMap { builder.column($0, .everything) }
        case .columns(let names): paths = names.map { [$0] }
        case .paths(let wanted): paths = wanted
        }
        var names: [String] = []
        var below: [[ArraySlice<String>]] = []
        for path in paths {
            guard let name = path.first else { continue }
            if let known = names.firstIndex(of: name) {
                below[known].append(path.dropFirst())
            } else {
                names.append(name)
                below.append([path.dropFirst()])
            }
        }
        var columns: [ColumnNode] = []
        for (name, below) in zip(names, below) {
            guard let node = schema.fields.first(where: { $0.name == name }),
                let column = builder.column(node, ProjectionTree(paths: below))
            else {
                throw ParquetError(
                    .unknownColumn, "the file has no such column with values", column: name)
            }
            columns.append(column)
        }
        return columns
    }

    /// The bytes of the file that row group `index` needs, in the order in which `rowGroup` wants
    /// them.
    public func ranges(ofRowGroup index: Int) throws(ParquetError) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        ranges.reserveCapacity(leaves.count)
        for leaf in leaves {
            ranges.append(try footer.chunk(leaf, ofRowGroup: index).range)
        }
        return ranges
    }

    /// The rows of row group `index`.
    ///
    /// - Parameter chunks: the bytes of `ranges(ofRowGroup:)`, one for each.
    public func rowGroup(
        _ index: Int, chunks: [Bytes]
    ) throws(ParquetError) -> RowGroupDecoder {
        let rows = RowSelection(all: footer.rowCount(ofRowGroup: index))
        return try rowGroup(planWithoutIndex(rowGroup: index, rows: rows), bytes: chunks)
    }

    /// The rows of a plan.
    ///
    /// - Parameter bytes: the bytes of `RowGroupPlan.ranges`, one for each.
    public func rowGroup(
        _ plan: RowGroupPlan, bytes: [Bytes]
    ) throws(ParquetError) -> RowGroupDecoder {
        precondition(bytes.count == plan.ranges.count, "the bytes of each range")
        let index = plan.rowGroup
        // One for each row group, so that row groups decoded at once do not wait for each other.
        let decompressor = Decompressor()
        var readers: [Int: LeafReader] = [:]
        readers.reserveCapacity(leaves.count)
        for (leaf, part) in zip(leaves, plan.leaves) {
            let place = try footer.chunk(leaf, ofRowGroup: index)
            var pieces: [ChunkPiece] = []
            pieces.reserveCapacity(part.pieces.count)
            for position in part.pieces {
                let range = plan.ranges[position]
                guard bytes[position].count == range.count else {
                    throw ParquetError(
                        .corrupt,
                        "\(bytes[position].count) bytes were read, \(range.count) asked for",
                        column: footer.fileSchema.columns[leaf].name, rowGroup: index)
                }
                pieces.append(ChunkPiece(bytes: bytes[position], fileOffset: range.lowerBound))
            }
            readers[leaf] = reader(leaf, place.metaData, pieces, part, decompressor)
        }
        return RowGroupDecoder(
            decoder: self, plan: plan, readers: readers,
            batchRows: try batchRows(ofRowGroup: index))
    }

    private func reader(
        _ leaf: Int, _ metaData: ColumnMetaData, _ pieces: [ChunkPiece], _ part: RowGroupPlan.Leaf,
        _ decompressor: Decompressor
    ) -> LeafReader {
        let column = descriptors[leaf]
        let pages = PageReader(
            pieces: pieces, isPartial: part.pages != nil, valueCount: Int(metaData.valueCount),
            codec: metaData.codec.codec ?? .uncompressed, column: column,
            decompressor: decompressor, options: options)
        return LeafReader(
            column: column, pages: pages, part: part, slotLevel: slotLevels[leaf] ?? 0,
            keepsLevels: column.path.count > 1, options: options)
    }

    /// Rows of a batch: fewer where lists make rows long, so that a batch stays in proportion.
    private func batchRows(ofRowGroup index: Int) throws(ParquetError) -> Int {
        let rows = footer.rowCount(ofRowGroup: index)
        guard rows > 0 else { return 1 }
        var values = 0
        for leaf in sizingLeaves where descriptors[leaf].maxRepetitionLevel > 0 {
            let place = try footer.chunk(leaf, ofRowGroup: index)
            values = max(values, Int(place.metaData.valueCount))
        }
        return max(1, options.batchRowsMax / max(1, values / rows / 4))
    }
}

extension ColumnNode {
    /// Adds the levels from which on the leaves below have a place for a value.
    func addSlotLevels(to levels: inout [Int: Int]) {
        switch kind {
        case .leaf(let leaf, _): levels[leaf] = ancestorDefinitionLevel
        case .structure(let fields): for field in fields { field.addSlotLevels(to: &levels) }
        case .list(let element, _): element.addSlotLevels(to: &levels)
        }
    }
}
