// From a place in a binding to a source that can be started: stores are opened, options checked,
// and columns that nobody gave are inferred, which is told.

package import Columnar
import Expressions
package import HostEnvironment
package import ObjectStorage
import TextFormats

/// Makes the sources of a query.
package struct SourceFactory: Sendable {
    let environment: HostEnvironment
    let openStore: StoreOpener
    let input: InputSource.Input
    let onNotice: @Sendable (String) async -> Void

    package init(
        environment: HostEnvironment, openStore: @escaping StoreOpener,
        input: @escaping InputSource.Input,
        onNotice: @escaping @Sendable (String) async -> Void
    ) {
        self.environment = environment
        self.openStore = openStore
        self.input = input
        self.onNotice = onNotice
    }

    /// A source and what its binding says about its batches.
    package struct Made: Sendable {
        package let source: any StreamSource
        let options: SourceOptions
    }

    /// Makes the source that `location` describes.
    ///
    /// - Parameters:
    ///   - known: the columns that an earlier run of the query had.
    ///   - checkpoint: the store of the query's checkpoint.
    ///   - waits: whether to wait for data to infer columns from.
    /// - Returns: nil where there is nothing to infer columns from and it does not wait.
    package func make(
        _ name: String, at location: SourceLocation, index: Int, known: Schema?,
        checkpoint: any ObjectStore, waits: Bool
    ) async throws -> Made? {
        let options = try SourceOptions(location.options, source: name)
        let given = try schema(location.schema, of: name) ?? known
        switch location.place {
        case .folder(let path):
            return try await folder(
                path, name, location, options, given, index, checkpoint, waits: waits)
        case .tail(let path):
            try requireLines(location, name)
            let file = try FollowedFile(path: path, environment: environment)
            var schema = given
            if schema == nil { schema = try await tailSchema(file, name, waits: waits) }
            guard let schema else { return nil }
            return Made(
                source: TailSource(
                    file: file, schema: schema, failsOnDataLoss: options.failsOnDataLoss,
                    environment: environment, onNotice: onNotice), options: options)
        case .standardInput(let spool):
            try requireLines(location, name)
            return try await standardInput(spool, name, options, given)
        }
    }

    private func schema(_ ddl: String?, of name: String) throws(StreamingError) -> Schema? {
        guard let ddl else { return nil }
        do {
            return try Schema(parsingDDL: ddl)
        } catch {
            throw StreamingError(
                .bindingInvalid, "the schema of source '\(name)' cannot be read", cause: error)
        }
    }

    private func requireLines(
        _ location: SourceLocation, _ name: String
    ) throws(StreamingError) {
        guard location.format == nil || location.format == .ndjson else {
            throw StreamingError(
                .bindingInvalid,
                "source '\(name)': a followed file and standard input are read as NDJSON only; "
                    + "put files of other formats into a folder")
        }
    }

    private func announce(_ schema: Schema, _ name: String, from place: String) async {
        await onNotice(
            "source '\(name)': columns inferred from \(place): \(schema.ddl). Give it a schema to "
                + "choose them")
    }

    // MARK: Folders

    private func folder(
        _ path: String, _ name: String, _ location: SourceLocation, _ options: SourceOptions,
        _ given: Schema?, _ index: Int, _ checkpoint: any ObjectStore, waits: Bool
    ) async throws -> Made? {
        let store = try openStore(path, false)
        var format = location.format
        var schema = given
        if schema == nil {
            let sample = try await waiting(for: path, waits: waits) {
                try await SchemaSample.schema(
                    of: store, format: location.format, csv: options.csv)
            }
            guard let sample else { return nil }
            await announce(sample.schema, name, from: "\(path)/\(sample.file)")
            schema = sample.schema
            format = sample.format
        } else if format == nil {
            format = try await waiting(for: path, waits: waits) {
                try await SchemaSample.format(of: store)
            }
        }
        guard let schema, let format else { return nil }
        var files = FileDecoding(
            format: format, schema: schema, isFormatGiven: location.format != nil)
        files.csv = options.csv
        files.ignoresCorruptFiles = options.ignoresCorruptFiles
        files.ignoresMissingFiles = options.ignoresMissingFiles
        let source = FolderSource(
            store: store, place: path, files: files,
            log: SeenFilesLog(store: checkpoint, index: index), onNotice: onNotice)
        return Made(source: source, options: options)
    }

    /// What `look` finds in a folder, as soon as it finds something.
    private func waiting<Found>(
        for path: String, waits: Bool, _ look: () async throws -> Found?
    ) async throws -> Found? {
        var isFirst = true
        while true {
            let found = try await look()
            if found != nil || !waits { return found }
            if isFirst { await onNotice("waiting for the first file in \(path)") }
            isFirst = false
            try await environment.sleep(for: StreamingLimits.pollDelayMax)
        }
    }

    // MARK: Lines

    private func tailSchema(
        _ file: FollowedFile, _ name: String, waits: Bool
    ) async throws -> Schema? {
        while true {
            if let state = try await file.state(), state.size > 0 {
                let bytes = try await file.read(
                    state, range: 0..<min(state.size, StreamingLimits.sampleBytes))
                var chunks = LineChunks()
                for case .lines(let lines, _) in chunks.append(bytes) {
                    if let schema = try SchemaSample.schema(ofLines: lines) {
                        await announce(schema, name, from: "\(file.folder)/\(file.name)")
                        return schema
                    }
                }
            }
            if !waits { return nil }
            try await environment.sleep(for: StreamingLimits.pollDelayMax)
        }
    }

    private func standardInput(
        _ spool: String?, _ name: String, _ options: SourceOptions, _ given: Schema?
    ) async throws -> Made? {
        if spool == nil {
            await onNotice(
                "source '\(name)': standard input without a spool folder is in the table at most "
                    + "once: what was taken and not committed when the process dies is lost")
        }
        let store = try spool.map { try openStore($0, true) }
        let prefetched = PrefetchedInput(input)
        var schema = given
        if schema == nil {
            schema = try await prefetched.schema()
            if let schema { await announce(schema, name, from: "standard input") }
        }
        guard let schema else { return nil }
        let source = InputSource(
            input: { await prefetched.read() }, spool: store, schema: schema,
            environment: environment)
        return Made(source: source, options: options)
    }
}
