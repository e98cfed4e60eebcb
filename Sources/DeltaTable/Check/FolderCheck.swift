// What lies in a table's folder beside what the log says: page by page, so that memory is bounded
// by what the newest version names.

import DeltaLog
import DeltaProtocol
import HostEnvironment
import ObjectStorage

/// Looks for files that are missing, have another size or belong to nobody.
struct FolderCheck {
    /// Orphans that are found one by one; of more there is the number.
    private static let orphansMax = 1000

    private let table: Table
    private let hidden: HiddenNames
    /// Sizes of the newest version's data files that were not met yet; of files with deletion
    /// vectors the least size that their vectors need.
    private var expected: [ObjectPath: Expected] = [:]
    /// What tombstones and commits refer to besides.
    private var known: Set<ObjectPath> = []
    private(set) var findings: [TableFinding] = []
    private(set) var orphanByteCount: Int64 = 0
    private var orphanCount = 0

    /// The keys of files that are not there.
    private(set) var missing: Set<ObjectPath> = []

    private struct Expected {
        var size: Int64
        /// Whether the object may be larger.
        var isLeast: Bool
        var path: String
    }

    init(_ snapshot: TableSnapshot) async throws {
        table = snapshot.table
        hidden = HiddenNames(partitionColumns: snapshot.partitionColumns)
        for file in try await snapshot.log.files() { try expect(file) }
        for tombstone in try await snapshot.log.tombstones() {
            let named = try? DataPath.files(of: tombstone.path, tombstone.deletionVector)
            for path in try named ?? [DataPath(parsing: tombstone.path)] {
                if let key = key(of: path) { known.insert(key) }
            }
        }
    }

    /// The key of a file; nil for one outside the table.
    private func key(of path: DataPath) -> ObjectPath? {
        (try? path.relativePath(root: table.root)).flatMap { try? ObjectPath($0) }
    }

    private mutating func expect(_ file: ActiveFile) throws {
        // A vector that names no file is a finding of whoever reads it.
        let named = try? DataPath.files(of: file.path, file.deletionVector)
        let paths = try named ?? [file.dataPath()]
        for (position, path) in paths.enumerated() {
            guard let key = key(of: path) else {
                findings.append(
                    TableFinding(
                        .outsideFile, "the file lies outside the table; it is not looked for",
                        path: path.key))
                continue
            }
            let isData = position == 0
            var entry = Expected(
                size: isData ? file.size : vectorEnd(file), isLeast: !isData, path: key.key)
            if let other = expected[key], !isData { entry.size = max(entry.size, other.size) }
            expected[key] = entry
        }
    }

    /// Where the bytes of a file's deletion vector end.
    private func vectorEnd(_ file: ActiveFile) -> Int64 {
        let range = file.deletionVector.flatMap { try? DeletionVectorFile.blockRange($0) }
        return Int64(range?.upperBound ?? 0)
    }

    /// - Throws: the store's failures and cancellation.
    mutating func run() async throws {
        // A commit that cannot be read is a finding already; its files then count as orphans.
        let all = WallTime(milliseconds: 0)
        for path in (try? await table.log.dataPaths(ofCommitsSince: all)) ?? [] {
            if let key = key(of: path) { known.insert(key) }
        }
        var position: ObjectPath?
        while true {
            try Task.checkCancellation()
            let page = try await table.store.list(
                prefix: "", startAfter: position, limit: ObjectStorageLimits.listPageObjects)
            for object in page.objects { meet(object) }
            guard let next = page.continuation else { break }
            position = next
        }
        finish()
    }

    private mutating func meet(_ object: ObjectMetadata) {
        if let entry = expected.removeValue(forKey: object.path) {
            let size = Int64(object.size)
            if size < entry.size || size > entry.size && !entry.isLeast {
                findings.append(
                    TableFinding(
                        .sizeDiffers,
                        "the file has \(size) bytes, the log says "
                            + "\(entry.isLeast ? "at least " : "")\(entry.size)", path: entry.path))
            }
            return
        }
        guard !known.contains(object.path), !hidden.contain(object.path) else { return }
        orphanCount += 1
        orphanByteCount += Int64(object.size)
        guard orphanCount <= Self.orphansMax else { return }
        findings.append(
            TableFinding(
                .orphanFile,
                "nothing refers to the file; `lake vacuum` removes it once it is old enough",
                path: object.path.key))
    }

    private mutating func finish() {
        if orphanCount > Self.orphansMax {
            findings.append(
                TableFinding(
                    .orphanFile,
                    "nothing refers to \(orphanCount - Self.orphansMax) more files"))
        }
        missing = Set(expected.keys)
        for entry in expected.values.sorted(by: { $0.path < $1.path }) {
            findings.append(
                TableFinding(
                    .missingFile,
                    "the newest version needs the file, and it is not there: bring it back, or "
                        + "read an older version", path: entry.path))
        }
    }
}
