// `lake.yml`: the binding of a pipeline as a file. Every key is checked; what is not known is an
// error with its line, since a misspelt key would otherwise silently do nothing.

extension PipelineBinding {
    /// Reads a configuration file.
    ///
    /// - Parameters:
    ///   - text: the file.
    ///   - folder: the folder that it lies in, which its relative paths are relative to.
    /// - Throws: `configurationInvalid` with the line.
    public init(configuration text: String, folder: String) throws(StreamingError) {
        self.init(tables: [:])
        let root = try YAMLParser.parse(text)
        for entry in try Self.entries(root, of: "the file") {
            switch entry.key {
            case "tables":
                for table in try Self.entries(entry.value, of: "'tables'") {
                    tables[table.key] = SourceLocation.resolve(
                        try Self.text(table.value, of: table.key), relativeTo: folder)
                }
            case "sources":
                for source in try Self.entries(entry.value, of: "'sources'") {
                    sources[source.key] = try Self.source(source, folder: folder)
                }
            case "bad_records":
                badRecords = SourceLocation.resolve(
                    try Self.text(entry.value, of: entry.key), relativeTo: folder)
            default:
                throw Self.unknown(entry, known: "tables, sources, bad_records")
            }
        }
    }

    private static func source(
        _ entry: YAMLNode.Entry, folder: String
    ) throws(StreamingError) -> SourceBinding {
        var binding = SourceBinding()
        for side in try entries(entry.value, of: "the source '\(entry.key)'") {
            switch side.key {
            case "live": binding.live = try location(side, folder: folder)
            case "archive":
                let location = try location(side, folder: folder)
                guard case .folder = location.place else {
                    throw failure("an archive is a folder; give it a 'path'", side.line)
                }
                binding.archive = location
            default: throw unknown(side, known: "live, archive")
            }
        }
        return binding
    }

    private static func location(
        _ entry: YAMLNode.Entry, folder: String
    ) throws(StreamingError) -> SourceLocation {
        var place: SourceLocation.Place?
        var spool: String?
        var location = SourceLocation(.folder(""))
        for setting in try entries(entry.value, of: "'\(entry.key)'") {
            switch setting.key {
            case "path", "tail", "stdin":
                guard place == nil else {
                    throw failure("give only one of path, tail and stdin", setting.line)
                }
                place = try self.place(setting, folder: folder)
            case "spool":
                spool = SourceLocation.resolve(
                    try text(setting.value, of: setting.key), relativeTo: folder)
            case "format":
                do {
                    location.format = try SourceFormat(
                        parsing: try text(setting.value, of: "format"))
                } catch {
                    throw failure(error.message, setting.line)
                }
            case "schema": location.schema = try text(setting.value, of: "schema")
            case "options":
                for option in try entries(setting.value, of: "'options'") {
                    location.options[option.key] = try text(option.value, of: option.key)
                }
            default:
                throw unknown(
                    setting, known: "path, tail, stdin, spool, format, schema, options")
            }
        }
        guard let place else {
            throw failure("'\(entry.key)' needs a path, tail or stdin", entry.line)
        }
        location.place = place
        if let spool {
            guard case .standardInput = place else {
                throw failure("'spool' belongs to stdin only", entry.line)
            }
            location.place = .standardInput(spool: spool)
        }
        return location
    }

    private static func place(
        _ setting: YAMLNode.Entry, folder: String
    ) throws(StreamingError) -> SourceLocation.Place {
        let text = try text(setting.value, of: setting.key)
        switch setting.key {
        case "path": return .folder(SourceLocation.resolve(text, relativeTo: folder))
        case "tail": return .tail(SourceLocation.resolve(text, relativeTo: folder))
        default:
            guard text == "true" else {
                throw failure("the only value of 'stdin' is true", setting.line)
            }
            return .standardInput(spool: nil)
        }
    }

    // MARK: Nodes

    private static func entries(
        _ node: YAMLNode, of what: String
    ) throws(StreamingError) -> [YAMLNode.Entry] {
        switch node.value {
        case .mapping(let entries): return entries
        case .empty: return []
        default: throw failure("\(what) must be a mapping, not \(node.noun)", node.line)
        }
    }

    private static func text(
        _ node: YAMLNode, of key: String
    ) throws(StreamingError) -> String {
        guard case .scalar(let text) = node.value, !text.isEmpty else {
            throw failure("'\(key)' must be a single value, not \(node.noun)", node.line)
        }
        return text
    }

    private static func unknown(_ entry: YAMLNode.Entry, known: String) -> StreamingError {
        failure("unknown key '\(entry.key)'; known here: \(known)", entry.line)
    }

    private static func failure(_ message: String, _ line: Int) -> StreamingError {
        YAMLParser.failure(message, line)
    }
}
