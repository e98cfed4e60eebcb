// The entrance of the library: a pipeline from a file, bound to places, run as a stream.

import BinaryIO
public import HostEnvironment
import ObjectStorage
package import QueryEngine

/// A pipeline, read from its SQL.
public struct Pipeline: Sendable {
    /// The SQL, whole.
    public let sql: String
    /// The folder that tables without a place lie in, and that holds `lake.yml`.
    public let folder: String
    package let definition: PipelineDefinition

    private static let configurationName = "lake.yml"

    /// Reads the pipeline in a file.
    ///
    /// - Throws: `bindingInvalid` where there is no such file; `pipelineInvalid` with the place in
    ///   it.
    public init(file path: String, environment: HostEnvironment = .system()) async throws {
        let (folder, name) = Self.split(path)
        guard let text = try await Self.text(name, in: folder, environment) else {
            throw StreamingError(
                .bindingInvalid, "there is no such pipeline; give the path of a file with SQL",
                path: path)
        }
        do {
            try self.init(sql: text, folder: folder)
        } catch {
            var error = error
            error.path = path
            throw error
        }
    }

    /// Takes a pipeline as text.
    ///
    /// - Throws: `pipelineInvalid` with the place in it.
    public init(sql: String, folder: String = ".") throws(StreamingError) {
        self.sql = sql
        self.folder = folder
        do {
            definition = try PipelineDefinition(parsing: sql)
        } catch {
            throw StreamingError(.pipelineInvalid, "\(error)", cause: nil)
        }
    }

    /// The binding in a configuration file; an empty one where `path` is nil and there is no
    /// `lake.yml` beside the pipeline.
    ///
    /// - Throws: `configurationInvalid` with the line.
    public func configuration(
        at path: String? = nil, environment: HostEnvironment = .system()
    ) async throws -> PipelineBinding {
        let (folder, name) = path.map(Self.split) ?? (self.folder, Self.configurationName)
        guard let text = try await Self.text(name, in: folder, environment) else {
            guard let path else { return PipelineBinding() }
            throw StreamingError(
                .configurationInvalid, "there is no such configuration file", path: path)
        }
        do {
            return try PipelineBinding(configuration: text, folder: folder)
        } catch {
            var error = error
            error.path = path ?? "\(folder)/\(name)"
            throw error
        }
    }

    /// The pipeline as a stream, ready to run.
    ///
    /// - Throws: `bindingInvalid` where a source has no place.
    public func stream(
        binding: PipelineBinding, trigger: Trigger = .asSoonAsPossible,
        options: StreamOptions = StreamOptions(), environment: HostEnvironment = .system()
    ) async throws -> StreamingQuery {
        try stream(
            binding: binding, trigger: trigger, options: options, environment: environment,
            openStore: LocalFolders.opener(environment))
    }

    /// The pipeline as a stream whose folders are opened by `openStore`.
    package func stream(
        binding: PipelineBinding, trigger: Trigger, options: StreamOptions,
        environment: HostEnvironment, openStore: @escaping StoreOpener
    ) throws(StreamingError) -> StreamingQuery {
        for name in definition.sourceNames where binding.source(named: name)?.live == nil {
            let isTable = definition.table(name) != nil
            throw StreamingError(
                isTable ? .pipelineUnsupported : .bindingInvalid,
                isTable
                    ? "'\(name)' is a table of the pipeline; streams from tables are not read yet"
                    : "the source '\(name)' has no place: give --source \(name)=PATH, or bind it "
                        + "in \(Self.configurationName)")
        }
        return StreamingQuery(
            pipeline: self, binding: binding, trigger: trigger, options: options,
            environment: environment, openStore: openStore)
    }

    /// Where a table of the pipeline lies.
    package func location(of table: String, in binding: PipelineBinding) -> String {
        binding.table(named: table) ?? SourceLocation.resolve(table, relativeTo: folder)
    }

    // MARK: Files

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = String(path[..<slash])
        return (folder.isEmpty ? "/" : folder, String(path[path.index(after: slash)...]))
    }

    private static func text(
        _ name: String, in folder: String, _ environment: HostEnvironment
    ) async throws -> String? {
        let store = LocalObjectStore(
            root: folder, environment: environment, createsRoot: false)
        guard let content = try await store.getIfPresent(try ObjectPath(name)) else { return nil }
        guard let text = content.bytes.utf8String() else {
            throw StreamingError(
                .configurationInvalid, "the file is not UTF-8 text", path: "\(folder)/\(name)")
        }
        return text
    }
}
