// Where in the engine a call of a store comes from, told from the call alone: the rows of the
// table of faults and call sites.

import ObjectStorage

/// A kind of call.
struct Site: Hashable, Sendable, Comparable {
    let operation: ObjectStorageError.Operation
    let name: String

    var title: String { "\(name) \(operation.rawValue)" }

    static func < (left: Site, right: Site) -> Bool { left.title < right.title }

    /// - Parameter key: of the object; the prefix for a listing.
    init?(_ operation: ObjectStorageError.Operation, _ key: String, by role: Role) {
        guard let name = Self.name(operation, key, role) else { return nil }
        self.init(operation, name)
    }

    private init(_ operation: ObjectStorageError.Operation, _ name: String) {
        self.operation = operation
        self.name = name
    }

    private static func name(
        _ operation: ObjectStorageError.Operation, _ key: String, _ role: Role
    ) -> String? {
        let parts = key.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let folder = parts.first else { return nil }
        let rest = parts.count > 1 ? parts[1] : ""
        switch String(folder) {
        case Place.table: return tableName(operation, rest, role)
        case Place.checkpoint:
            if operation == .list { return "stream logs" }
            if rest.hasPrefix("offsets/") { return "stream offsets" }
            if rest.hasPrefix("commits/") { return "stream commits" }
            if rest.hasPrefix("sources/") { return "stream source log" }
            return "stream identity"
        case Place.incoming: return "source file"
        case Place.archive: return "archive file"
        default: return nil
        }
    }

    private static func tableName(
        _ operation: ObjectStorageError.Operation, _ rest: Substring, _ role: Role
    ) -> String? {
        if rest.hasPrefix("_delta_log/") {
            if operation == .list { return "log" }
            if rest.hasSuffix("_last_checkpoint") { return "_last_checkpoint" }
            if rest.contains(".checkpoint.") || rest.contains("/_sidecars/") { return "checkpoint" }
            guard rest.hasSuffix(".json") else { return nil }
            return operation == .put ? "\(role.rawValue)'s commit" : "commit"
        }
        if rest.hasPrefix("_lake/streams") { return "offset record" }
        if rest.hasPrefix("_lake/backfill") { return "plan" }
        if operation == .list { return "table" }
        if rest.hasSuffix(".bin") {
            return operation == .get ? "deletion vector" : "\(role.rawValue)'s deletion vector"
        }
        guard rest.hasSuffix(".parquet") else { return nil }
        if operation == .get { return "data file" }
        return "\(role.rawValue)'s data file"
    }

    /// The sites that a run of many seeds must have failed at, in every way that fits.
    static let required: [Site] = [
        Site(.put, "writer's deletion vector"), Site(.get, "deletion vector"),
        Site(.put, "writer's data file"), Site(.put, "stream's data file"),
        Site(.put, "backfill's data file"), Site(.put, "writer's commit"),
        Site(.put, "stream's commit"), Site(.put, "backfill's commit"),
        Site(.put, "vacuum's commit"), Site(.put, "checkpoint"), Site(.put, "_last_checkpoint"),
        Site(.put, "stream offsets"), Site(.put, "stream commits"),
        Site(.put, "stream source log"), Site(.put, "stream identity"),
        Site(.put, "offset record"), Site(.put, "plan"), Site(.upload, "checkpoint"),
        Site(.get, "commit"), Site(.get, "checkpoint"), Site(.get, "_last_checkpoint"),
        Site(.get, "data file"), Site(.get, "plan"), Site(.get, "stream identity"),
        Site(.get, "stream offsets"), Site(.get, "source file"), Site(.get, "archive file"),
        Site(.head, "commit"), Site(.list, "log"), Site(.list, "table"),
        Site(.list, "stream logs"), Site(.list, "source file"), Site(.list, "archive file"),
        Site(.delete, "vacuum's data file"), Site(.delete, "writer's data file"),
        Site(.delete, "commit"), Site(.delete, "checkpoint"),
    ]

    /// The faults that can meet a call from here.
    var faults: [Fault] {
        var faults = Scenario.faults.filter { $0.applies(to: operation) }
        if operation == .get, name == "commit" || name == "data file" || name == "checkpoint" {
            faults += Scenario.readersOnly
        }
        if operation == .list, name != "log" && name != "table" {
            faults.removeAll { $0 == .staleListing || $0 == .ghostEntry }
        }
        return faults
    }
}
