// Columns with columns inside. Each level lays out the cells of the level below, so that a
// nested column is built by the same loops as a top-level one.

import BinaryIO
import Columnar
import JSONCodec

extension CellColumnBuilder {
    /// The fields of objects as columns, with the cells of all fields laid out field by field.
    ///
    /// - Parameter objects: cells of objects or nulls, or of anything else, which has failed.
    func fields(
        _ objects: Span<TextCell>, _ plans: [ColumnPlan], _ names: FieldNames, rows: [Int32]?,
        path: String
    ) -> [ColumnArray] {
        var cells = [TextCell](repeating: .missing, count: objects.count * plans.count)
        layOut(objects, names, rows, path, into: &cells)
        return plans.enumerated().map { position, plan in
            let start = position * objects.count
            let column = cells.span.extracting(start..<(start + objects.count))
            if !plan.nullable { requireValues(column, under: objects, plan, rows) }
            return self.column(column, plan, rows: rows)
        }
    }

    private func layOut(
        _ objects: Span<TextCell>, _ names: FieldNames, _ rows: [Int32]?, _ path: String,
        into cells: inout [TextCell]
    ) {
        guard let tokens else { return }
        let all = tokens.tokens
        let text = CellText(input: input.span, unescaped: unescaped.span)
        var output = cells.mutableSpan
        var unknown: [(row: Int, key: JSONToken)] = []
        for index in objects.indices where objects[index].kind == .object {
            let object = Int(objects[index].token)
            let end = Int(all[object].link)
            var position = object + 1
            var expected = 0
            while position < end {
                let key = all[position]
                let value = all[position + 1]
                let field = names.index(
                    of: text.bytes(TextCell(key, at: position)), expected: expected)
                if field >= 0 {
                    output[field &* objects.count &+ index] = TextCell(value, at: position + 1)
                    expected = field + 1
                } else if refusesUnknown {
                    unknown.append((row(index, rows), key))
                }
                position = value.kind.isContainer ? Int(value.link) : position + 2
            }
        }
        for (row, key) in unknown {
            let name = JSONText(text.bytes(TextCell(key, at: 0))).string()
            let column = path.isEmpty ? name : "\(path).\(name)"
            failures.append(
                CellFailure(
                    row: row, code: .unknownColumn, column: column,
                    message: "there is no column \(column)"))
        }
    }

    private func requireValues(
        _ cells: Span<TextCell>, under parents: Span<TextCell>, _ plan: ColumnPlan,
        _ rows: [Int32]?
    ) {
        for index in cells.indices where cells[index].kind == .null {
            if parents[index].kind != .null { failMissing(plan, row(index, rows)) }
        }
    }

    /// Records the rows in which a top-level column has no value.
    func requireValues(_ cells: Span<TextCell>, _ plan: ColumnPlan) {
        for index in cells.indices where cells[index].kind == .null { failMissing(plan, index) }
    }

    private func failMissing(_ plan: ColumnPlan, _ row: Int) {
        failures.append(
            CellFailure(
                row: row, code: .missingValue, column: plan.path,
                message: "column \(plan.path) must have a value"))
    }

    func structs(
        _ cells: Span<TextCell>, _ plan: ColumnPlan, _ rows: [Int32]?
    ) -> [ColumnArray] {
        for index in cells.indices where cells[index].kind != .null {
            if cells[index].kind != .object { fail(cells[index], plan, row(index, rows)) }
        }
        guard let names = plan.names else { return [] }
        return fields(cells, plan.children, names, rows: rows, path: plan.path)
    }

    func lists(
        _ cells: Span<TextCell>, _ plan: ColumnPlan, _ rows: [Int32]?
    ) -> ColumnArray.Storage {
        var elements = ElementCells(reserving: cells.count)
        for index in cells.indices {
            let cell = cells[index]
            if cell.kind == .array {
                elements.append(elementsOf: cell, tokens: tokens, row: row(index, rows))
            } else if cell.kind != .null {
                fail(cell, plan, row(index, rows))
            }
            elements.endRow()
        }
        let element = plan.children[0]
        if !element.nullable { requireElements(elements, element) }
        return .list(
            offsets: TypedBuffer(elements.offsets),
            child: column(elements.cells.span, element, rows: elements.rows))
    }

    private func requireElements(_ elements: ElementCells, _ plan: ColumnPlan) {
        for (cell, row) in zip(elements.cells, elements.rows) where cell.kind == .null {
            failMissing(plan, Int(row))
        }
    }

    /// Maps, written as `{"k": v}` or as `[{"key": k, "value": v}]`.
    func maps(
        _ cells: Span<TextCell>, _ plan: ColumnPlan, _ rows: [Int32]?
    ) -> ColumnArray.Storage {
        var keys = ElementCells(reserving: cells.count)
        var values: [TextCell] = []
        for index in cells.indices {
            let cell = cells[index]
            if cell.kind == .object {
                keys.append(fieldsOf: cell, tokens: tokens, row: row(index, rows), &values)
            } else if cell.kind == .array {
                appendEntries(cell, plan, row(index, rows), &keys, &values)
            } else if cell.kind != .null {
                fail(cell, plan, row(index, rows))
            }
            keys.endRow()
        }
        requireElements(keys, plan.children[0])
        let keyColumn = column(keys.cells.span, plan.children[0], rows: keys.rows)
        let valueColumn = column(values.span, plan.children[1], rows: keys.rows)
        let entry = DataType.struct(plan.type.children)
        let child = ColumnArray(
            type: entry, count: values.count, validity: nil,
            storage: .struct([keyColumn, valueColumn]))
        return .list(offsets: TypedBuffer(keys.offsets), child: child)
    }

    private func appendEntries(
        _ array: TextCell, _ plan: ColumnPlan, _ row: Int, _ keys: inout ElementCells,
        _ values: inout [TextCell]
    ) {
        var entries = ElementCells(reserving: 0)
        entries.append(elementsOf: array, tokens: tokens, row: row)
        guard let names = plan.names else { return }
        for entry in entries.cells {
            guard entry.kind == .object else {
                fail(entry, plan, row)
                continue
            }
            var cells = [TextCell](repeating: .missing, count: 2)
            layOut([entry].span, names, [Int32(truncatingIfNeeded: row)], plan.path, into: &cells)
            keys.append(cells[0], row: row)
            values.append(cells[1])
        }
    }
}
