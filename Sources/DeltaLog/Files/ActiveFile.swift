// One file of a snapshot as others see it: a position in shared memory; texts are made when asked.

package import BinaryIO
package import DeltaProtocol

/// A file that is in the table.
package struct ActiveFile: Sendable {
    let files: FileSet
    let number: Int

    private var record: FileRecord { files.rows.records[number] }

    private var extra: FileExtra? {
        record.extra < 0 ? nil : files.rows.extras[Int(record.extra)]
    }

    /// The path as the log writes it, percent-encoded.
    package var path: String { files.rows.text.string(record.path) }

    /// The path, decoded and told apart.
    ///
    /// - Throws: never for a file of a snapshot: its path was read before.
    package func dataPath() throws(DeltaProtocolError) -> DataPath { try DataPath(parsing: path) }

    package var partitionValues: PartitionValues {
        record.partition == FileRecord.noPartition
            ? .unpartitioned : files.rows.partitions[Int(record.partition)]
    }

    /// Two files with equal keys have equal partition values; unequal keys say nothing.
    package var partitionKey: PartitionKey {
        PartitionKey(files: ObjectIdentifier(files), number: record.partition)
    }

    /// Bytes.
    package var size: Int64 { record.size }

    /// Milliseconds since the epoch.
    package var modificationTime: Int64 {
        record.time == FileRecord.noTime ? 0 : record.time
    }

    /// The statistics as JSON text; nil where the file has none.
    package var stats: Bytes? {
        record.stats.isNone ? nil : files.rows.text.bytes(record.stats)
    }

    package var deletionVector: DeletionVectorDescriptor? { extra?.deletionVector }

    /// What tells this logical file apart.
    package var key: FileKey {
        let path = path
        return FileKey(
            path: (try? DataPath(parsing: path).key) ?? path, vector: deletionVector?.uniqueID)
    }

    /// The whole action, as it stands in the log.
    package var addFile: AddFile {
        let extra = extra
        return AddFile(
            path: path, partitionValues: partitionValues, size: size,
            modificationTime: modificationTime, dataChange: record.dataChange,
            stats: stats?.utf8String(), tags: extra?.tags, deletionVector: extra?.deletionVector,
            baseRowID: extra?.baseRowID, defaultRowCommitVersion: extra?.defaultRowCommitVersion,
            clusteringProvider: extra?.clusteringProvider)
    }
}

/// Names the partition of files of one snapshot, so that a predicate is decided once for many.
package struct PartitionKey: Hashable, Sendable {
    let files: ObjectIdentifier
    let number: UInt32
}

/// The mark that a removed file leaves until vacuum has done its work.
package struct Tombstone: Sendable {
    let files: FileSet
    let number: Int

    private var record: FileRecord { files.rows.records[number] }

    /// The path as the log writes it, percent-encoded.
    package var path: String { files.rows.text.string(record.path) }

    /// Milliseconds since the epoch; 0 where the log does not say, so long ago.
    package var deletionTimestamp: Int64 {
        record.time == FileRecord.noTime ? 0 : record.time
    }

    private var extra: FileExtra? {
        record.extra < 0 ? nil : files.rows.extras[Int(record.extra)]
    }

    package var deletionVector: DeletionVectorDescriptor? { extra?.deletionVector }

    /// The whole action, without statistics.
    package var removeFile: RemoveFile {
        let extra = extra
        return RemoveFile(
            path: path, deletionTimestamp: record.time == FileRecord.noTime ? nil : record.time,
            dataChange: record.dataChange, extendedFileMetadata: extra?.extendedFileMetadata,
            partitionValues: record.partition == FileRecord.noPartition
                ? nil : files.rows.partitions[Int(record.partition)],
            size: record.size < 0 ? nil : record.size, tags: extra?.tags,
            deletionVector: extra?.deletionVector, baseRowID: extra?.baseRowID,
            defaultRowCommitVersion: extra?.defaultRowCommitVersion)
    }
}
