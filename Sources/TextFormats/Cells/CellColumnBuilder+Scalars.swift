// Columns without columns inside.

import BinaryIO
import Columnar
import JSONCodec

extension CellColumnBuilder {
    /// One value a cell.
    func fixed<Conversion: CellConversion>(
        _ cells: Span<TextCell>, _ plan: ColumnPlan, _ rows: [Int32]?, _ conversion: Conversion
    ) -> TypedBuffer<Conversion.Value> {
        let text = CellText(input: input.span, unescaped: unescaped.span)
        var failed: [Int] = []
        let values = TypedBuffer<Conversion.Value>(capacity: cells.count) { output in
            for index in cells.indices {
                let cell = cells[index]
                if cell.kind == .null {
                    output.append(conversion.zero)
                } else if let value = conversion.value(cell, text) {
                    output.append(value)
                } else {
                    output.append(conversion.zero)
                    failed.append(index)
                }
            }
        }
        for index in failed { fail(cells[index], plan, row(index, rows)) }
        return values
    }

    func booleans(
        _ cells: Span<TextCell>, _ plan: ColumnPlan, _ rows: [Int32]?
    ) -> Bitmap {
        let text = CellText(input: input.span, unescaped: unescaped.span)
        var bits = BitmapBuilder(reserving: cells.count)
        for index in cells.indices {
            let cell = cells[index]
            switch cell.kind {
            case .true: bits.append(true)
            case .false, .null: bits.append(false)
            case .bare:
                let word = JSONText(text.bytes(cell))
                let isTrue = word == "true" || word == "TRUE" || word == "True"
                let isFalse = word == "false" || word == "FALSE" || word == "False"
                bits.append(isTrue)
                if !isTrue && !isFalse { fail(cell, plan, row(index, rows)) }
            default:
                bits.append(false)
                fail(cell, plan, row(index, rows))
            }
        }
        return bits.finish()
    }

    /// Text as it is; a value of another kind is its JSON text, as in Spark.
    func strings(_ cells: Span<TextCell>) -> BinaryViews {
        let text = CellText(input: input.span, unescaped: unescaped.span)
        let views = TypedBuffer<BinaryView>(capacity: cells.count) { output in
            for index in cells.indices {
                let cell = cells[index]
                output.append(cell.kind == .null ? .empty : text.view(cell))
            }
        }
        return BinaryViews(
            views: views, blocks: unescaped.isEmpty ? [input] : [input, unescaped])
    }

    /// Base64.
    func binaries(
        _ cells: Span<TextCell>, _ plan: ColumnPlan, _ rows: [Int32]?
    ) -> BinaryViews {
        let text = CellText(input: input.span, unescaped: unescaped.span)
        var builder = BinaryViewsBuilder(reserving: cells.count)
        var decoded: [UInt8] = []
        for index in cells.indices {
            let cell = cells[index]
            decoded.removeAll(keepingCapacity: true)
            if cell.kind == .null {
                builder.appendEmpty()
            } else if cell.kind == .string || cell.kind == .bare,
                Base64.decode(text.octets(cell), into: &decoded)
            {
                builder.append(octets: decoded)
            } else {
                builder.appendEmpty()
                fail(cell, plan, row(index, rows))
            }
        }
        return builder.finish()
    }

    /// A column of the type that has no values.
    func nulls(
        _ cells: Span<TextCell>, _ plan: ColumnPlan, _ rows: [Int32]?
    ) -> ColumnArray {
        for index in cells.indices where cells[index].kind != .null {
            fail(cells[index], plan, row(index, rows))
        }
        return ColumnArray(type: .null, count: cells.count, validity: nil, storage: .null)
    }

    /// A set bit for each cell that is not null; nil when none is.
    func validity(_ cells: Span<TextCell>) -> Bitmap? {
        var builder = BitmapBuilder(reserving: cells.count)
        var start = 0
        while start < cells.count {
            let end = min(start + 64, cells.count)
            var word: UInt64 = 0
            for index in start..<end {
                word |= (cells[index].kind == .null ? 0 : 1) &<< UInt64(index &- start)
            }
            builder.append(bits: word, count: end - start)
            start = end
        }
        return builder.finishValidity()
    }

    @inline(__always)
    func row(_ index: Int, _ rows: [Int32]?) -> Int {
        guard let rows else { return index }
        return Int(rows[index])
    }
}
