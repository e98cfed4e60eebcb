// Rows that are picked out of a column that stands in no list. Pages without such a row are passed
// over by their headers; within a page, levels are read up to the last such row, and values are
// passed over or taken as the levels count them.

import Columnar

extension LeafReader {
    /// The rows of `ranges`, which ascend, lie behind those read before and in the pages that are
    /// here.
    ///
    /// - Parameter count: how many rows that are.
    func pick(_ ranges: [Range<Int>], count: Int) throws(ParquetError) -> LeafBatch {
        do {
            return try pickFlat(ranges, count)
        } catch {
            throw error.located(column: column.name)
        }
    }

    private func pickFlat(_ ranges: [Range<Int>], _ count: Int) throws(ParquetError) -> LeafBatch {
        decoder.prepare(slots: count)
        pages.recyclesRegions = true
        var levels = PickedLevels(reserving: column.maxDefinitionLevel > 0 ? count : 0)
        var next = 0
        // What is left of the range `next`.
        var wanted = ranges.first ?? 0..<0
        var runs: [ValueRun] = []
        while next < ranges.count {
            try findPage(of: wanted.lowerBound)
            let end = pageRow + pageLeft
            var row = pageRow
            runs.removeAll(keepingCapacity: true)
            while next < ranges.count, wanted.lowerBound < end {
                let part = wanted.clamped(to: row..<end)
                runs.append(ValueRun(passed: part.lowerBound - row, taken: part.count))
                row = part.upperBound
                if row == wanted.upperBound {
                    next += 1
                    if next < ranges.count { wanted = ranges[next] }
                } else {
                    wanted = row..<wanted.upperBound
                }
            }
            let values = try readLevels(of: runs, row - pageRow, into: &levels)
            try decoder.decode(values)
            advance(row - pageRow)
        }
        noteRead(to: ranges.last?.upperBound)
        return LeafBatch(
            array: try array(slots: count, &levels.validity), definitionLevels: levels.definition,
            repetitionLevels: LevelBuffer())
    }

    /// Moves past the next `count` rows of the current page.
    func passOver(_ count: Int) throws(ParquetError) {
        guard count > 0 else { return }
        var levels = PickedLevels(reserving: 0)
        let run = ValueRun(passed: count, taken: 0)
        let values = try readLevels(of: [run], count, into: &levels)
        try decoder.skip(values.spanCount)
        advance(count)
    }

    /// Reads the levels of `runs` of rows, `count` rows in all; keeps those of the rows taken.
    ///
    /// - Returns: the runs in values that are not null.
    private func readLevels(
        of runs: [ValueRun], _ count: Int, into levels: inout PickedLevels
    ) throws(ParquetError) -> [ValueRun] {
        guard column.maxDefinitionLevel > 0 else { return runs }
        if column.maxDefinitionLevel == 1 && !keepsLevels {
            var bits = BitmapBuilder(reserving: count)
            try definitionReader?.readBits(count, into: &bits)
            if bits.unsetCount == 0 {
                levels.validity.append(repeating: true, count: runs.takenCount)
                return runs
            }
            return levels.append(runs, of: bits.finish())
        }
        var read = LevelBuffer()
        try definitionReader?.read(count, into: &read)
        return levels.append(runs, of: read, atLeast: UInt8(clamping: column.maxDefinitionLevel))
    }
}

/// The levels of the rows that were picked.
private struct PickedLevels {
    var validity: BitmapBuilder
    var definition = LevelBuffer()

    init(reserving rows: Int) {
        validity = BitmapBuilder(reserving: rows)
    }

    /// - Returns: the runs in values, those that are valid.
    mutating func append(_ runs: [ValueRun], of valid: Bitmap) -> [ValueRun] {
        var row = 0
        return runs.map { run in
            let start = row + run.passed
            let passed = valid.slice(row..<start).setCount()
            let before = validity.setCount
            validity.append(contentsOf: valid.slice(start..<(start + run.taken)))
            row = start + run.taken
            return ValueRun(passed: passed, taken: validity.setCount - before)
        }
    }

    mutating func append(
        _ runs: [ValueRun], of levels: LevelBuffer, atLeast level: UInt8
    ) -> [ValueRun] {
        var row = 0
        return runs.map { run in
            let start = row + run.passed
            let end = start + run.taken
            let passed = levels.count(atLeast: level, in: row..<start)
            let before = validity.setCount
            definition.append(levels, start..<end)
            levels.appendBits(atLeast: level, start..<end, to: &validity)
            row = end
            return ValueRun(passed: passed, taken: validity.setCount - before)
        }
    }
}
