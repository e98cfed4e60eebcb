// What the names in a pipeline stand for. Streams use the live side of a source, backfills the
// archive; the pipeline is the same.

/// Where a source's rows come from, now and from the past.
public struct SourceBinding: Sendable, Hashable {
    public var live: SourceLocation?
    public var archive: SourceLocation?

    public init(live: SourceLocation? = nil, archive: SourceLocation? = nil) {
        self.live = live
        self.archive = archive
    }

    /// Files that appear in a folder.
    public static func folder(
        _ path: String, format: SourceFormat? = nil, schema: String? = nil
    ) -> SourceBinding {
        SourceBinding(live: SourceLocation(.folder(path), format: format, schema: schema))
    }

    /// A file that another program appends to.
    public static func tail(
        _ path: String, format: SourceFormat? = nil, schema: String? = nil
    ) -> SourceBinding {
        SourceBinding(live: SourceLocation(.tail(path), format: format, schema: schema))
    }

    /// What the process gets on its standard input.
    public static func standardInput(
        spool: String? = nil, format: SourceFormat? = nil, schema: String? = nil
    ) -> SourceBinding {
        SourceBinding(
            live: SourceLocation(.standardInput(spool: spool), format: format, schema: schema))
    }

    /// The same source with files of the past.
    public func archive(_ path: String, format: SourceFormat? = nil) -> SourceBinding {
        SourceBinding(live: live, archive: SourceLocation(.folder(path), format: format))
    }
}

/// The places of a pipeline's sources and tables.
///
/// `["sales": .folder("incoming")]` binds a source; a table without a place lies in a folder of its
/// name beside the pipeline.
public struct PipelineBinding: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    /// Folders of tables by their names.
    public var tables: [String: String]
    public var sources: [String: SourceBinding]
    /// The folder of the table of bad records; beside the table, with `_bad_records` behind its
    /// name, where nil.
    public var badRecords: String?

    public init(
        tables: [String: String] = [:], sources: [String: SourceBinding] = [:],
        badRecords: String? = nil
    ) {
        self.tables = tables
        self.sources = sources
        self.badRecords = badRecords
    }

    /// Binds nothing.
    public init() {
        self.init(tables: [:])
    }

    public init(dictionaryLiteral elements: (String, SourceBinding)...) {
        self.init(sources: Dictionary(elements) { _, last in last })
    }

    /// What a source is bound to; names are compared without case, as SQL does.
    package func source(named name: String) -> SourceBinding? {
        sources[name] ?? sources.first { $0.key.lowercased() == name.lowercased() }?.value
    }

    /// Where a table is bound to lie.
    package func table(named name: String) -> String? {
        tables[name] ?? tables.first { $0.key.lowercased() == name.lowercased() }?.value
    }

    /// Gives standard input a spool folder, in every source that has it and has none.
    public mutating func spoolStandardInput(in folder: String) {
        for (name, source) in sources {
            guard source.live?.place == .standardInput(spool: nil) else { continue }
            sources[name]?.live?.place = .standardInput(spool: folder)
        }
    }

    /// This binding, with what `other` says in its place where both say something.
    public func overridden(by other: PipelineBinding) -> PipelineBinding {
        var result = self
        result.tables.merge(other.tables) { _, new in new }
        for (name, binding) in other.sources {
            let old = result.sources[name]
            result.sources[name] = SourceBinding(
                live: binding.live ?? old?.live, archive: binding.archive ?? old?.archive)
        }
        result.badRecords = other.badRecords ?? badRecords
        return result
    }
}
