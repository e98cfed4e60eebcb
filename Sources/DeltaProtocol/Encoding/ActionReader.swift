// The only reader of actions in JSON. Unknown fields and unknown actions are ignored, as the
// protocol asks; a known action of the wrong form, a key given twice and two actions that
// reconcile with each other in one commit are errors (spec/delta-protocol.md DP-ACT).

package import BinaryIO
package import JSONCodec

/// Reads the lines of commits.
package struct ActionReader: Sendable {
    private var parser: JSONParser

    package init() {
        parser = JSONParser(refusesDuplicateKeys: true)
    }

    /// The lines of a commit, parsed.
    ///
    /// - Throws: `corruptAction` where there is no line at all: a commit is never empty.
    package mutating func tokens(_ commit: Bytes) throws(DeltaProtocolError) -> JSONTokens {
        let tokens: JSONTokens
        do {
            tokens = try parser.lines(commit)
        } catch {
            throw Self.corrupt(error)
        }
        guard tokens.lines.count > 0 else {
            throw DeltaProtocolError(
                .corruptAction, "the commit is empty: it holds \(commit.count) bytes and no action")
        }
        return tokens
    }

    /// All actions of a commit that are known, in order.
    ///
    /// - Throws: `corruptAction`, `reconcilingActions`.
    package mutating func actions(
        _ commit: Bytes, version: TableVersion? = nil
    ) throws(DeltaProtocolError) -> [Action] {
        let tokens = try tokens(commit)
        var actions: [Action] = []
        actions.reserveCapacity(tokens.lines.count)
        for index in 0..<tokens.lines.count {
            let line = tokens.lines[index]
            do throws(JSONError) {
                if let action = try Self.action(of: line, in: tokens) { actions.append(action) }
            } catch {
                throw Self.corrupt(error).at(version: version)
            }
        }
        do {
            try CommitRules.check(actions)
        } catch {
            throw error.at(version: version)
        }
        return actions
    }

    private static func action(
        of line: JSONLine, in tokens: borrowing JSONTokens
    ) throws(JSONError) -> Action? {
        guard let (kind, index) = try find(in: tokens.element(of: line)) else { return nil }
        return try action(kind, at: index, in: tokens)
    }

    /// Which action a line holds, and the token of its value; nil for an unknown one.
    ///
    /// - Throws: where the line is not an object or holds two actions.
    package static func find(
        in line: borrowing JSONElement
    ) throws(JSONError) -> (kind: ActionKind, index: Int)? {
        var found: (kind: ActionKind, index: Int)?
        var fields = try line.fields()
        while let field = fields.next() {
            guard !field.value.isNull, let kind = kind(of: field.name) else { continue }
            guard found == nil else {
                throw line.error(.wrongType, "a line holds two actions")
            }
            found = (kind, field.value.index)
        }
        return found
    }

    private static func kind(of name: borrowing JSONText) -> ActionKind? {
        switch name {
        case "add": .add
        case "remove": .remove
        case "commitInfo": .commitInfo
        case "metaData": .metadata
        case "protocol": .protocol
        case "txn": .transaction
        case "domainMetadata": .domainMetadata
        case "cdc": .cdc
        case "sidecar": .sidecar
        case "checkpointMetadata": .checkpointMetadata
        default: nil
        }
    }

    /// The action of `kind` whose value is the token `index`.
    package static func action(
        _ kind: ActionKind, at index: Int, in tokens: borrowing JSONTokens
    ) throws(JSONError) -> Action {
        let element = tokens.element(at: index)
        switch kind {
        case .add:
            return .add(try FileActionFields(element, isAdd: true).addFile(in: tokens))
        case .remove:
            return .remove(try FileActionFields(element, isAdd: false).removeFile(in: tokens))
        case .commitInfo:
            guard let object = element.value().object else {
                throw element.error(.wrongType, "expected an object, found \(element.kind.noun)")
            }
            return .commitInfo(CommitInfo(fields: object))
        case .metadata: return .metadata(try TableMetadata(element))
        case .protocol: return .protocol(try TableProtocol(element))
        case .transaction: return .transaction(try SetTransaction(element))
        case .domainMetadata: return .domainMetadata(try DomainMetadata(element))
        case .cdc: return .cdc(try AddCDCFile(element))
        case .sidecar: return .sidecar(try Sidecar(element))
        case .checkpointMetadata: return .checkpointMetadata(try CheckpointMetadata(element))
        }
    }

    /// A syntax or type error of a line as an error of the protocol, with its line.
    package static func corrupt(_ error: JSONError) -> DeltaProtocolError {
        let reason =
            error.detail.isEmpty ? error.code.reason : "\(error.code.reason): \(error.detail)"
        return DeltaProtocolError(.corruptAction, "corrupt action: \(reason)")
            .at(line: error.line)
    }
}
