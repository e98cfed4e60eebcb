// What a checkpoint of one snapshot holds, and the rows of it that are not about files.

import BinaryIO
import Columnar
import DeltaProtocol
import HostEnvironment

/// What a checkpoint of a snapshot holds.
struct CheckpointContent {
    let snapshot: Snapshot
    /// Tombstones of files removed before are left out; milliseconds since the epoch.
    let tombstonesSince: Int64
    /// Applications not heard of since are left out; nil keeps all.
    let transactionsSince: Int64?
    let form: CheckpointForm

    /// - Throws: where a table property cannot be read.
    init(_ snapshot: Snapshot, now: WallTime) throws(DeltaProtocolError) {
        self.snapshot = snapshot
        let properties = snapshot.properties
        let retention = try properties.deletedFileRetention()
        tombstonesSince = now.advanced(by: .zero - retention).milliseconds
        transactionsSince = try properties.setTransactionRetention().map {
            now.advanced(by: .zero - $0).milliseconds
        }
        form = try CheckpointForm(snapshot)
    }

    var transactions: [SetTransaction] {
        snapshot.transactions.values.filter { transaction in
            guard let transactionsSince, let updated = transaction.lastUpdated else { return true }
            return updated > transactionsSince
        }.sorted { $0.appID < $1.appID }
    }

    var domains: [DomainMetadata] {
        snapshot.domains.values.sorted { $0.domain < $1.domain }
    }

    /// Actions that are not about files.
    var headCount: Int { 2 + transactions.count + domains.count }

    /// The batch of the protocol, the metadata, the applications and the domains.
    func head() -> RecordBatch {
        let transactions = transactions
        let domains = domains
        let count = headCount
        func column(
            _ column: CheckpointSchema.Column, _ rows: [Scalar], at start: Int
        ) -> ColumnArray {
            var scalars = Array(repeating: Scalar.null, count: count)
            scalars.replaceSubrange(start..<(start + rows.count), with: rows)
            return ColumnArray(scalars: scalars, type: form.type(of: column))
        }
        let columns = CheckpointSchema.Column.allCases.map { kind in
            switch kind {
            case .tableProtocol: column(kind, [Self.scalar(snapshot.tableProtocol)], at: 0)
            case .metadata: column(kind, [Self.scalar(snapshot.metadata)], at: 1)
            case .transaction: column(kind, transactions.map(Self.scalar), at: 2)
            case .domainMetadata:
                column(kind, domains.map(Self.scalar), at: 2 + transactions.count)
            case .add, .remove:
                ColumnArray.absent(form.type(of: kind), count: count)
            }
        }
        return RecordBatch(schema: form.schema, columns: columns, count: count)
    }

    private static func scalar(_ value: TableProtocol) -> Scalar {
        .struct([
            .int32(value.minReaderVersion), .int32(value.minWriterVersion),
            strings(value.readerFeatures), strings(value.writerFeatures),
        ])
    }

    private static func scalar(_ value: TableMetadata) -> Scalar {
        .struct([
            .string(value.id), string(value.name), string(value.description),
            .struct([.string(value.provider), map(value.formatOptions)]),
            .string(value.schemaString), strings(value.partitionColumns),
            map(value.configuration), integer(value.createdTime),
        ])
    }

    private static func scalar(_ value: SetTransaction) -> Scalar {
        .struct([.string(value.appID), .int64(value.version), integer(value.lastUpdated)])
    }

    private static func scalar(_ value: DomainMetadata) -> Scalar {
        .struct([.string(value.domain), .string(value.configuration), .boolean(value.removed)])
    }

    private static func string(_ text: String?) -> Scalar { text.map { .string($0) } ?? .null }

    private static func integer(_ value: Int64?) -> Scalar { value.map { .int64($0) } ?? .null }

    private static func strings(_ values: [String]?) -> Scalar {
        values.map { .list($0.map { .string($0) }) } ?? .null
    }

    private static func map(_ values: [String: String]) -> Scalar {
        let sorted = values.sorted { $0.key < $1.key }
        return .map(sorted.map { .string($0.key) }, sorted.map { .string($0.value) })
    }
}
