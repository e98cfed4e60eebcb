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
        do {
            for add in adds {
                copy.adds.append(try await Self.rewritten(add, in: store, environment))
            }
        } catch {
            await TableWriter.discard(copy, in: store)
            throw error
        }
        await TableWriter.discard(self, in: store)
        return copy
    }

    private static func rewritten(
        _ add: AddFile, in store: any ObjectStore, _ environment: HostEnvironment
    ) async throws -> AddFile {
        let path = try ObjectPath(try DataPath(parsing: add.path).relativePath(root: nil))
        guard let content = try await store.getIfPresent(path) else { throw vacuumed(add) }
        let name = "part-00000-\(environment.uuid())-c000" + suffix(of: path.name)
        let target = try path.parent?.appending(name) ?? ObjectPath(name)
        let begun = environment.now
        _ = try await store.put(target, content.bytes, mode: .overwrite)
        var moved = add
        moved.path = PercentEncoding.encode(path: target.key)
        moved.modificationTime = begun.milliseconds
        return moved
    }

    /// What is wrong where a staged file has been taken away since; nil where all are there, or
    /// nobody can say.
    func vacuumed(in store: any ObjectStore) async -> TableError? {
        for add in adds {
            guard let path = try? ObjectPath(DataPath(parsing: add.path).relativePath(root: nil))
            else { continue }
            do {
                _ = try await store.head(path)
            } catch {
                if error.code == .notFound { return Self.vacuumed(add) }
            }
        }
        return nil
    }

    private static func vacuumed(_ add: AddFile) -> TableError {
        TableError(
            .conflict,
            "a vacuum with a short retention has deleted rows that were being written; write them "
                + "again"
        ).at(path: add.path)
    }

    /// `.zstd.parquet` of `part-…-c000.zstd.parquet`.
    private static func suffix(of name: String) -> String {
        guard let dot = name.firstIndex(of: ".") else { return ".parquet" }
        return String(name[dot...])
    }
}
