// Where the rows of a source lie, and how they are to be read. A pipeline only has names.

/// A place with rows, and what they look like.
public struct SourceLocation: Sendable, Hashable {
    /// The kinds of places.
    public enum Place: Sendable, Hashable {
        /// A folder; its files are read once each.
        case folder(String)
        /// A file that another program appends to.
        case tail(String)
        /// What the process gets on its standard input; kept in `spool` until it is committed,
        /// where that is a folder.
        case standardInput(spool: String?)
    }

    public var place: Place
    /// Nil for what the file names say; NDJSON where there are none.
    public var format: SourceFormat?
    /// The columns as DDL, such as `id BIGINT NOT NULL, name STRING`; nil to find them out.
    public var schema: String?
    /// Further settings by name; unknown ones are refused where the source is made.
    public var options: [String: String]

    public init(
        _ place: Place, format: SourceFormat? = nil, schema: String? = nil,
        options: [String: String] = [:]
    ) {
        self.place = place
        self.format = format
        self.schema = schema
        self.options = options
    }

    /// Reads `PATH`, `tail:PATH` or `-`, and after a `?` settings such as
    /// `format=csv&schema=id INT, name STRING`.
    ///
    /// - Parameter folder: what a relative path is relative to; the working folder where nil.
    /// - Throws: `bindingInvalid`.
    public init(parsing text: String, relativeTo folder: String? = nil) throws(StreamingError) {
        let parts = text.split(
            separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = String(parts.first ?? "")
        if path == "-" {
            self.init(.standardInput(spool: nil))
        } else if path.hasPrefix("tail:") {
            self.init(.tail(Self.resolve(String(path.dropFirst(5)), relativeTo: folder)))
        } else {
            self.init(.folder(Self.resolve(path, relativeTo: folder)))
        }
        guard !path.isEmpty, path != "tail:" else {
            throw StreamingError(.bindingInvalid, "'\(text)' has no path")
        }
        guard parts.count == 2 else { return }
        for setting in parts[1].split(separator: "&") {
            guard let equals = setting.firstIndex(of: "=") else {
                throw StreamingError(
                    .bindingInvalid, "'\(setting)' in '\(text)' is not NAME=VALUE")
            }
            try set(
                String(setting[..<equals]), String(setting[setting.index(after: equals)...]),
                relativeTo: folder)
        }
    }

    /// Sets one setting by its name.
    mutating func set(
        _ name: String, _ value: String, relativeTo folder: String?
    ) throws(StreamingError) {
        switch name {
        case "format": format = try SourceFormat(parsing: value)
        case "schema": schema = value
        case "spool":
            guard case .standardInput = place else {
                throw StreamingError(.bindingInvalid, "'spool' belongs to standard input only")
            }
            place = .standardInput(spool: Self.resolve(value, relativeTo: folder))
        default: options[name] = value
        }
    }

    /// `path` below `folder`, where it is relative.
    package static func resolve(_ path: String, relativeTo folder: String?) -> String {
        guard let folder, !folder.isEmpty, !path.hasPrefix("/") else { return path }
        return folder.hasSuffix("/") ? folder + path : folder + "/" + path
    }
}
