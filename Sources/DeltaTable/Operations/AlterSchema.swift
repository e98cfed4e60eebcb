// New columns and constraints.

public import Columnar
import DeltaLog
import DeltaProtocol
public import Expressions
import HostEnvironment
import JSONCodec

extension Table {
    /// Appends nullable columns to the table; they are null in the rows that it has.
    ///
    /// - Throws: `invalidRequest` for a name that the table has, and for a column that is required
    ///   or has a default; `outcomeUnknown`, `storage`.
    @discardableResult
    public func addColumns(_ fields: [Field]) async throws -> CommitResult {
        let unique = environment.uuid
        return try await alter { snapshot in
            var metadata = snapshot.log.metadata
            var added = fields
            for field in fields { try Self.checkNew(field, snapshot) }
            if snapshot.log.columnMapping.mode != .none {
                let key = TableProperty.columnMappingMaxColumnID.rawValue
                var maxID = metadata.configuration[key].flatMap { Int32($0) } ?? 0
                added =
                    ColumnMapping.assigning(Schema(fields), maxID: &maxID, unique: unique)
                    .fields
                metadata.configuration[key] = String(maxID)
            }
            metadata.schemaString = SchemaCodec.encode(Schema(snapshot.schema.fields + added))
            let columns = added.map { field in
                JSONValue.object(JSONObject([("column", Self.description(of: field))]))
            }
            return AlterOperation.Change(
                metadata: metadata,
                operation: CommitOperation(
                    "ADD COLUMNS",
                    parameters: [("columns", .string(JSONValue.array(columns).text))]))
        }
    }

    private static func checkNew(_ field: Field, _ snapshot: TableSnapshot) throws {
        let folded = field.name.lowercased()
        if snapshot.schema.fields.contains(where: { $0.name.lowercased() == folded }) {
            throw TableError(
                .invalidRequest, "the table has a column '\(field.name)' already"
            ).at(column: field.name)
        }
        guard field.nullable else {
            throw TableError(
                .invalidRequest,
                "the column '\(field.name)' cannot be NOT NULL: rows that the table has would "
                    + "have a null in it"
            ).at(column: field.name)
        }
        for key in ColumnRule.all where field.metadata[key] != nil {
            throw TableError(
                .invalidRequest,
                "a column that is added cannot have a default, an invariant or a generation"
            ).at(column: field.name)
        }
    }

    /// A column as Spark writes it in `operationParameters`.
    private static func description(of field: Field) -> JSONValue {
        let text = SchemaCodec.encode(Schema([field]))
        let schema = (try? JSONValue(parsing: text))?.object
        return schema?["fields"]?.array?.first ?? .null
    }

    /// Adds a condition that must be true on every row, those that the table has included.
    ///
    /// - Throws: `invalidRequest` where the table has a constraint of that name;
    ///   `constraintViolated` where a row violates it; `invalidExpression`, `outcomeUnknown`,
    ///   `storage`.
    /// - Complexity: O(rows).
    @discardableResult
    public func addConstraint(
        _ name: String, _ condition: Expression
    ) async throws -> CommitResult {
        let key = TableMetadata.key(ofConstraint: name)
        let text = "\(condition)"
        let altered: @Sendable (TableSnapshot) -> TableMetadata = { snapshot in
            var metadata = snapshot.log.metadata
            metadata.configuration[key] = text
            return metadata
        }
        let check = RowCheck(constraint: name, metadata: altered)
        return try await alter(check: check) { snapshot in
            guard snapshot.properties[key] == nil else {
                throw TableError(
                    .invalidRequest,
                    "the table has a constraint '\(name)' already; drop it first")
            }
            _ = try Binder(snapshot.schema).bindPredicate(condition)
            return AlterOperation.Change(
                metadata: altered(snapshot),
                operation: CommitOperation(
                    "ADD CONSTRAINT",
                    parameters: [("name", .string(name)), ("expr", .string(text))]),
                features: [.checkConstraints])
        }
    }

    /// Takes a constraint away.
    ///
    /// - Parameter ifExists: whether a constraint that is not there is no error.
    /// - Throws: `invalidRequest` where there is none of that name; `outcomeUnknown`, `storage`.
    @discardableResult
    public func dropConstraint(
        _ name: String, ifExists: Bool = false
    ) async throws -> CommitResult {
        let key = TableMetadata.key(ofConstraint: name)
        return try await alter { snapshot in
            guard let text = snapshot.properties[key] else {
                if ifExists { return nil }
                let names = snapshot.log.metadata.checkConstraints.map(\.name)
                throw TableError(
                    .invalidRequest,
                    "the table has no constraint '\(name)'; its constraints are "
                        + (names.isEmpty ? "none" : names.joined(separator: ", ")))
            }
            var metadata = snapshot.log.metadata
            metadata.configuration[key] = nil
            return AlterOperation.Change(
                metadata: metadata,
                operation: CommitOperation(
                    "DROP CONSTRAINT",
                    parameters: [
                        ("name", .string(name)), ("expr", .string(text)),
                        ("existed", .string("true")),
                    ]))
        }
    }
}

extension TableSnapshot {
    /// The SQL of everything that the table asks of its rows.
    var ruleTexts: [String] {
        log.metadata.checkConstraints.map(\.expression)
            + schema.fields.compactMap { ColumnRule.text(ColumnRule.generationExpression, of: $0) }
    }
}
