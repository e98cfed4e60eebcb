// Reads one leaf column of one row group: pulls pages as rows are asked for, splits them into
// levels and values, and hands out batches that need not end where pages do.

import BinaryIO
import Columnar

/// A position in a column chunk that moves by rows.
final class LeafReader {
    let column: ColumnDescriptor
    private let type: DataType
    let decoder: any ValueDecoder
    private let limits: ParquetLimits
    /// Whether something nested is rebuilt from the levels.
    let keepsLevels: Bool
    /// The definition level from which on there is a place for a value.
    private let slotLevel: UInt8
    var pages: PageReader
    /// The rows that the pages hold, and the next of them.
    private let held: RowSelection
    private var nextRow = 0
    /// The pages by the offset index, the next one last; nil where all pages are here.
    private var planned: [ParquetFooter.PagePlace]?
    /// Of a column in no list: the first row of the current page that has not been read, and the
    /// row behind the page.
    private(set) var pageRow = 0
    private var pageEndRow = 0
    /// The dictionary, until a page needs it.
    private var dictionary: DictionaryPage?
    private var hasDictionary = false
    /// Rows that the index says are left in the current page of a column in lists.
    private var plannedRowsLeft = 0
    /// Levels of the current page that have not been read.
    private(set) var pageLeft = 0
    var definitionReader: LevelReader?
    private var repetitionReader: LevelReader?
    /// Levels that have been read from the page but belong to the next batch.
    private var aheadDefinition = LevelBuffer()
    private var aheadRepetition = LevelBuffer()
    private var aheadStart = 0

    private let batchRowsMax: Int

    private static let levelsAheadMax = 4096

    init(
        column: ColumnDescriptor, pages: PageReader, part: RowGroupPlan.Leaf, slotLevel: Int,
        keepsLevels: Bool, options: ReadOptions
    ) {
        self.column = column
        self.pages = pages
        held = part.rows
        planned = part.pages?.reversed()
        batchRowsMax = max(1, options.batchRowsMax)
        self.slotLevel = UInt8(clamping: slotLevel)
        self.keepsLevels = keepsLevels
        self.limits = options.limits
        type = column.conversion.type
        decoder = column.makeDecoder(options)
    }

    /// Whether every value has been handed out.
    var isAtEnd: Bool {
        pages.valuesLeft == 0 && pageLeft == 0 && aheadStart == aheadDefinition.count
    }

    /// The rows `range` of the row group; they lie behind those read before, and in the pages that
    /// are here.
    func read(_ range: Range<Int>) throws(ParquetError) -> LeafBatch {
        do {
            if range.lowerBound > nextRow { try move(to: range.lowerBound) }
            let batch = try next(range.count)
            nextRow = range.upperBound
            return batch
        } catch {
            throw error.located(column: column.name)
        }
    }

    /// Whether all of `rows` are in the pages that are here.
    func holds(_ rows: Range<Int>) -> Bool { held.count(in: rows) == rows.count }

    /// Passes over rows up to `row`, which is in the pages that are here.
    private func move(to row: Int) throws(ParquetError) {
        guard column.maxRepetitionLevel > 0 else {
            try findPage(of: row)
            return try passOver(row - pageRow)
        }
        // Rows of lists are counted by their levels: they are read for nobody, as many at a time as
        // a batch may have.
        var left = held.count(in: nextRow..<row)
        while left > 0 {
            let taken = min(left, batchRowsMax)
            _ = try next(taken)
            left -= taken
        }
    }

    private func next(_ rows: Int) throws(ParquetError) -> LeafBatch {
        decoder.prepare(slots: rows)
        return column.maxRepetitionLevel == 0 ? try readFlat(rows) : try readNested(rows)
    }

    /// Makes the next data page current; false after the last one.
    ///
    /// - Parameter row: pages of a column in no list that end before it are passed over.
    private func nextPage(before row: Int = 0) throws(ParquetError) -> Bool {
        while true {
            let start = planned?.last?.rows.lowerBound ?? pageEndRow
            guard let page = try pages.next(passing: max(0, row - start)) else { return false }
            switch page {
            case .dictionary(let page):
                guard dictionary == nil else { throw .corrupt("a second dictionary page") }
                dictionary = page
            case .passed(let valueCount, let rowCount):
                try compareWithIndex(valueCount, rowCount)
                pageEndRow = start + valueCount
            case .data(let page):
                try compareWithIndex(page.valueCount, page.rowCount)
                (pageRow, pageEndRow) = (start, start + page.valueCount)
                try self.start(page)
                return true
            }
        }
    }

    /// Makes the page current in which `row` of a column in no list stands.
    func findPage(of row: Int) throws(ParquetError) {
        while pageLeft == 0 || pageRow + pageLeft <= row {
            pageLeft = 0
            guard try nextPage(before: row) else {
                throw .corrupt("the column ends before row \(row) of its row group")
            }
        }
        guard pageRow <= row else { throw .pageIndexContradicted }
    }

    /// Reads what is left of pages in lists of which the index has said which rows they hold, so
    /// that it shows where that is wrong.
    func checkPlannedLists() throws(ParquetError) {
        guard planned != nil, column.maxRepetitionLevel > 0, let end = held.ranges.last?.upperBound,
            end > nextRow
        else { return }
        do {
            try move(to: end)
            nextRow = end
        } catch {
            throw error.located(column: column.name)
        }
    }

    /// Notes that rows have been read up to `row`.
    func noteRead(to row: Int?) {
        nextRow = row ?? nextRow
    }

    /// Notes that the next `count` rows of the current page have been read.
    func advance(_ count: Int) {
        pageLeft -= count
        pageRow += count
    }

    private func startDictionary(_ encoding: Encoding) throws(ParquetError) {
        guard encoding.isDictionary, let page = dictionary, !hasDictionary else { return }
        hasDictionary = true
        try decoder.setDictionary(
            try pages.body(of: page), valueCount: page.valueCount, encoding: page.encoding)
    }

    private func start(_ page: DataPage) throws(ParquetError) {
        try startDictionary(page.encoding)
        pageLeft = page.valueCount
        if column.maxDefinitionLevel > 0 {
            definitionReader = try LevelReader(
                page.definitionLevels, encoding: page.levelEncoding.definition,
                maxLevel: column.maxDefinitionLevel, valueCount: page.valueCount)
        }
        if column.maxRepetitionLevel > 0 {
            repetitionReader = try LevelReader(
                page.repetitionLevels, encoding: page.levelEncoding.repetition,
                maxLevel: column.maxRepetitionLevel, valueCount: page.valueCount)
        }
        try decoder.startPage(
            page.values, encoding: page.encoding, valueCountMax: page.valueCount)
    }

    /// Holds a page against its place in the offset index: rows are numbered by it.
    private func compareWithIndex(_ valueCount: Int, _ rowCount: Int?) throws(ParquetError) {
        guard planned != nil else { return }
        guard plannedRowsLeft == 0, let place = planned?.popLast(),
            place.bytes == pages.pageOffset..<(pages.pageOffset + pages.pageBytes),
            rowCount ?? place.rows.count == place.rows.count,
            column.maxRepetitionLevel > 0 || valueCount == place.rows.count
        else { throw .pageIndexContradicted }
        if column.maxRepetitionLevel > 0 { plannedRowsLeft = place.rows.count }
    }

    func array(
        slots: Int, _ validity: inout BitmapBuilder
    ) throws(ParquetError) -> ColumnArray {
        let bits = type == .null ? nil : validity.finishValidity()
        return ColumnArray(
            type: type, count: slots, validity: bits,
            storage: try decoder.finish(slots: slots, validity: bits))
    }

    /// Rows of a column that stands in no list: one level and one place a row.
    private func readFlat(_ rows: Int) throws(ParquetError) -> LeafBatch {
        var validity = BitmapBuilder(reserving: column.maxDefinitionLevel > 0 ? rows : 0)
        var levels = LevelBuffer()
        var done = 0
        while done < rows {
            if pageLeft == 0 {
                guard try nextPage() else {
                    throw .corrupt("the column ends \(rows - done) rows too early")
                }
            }
            let taken = min(rows - done, pageLeft)
            advance(taken)
            done += taken
            guard column.maxDefinitionLevel > 0 else {
                try decoder.decode(taken)
                continue
            }
            let validBefore = validity.setCount
            if column.maxDefinitionLevel == 1 && !keepsLevels {
                try definitionReader?.readBits(taken, into: &validity)
            } else {
                let start = levels.count
                try definitionReader?.read(taken, into: &levels)
                levels.appendBits(
                    atLeast: UInt8(column.maxDefinitionLevel), start..<levels.count,
                    to: &validity)
            }
            try decoder.decode(validity.setCount - validBefore)
        }
        return LeafBatch(
            array: try array(slots: rows, &validity), definitionLevels: levels,
            repetitionLevels: LevelBuffer())
    }

    /// Rows of a column in lists: a row ends where the next repetition level is 0.
    private func readNested(_ rows: Int) throws(ParquetError) -> LeafBatch {
        var definition = LevelBuffer()
        var repetition = LevelBuffer()
        var validity = BitmapBuilder(reserving: rows)
        var started = 0
        while true {
            if aheadStart == aheadDefinition.count {
                guard try fillAhead() else { break }
            }
            let end = endOfRows(rows, &started)
            if started == 0 { throw .corrupt("a column starts in the middle of a row") }
            take(aheadStart..<end, &definition, &repetition, &validity)
            try decoder.decode(
                aheadDefinition.count(
                    atLeast: UInt8(column.maxDefinitionLevel), in: aheadStart..<end))
            aheadStart = end
            guard definition.count <= limits.batchValuesMax else {
                throw ParquetError(
                    .limitExceeded,
                    "a batch of over \(limits.batchValuesMax) values; read fewer "
                        + "rows at a time")
            }
            if end < aheadDefinition.count { break }
        }
        guard started == rows else {
            throw .corrupt("the column ends \(rows - started) rows too early")
        }
        let slots = validity.count
        return LeafBatch(
            array: try array(slots: slots, &validity), definitionLevels: definition,
            repetitionLevels: repetition)
    }

    /// Reads some more levels of the current or the next page; false at the end of the chunk.
    private func fillAhead() throws(ParquetError) -> Bool {
        if pageLeft == 0 {
            guard try nextPage() else { return false }
        }
        aheadDefinition.removeAll()
        aheadRepetition.removeAll()
        aheadStart = 0
        let taken = min(pageLeft, Self.levelsAheadMax)
        pageLeft -= taken
        try repetitionReader?.read(taken, into: &aheadRepetition)
        try definitionReader?.read(taken, into: &aheadDefinition)
        if planned != nil {
            plannedRowsLeft -= aheadRepetition.count(of: 0)
            // The last page's rows end with it.
            guard pageLeft == 0 ? plannedRowsLeft == 0 : plannedRowsLeft >= 0 else {
                throw .pageIndexContradicted
            }
        }
        return true
    }

    /// Where row number `rows` of this batch ends within the levels read ahead.
    private func endOfRows(_ rows: Int, _ started: inout Int) -> Int {
        var index = aheadStart
        while true {
            index = aheadRepetition.firstZero(from: index, to: aheadRepetition.count)
            if index == aheadRepetition.count || started == rows { return index }
            started += 1
            index += 1
        }
    }

    private func take(
        _ range: Range<Int>, _ definition: inout LevelBuffer, _ repetition: inout LevelBuffer,
        _ validity: inout BitmapBuilder
    ) {
        definition.append(aheadDefinition, range)
        repetition.append(aheadRepetition, range)
        aheadDefinition.appendBits(
            atLeast: UInt8(column.maxDefinitionLevel), ofThoseAtLeast: slotLevel, range,
            to: &validity)
    }
}

extension ParquetError {
    /// Pages are read anew without the index where this is the reason.
    static var pageIndexContradicted: ParquetError {
        .corrupt("\(PageIndexFault.pages)")
    }
}
