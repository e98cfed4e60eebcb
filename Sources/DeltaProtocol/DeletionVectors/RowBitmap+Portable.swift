// Row numbers as the portable bytes of Roaring: 32-bit bitmaps (RoaringFormatSpec) in ascending
// order of the high halves of their row numbers, behind Delta's magic number (PROTOCOL.md,
// *Deletion Vector Format*). Whatever contradicts itself is refused. The protocol's own example of
// an inline vector has an older form, which is read and never written.

package import BinaryIO

extension RowBitmap {
    /// The magic number of the portable format, little-endian.
    static let magic: UInt32 = 1_681_511_377
    /// The magic number of the older form, big-endian as its counts: the number of bitmaps, then
    /// the size and the bytes of each, their high halves counting from 0.
    private static let olderMagic: UInt32 = 1_681_511_376
    private static let cookieWithoutRuns: UInt32 = 12346
    private static let cookieWithRuns: UInt32 = 12347
    /// From this many containers on a bitmap with runs has offsets.
    private static let offsetsFrom = 4

    // MARK: Decoding

    /// - Throws: `corruptAction` for other bytes than those of one bitmap.
    package init(portable bytes: Bytes) throws(DeltaProtocolError) {
        var reader = ByteReader(bytes)
        do {
            let magic = try reader.readUInt32()
            if magic == Self.olderMagic.byteSwapped {
                self.init(entries: try Self.older(&reader))
                return
            }
            guard magic == Self.magic else {
                throw Self.corrupt("it does not begin with the magic number \(Self.magic)")
            }
            let count = try reader.readUInt64()
            guard count <= UInt64(reader.remaining) / 8 else {
                throw Self.corrupt("it claims \(count) bitmaps")
            }
            var entries: [Entry] = []
            var previous: UInt32?
            for _ in 0..<count {
                let high = try reader.readUInt32()
                guard previous.map({ $0 < high }) ?? true, high <= UInt32(Int32.max) else {
                    throw Self.corrupt("its bitmaps are not in order")
                }
                previous = high
                try Self.read(&reader, high: high, into: &entries)
            }
            guard reader.isAtEnd else {
                throw Self.corrupt("\(reader.remaining) bytes follow its last bitmap")
            }
            self.init(entries: entries)
        } catch let error as DeltaProtocolError {
            throw error
        } catch {
            throw Self.corrupt("\(error)")
        }
    }

    private static func older(_ reader: inout ByteReader) throws -> [Entry] {
        var entries: [Entry] = []
        let count = try reader.readUInt32().byteSwapped
        guard Int(count) <= reader.remaining / 4 else {
            throw corrupt("it claims \(count) bitmaps")
        }
        for high in 0..<count {
            let size = Int(try reader.readUInt32().byteSwapped)
            var bitmap = ByteReader(try reader.readBytes(size))
            try read(&bitmap, high: high, into: &entries)
            guard bitmap.isAtEnd else { throw corrupt("a bitmap is longer than it must be") }
        }
        guard reader.isAtEnd else { throw corrupt("bytes follow its last bitmap") }
        return entries
    }

    private static func read(
        _ reader: inout ByteReader, high: UInt32, into entries: inout [Entry]
    ) throws {
        let cookie = try reader.readUInt32()
        let count: Int
        var isRun: [UInt8] = []
        if cookie & 0xFFFF == cookieWithRuns {
            count = Int(cookie >> 16) + 1
            isRun = try reader.readBytes((count + 7) / 8).array()
        } else if cookie == cookieWithoutRuns {
            count = Int(try reader.readUInt32())
        } else {
            throw corrupt("one of its bitmaps begins with \(cookie)")
        }
        guard count <= RowContainer.rowCount, count <= reader.remaining / 4 else {
            throw corrupt("one of its bitmaps claims \(count) containers")
        }
        var headers: [(key: UInt16, cardinality: Int)] = []
        for _ in 0..<count {
            let key = try reader.readUInt16()
            guard headers.last.map({ $0.key < key }) ?? true else {
                throw corrupt("its containers are not in order")
            }
            headers.append((key, Int(try reader.readUInt16()) + 1))
        }
        if isRun.isEmpty || count >= offsetsFrom { try reader.skip(4 * count) }
        for (index, header) in headers.enumerated() {
            let hasRuns = !isRun.isEmpty && isRun[index / 8] >> UInt8(index % 8) & 1 == 1
            let rows =
                hasRuns
                ? try runs(&reader) : try container(&reader, cardinality: header.cardinality)
            guard rows.cardinality == header.cardinality else {
                throw corrupt(
                    "a container of \(header.cardinality) rows has \(rows.cardinality)")
            }
            entries.append(Entry(key: UInt64(high) << 16 | UInt64(header.key), rows: rows))
        }
    }

    private static func container(
        _ reader: inout ByteReader, cardinality: Int
    ) throws -> RowContainer {
        guard cardinality <= RowContainer.arrayRowsMax else {
            guard reader.remaining >= RowContainer.wordCount * 8 else {
                throw corrupt("it ends within a container")
            }
            var words: [UInt64] = []
            words.reserveCapacity(RowContainer.wordCount)
            for _ in 0..<RowContainer.wordCount { words.append(try reader.readUInt64()) }
            return .bitmap(words)
        }
        guard reader.remaining >= 2 * cardinality else {
            throw corrupt("it ends within a container")
        }
        var rows: [UInt16] = []
        rows.reserveCapacity(cardinality)
        for _ in 0..<cardinality {
            let row = try reader.readUInt16()
            guard rows.last.map({ $0 < row }) ?? true else {
                throw corrupt("the rows of a container are not in order")
            }
            rows.append(row)
        }
        return .array(rows)
    }

    private static func runs(_ reader: inout ByteReader) throws -> RowContainer {
        let count = Int(try reader.readUInt16())
        guard reader.remaining >= 4 * count else { throw corrupt("it ends within a container") }
        var runs: [ClosedRange<UInt16>] = []
        for _ in 0..<count {
            let first = try reader.readUInt16()
            let more = try reader.readUInt16()
            let (last, overflow) = first.addingReportingOverflow(more)
            guard !overflow, runs.last.map({ $0.upperBound < first }) ?? true else {
                throw corrupt("the runs of a container are not in order")
            }
            runs.append(first...last)
        }
        return .runs(runs)
    }

    private static func corrupt(_ reason: String) -> DeltaProtocolError {
        DeltaProtocolError(.corruptAction, "a deletion vector is corrupt: \(reason)")
    }

    // MARK: Encoding

    /// The bytes of this set; every container in its smallest form.
    package var portable: Bytes {
        var groups: [(high: UInt32, entries: [Entry])] = []
        for entry in entries {
            let high = UInt32(truncatingIfNeeded: entry.key >> 16)
            if groups.last?.high != high { groups.append((high, [])) }
            groups[groups.count - 1].entries.append(
                Entry(key: entry.key, rows: entry.rows.smallest))
        }
        var writer = ByteWriter()
        writer.append(Self.magic)
        writer.append(UInt64(groups.count))
        for group in groups {
            writer.append(group.high)
            Self.write(group.entries, to: &writer)
        }
        return writer.finish()
    }

    private static func write(_ entries: [Entry], to writer: inout ByteWriter) {
        let start = writer.count
        var isRun = [UInt8](repeating: 0, count: (entries.count + 7) / 8)
        for (index, entry) in entries.enumerated() {
            if case .runs = entry.rows { isRun[index / 8] |= 1 << UInt8(index % 8) }
        }
        let hasRuns = isRun.contains { $0 != 0 }
        if hasRuns {
            writer.append(UInt32(entries.count - 1) << 16 | cookieWithRuns)
            for byte in isRun { writer.append(byte) }
        } else {
            writer.append(cookieWithoutRuns)
            writer.append(UInt32(entries.count))
        }
        for entry in entries {
            writer.append(UInt16(truncatingIfNeeded: entry.key))
            writer.append(UInt16(entry.rows.cardinality - 1))
        }
        if !hasRuns || entries.count >= offsetsFrom {
            var offset = writer.count - start + 4 * entries.count
            for entry in entries {
                writer.append(UInt32(offset))
                offset += byteCount(entry.rows)
            }
        }
        for entry in entries { write(entry.rows, to: &writer) }
    }

    private static func byteCount(_ rows: RowContainer) -> Int {
        switch rows {
        case .array(let rows): 2 * rows.count
        case .bitmap: 8 * RowContainer.wordCount
        case .runs(let runs): 2 + 4 * runs.count
        }
    }

    private static func write(_ rows: RowContainer, to writer: inout ByteWriter) {
        switch rows {
        case .array(let rows): for row in rows { writer.append(row) }
        case .bitmap(let words): for word in words { writer.append(word) }
        case .runs(let runs):
            writer.append(UInt16(runs.count))
            for run in runs {
                writer.append(run.lowerBound)
                writer.append(run.upperBound - run.lowerBound)
            }
        }
    }
}
