// `_last_checkpoint` (PROTOCOL.md, *Last Checkpoint File Schema*): a hint and no more. Whatever is
// wrong with it, the log is listed from its start instead.

package import BinaryIO
package import DeltaProtocol
import JSONCodec

/// Where the newest checkpoint was when somebody last wrote one.
package struct LastCheckpointHint: Hashable, Sendable {
    package var version: TableVersion
    /// Actions in the checkpoint.
    package var size: Int64?
    /// Files of a multi-part checkpoint.
    package var parts: Int64?
    package var sizeInBytes: Int64?
    package var numOfAddFiles: Int64?

    package init(
        version: TableVersion, size: Int64?, parts: Int64? = nil, sizeInBytes: Int64? = nil,
        numOfAddFiles: Int64? = nil
    ) {
        self.version = version
        self.size = size
        self.parts = parts
        self.sizeInBytes = sizeInBytes
        self.numOfAddFiles = numOfAddFiles
    }

    /// Nil for anything that does not name a version.
    package init?(parsing bytes: Bytes) {
        guard let text = bytes.utf8String(), let value = try? JSONValue(parsing: text),
            let number = value["version"]?.int64, let version = TableVersion(number)
        else { return nil }
        self.init(
            version: version, size: value["size"]?.int64, parts: value["parts"]?.int64,
            sizeInBytes: value["sizeInBytes"]?.int64,
            numOfAddFiles: value["numOfAddFiles"]?.int64)
    }

    /// The file's text.
    package var bytes: Bytes {
        var json = JSONWriter()
        json.beginObject()
        func write(_ key: String, _ value: Int64?, _ json: inout JSONWriter) {
            guard let value else { return }
            json.key(key)
            json.integer(value)
        }
        write("version", version.number, &json)
        write("size", size, &json)
        write("parts", parts, &json)
        write("sizeInBytes", sizeInBytes, &json)
        write("numOfAddFiles", numOfAddFiles, &json)
        json.endObject()
        return json.take()
    }
}
