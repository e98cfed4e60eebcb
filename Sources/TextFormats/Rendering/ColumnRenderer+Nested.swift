// Text and nested values. Inside a nested value everything is JSON, whatever the style.

import BinaryIO
import Columnar
import JSONCodec

extension ColumnRenderer {
    func renderViews(
        _ views: BinaryViews, _ type: DataType, _ output: inout RenderedColumn
    ) {
        let isText = type == .string
        for row in 0..<views.count {
            let octets = views.bytes(at: row).octets
            quote(&output)
            if !isText {
                Base64.encode(octets, into: &output.bytes)
            } else if style == .json {
                JSONText.appendEscaped(octets, to: &output.bytes)
            } else {
                output.bytes.append(run: octets)
            }
            quote(&output)
            output.endText()
        }
    }

    func renderLists(
        _ column: ColumnArray, _ offsets: TypedBuffer<Int32>, _ child: ColumnArray,
        _ output: inout RenderedColumn
    ) {
        let starts = offsets.span
        let first = Int(starts[0])
        let elements = renderElements(
            child.slice(first..<Int(starts[column.count])), isMap: column.type.isMap)
        for row in 0..<column.count {
            output.bytes.append(UInt8(ascii: "["))
            for element in (Int(starts[row]) - first)..<(Int(starts[row + 1]) - first) {
                if element > Int(starts[row]) - first { output.bytes.append(UInt8(ascii: ",")) }
                output.bytes.append(valueOf: elements, row: element)
            }
            output.bytes.append(UInt8(ascii: "]"))
            output.endText()
        }
    }

    private func renderElements(_ child: ColumnArray, isMap: Bool) -> RenderedColumn {
        let renderer = ColumnRenderer(style: .json)
        guard isMap, case .struct(let columns) = child.storage else {
            return renderer.render(child)
        }
        var output = RenderedColumn()
        renderer.renderFields(["key", "value"], columns, count: child.count, &output)
        return output
    }

    func renderStructs(
        _ column: ColumnArray, _ columns: [ColumnArray], _ output: inout RenderedColumn
    ) {
        renderFields(column.type.children.map(\.name), columns, count: column.count, &output)
    }

    private func renderFields(
        _ names: [String], _ columns: [ColumnArray], count: Int, _ output: inout RenderedColumn
    ) {
        let renderer = ColumnRenderer(style: .json)
        let fields = columns.map { renderer.render($0) }
        let keys = RowPrefix.keys(names)
        for row in 0..<count {
            output.bytes.append(UInt8(ascii: "{"))
            for (key, field) in zip(keys, fields) {
                output.bytes.append(contentsOf: key)
                output.bytes.append(valueOf: field, row: row)
            }
            output.bytes.append(UInt8(ascii: "}"))
            output.endText()
        }
    }
}

/// The text in front of each value of an object: a comma from the second on, the key, a colon.
enum RowPrefix {
    static func keys(_ names: [String]) -> [[UInt8]] {
        names.enumerated().map { position, name in
            var key: [UInt8] = position == 0 ? [] : [UInt8(ascii: ",")]
            key.append(UInt8(ascii: "\""))
            JSONText.appendEscaped(Array(name.utf8).span, to: &key)
            key.append(UInt8(ascii: "\""))
            key.append(UInt8(ascii: ":"))
            return key
        }
    }
}

extension [UInt8] {
    /// Appends the JSON text of one row.
    @inline(__always)
    mutating func append(valueOf column: borrowing RenderedColumn, row: Int) {
        guard let range = column.range(row) else {
            append(contentsOf: ColumnRenderer.nullText)
            return
        }
        append(run: column.bytes.span.extracting(range))
    }
}

extension DataType {
    fileprivate var isMap: Bool {
        if case .map = self { true } else { false }
    }
}
