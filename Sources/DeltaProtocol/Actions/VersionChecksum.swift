// What a writer says a version holds (PROTOCOL.md, *Version Checksum File Schema*), so that
// somebody else can see whether the log was changed since.

package import BinaryIO
import JSONCodec

/// A version checksum, the content of `n.crc`. Histograms are not read.
package struct VersionChecksum: Hashable, Sendable {
    /// Bytes of all files.
    package var tableSizeBytes: Int64
    package var numFiles: Int64
    package var numMetadata: Int64
    package var numProtocol: Int64
    package var metadata: TableMetadata
    package var tableProtocol: TableProtocol
    /// Milliseconds since the epoch; nil where the writer does not say.
    package var inCommitTimestamp: Int64?
    /// Nil where the writer does not say.
    package var transactions: [SetTransaction]?
    /// Without removed ones; nil where the writer does not say.
    package var domains: [DomainMetadata]?
    /// Nil where the writer does not say.
    package var allFiles: [AddFile]?
    package var numDeletedRecords: Int64?
    package var numDeletionVectors: Int64?

    /// - Throws: `corruptAction` where a required field is missing or of another type.
    package init(parsing bytes: Bytes) throws(DeltaProtocolError) {
        var parser = JSONParser(refusesDuplicateKeys: true)
        do throws(JSONError) {
            let tokens = try parser.document(bytes)
            var fields = Fields()
            var members = try tokens.root.fields()
            while let member = members.next() {
                guard !member.value.isNull else { continue }
                try fields.read(member.name, member.value, in: tokens)
            }
            self = try fields.checksum(tokens.root)
        } catch {
            throw ActionReader.corrupt(error)
        }
    }

    private init(
        tableSizeBytes: Int64, numFiles: Int64, numMetadata: Int64, numProtocol: Int64,
        metadata: TableMetadata, tableProtocol: TableProtocol
    ) {
        self.tableSizeBytes = tableSizeBytes
        self.numFiles = numFiles
        self.numMetadata = numMetadata
        self.numProtocol = numProtocol
        self.metadata = metadata
        self.tableProtocol = tableProtocol
    }

    /// What was read so far.
    private struct Fields {
        var counts: [String: Int64] = [:]
        var metadata: TableMetadata?
        var tableProtocol: TableProtocol?
        var transactions: [SetTransaction]?
        var domains: [DomainMetadata]?
        var allFiles: [AddFile]?

        mutating func read(
            _ name: borrowing JSONText, _ value: borrowing JSONElement,
            in tokens: borrowing JSONTokens
        ) throws(JSONError) {
            switch name {
            case "metadata": metadata = try TableMetadata(value)
            case "protocol": tableProtocol = try TableProtocol(value)
            case "setTransactions":
                var all: [SetTransaction] = []
                var elements = try value.elements()
                while let element = elements.next() { all.append(try SetTransaction(element)) }
                transactions = all
            case "domainMetadata":
                var all: [DomainMetadata] = []
                var elements = try value.elements()
                while let element = elements.next() { all.append(try DomainMetadata(element)) }
                domains = all
            case "allFiles":
                var all: [AddFile] = []
                var elements = try value.elements()
                while let element = elements.next() {
                    all.append(try FileActionFields(element, isAdd: true).addFile(in: tokens))
                }
                allFiles = all
            case "tableSizeBytes", "numFiles", "numMetadata", "numProtocol",
                "inCommitTimestampOpt", "numDeletedRecordsOpt", "numDeletionVectorsOpt":
                counts[name.string()] = try value.int64()
            default: break
            }
        }

        func checksum(_ root: borrowing JSONElement) throws(JSONError) -> VersionChecksum {
            guard let size = counts["tableSizeBytes"], let files = counts["numFiles"],
                let metadataCount = counts["numMetadata"],
                let protocolCount = counts["numProtocol"], let metadata, let tableProtocol
            else {
                throw root.error(.wrongType, "a required field of a version checksum is missing")
            }
            var checksum = VersionChecksum(
                tableSizeBytes: size, numFiles: files, numMetadata: metadataCount,
                numProtocol: protocolCount, metadata: metadata, tableProtocol: tableProtocol)
            checksum.inCommitTimestamp = counts["inCommitTimestampOpt"]
            checksum.transactions = transactions
            checksum.domains = domains
            checksum.allFiles = allFiles
            checksum.numDeletedRecords = counts["numDeletedRecordsOpt"]
            checksum.numDeletionVectors = counts["numDeletionVectorsOpt"]
            return checksum
        }
    }
}
