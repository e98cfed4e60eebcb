// What has to be known about an archive before it is cut into units.

import Expressions
import ObjectStorage

extension ArchiveFlow {
    /// The location with an absolute path, and with the format and columns that were not given
    /// found in the files, so that every later run reads the archive alike.
    ///
    /// - Throws: `bindingInvalid` for no folder, `sourceCorrupt` where nothing is found.
    package static func pinned(
        _ location: SourceLocation, source: String, openStore: @escaping StoreOpener
    ) async throws -> SourceLocation {
        guard case .folder(let path) = location.place else {
            throw StreamingError(
                .bindingInvalid, "the archive of '\(source)' must be a folder of files")
        }
        var pinned = location
        let store = try openStore(path, false)
        // A later run may work in another folder of this host.
        if let local = store as? LocalObjectStore { pinned.place = .folder(local.root) }
        if pinned.format == nil || pinned.schema == nil {
            let csv = try SourceOptions(location.options, source: source).csv
            guard
                let sample = try await SchemaSample.schema(
                    of: store, format: location.format, csv: csv)
            else {
                throw StreamingError(
                    .sourceCorrupt, "the archive of '\(source)' has no files with rows",
                    path: path)
            }
            pinned.format = pinned.format ?? sample.format
            pinned.schema = pinned.schema ?? sample.schema.ddl
        }
        return pinned
    }

    /// The files of a pinned location that belong to it, in the order of their paths.
    package static func files(
        at location: SourceLocation, openStore: @escaping StoreOpener
    ) async throws -> [SourceFile] {
        guard let folder = location.folder, let format = location.format else { return [] }
        let store = try openStore(folder, false)
        return try await store.listAll(prefix: "").filter { object in
            guard !FileKind.isIgnored(object.path.key), object.size > 0 else { return false }
            let named = FileKind(path: object.path.key).format
            return named == nil ? true : named == format
        }.map { SourceFile($0) }
    }
}

extension SourceLocation {
    /// The folder, where it is one.
    public var folder: String? {
        if case .folder(let path) = place { path } else { nil }
    }
}
