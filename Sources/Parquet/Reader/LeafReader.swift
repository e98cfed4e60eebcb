// Reads one leaf column of one row group: pulls pages as rows are asked for, splits them into
// levels and values, and hands out batches that need not end where pages do.

import BinaryIO
import Columnar

/// A position in a column chunk that moves by rows.
final class LeafReader {
    let column: ColumnDescriptor
    private let type: DataType
    private let decoder: any ValueDecoder
    private let limits: ParquetLimits
    /// Whether something nested is rebuilt from the levels.
    private let keepsLevels: Bool
    /// The definition level from which on there is a place for a value.
    private let slotLevel: UInt8
    private var pages: PageReader
    /// Levels of the current page that have not been read.
    private var pageLeft = 0
    private var definitionReader: LevelReader?
    private var repetitionReader: LevelReader?
    /// Levels that have been read from the page but belong to the next batch.
    private var aheadDefinition = LevelBuffer()
    private var aheadRepetition = LevelBuffer()
    private var aheadStart = 0

    private static let levelsAheadMax = 4096

    init(
        column: ColumnDescriptor, pages: PageReader, slotLevel: Int, keepsLevels: Bool,
        options: ReadOptions
    ) {
        self.column = column
        self.pages = pages
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

    /// The next `rows` rows.
    func read(_ rows: Int) throws(ParquetError) -> LeafBatch {
        do {
            decoder.prepare(slots: rows)
            return column.maxRepetitionLevel == 0 ? try readFlat(rows) : try readNested(rows)
        } catch {
            throw error.located(column: column.name)
        }
    }

    /// Makes the next data page current; false after the last one.
    private func nextPage() throws(ParquetError) -> Bool {
        while let page = try pages.next() {
            switch page {
            case .dictionary(let body, let valueCount, let encoding):
                try decoder.setDictionary(body, valueCount: valueCount, encoding: encoding)
            case .data(let page):
                try start(page)
                return true
            }
        }
        return false
    }

    private func start(_ page: DataPage) throws(ParquetError) {
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

    private func array(
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
            pageLeft -= taken
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
