// How the files of a source are read: one format, one schema, some options.

package import Columnar
package import TextFormats

/// The reading of files as rows.
package struct FileDecoding: Sendable {
    package let format: SourceFormat
    package let schema: Schema
    /// Whether the user named the format, so that names of files do not matter.
    package var isFormatGiven: Bool
    /// Whether a damaged file becomes a bad record instead of an error.
    package var ignoresCorruptFiles = false
    /// Whether a file that is gone or changed becomes a bad record instead of an error.
    package var ignoresMissingFiles = false
    /// Whether the user can ask for that: a command that loads named files has no such option.
    package var canIgnoreCorruptFiles = true
    /// How CSV is read, where that is the format.
    package var csv: CSVOptions
    let decoders: DecoderPool

    package init(
        format: SourceFormat, schema: Schema, isFormatGiven: Bool = false,
        unknownFields: NDJSONOptions.UnknownFields = .ignore
    ) {
        self.format = format
        self.schema = schema
        self.isFormatGiven = isFormatGiven
        csv = CSVOptions(limits: LineChunks.limits)
        decoders = DecoderPool(
            schema: schema,
            options: NDJSONOptions(unknownFields: unknownFields, limits: LineChunks.limits))
    }

    /// Whether the file belongs to the source.
    func accepts(_ path: String) -> Bool {
        isFormatGiven || FileKind(path: path).format == format
    }

    /// The failure of a file that is not left out, with what can be done.
    func withRemedy(_ error: StreamingError) -> StreamingError {
        guard error.code == .sourceCorrupt else { return error }
        var error = error
        error.message += "; replace it"
        if canIgnoreCorruptFiles {
            error.message += ", or set ignoreCorruptFiles=true to note it as a bad record and go on"
        }
        return error
    }

    /// Whether the file that failed like this is to be left out.
    func goesOn(after error: StreamingError) -> Bool {
        switch error.code {
        case .sourceCorrupt: ignoresCorruptFiles
        case .sourceMissing, .sourceChanged: ignoresMissingFiles
        default: false
        }
    }
}
