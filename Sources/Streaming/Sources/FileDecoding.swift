// How the files of a source are read: one format, one schema, some options.

package import Columnar
import TextFormats

/// The reading of files as rows.
package struct FileDecoding: Sendable {
    package let format: SourceFormat
    package let schema: Schema
    /// Whether the user named the format, so that names of files do not matter.
    package let isFormatGiven: Bool
    let decoders: DecoderPool

    package init(format: SourceFormat, schema: Schema, isFormatGiven: Bool = false) {
        self.format = format
        self.schema = schema
        self.isFormatGiven = isFormatGiven
        decoders = DecoderPool(
            schema: schema, options: NDJSONOptions(limits: LineChunks.limits))
    }

    /// Whether the file belongs to the source.
    func accepts(_ path: String) -> Bool {
        isFormatGiven || FileKind(path: path).format == format
    }
}
