// The names of files in `_delta_log` (PROTOCOL.md, *Delta Log Entries*, *Checkpoint Naming Scheme*,
// *Log Compaction Files*, *Version Checksum File*). Whatever has another name is ignored.

import Columnar

/// A file of the log, told by its name.
package enum LogPath: Hashable, Sendable {
    /// `n.json`.
    case commit(TableVersion)
    /// `n.checkpoint.parquet`.
    case checkpoint(TableVersion)
    /// `n.checkpoint.o.p.parquet`: part `part` of `parts`, counted from 1.
    case checkpointPart(TableVersion, part: Int, parts: Int)
    /// `n.checkpoint.u.json` or `.parquet`, with a unique id.
    case uniqueCheckpoint(TableVersion, id: String, fileExtension: String)
    /// `x.y.compacted.json`.
    case compacted(TableVersion, TableVersion)
    /// `n.crc`.
    case checksum(TableVersion)
    /// `_last_checkpoint`.
    case lastCheckpoint

    /// The folder of the log below the root of the table.
    package static let folder = "_delta_log"

    /// The folder of the sidecars of checkpoints, within the folder of the log.
    package static let sidecarFolder = "_sidecars"

    /// The name within the folder.
    package var fileName: String {
        switch self {
        case .commit(let version): "\(Self.digits(version)).json"
        case .checkpoint(let version): "\(Self.digits(version)).checkpoint.parquet"
        case .checkpointPart(let version, let part, let parts):
            "\(Self.digits(version)).checkpoint.\(part.zeroPadded(10))"
                + ".\(parts.zeroPadded(10)).parquet"
        case .uniqueCheckpoint(let version, let id, let fileExtension):
            "\(Self.digits(version)).checkpoint.\(id).\(fileExtension)"
        case .compacted(let first, let last):
            "\(Self.digits(first)).\(Self.digits(last)).compacted.json"
        case .checksum(let version): "\(Self.digits(version)).crc"
        case .lastCheckpoint: "_last_checkpoint"
        }
    }

    /// The path below the root of the table.
    package var path: String { Self.folder + "/" + fileName }

    /// The version that the file belongs to; for a compaction its last.
    package var version: TableVersion? {
        switch self {
        case .commit(let version), .checkpoint(let version), .checksum(let version): version
        case .checkpointPart(let version, _, _), .uniqueCheckpoint(let version, _, _): version
        case .compacted(_, let last): last
        case .lastCheckpoint: nil
        }
    }

    /// The text that sorts before every log file of `version` and behind those of older ones: where
    /// a listing may start.
    package static func listingStart(_ version: TableVersion) -> String {
        folder + "/" + digits(version)
    }

    /// Nil for a name that is none of the log's.
    package init?(fileName: String) {
        if fileName == "_last_checkpoint" {
            self = .lastCheckpoint
            return
        }
        if let usual = Self.usual(fileName) {
            self = usual
            return
        }
        let parts = fileName.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 2, let version = Self.version(parts[0]) else { return nil }
        switch parts.count {
        case 2 where parts[1] == "json": self = .commit(version)
        case 2 where parts[1] == "crc": self = .checksum(version)
        case 3 where parts[1] == "checkpoint" && parts[2] == "parquet": self = .checkpoint(version)
        case 4 where parts[2] == "compacted" && parts[3] == "json":
            guard let last = Self.version(parts[1]), last >= version else { return nil }
            self = .compacted(version, last)
        case 4 where parts[1] == "checkpoint" && (parts[3] == "json" || parts[3] == "parquet"):
            guard !parts[2].isEmpty else { return nil }
            self = .uniqueCheckpoint(
                version, id: String(parts[2]), fileExtension: String(parts[3]))
        case 5 where parts[1] == "checkpoint" && parts[4] == "parquet":
            guard let part = Self.partNumber(parts[2]), let count = Self.partNumber(parts[3]),
                part >= 1, part <= count
            else { return nil }
            self = .checkpointPart(version, part: part, parts: count)
        default: return nil
        }
    }

    /// The names that nearly all files of a log have, read without taking them apart.
    private static func usual(_ fileName: String) -> LogPath? {
        let bytes = fileName.utf8.span
        guard bytes.count > 20 else { return nil }
        var number: Int64 = 0
        for index in 0..<20 {
            guard (0x30...0x39).contains(bytes[index]) else { return nil }
            let (tens, isTooLarge) = number.multipliedReportingOverflow(by: 10)
            let (next, overflow) = tens.addingReportingOverflow(Int64(bytes[index] - 0x30))
            guard !isTooLarge, !overflow else { return nil }
            number = next
        }
        guard let version = TableVersion(number) else { return nil }
        let rest = fileName.utf8.dropFirst(20)
        if rest.elementsEqual(".json".utf8) { return .commit(version) }
        if rest.elementsEqual(".checkpoint.parquet".utf8) { return .checkpoint(version) }
        return nil
    }

    private static func digits(_ version: TableVersion) -> String {
        let digits = String(version.number)
        return String(repeating: "0", count: 20 - digits.utf8.count) + digits
    }

    private static func version(_ text: Substring) -> TableVersion? {
        guard text.utf8.count == 20, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int64(text).flatMap { TableVersion($0) }
    }

    private static func partNumber(_ text: Substring) -> Int? {
        guard text.utf8.count == 10, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }
}
