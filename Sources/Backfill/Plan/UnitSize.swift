/// Where a unit ends: at the first bound that is reached. A unit has at least one file.
public struct UnitSize: Hashable, Sendable {
    /// The most files of a unit; nil for no bound.
    public var filesMax: Int?
    /// The most bytes of a unit, unless a single file has more; nil for no bound.
    public var bytesMax: Int64?

    public init(filesMax: Int? = nil, bytesMax: Int64? = nil) {
        self.filesMax = filesMax
        self.bytesMax = bytesMax
    }

    /// 128 MiB of input.
    public static let standard = UnitSize(bytesMax: BackfillLimits.unitBytes)

    /// Cuts files, in the order of their paths, into units.
    ///
    /// - Complexity: O(files log files).
    public func cut(_ files: [ArchiveFile]) -> [BackfillUnit] {
        let ordered = files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        var units: [BackfillUnit] = []
        var open: [ArchiveFile] = []
        var bytes: Int64 = 0
        for file in ordered {
            let isFull =
                filesMax.map { open.count >= $0 } ?? false
                || bytesMax.map { bytes > $0 - file.size } ?? false
            if isFull && !open.isEmpty {
                units.append(BackfillUnit(index: units.count, files: open))
                open = []
                bytes = 0
            }
            open.append(file)
            bytes += file.size
        }
        if !open.isEmpty { units.append(BackfillUnit(index: units.count, files: open)) }
        return units
    }
}
