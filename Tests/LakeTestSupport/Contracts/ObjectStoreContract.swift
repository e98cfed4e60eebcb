// spec/object-store-contract.md as code. Every store runs every clause; a store of a third party
// can run them too.

import BinaryIO
public import HostEnvironment
public import ObjectStorage

/// The contract of `ObjectStore`, to be run on an empty store.
public struct ObjectStoreContract: Sendable {
    /// One thing that every store gives.
    public struct Clause: Sendable, CustomStringConvertible {
        /// As in `spec/object-store-contract.md`.
        public let id: String
        public let statement: String
        let check: @Sendable (ObjectStoreContract) async throws -> Void

        public var description: String { "\(id) \(statement)" }

        init(
            _ id: String, _ statement: String,
            _ check: @escaping @Sendable (ObjectStoreContract) async throws -> Void
        ) {
            self.id = id
            self.statement = statement
            self.check = check
        }
    }

    let store: any ObjectStore
    let environment: HostEnvironment

    /// The contract for `store`, with `environment` for what the checks themselves need.
    public init(store: any ObjectStore, environment: HostEnvironment) {
        self.store = store
        self.environment = environment
    }

    /// Checks one clause.
    ///
    /// - Throws: `ContractViolation`, or what the store threw where it may not.
    public func check(_ clause: Clause) async throws {
        try await clause.check(self)
    }

    /// Every clause.
    public static let clauses: [Clause] = writingClauses + readingClauses + uploadClauses

    // MARK: What clauses are made of

    func path(_ key: String) throws -> ObjectPath { try ObjectPath(key) }

    func put(_ key: String, _ text: String, _ mode: PutMode = .overwrite) async throws -> ETag {
        try await store.put(path(key), Bytes(utf8: text), mode: mode).etag
    }

    func text(_ key: String) async throws -> String? {
        try await store.getIfPresent(path(key))?.bytes.utf8String()
    }

    /// The code with which `work` fails.
    func code(
        _ work: () async throws -> some Any, line: Int = #line
    ) async throws -> ObjectStorageError.Code {
        do {
            _ = try await work()
        } catch let error as ObjectStorageError {
            return error.code
        }
        throw ContractViolation("a call succeeded that must not (clause at line \(line))")
    }

    func expect(
        _ code: ObjectStorageError.Code, line: Int = #line, from work: () async throws -> some Any
    ) async throws {
        let found = try await self.code(work, line: line)
        try ContractViolation.unlessEqual(found, code, "error code", line: line)
    }

    func keys(prefix: String) async throws -> [String] {
        try await store.listAll(prefix: prefix).map(\.path.key)
    }
}
