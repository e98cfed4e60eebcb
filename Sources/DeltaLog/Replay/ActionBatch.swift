// Commits, or a part of a checkpoint, parsed into columns but not reconciled. Made by several tasks
// at once; `SnapshotState` takes them newest first.

import BinaryIO
import DeltaProtocol
import JSONCodec

/// Actions in the order in which they take precedence: the newest commit first.
struct ActionBatch: Sendable {
    /// What one commit, or one part of a checkpoint, holds besides files.
    struct Section: Sendable {
        let version: TableVersion
        /// Whether the actions come from a checkpoint, whose parts are reconciled already.
        let isCheckpoint: Bool
        /// Which records of `rows` belong to it.
        var rows: Range<Int>
        var tableProtocol: TableProtocol?
        var metadata: TableMetadata?
        var transactions: [SetTransaction] = []
        var domains: [DomainMetadata] = []
        /// Files with more of a V2 checkpoint.
        var sidecars: [Sidecar] = []
        /// What a V2 checkpoint says its version is.
        var checkpointMetadata: CheckpointMetadata?
        /// The time that the commit carries, in milliseconds since the epoch; only of the first
        /// section, which is the newest.
        var inCommitTimestamp: Int64?

        init(version: TableVersion, isCheckpoint: Bool = false) {
            self.version = version
            self.isCheckpoint = isCheckpoint
            rows = 0..<0
        }
    }

    var rows = FileRows()
    var sections: [Section] = []
    private var reader = ActionReader()

    /// Parses a commit that is older than those before it.
    ///
    /// - Throws: `corruptLog`, with the file.
    mutating func append(_ commit: Bytes, version: TableVersion) throws(DeltaLogError) {
        try append(commit, to: Section(version: version), path: LogPath.commit(version).path)
    }

    /// Parses a V2 checkpoint in JSON.
    ///
    /// - Throws: `corruptLog`, with the file.
    mutating func append(
        checkpoint: Bytes, version: TableVersion, path: String
    ) throws(DeltaLogError) {
        try append(checkpoint, to: Section(version: version, isCheckpoint: true), path: path)
    }

    private mutating func append(
        _ bytes: Bytes, to empty: Section, path: String
    ) throws(DeltaLogError) {
        var section = empty
        let start = rows.count
        do {
            let tokens = try reader.tokens(bytes)
            for index in 0..<tokens.lines.count {
                try append(line: tokens.lines[index], of: tokens, to: &section)
            }
        } catch {
            throw DeltaLogError(error, path: path, version: section.version)
        }
        section.rows = start..<rows.count
        sections.append(section)
    }

    /// Takes over a commit whose actions are at hand.
    mutating func append(_ actions: [Action], version: TableVersion) throws(DeltaLogError) {
        var section = Section(version: version)
        let start = rows.count
        do {
            for action in actions {
                switch action {
                case .add(let file): try rows.append(file)
                case .remove(let file): try rows.append(file)
                case .commitInfo(let info): section.inCommitTimestamp = info.inCommitTimestamp
                default: try Self.note(action, in: &section)
                }
            }
        } catch {
            throw DeltaLogError(error, path: LogPath.commit(version).path, version: version)
        }
        section.rows = start..<rows.count
        sections.append(section)
    }

    /// Makes the batch readable; call it when nothing more is appended.
    mutating func seal() { rows.seal() }

    private mutating func append(
        line: JSONLine, of tokens: borrowing JSONTokens, to section: inout Section
    ) throws(DeltaProtocolError) {
        var failure: DeltaProtocolError?
        do throws(JSONError) {
            guard let (kind, index) = try ActionReader.find(in: tokens.element(of: line)) else {
                return
            }
            switch kind {
            case .add, .remove:
                let fields = try FileActionFields(
                    tokens.element(at: index), isAdd: kind == .add)
                do throws(DeltaProtocolError) {
                    try rows.append(fields, in: tokens)
                } catch {
                    failure = error
                    throw JSONError(code: .wrongType, offset: 0, line: 0)
                }
            case .cdc: return
            case .commitInfo:
                guard sections.isEmpty else { return }
                var fields = try tokens.element(at: index).fields()
                while let field = fields.next() {
                    guard field.name == "inCommitTimestamp", !field.value.isNull else { continue }
                    section.inCommitTimestamp = try field.value.int64()
                }
            case .protocol, .metadata, .transaction, .domainMetadata, .sidecar,
                .checkpointMetadata:
                let action = try ActionReader.action(kind, at: index, in: tokens)
                do throws(DeltaProtocolError) {
                    try Self.note(action, in: &section)
                } catch {
                    failure = error
                    throw JSONError(code: .wrongType, offset: 0, line: 0)
                }
            }
        } catch {
            let number = Int(line.number) + 1
            throw failure?.at(line: number) ?? ActionReader.corrupt(error)
        }
    }

    private static func note(
        _ action: Action, in section: inout Section
    ) throws(DeltaProtocolError) {
        switch action {
        case .protocol(let value):
            guard section.tableProtocol == nil else { throw twice("protocol") }
            section.tableProtocol = value
        case .metadata(let value):
            guard section.metadata == nil else { throw twice("metaData") }
            section.metadata = value
        case .transaction(let value):
            guard !section.transactions.contains(where: { $0.appID == value.appID }) else {
                throw twice("txn of one application")
            }
            section.transactions.append(value)
        case .domainMetadata(let value):
            guard !section.domains.contains(where: { $0.domain == value.domain }) else {
                throw twice("domainMetadata of one domain")
            }
            section.domains.append(value)
        case .sidecar(let value): section.sidecars.append(value)
        case .checkpointMetadata(let value): section.checkpointMetadata = value
        case .add, .remove, .commitInfo, .cdc: break
        }
    }

    private static func twice(_ name: String) -> DeltaProtocolError {
        DeltaProtocolError(.reconcilingActions, "the commit holds two \(name)")
    }
}
