// What a file name says about a file: its format and what it is compressed with.

package import Compression

/// The formats of source files.
public enum SourceFormat: String, Sendable, Hashable, CaseIterable {
    /// One JSON object a line.
    case ndjson
    /// Comma-separated values with a header, RFC 4180.
    case csv
    case parquet

    /// Reads the name of a format, as options have it.
    ///
    /// - Throws: `bindingInvalid`.
    public init(parsing text: String) throws(StreamingError) {
        switch text.lowercased() {
        case "ndjson", "jsonl", "json": self = .ndjson
        case "csv": self = .csv
        case "parquet": self = .parquet
        default:
            throw StreamingError(
                .bindingInvalid, "'\(text)' is no format; use ndjson, csv or parquet")
        }
    }
}

/// Format and compression of a file by its name.
package struct FileKind: Sendable, Hashable {
    /// Nil where the name does not say.
    package var format: SourceFormat?
    package var compression: CompressionCodec

    package init(path: String) {
        var name = Substring(path.split(separator: "/").last ?? "").lowercased()[...]
        compression = .uncompressed
        for (suffix, codec) in [
            (".gz", CompressionCodec.gzip), (".gzip", .gzip), (".zst", .zstd), (".zstd", .zstd),
        ] where name.hasSuffix(suffix) {
            compression = codec
            name = name.dropLast(suffix.count)
            break
        }
        for (suffix, format) in [
            (".ndjson", SourceFormat.ndjson), (".jsonl", .ndjson), (".json", .ndjson),
            (".csv", .csv), (".parquet", .parquet),
        ] where name.hasSuffix(suffix) {
            self.format = format
            return
        }
        format = nil
    }

    /// Whether a folder source passes over the file: hidden, or still being written.
    package static func isIgnored(_ path: String) -> Bool {
        path.split(separator: "/").contains { $0.hasPrefix("_") || $0.hasPrefix(".") }
            || path.hasSuffix(".tmp")
    }
}
