// Takes nested columns apart into leaves with levels: the way back from `RecordAssembler`, whose
// header shows an example. Rows become entries; each step down a path ends entries at nulls and
// empty lists and multiplies them at lists.

import Columnar

/// One leaf of a batch, ready to be written.
struct ShreddedLeaf: Sendable {
    /// The values that are there, without nulls; perhaps a dictionary.
    let values: ColumnArray
    let levels: Levels
    let rows: Int

    enum Levels: Sendable {
        /// A required column at the top: nothing to say.
        case none
        /// A column at the top, by row.
        case validity(Bitmap)
        /// By entry; no repetition levels outside lists.
        case nested(definition: [UInt8], repetition: [UInt8]?)
    }

    /// Places, nulls and empty lists among them.
    var entryCount: Int {
        switch levels {
        case .none, .validity: rows
        case .nested(let definition, _): definition.count
        }
    }
}

/// Takes the columns of a batch apart.
struct RecordShredder {
    private(set) var leaves: [ShreddedLeaf] = []

    /// The entries of one path so far.
    private struct Entries {
        var definition: [UInt8]
        var repetition: [UInt8]
        /// The place in the current column; below 0 where the entry has ended.
        var positions: [Int32]
    }

    /// Appends the leaves of a top-level column, in file order.
    mutating func shred(_ column: ColumnArray, _ field: Field) throws(ParquetError) {
        guard field.type.isNested else {
            leaves.append(try Self.flat(column, field))
            return
        }
        let entries = Entries(
            definition: Array(repeating: 0, count: column.count),
            repetition: Array(repeating: 0, count: column.count),
            positions: (0..<Int32(column.count)).map { $0 })
        try descend(
            column, field, entries, repetitionLevel: 0, rows: column.count, name: field.name)
    }

    private static func flat(
        _ column: ColumnArray, _ field: Field
    ) throws(ParquetError) -> ShreddedLeaf {
        let rows = column.count
        if field.type == .null {
            return ShreddedLeaf(
                values: ColumnArray(nulls: 0, type: .null),
                levels: .validity(Bitmap(repeating: false, count: rows)), rows: rows)
        }
        let validity = column.logicalValidity
        guard field.nullable else {
            guard validity == nil else { throw Self.unexpectedNull(field.name) }
            return ShreddedLeaf(values: column, levels: .none, rows: rows)
        }
        guard let validity else {
            return ShreddedLeaf(
                values: column, levels: .validity(Bitmap(repeating: true, count: rows)),
                rows: rows)
        }
        return ShreddedLeaf(
            values: column.take(validity.setIndices()).withValidity(nil),
            levels: .validity(validity), rows: rows)
    }

    private static func unexpectedNull(_ name: String) -> ParquetError {
        ParquetError(
            .schemaMismatch, "a null in a column that is declared not to have any", column: name)
    }

    private mutating func descend(
        _ column: ColumnArray, _ field: Field, _ entries: Entries, repetitionLevel: UInt8,
        rows: Int, name: String
    ) throws(ParquetError) {
        let column = field.type.isNested ? column.flattened() : column
        var entries = entries
        try Self.passNulls(column, nullable: field.nullable || field.type == .null, name, &entries)
        switch column.storage {
        case .struct(let children):
            for (child, member) in zip(children, field.type.children) {
                try descend(
                    child, member, entries, repetitionLevel: repetitionLevel, rows: rows,
                    name: "\(name).\(member.name)")
            }
        case .list(let offsets, let child):
            let inside = Self.expand(entries, offsets, repetitionLevel + 1)
            if case .map(let key, let value) = field.type {
                let entry = Field(
                    "key_value", .struct([Self.required(key), value]), nullable: false)
                try descend(
                    child.retyped(entry.type), entry, inside,
                    repetitionLevel: repetitionLevel + 1, rows: rows, name: name)
            } else {
                let element = field.type.children[0]
                try descend(
                    child, element, inside, repetitionLevel: repetitionLevel + 1, rows: rows,
                    name: "\(name).element")
            }
        default:
            let present = TypedBuffer(entries.positions.filter { $0 >= 0 })
            leaves.append(
                ShreddedLeaf(
                    values: column.take(present).withValidity(nil),
                    levels: .nested(
                        definition: entries.definition,
                        repetition: repetitionLevel > 0 ? entries.repetition : nil),
                    rows: rows))
        }
    }

    private static func required(_ field: Field) -> Field {
        Field(field.name, field.type, nullable: false, metadata: field.metadata)
    }

    /// Ends the entries at nulls; the others go one definition level up if there could be nulls.
    private static func passNulls(
        _ column: ColumnArray, nullable: Bool, _ name: String, _ entries: inout Entries
    ) throws(ParquetError) {
        let validity = column.logicalValidity
        let isAllNull = column.type == .null
        guard nullable || validity != nil else { return }
        for entry in entries.positions.indices {
            let position = entries.positions[entry]
            guard position >= 0 else { continue }
            if isAllNull || validity.map({ !$0[Int(position)] }) == true {
                guard nullable else { throw unexpectedNull(name) }
                entries.positions[entry] = -1
            } else if nullable {
                entries.definition[entry] += 1
            }
        }
    }

    /// An entry for each element; one that has ended stays, and so does an empty list's.
    private static func expand(
        _ entries: Entries, _ offsets: TypedBuffer<Int32>, _ repetitionLevel: UInt8
    ) -> Entries {
        var result = Entries(definition: [], repetition: [], positions: [])
        result.definition.reserveCapacity(entries.positions.count)
        result.repetition.reserveCapacity(entries.positions.count)
        result.positions.reserveCapacity(entries.positions.count)
        let starts = offsets.span
        for entry in entries.positions.indices {
            let position = Int(entries.positions[entry])
            let definition = entries.definition[entry]
            var repetition = entries.repetition[entry]
            let start = position >= 0 ? starts[position] : 0
            let end = position >= 0 ? starts[position + 1] : 0
            guard start < end else {
                result.definition.append(definition)
                result.repetition.append(repetition)
                result.positions.append(-1)
                continue
            }
            for element in start..<end {
                result.definition.append(definition + 1)
                result.repetition.append(repetition)
                result.positions.append(element)
                repetition = repetitionLevel
            }
        }
        return result
    }
}

extension ColumnArray {
    /// Which rows are not null, by this column's own validity or by its dictionary's; nil where
    /// none is.
    var logicalValidity: Bitmap? {
        guard case .dictionary(let indices, let values) = storage,
            let below = values.logicalValidity
        else {
            return validity.flatMap { $0.setCount() == count ? nil : $0 }
        }
        var bits = BitmapBuilder(reserving: count)
        for row in 0..<count {
            bits.append((validity?[row] ?? true) && below[Int(indices[row])])
        }
        return bits.finishValidity()
    }
}
