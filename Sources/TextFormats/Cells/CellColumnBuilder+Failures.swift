// Why a cell does not fit its column. Off the hot path: only bad rows come here.

import BinaryIO
import Columnar
import JSONCodec

extension CellColumnBuilder {
    /// How much of a value a message shows.
    private static let shownBytesMax = 60

    /// Records that `cell` is no value of the column.
    func fail(_ cell: TextCell, _ plan: ColumnPlan, _ row: Int) {
        let text = CellText(input: input.span, unescaped: unescaped.span)
        let isNumber =
            cell.kind == .number
            || cell.kind == .bare && JSONNumber.double(text.octets(cell)) != nil
        let code: BadRow.Code = isNumber && plan.type.isNumeric ? .outOfRange : .wrongType
        let bytes = text.bytes(cell)
        let shown = JSONText(bytes.extracting(first: min(bytes.byteCount, Self.shownBytesMax)))
        let ellipsis = bytes.byteCount > Self.shownBytesMax ? "…" : ""
        failures.append(
            CellFailure(
                row: row, code: code, column: plan.path,
                message: "column \(plan.path) is \(plan.type), but the value is "
                    + "\(cell.kind.noun): \(shown.string())\(ellipsis)"))
    }
}

extension DataType {
    fileprivate var isNumeric: Bool {
        switch self {
        case .int8, .int16, .int32, .int64, .float32, .float64, .decimal: true
        default: false
        }
    }
}

extension TextCell.Kind {
    fileprivate var noun: String {
        switch self {
        case .null: "null"
        case .false, .true: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .bare: "text"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
