import ArgumentParser
import HostEnvironment
import ObjectStorage

/// A file of the local file system, as an object of a store.
struct LocalFile: Sendable {
    let store: LocalObjectStore
    let path: ObjectPath

    /// - Throws: `ValidationError` for a path that names no file.
    init(_ text: String, environment: HostEnvironment) throws {
        let slash = text.lastIndex(of: "/")
        let folder = slash.map { String(text[..<$0]) } ?? "."
        let name = slash.map { String(text[text.index(after: $0)...]) } ?? text
        guard !name.isEmpty else { throw ValidationError("'\(text)' names a folder, not a file") }
        store = LocalObjectStore(root: folder.isEmpty ? "/" : folder, environment: environment)
        path = try ObjectPath(name)
    }
}
