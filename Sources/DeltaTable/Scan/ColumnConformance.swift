// Brings a column as a file has it to the type that the table says. Files of other writers lack
// annotations now and then; a conversion is allowed where every value keeps its meaning, and
// checked where that depends on the values.

import Columnar
import DeltaProtocol

/// The conversions between the columns of files and of tables.
enum ColumnConformance {
    /// The column as one of `type`; nil where that cannot be.
    ///
    /// - Parameter mapping: tells which field of a structure is which; nil goes by their order.
    static func conform(
        _ column: ColumnArray, to type: DataType, by mapping: ColumnMapping?
    ) -> ColumnArray? {
        // Equal names may still be those of other columns where columns have been renamed.
        if column.type == type, !type.isNested || mapping?.mode == ColumnMapping.Mode.none {
            return column
        }
        switch (column.type, type) {
        case (.struct, .struct(let fields)): return conform(struct: column, to: fields, by: mapping)
        case (.struct(let fields), .string) where VariantColumn.isVariant(fields):
            return VariantColumn.texts(of: column, fields)
        case (.list, .list(let element)):
            return conformList(column, type) {
                conform($0, to: element.type, by: mapping)
            }
        case (.map, .map(let key, let value)):
            return conformList(column, type) {
                conform(entries: $0, key, value, by: mapping)
            }
        case (.timestamp, .timestampNTZ), (.timestampNTZ, .timestamp), (.string, .binary):
            return retyped(column, type)
        case (.binary, .string): return isText(column) ? retyped(column, type) : nil
        case (.int32, .int8), (.int32, .int16): return narrowed(column, to: type)
        default: return column.type.widens(to: type) ? column.widened(to: type) : nil
        }
    }

    private static func retyped(_ column: ColumnArray, _ type: DataType) -> ColumnArray {
        guard case .dictionary(let indices, let values) = column.storage else {
            return column.retyped(type)
        }
        return ColumnArray(
            type: type, count: column.count, validity: column.validity,
            storage: .dictionary(indices: indices, values: retyped(values, type)))
    }

    private static func conform(
        struct column: ColumnArray, to fields: [Field], by mapping: ColumnMapping?
    ) -> ColumnArray? {
        guard case .struct(let source) = column.type,
            case .struct(let children) = column.flattened().storage
        else { return nil }
        var columns: [ColumnArray] = []
        for (position, field) in fields.enumerated() {
            let index = mapping.map { $0.position(of: field, in: source) } ?? position
            guard let index, index < children.count else {
                columns.append(ColumnArray(nulls: column.count, type: field.type))
                continue
            }
            guard let child = conform(children[index], to: field.type, by: mapping) else {
                return nil
            }
            columns.append(child)
        }
        return ColumnArray(
            type: .struct(fields), count: column.count, validity: column.validity,
            storage: .struct(columns))
    }

    private static func conformList(
        _ column: ColumnArray, _ type: DataType, _ conform: (ColumnArray) -> ColumnArray?
    ) -> ColumnArray? {
        guard case .list(let offsets, let child) = column.flattened().storage,
            let conformed = conform(child)
        else { return nil }
        return ColumnArray(
            type: type, count: column.count, validity: column.validity,
            storage: .list(offsets: offsets, child: conformed))
    }

    /// A map's entries: key and value by position, whatever their names are.
    private static func conform(
        entries: ColumnArray, _ key: Field, _ value: Field, by mapping: ColumnMapping?
    ) -> ColumnArray? {
        guard case .struct(let columns) = entries.storage, columns.count == 2,
            let keys = conform(columns[0], to: key.type, by: mapping),
            let values = conform(columns[1], to: value.type, by: mapping)
        else { return nil }
        return ColumnArray(
            type: .struct([key, value]), count: entries.count, validity: entries.validity,
            storage: .struct([keys, values]))
    }

    /// Small integers that a writer did not annotate; nil where a value does not fit.
    private static func narrowed(_ column: ColumnArray, to type: DataType) -> ColumnArray? {
        let flat = column.flattened()
        guard case .int32(let values) = flat.storage else { return nil }
        let span = values.span
        let range: ClosedRange<Int32> = type == .int8 ? -128...127 : -32768...32767
        for row in 0..<flat.count where !range.contains(span[row]) && !flat.isNull(row) {
            return nil
        }
        let storage: ColumnArray.Storage
        if type == .int8 {
            storage = .int8(
                TypedBuffer(capacity: values.count) { output in
                    for row in span.indices { output.append(Int8(truncatingIfNeeded: span[row])) }
                })
        } else {
            storage = .int16(
                TypedBuffer(capacity: values.count) { output in
                    for row in span.indices { output.append(Int16(truncatingIfNeeded: span[row])) }
                })
        }
        return ColumnArray(
            type: type, count: flat.count, validity: flat.validity, storage: storage)
    }

    /// Whether every value is valid UTF-8.
    private static func isText(_ column: ColumnArray) -> Bool {
        switch column.storage {
        case .views(let views):
            (0..<views.count).allSatisfy { row in
                column.isNull(row) || views.isUTF8(at: row)
            }
        case .dictionary(_, let values): isText(values)
        default: false
        }
    }
}
