// Cells into columns, one column at a time: one dispatch on the type, then a loop over the rows.
// A cell that does not fit records a failure for its row and leaves a value that nobody sees,
// because the row is taken out afterwards.

import BinaryIO
import Columnar
import JSONCodec

/// Builds the columns of one chunk.
struct CellColumnBuilder {
    /// Block 0 of string columns: the input itself, not a copy.
    let input: Bytes
    /// Block 1 of string columns: text that had escapes.
    let unescaped: Bytes
    /// The tokens that container cells point to; nil for formats without nesting.
    let tokens: JSONTokens?
    /// Whether a field that is no column makes a row bad.
    let refusesUnknown: Bool
    let failures = CellFailures()

    /// A column of `cells`.
    ///
    /// - Parameter rows: the row in the chunk of each cell; nil where they are the same.
    func column(
        _ cells: Span<TextCell>, _ plan: ColumnPlan, rows: [Int32]?
    ) -> ColumnArray {
        let storage: ColumnArray.Storage
        switch plan.type {
        case .int8: storage = .int8(fixed(cells, plan, rows, IntegerConversion()))
        case .int16: storage = .int16(fixed(cells, plan, rows, IntegerConversion()))
        case .int32: storage = .int32(fixed(cells, plan, rows, IntegerConversion()))
        case .int64: storage = .int64(fixed(cells, plan, rows, IntegerConversion()))
        case .float32: storage = .float32(fixed(cells, plan, rows, FloatConversion()))
        case .float64: storage = .float64(fixed(cells, plan, rows, DoubleConversion()))
        case .decimal(let type) where type.fitsInt64:
            storage = .int64(fixed(cells, plan, rows, DecimalConversion(type: type)))
        case .decimal(let type):
            storage = .int128(fixed(cells, plan, rows, DecimalConversion(type: type)))
        case .date: storage = .int32(fixed(cells, plan, rows, DateConversion()))
        case .timestamp: storage = .int64(fixed(cells, plan, rows, TimestampConversion()))
        case .timestampNTZ: storage = .int64(fixed(cells, plan, rows, TimestampNTZConversion()))
        case .boolean: storage = .boolean(booleans(cells, plan, rows))
        case .string: storage = .views(strings(cells))
        case .binary: storage = .views(binaries(cells, plan, rows))
        case .struct: storage = .struct(structs(cells, plan, rows))
        case .list: storage = lists(cells, plan, rows)
        case .map: storage = maps(cells, plan, rows)
        case .null: return nulls(cells, plan, rows)
        }
        return ColumnArray(
            type: plan.type, count: cells.count, validity: validity(cells), storage: storage)
    }
}
