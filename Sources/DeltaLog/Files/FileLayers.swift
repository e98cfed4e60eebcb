// The files of a snapshot as layers, the oldest and largest first: a new commit adds a small layer
// and hides what it replaces below, so that a snapshot of a million files moves on by a commit in
// the time that the commit deserves. Layers of like size are merged, so there are few.

import BinaryIO
import DeltaProtocol

/// One stretch of the log, and which of its records newer layers replace.
struct FileLayer: Sendable {
    let files: FileSet
    /// Numbers of records, ascending.
    fileprivate(set) var hidden: [UInt32] = []

    init(_ files: FileSet) {
        self.files = files
    }

    var liveCount: Int { files.count - hidden.count }

    /// Calls `body` with the number of every record that is not hidden, in order.
    func forEachLive(_ body: (Int) throws -> Void) rethrows {
        var next = 0
        for number in 0..<files.count {
            if next < hidden.count, Int(hidden[next]) == number {
                next += 1
                continue
            }
            try body(number)
        }
    }

    func isHidden(_ number: Int) -> Bool {
        var low = 0
        var high = hidden.count
        while low < high {
            let middle = (low + high) / 2
            if Int(hidden[middle]) < number { low = middle + 1 } else { high = middle }
        }
        return low < hidden.count && Int(hidden[low]) == number
    }

    /// Hides records; `numbers` are not hidden yet.
    fileprivate mutating func hide(_ numbers: [UInt32]) {
        guard !numbers.isEmpty else { return }
        hidden = (hidden + numbers).sorted()
    }
}

/// All layers of a snapshot.
struct FileLayers: Sendable {
    private(set) var layers: [FileLayer] = []
    /// Files in the table.
    private(set) var addCount = 0
    /// Tombstones.
    private(set) var removeCount = 0
    /// Bytes of the files in the table.
    private(set) var addBytes: Int64 = 0

    /// Below this many records texts are copied when layers merge, so that old blocks are freed.
    private static let copiedRecordsMax = 4096

    init() {}

    init(_ files: FileSet) {
        add(files)
    }

    /// One layer of rows that are reconciled already, without those that newer ones replace. Nobody
    /// may look for a file in it.
    init(unindexed rows: FileRows, under newer: FileLayers) {
        var layer = FileLayer(FileSet(unindexed: rows))
        if !newer.layers.isEmpty {
            layer.hidden = rows.records.indices.filter { newer.replaces($0, of: rows) }
                .map { UInt32($0) }
        }
        layer.forEachLive { count(rows.records[$0], sign: 1) }
        layers = [layer]
    }

    /// Puts newer actions on top.
    mutating func add(_ files: FileSet) {
        guard files.count > 0 else { return }
        put(FileLayer(files))
        while layers.count >= 2,
            2 * layers[layers.count - 1].liveCount >= layers[layers.count - 2].liveCount
        {
            mergeLast()
        }
    }

    private mutating func count(_ record: FileRecord, sign: Int) {
        if record.isAdd {
            addCount += sign
            addBytes &+= Int64(sign) * max(0, record.size)
        } else {
            removeCount += sign
        }
    }

    private mutating func mergeLast() {
        let newer = layers.removeLast()
        let older = layers.removeLast()
        var builder = FileSetBuilder(capacity: newer.liveCount + older.liveCount)
        for layer in [newer, older] {
            let rows = layer.files.rows
            let base = builder.open(rows, copiesText: rows.count < Self.copiedRecordsMax)
            // Within a layer, and across layers behind `hidden`, keys are unique: no contradiction.
            try? builder.absorb(
                rows, range: 0..<rows.count, origin: -1, base: base, skipping: layer.isHidden)
        }
        layers.append(FileLayer(builder.finish()))
    }

    /// Whether a newer action on the logical file of a record is here.
    func replaces(_ record: Int, of rows: FileRows) -> Bool {
        layers.contains { $0.files.find(record, of: rows) != nil }
    }

    /// These layers on top of older ones.
    func above(_ older: FileLayers) -> FileLayers {
        var all = older
        for layer in layers { all.put(layer) }
        return all
    }

    /// Puts a layer on top, which hides what it replaces.
    private mutating func put(_ layer: FileLayer) {
        for position in layers.indices { hide(layer, in: position) }
        layer.forEachLive { count(layer.files.rows.records[$0], sign: 1) }
        layers.append(layer)
    }

    private mutating func hide(_ newer: FileLayer, in position: Int) {
        let layer = layers[position]
        var replaced: [UInt32] = []
        newer.forEachLive { number in
            guard let below = layer.files.find(number, of: newer.files.rows),
                !layer.isHidden(below)
            else { return }
            replaced.append(UInt32(below))
            count(layer.files.rows.records[below], sign: -1)
        }
        layers[position].hide(replaced)
    }

    /// The newest action on a logical file.
    func find(_ key: FileKeyProbe) -> (files: FileSet, record: Int)? {
        for layer in layers.reversed() {
            guard let number = layer.files.find(0, of: key.rows) else { continue }
            if !layer.isHidden(number) { return (layer.files, number) }
        }
        return nil
    }
}

/// A logical file to look for.
struct FileKeyProbe {
    let rows: FileRows

    /// Nil where the path has no legal form.
    init?(path: String, deletionVector: DeletionVectorDescriptor?) {
        var rows = FileRows()
        let file = RemoveFile(
            path: path, deletionTimestamp: nil, deletionVector: deletionVector)
        guard (try? rows.append(file)) != nil else { return nil }
        rows.seal()
        self.rows = rows
    }
}
