// The newest action of each logical file in some stretch of the log: adds, and tombstones. Built
// newest first, then never changed, so that snapshots share it.

import BinaryIO
import DeltaProtocol

/// Reconciled file actions, one a logical file.
final class FileSet: Sendable {
    let rows: FileRows
    let index: FileIndex

    fileprivate init(rows: FileRows, index: FileIndex) {
        self.rows = rows
        self.index = index
    }

    /// Rows that are reconciled already, of which nobody asks where a file is.
    init(unindexed rows: FileRows) {
        self.rows = rows
        index = FileIndex(capacity: 0)
    }

    var count: Int { rows.count }

    /// The number of the record that is the same logical file as `record` of `other`.
    func find(_ record: Int, of other: FileRows) -> Int? {
        index.find(other.hashes[record], in: rows.hashes) { candidate in
            rows.isSameFile(rows.records[candidate], other.records[record], of: other)
        }
    }
}

/// Builds a `FileSet` from rows that come newest first.
struct FileSetBuilder {
    private var rows = FileRows()
    private var index: FileIndex
    /// The commit of each kept record, to tell a newer action from a contradiction.
    private var origins: [Int64] = []

    init(capacity: Int = 0) {
        index = FileIndex(capacity: capacity)
        rows.reserve(capacity)
    }

    var count: Int { rows.count }

    /// Takes those records of `batch` in `range` that nothing newer replaces.
    ///
    /// - Parameters:
    ///   - batch: sealed, and opened as `base`.
    ///   - origin: which commit they come from; two actions of one commit on one logical file are
    ///     a contradiction.
    ///   - skipping: records that are left out.
    /// - Throws: `reconcilingActions`.
    mutating func absorb(
        _ batch: FileRows, range: Range<Int>, origin: Int64, base: AbsorbedBatch,
        skipping: (Int) -> Bool = { _ in false }
    ) throws(DeltaProtocolError) {
        index.reserve(range.count, hashes: rows.hashes)
        for number in range where !skipping(number) {
            let hash = batch.hashes[number]
            let record = batch.records[number]
            let known = index.findOrAdd(hash, as: rows.count, in: rows.hashes) { candidate in
                rows.isSameFile(rows.records[candidate], record, of: batch)
            }
            if let known {
                guard origins[known] != origin || origin < 0 else {
                    throw DeltaProtocolError(
                        .reconcilingActions,
                        "the commit holds two actions on one file"
                    ).at(path: batch.text.string(record.path))
                }
                continue
            }
            rows.append(base.translate(record, of: batch, into: &rows), hash: hash)
            origins.append(origin)
        }
    }

    /// Prepares `batch` for `absorb`.
    ///
    /// - Parameter copiesText: whether texts are copied rather than shared, for small batches.
    mutating func open(_ batch: FileRows, copiesText: Bool = false) -> AbsorbedBatch {
        AbsorbedBatch(
            block: copiesText ? nil : rows.adopt(batch.text.sealed),
            partitions: batch.partitions.map { rows.number(of: $0) })
    }

    consuming func finish() -> FileSet {
        rows.seal()
        return FileSet(rows: rows, index: index)
    }
}

/// How the numbers of a batch translate into those of the set that takes it.
struct AbsorbedBatch {
    /// What to add to block numbers; nil where texts are copied.
    let block: UInt32?
    let partitions: [UInt32]

    func translate(
        _ record: FileRecord, of batch: FileRows, into rows: inout FileRows
    ) -> FileRecord {
        var record = record
        record.path = translate(record.path, of: batch, into: &rows)
        record.stats = translate(record.stats, of: batch, into: &rows)
        if record.partition != FileRecord.noPartition {
            record.partition = partitions[Int(record.partition)]
        }
        if record.extra >= 0 { record.extra = rows.add(batch.extras[Int(record.extra)]) }
        return record
    }

    private func translate(
        _ range: TextRange, of batch: FileRows, into rows: inout FileRows
    ) -> TextRange {
        guard !range.isNone else { return range }
        guard let block else { return rows.append(copying: batch.text.bytes(range).span) }
        return TextRange(
            block: range.block + block, offset: range.offset, length: range.length)
    }
}
