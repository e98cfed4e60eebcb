// A file as the seen-files log has it. Size and tag are those of the moment when the file was
// taken: a batch that runs again reads exactly that, or says that it cannot.

import HostEnvironment
import JSONCodec
package import ObjectStorage

/// A file that belongs to a batch.
package struct SourceFile: Sendable, Hashable {
    /// Relative to the folder.
    package var path: String
    /// Bytes.
    package var size: Int
    package var etag: ETag
    /// When it was last modified, in µs since 1970.
    package var modifiedMicroseconds: Int64

    package init(path: String, size: Int, etag: ETag, modifiedMicroseconds: Int64) {
        self.path = path
        self.size = size
        self.etag = etag
        self.modifiedMicroseconds = modifiedMicroseconds
    }

    package init(_ metadata: ObjectMetadata) {
        self.init(
            path: metadata.path.key, size: metadata.size, etag: metadata.etag,
            modifiedMicroseconds: metadata.lastModified.microseconds)
    }

    /// The order in which files are read: by modification time, then by path.
    static func isRead(_ left: SourceFile, before right: SourceFile) -> Bool {
        if left.modifiedMicroseconds != right.modifiedMicroseconds {
            return left.modifiedMicroseconds < right.modifiedMicroseconds
        }
        return left.path.utf8.lexicographicallyPrecedes(right.path.utf8)
    }
}

extension SourceFile {
    /// Writes the file with the entry it was seen in.
    func write(entry: Int64, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("path")
        writer.string(path)
        writer.key("timestamp")
        writer.integer(modifiedMicroseconds)
        writer.key("batchId")
        writer.integer(entry)
        writer.key("size")
        writer.integer(Int64(size))
        writer.key("etag")
        writer.string(etag.rawValue)
        writer.endObject()
    }

    /// The file and its entry, or nil where a field is missing.
    static func read(_ json: JSONValue) -> (file: SourceFile, entry: Int64)? {
        guard let path = json["path"]?.string, let timestamp = json["timestamp"]?.int64,
            let entry = json["batchId"]?.int64, let size = json["size"]?.int64,
            let etag = json["etag"]?.string, let bytes = Int(exactly: size), bytes >= 0
        else { return nil }
        let file = SourceFile(
            path: path, size: bytes, etag: ETag(rawValue: etag), modifiedMicroseconds: timestamp)
        return (file, entry)
    }
}
