import DeltaProtocol
import HostEnvironment
import ObjectStorage

extension StagedFiles {
    /// The same files under new names and with a new age, so that no vacuum takes them for old.
    func rewritten(
        in store: any ObjectStore, environment: HostEnvironment
    ) async throws -> StagedFiles {
        var copy = self
        copy.adds = []
        for add in adds {
            let key = try DataPath(parsing: add.path).relativePath(root: nil)
            let path = try ObjectPath(key)
            let content = try await store.get(path)
            let name = "part-00000-\(environment.uuid())-c000" + Self.suffix(of: path.name)
            let target = try path.parent?.appending(name) ?? ObjectPath(name)
            _ = try await store.put(target, content.bytes, mode: .create)
            var moved = add
            moved.path = PercentEncoding.encode(path: target.key)
            moved.modificationTime = environment.now.milliseconds
            copy.adds.append(moved)
        }
        await TableWriter.discard(self, in: store)
        return copy
    }

    /// `.zstd.parquet` of `part-…-c000.zstd.parquet`.
    private static func suffix(of name: String) -> String {
        guard let dot = name.firstIndex(of: ".") else { return ".parquet" }
        return String(name[dot...])
    }
}
