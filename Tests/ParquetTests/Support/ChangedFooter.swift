// Files whose footer says something else than their writer wrote.

import BinaryIO

@testable import Parquet

extension Bytes {
    /// The same file with another footer.
    func withFooter(_ change: (inout FileMetaData) -> Void) throws -> Bytes {
        let footer = try ParquetFooter.read(self)
        var metaData = footer.metaData
        change(&metaData)
        var thrift = CompactProtocolWriter(capacity: 1024)
        metaData.write(to: &thrift)
        let bytes = thrift.finish()
        var writer = ByteWriter()
        writer.append(self[0..<footer.dataBytes])
        writer.append(bytes)
        writer.append(UInt32(bytes.count))
        writer.append(Bytes(utf8: "PAR1"))
        return writer.finish()
    }
}
