// File actions one after the other, as they were read: the columns of a batch under construction.

import BinaryIO
import DeltaProtocol
import JSONCodec

/// File actions with their key hashes, texts, partitions and extras; not indexed.
struct FileRows: Sendable {
    private(set) var records: [FileRecord] = []
    /// The hash of each record's key: its decoded path and its deletion vector.
    private(set) var hashes: [UInt64] = []
    private(set) var text = TextBlocks()
    private(set) var partitions: [PartitionValues] = []
    private(set) var extras: [FileExtra] = []
    private var partitionNumbers: [PartitionValues: UInt32] = [:]
    private var lastPartition: UInt32 = FileRecord.noPartition

    /// Seeds the hashes; every set of one table has the same, so that hashes can be compared.
    static let hashSeed: UInt64 = 0x5851_F42D_4C95_7F2D

    var count: Int { records.count }

    /// Makes texts readable; call it when nothing more is appended.
    mutating func seal() { text.seal() }

    // MARK: Appending

    /// Appends a file action of parsed JSON.
    ///
    /// - Throws: where its path has no legal form, or an object inside is not what it must be.
    mutating func append(
        _ fields: FileActionFields, in tokens: borrowing JSONTokens
    ) throws(DeltaProtocolError) {
        var failure: DeltaProtocolError?
        do throws(JSONError) {
            let path = try tokens.element(at: fields.path).text()
            let vector = try fields.vector(in: tokens)
            let hash: UInt64
            do throws(DeltaProtocolError) {
                hash = try Self.hash(path: path.bytes, vector: vector)
            } catch {
                failure = error
                throw JSONError(code: .wrongType, offset: 0, line: 0)
            }
            let extra = FileExtra(
                deletionVector: vector, tags: try fields.tags(in: tokens),
                baseRowID: fields.baseRowID,
                defaultRowCommitVersion: fields.defaultRowCommitVersion,
                clusteringProvider: fields.clusteringProvider < 0
                    ? nil : try tokens.element(at: fields.clusteringProvider).string(),
                extendedFileMetadata: fields.extendedFileMetadata)
            var stats = TextRange.none
            if fields.isAdd, fields.stats >= 0 {
                stats = text.append(try tokens.element(at: fields.stats).text().bytes)
            }
            let record = FileRecord(
                path: text.append(path.bytes), stats: stats, size: fields.size ?? -1,
                time: fields.time ?? FileRecord.noTime,
                partition: try number(partitionOf: fields, in: tokens), extra: add(extra),
                isAdd: fields.isAdd, dataChange: fields.dataChange)
            append(record, hash: hash)
        } catch {
            throw failure ?? ActionReader.corrupt(error)
        }
    }

    /// - Throws: where the path has no legal form.
    mutating func append(_ file: AddFile) throws(DeltaProtocolError) {
        let hash = try Self.hash(path: file.path, vector: file.deletionVector)
        let extra = FileExtra(
            deletionVector: file.deletionVector, tags: file.tags, baseRowID: file.baseRowID,
            defaultRowCommitVersion: file.defaultRowCommitVersion,
            clusteringProvider: file.clusteringProvider)
        let record = FileRecord(
            path: text.append(file.path), stats: file.stats.map { text.append($0) } ?? .none,
            size: file.size, time: file.modificationTime,
            partition: number(of: file.partitionValues), extra: add(extra), isAdd: true,
            dataChange: file.dataChange)
        append(record, hash: hash)
    }

    /// - Throws: where the path has no legal form.
    mutating func append(_ file: RemoveFile) throws(DeltaProtocolError) {
        let hash = try Self.hash(path: file.path, vector: file.deletionVector)
        let extra = FileExtra(
            deletionVector: file.deletionVector, tags: file.tags, baseRowID: file.baseRowID,
            defaultRowCommitVersion: file.defaultRowCommitVersion,
            extendedFileMetadata: file.extendedFileMetadata)
        let record = FileRecord(
            path: text.append(file.path), stats: .none, size: file.size ?? -1,
            time: file.deletionTimestamp ?? FileRecord.noTime,
            partition: file.partitionValues.map { number(of: $0) } ?? FileRecord.noPartition,
            extra: add(extra), isAdd: false, dataChange: file.dataChange)
        append(record, hash: hash)
    }

    mutating func append(_ record: FileRecord, hash: UInt64) {
        records.append(record)
        hashes.append(hash)
    }

    mutating func reserve(_ count: Int) {
        records.reserveCapacity(count)
        hashes.reserveCapacity(count)
    }

    /// The number of `extra`, or -1 where it says nothing.
    mutating func add(_ extra: FileExtra) -> Int32 {
        guard !extra.isEmpty else { return -1 }
        extras.append(extra)
        return Int32(extras.count - 1)
    }

    /// The number of a partition; the same for the same values.
    mutating func number(of values: PartitionValues) -> UInt32 {
        if lastPartition != FileRecord.noPartition, partitions[Int(lastPartition)] == values {
            return lastPartition
        }
        if let number = partitionNumbers[values] {
            lastPartition = number
            return number
        }
        let number = UInt32(partitions.count)
        partitions.append(values)
        partitionNumbers[values] = number
        lastPartition = number
        return number
    }

    /// Lets texts of `blocks` be referred to: the number to add to their block numbers.
    mutating func adopt(_ blocks: [Bytes]) -> UInt32 {
        text.seal()
        let base = UInt32(text.sealed.count)
        for block in blocks { _ = text.adopt(block) }
        return base
    }

    mutating func append(copying bytes: RawSpan) -> TextRange { text.append(bytes) }

    private mutating func number(
        partitionOf fields: FileActionFields, in tokens: borrowing JSONTokens
    ) throws(JSONError) -> UInt32 {
        guard let values = try fields.partition(in: tokens) else {
            return fields.isAdd ? number(of: .unpartitioned) : FileRecord.noPartition
        }
        return number(of: values)
    }

    // MARK: Keys

    /// - Throws: where the path has no legal form.
    static func hash(
        path: RawSpan, vector: DeletionVectorDescriptor?
    ) throws(DeltaProtocolError) -> UInt64 {
        guard FileKeyHash.isPlain(path) else {
            return try hash(path: JSONText(path).string(), vector: vector)
        }
        return combine(FileKeyHash.hash(path, seed: hashSeed), vector)
    }

    private static func hash(
        path: String, vector: DeletionVectorDescriptor?
    ) throws(DeltaProtocolError) -> UInt64 {
        let key = try DataPath(parsing: path).key
        return combine(FileKeyHash.hash(key, seed: hashSeed), vector)
    }

    private static func combine(_ hash: UInt64, _ vector: DeletionVectorDescriptor?) -> UInt64 {
        vector.map { FileKeyHash.hash($0.uniqueID, seed: hash) } ?? hash
    }

    func deletionVector(_ record: FileRecord) -> DeletionVectorDescriptor? {
        record.extra < 0 ? nil : extras[Int(record.extra)].deletionVector
    }

    /// Whether two records whose hashes agree are one logical file.
    func isSameFile(_ record: FileRecord, _ other: FileRecord, of rows: FileRows) -> Bool {
        guard deletionVector(record)?.uniqueID == rows.deletionVector(other)?.uniqueID else {
            return false
        }
        let path = text.bytes(record.path)
        let otherPath = rows.text.bytes(other.path)
        if path == otherPath { return true }
        guard let first = path.utf8String(), let second = otherPath.utf8String(),
            let key = try? DataPath(parsing: first).key,
            let otherKey = try? DataPath(parsing: second).key
        else { return false }
        return key == otherKey
    }
}
