// The spelling of every type, in one place for NDJSON, CSV and tables: integers and decimals with
// all their digits, floats shortest, dates `YYYY-MM-DD`, timestamps with six fraction digits.

import Columnar
import JSONCodec

/// Renders columns in one style.
struct ColumnRenderer {
    let style: TextStyle

    /// The texts of all rows of `column`.
    func render(_ column: ColumnArray) -> RenderedColumn {
        if case .dictionary(let indices, let values) = column.storage {
            return renderDictionary(column, indices, values)
        }
        var output = RenderedColumn()
        output.ends.reserveCapacity(column.count)
        if case .null = column.storage {
            output.isNull = Array(repeating: true, count: column.count)
        } else if let validity = column.validity {
            output.isNull = (0..<column.count).map { !validity[$0] }
        }
        switch column.storage {
        case .null: output.ends = Array(repeating: 0, count: column.count)
        case .boolean(let bits): renderBooleans(bits, &output)
        case .int8(let values): renderIntegers(values, &output)
        case .int16(let values): renderIntegers(values, &output)
        case .int32(let values):
            if column.type == .date {
                renderDates(values, &output)
            } else {
                renderIntegers(values, &output)
            }
        case .int64(let values): renderWide(values, column.type, &output)
        case .int128(let values): renderDecimals(values, column.type, &output)
        case .float32(let values): renderFloats(values, &output)
        case .float64(let values): renderDoubles(values, &output)
        case .views(let views): renderViews(views, column.type, &output)
        case .list(let offsets, let child): renderLists(column, offsets, child, &output)
        case .struct(let columns): renderStructs(column, columns, &output)
        case .dictionary: break
        }
        return output
    }

    private func renderDictionary(
        _ column: ColumnArray, _ indices: TypedBuffer<Int32>, _ values: ColumnArray
    ) -> RenderedColumn {
        // A slice of a long dictionary may need few of its values.
        guard values.count <= max(column.count, 16), !values.isDictionary else {
            return render(column.flattened())
        }
        var output = render(values)
        let span = indices.span
        var slots: [Int32] = []
        slots.reserveCapacity(column.count)
        for row in 0..<column.count {
            let isNull = column.validity.map { !$0[row] } ?? false
            slots.append(isNull ? -1 : span[row])
        }
        output.slots = slots
        return output
    }

    private func renderBooleans(_ bits: Bitmap, _ output: inout RenderedColumn) {
        for row in 0..<bits.count {
            output.bytes.append(contentsOf: bits[row] ? Self.trueText : Self.falseText)
            output.endText()
        }
    }

    private func renderIntegers<Value: FixedWidthInteger & BitwiseCopyable & Sendable>(
        _ values: TypedBuffer<Value>, _ output: inout RenderedColumn
    ) {
        let span = values.span
        for row in span.indices {
            JSONNumber.append(Int64(truncatingIfNeeded: span[row]), to: &output.bytes)
            output.endText()
        }
    }

    private func renderWide(
        _ values: TypedBuffer<Int64>, _ type: DataType, _ output: inout RenderedColumn
    ) {
        switch type {
        case .timestamp: renderTimestamps(values, suffix: "Z", &output)
        case .timestampNTZ: renderTimestamps(values, suffix: "", &output)
        case .decimal: renderDecimals(values, type, &output)
        default: renderIntegers(values, &output)
        }
    }

    private func renderDecimals<Value: FixedWidthInteger & BitwiseCopyable & Sendable>(
        _ values: TypedBuffer<Value>, _ type: DataType, _ output: inout RenderedColumn
    ) {
        guard case .decimal(let decimal) = type else { return }
        let span = values.span
        for row in span.indices {
            JSONNumber.append(
                decimal: Int128(truncatingIfNeeded: span[row]), scale: decimal.scale,
                to: &output.bytes)
            output.endText()
        }
    }

    private func renderFloats(_ values: TypedBuffer<Float>, _ output: inout RenderedColumn) {
        let span = values.span
        for row in span.indices {
            let value = span[row]
            if value.isFinite {
                JSONNumber.append(value, to: &output.bytes)
            } else {
                appendWord(Double(value), &output)
            }
            output.endText()
        }
    }

    private func renderDoubles(_ values: TypedBuffer<Double>, _ output: inout RenderedColumn) {
        let span = values.span
        for row in span.indices {
            let value = span[row]
            if value.isFinite {
                JSONNumber.append(value, to: &output.bytes)
            } else {
                appendWord(value, &output)
            }
            output.endText()
        }
    }

    private func appendWord(_ value: Double, _ output: inout RenderedColumn) {
        quote(&output)
        output.bytes.append(
            contentsOf: (value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity").utf8)
        quote(&output)
    }

    private func renderDates(_ values: TypedBuffer<Int32>, _ output: inout RenderedColumn) {
        let span = values.span
        for row in span.indices {
            quote(&output)
            TimeText.append(date: Int(span[row]), to: &output.bytes)
            quote(&output)
            output.endText()
        }
    }

    private func renderTimestamps(
        _ values: TypedBuffer<Int64>, suffix: String, _ output: inout RenderedColumn
    ) {
        let span = values.span
        let suffix = Array(suffix.utf8)
        for row in span.indices {
            quote(&output)
            TimeText.append(microseconds: Int(span[row]), to: &output.bytes)
            output.bytes.append(contentsOf: suffix)
            quote(&output)
            output.endText()
        }
    }

    @inline(__always)
    func quote(_ output: inout RenderedColumn) {
        if style == .json { output.bytes.append(UInt8(ascii: "\"")) }
    }

    static let trueText = Array("true".utf8)
    static let falseText = Array("false".utf8)
    static let nullText = Array("null".utf8)
}

extension ColumnArray {
    fileprivate var isDictionary: Bool {
        if case .dictionary = storage { true } else { false }
    }
}
