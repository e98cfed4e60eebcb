// A folder with one small object a number, written once each: the offset log, the commit log and
// the seen-files log. Creation is atomic, so two runs that write the same number are told apart.

import BinaryIO
package import ObjectStorage

/// A log of numbered objects under one folder of a store.
package struct NumberedLog: Sendable {
    private let store: any ObjectStore
    /// The folder, without a slash at its end.
    package let folder: String

    package init(store: any ObjectStore, folder: String) {
        self.store = store
        self.folder = folder
    }

    /// The path of an entry, relative to the store.
    package func path(_ number: Int64, suffix: String = "") throws(StreamingError) -> ObjectPath {
        do {
            return try ObjectPath("\(folder)/\(number)\(suffix)")
        } catch {
            throw StreamingError(.bindingInvalid, "no name for a log entry", cause: error)
        }
    }

    /// Writes an entry that must not be there yet.
    ///
    /// A put whose answer was lost is resolved by reading what lies there.
    /// - Returns: false where another entry lies there already.
    package func add(
        _ number: Int64, _ text: String, suffix: String = ""
    ) async throws -> Bool {
        let path = try path(number, suffix: suffix)
        let bytes = Bytes(utf8: text)
        do {
            _ = try await store.put(path, bytes, mode: .create)
            return true
        } catch {
            guard error.code == .alreadyExists || error.mayHaveHappened,
                error.code != .notDurable
            else { throw error }
            guard let found = try await store.getIfPresent(path) else { throw error }
            guard found.bytes == bytes else { return false }
            try await store.persist(path)
            return true
        }
    }

    /// The text of an entry, or nil where there is none.
    ///
    /// - Throws: `checkpointCorrupt` for bytes that are not UTF-8.
    package func text(_ number: Int64, suffix: String = "") async throws -> String? {
        let path = try path(number, suffix: suffix)
        guard let content = try await store.getIfPresent(path) else { return nil }
        guard let text = content.bytes.utf8String() else {
            throw StreamingError(.checkpointCorrupt, "not UTF-8 text", path: path.key)
        }
        return text
    }

    /// Makes sure that an entry that was found, and those before it, survive a power loss.
    package func persist(_ number: Int64, suffix: String = "") async throws {
        try await store.persist(try path(number, suffix: suffix))
    }

    /// The numbers of all entries with this suffix, rising.
    package func numbers(suffix: String = "") async throws -> [Int64] {
        let objects = try await store.listAll(prefix: folder + "/")
        return objects.compactMap { object in
            let name = object.path.key.dropFirst(folder.count + 1)
            guard name.hasSuffix(suffix) else { return nil }
            return Self.number(name.dropLast(suffix.count))
        }.sorted()
    }

    /// Removes all entries below `number`.
    package func purge(below number: Int64, suffix: String = "") async throws {
        try await remove(try await numbers(suffix: suffix).filter { $0 < number }, suffix: suffix)
    }

    /// Removes all entries above `number`.
    package func discard(above number: Int64) async throws {
        try await remove(try await numbers().filter { $0 > number }, suffix: "")
    }

    private func remove(_ numbers: [Int64], suffix: String) async throws {
        guard !numbers.isEmpty else { return }
        var paths: [ObjectPath] = []
        for number in numbers { paths.append(try path(number, suffix: suffix)) }
        try await store.delete(paths)
    }

    private static func number(_ name: Substring) -> Int64? {
        guard !name.isEmpty, name.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int64(name)
    }
}
