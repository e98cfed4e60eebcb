// Puts leaf columns together to structures and lists, from their levels (the method of Dremel).
//
//   rows                repetition  definition     optional group tags (LIST) {
//   ["a", null]            0           3             repeated group list {
//                          1           2               optional binary element (STRING); } }
//   []                     0           1
//   null                   0           0           offsets 0 2 2 2, validity 1 1 0
//
// An entry starts a place in a list of repetition level r where its own level is at most r and
// the list around has an element there (its definition level says so). Which leaf of a structure
// the levels are taken from makes no difference in a sound file; that all agree is checked.

import Columnar

/// Builds the columns of one batch.
struct RecordAssembler {
    let rows: Int
    /// By position among the file's leaf columns.
    let leaves: [Int: LeafBatch]

    /// The column for `node`.
    ///
    /// - Throws: `ParquetError` where the leaves contradict each other.
    func column(_ node: ColumnNode) throws(ParquetError) -> ColumnArray {
        let array = try assemble(node)
        guard array.count == rows else {
            throw ParquetError(
                .corrupt, "a column of \(array.count) rows in a batch of \(rows)",
                column: node.field.name)
        }
        return array
    }

    private func assemble(_ node: ColumnNode) throws(ParquetError) -> ColumnArray {
        switch node.kind {
        case .leaf(let index, _):
            guard let leaf = leaves[index] else { throw .corrupt("a leaf column was not read") }
            return leaf.array
        case .structure(let fields): return try structure(node, fields)
        case .list(let element, let elementLevel):
            return try list(node, element, UInt8(clamping: elementLevel))
        }
    }

    /// The leaf below `node` whose levels have the fewest entries.
    private func levels(_ node: ColumnNode) throws(ParquetError) -> LeafBatch {
        var fewest: LeafBatch?
        findFewest(node, &fewest)
        guard let fewest else { throw .corrupt("a nested column without leaves") }
        return fewest
    }

    /// Puts the leaf below `node` that has the fewest levels into `fewest`, the first of equals.
    private func findFewest(_ node: ColumnNode, _ fewest: inout LeafBatch?) {
        switch node.kind {
        case .leaf(let index, _):
            guard let leaf = leaves[index] else { return }
            let least = fewest?.definitionLevels.count ?? Int.max
            if leaf.definitionLevels.count < least { fewest = leaf }
        case .structure(let fields): for field in fields { findFewest(field, &fewest) }
        case .list(let element, _): findFewest(element, &fewest)
        }
    }

    private func structure(
        _ node: ColumnNode, _ fields: [ColumnNode]
    ) throws(ParquetError) -> ColumnArray {
        var columns: [ColumnArray] = []
        for field in fields { columns.append(try assemble(field)) }
        let count = columns[0].count
        guard columns.allSatisfy({ $0.count == count }) else {
            throw ParquetError(
                .corrupt, "the fields of a structure have different lengths",
                column: node.field.name)
        }
        return ColumnArray(
            type: node.field.type, count: count,
            validity: node.field.nullable ? try validity(node, count: count) : nil,
            storage: .struct(columns))
    }

    private func validity(_ node: ColumnNode, count: Int) throws(ParquetError) -> Bitmap? {
        let leaf = try levels(node)
        let definition = leaf.definitionLevels
        let repetition = leaf.repetitionLevels
        let level = UInt8(clamping: node.definitionLevel)
        let floor = UInt8(clamping: node.ancestorDefinitionLevel)
        var bits = BitmapBuilder(reserving: count)
        if repetition.count == 0 {
            definition.appendBits(atLeast: level, 0..<definition.count, to: &bits)
        } else {
            let own = UInt8(clamping: node.repetitionLevel)
            for entry in 0..<definition.count
            where repetition[entry] <= own && definition[entry] >= floor {
                bits.append(definition[entry] >= level)
            }
        }
        guard bits.count == count else {
            throw ParquetError(
                .corrupt, "a structure has \(bits.count) places, its fields \(count)",
                column: node.field.name)
        }
        return bits.finishValidity()
    }

    private func list(
        _ node: ColumnNode, _ element: ColumnNode, _ elementLevel: UInt8
    ) throws(ParquetError) -> ColumnArray {
        let child = try assemble(element)
        let leaf = try levels(node)
        let definition = leaf.definitionLevels
        let repetition = leaf.repetitionLevels
        let level = UInt8(clamping: node.definitionLevel)
        let floor = UInt8(clamping: node.ancestorDefinitionLevel)
        let own = UInt8(clamping: node.repetitionLevel)
        var bits = BitmapBuilder(reserving: rows)
        var elements: Int32 = 0
        // Each entry starts at most one list, and the end of the last one is appended.
        let offsets = TypedBuffer<Int32>(capacity: definition.count + 1) { output in
            for entry in 0..<definition.count {
                if repetition[entry] <= own && definition[entry] >= floor {
                    output.append(elements)
                    bits.append(definition[entry] >= level)
                }
                if definition[entry] >= elementLevel && repetition[entry] <= own + 1 {
                    elements += 1
                }
            }
            output.append(elements)
        }
        guard child.count == Int(elements) else {
            throw ParquetError(
                .corrupt, "lists of \(elements) elements, \(child.count) are there",
                column: node.field.name)
        }
        let validity = bits.finishValidity()
        return ColumnArray(
            type: node.field.type, count: offsets.count - 1,
            validity: node.field.nullable ? validity : nil,
            storage: .list(offsets: offsets, child: child))
    }
}
