// From the flattened schema of a footer to a tree with levels. Everything that a hostile schema
// can get wrong is refused here, so that the rest may rely on the tree.

/// The schema of a file.
package struct ParquetSchema: Sendable {
    /// The top-level columns.
    package let fields: [SchemaNode]
    /// The leaf columns, in file order.
    package let columns: [ColumnDescriptor]

    /// - Throws: `ParquetError` where the elements do not make a tree.
    /// - Complexity: O(elements).
    package init(
        elements: [SchemaElement], limits: ParquetLimits = ParquetLimits()
    ) throws(ParquetError) {
        var builder = SchemaTreeBuilder(elements: elements, depthMax: limits.schemaDepthMax)
        fields = try builder.build()
        columns = builder.columns
    }
}

/// Walks the flattened elements once.
private struct SchemaTreeBuilder {
    let elements: [SchemaElement]
    let depthMax: Int
    var position = 0
    var columns: [ColumnDescriptor] = []

    init(elements: [SchemaElement], depthMax: Int) {
        self.elements = elements
        self.depthMax = depthMax
    }

    mutating func build() throws(ParquetError) -> [SchemaNode] {
        guard let root = elements.first, root.type == nil else {
            throw .corrupt("the schema has no root group")
        }
        position = 1
        let count = try childCount(root)
        var fields: [SchemaNode] = []
        for _ in 0..<count {
            fields.append(try node(path: [], definitionLevel: 0, repetitionLevel: 0))
        }
        guard position == elements.count else {
            throw .corrupt("the schema has \(elements.count - position) elements too many")
        }
        return fields
    }

    private func childCount(_ element: SchemaElement) throws(ParquetError) -> Int {
        let count = Int(element.childCount ?? 0)
        guard count >= 0, count <= elements.count - position else {
            throw .corrupt("group \(element.name) claims \(count) children")
        }
        return count
    }

    private mutating func node(
        path: [String], definitionLevel: Int, repetitionLevel: Int
    ) throws(ParquetError) -> SchemaNode {
        guard position < elements.count else { throw .corrupt("the schema ends too early") }
        guard path.count < depthMax else {
            throw ParquetError(
                .limitExceeded, "the schema is nested more than \(depthMax) deep")
        }
        let element = elements[position]
        position += 1
        // Old writers leave the repetition of a column out where it is required.
        let repetition = element.repetition ?? .required
        let definition = definitionLevel + (repetition == .required ? 0 : 1)
        let repeated = repetitionLevel + (repetition == .repeated ? 1 : 0)
        var names: [String] = []
        names.reserveCapacity(path.count + 1)
        names += path
        names.append(element.name)
        guard element.type == nil else {
            let index = columns.count
            columns.append(try descriptor(element, names, definition, repeated))
            return SchemaNode(
                element: element, repetition: repetition, children: [], columnIndex: index,
                definitionLevel: definition, repetitionLevel: repeated)
        }
        let count = try childCount(element)
        var children: [SchemaNode] = []
        children.reserveCapacity(min(count, ParquetLimits.reservedElementsMax))
        for _ in 0..<count {
            children.append(
                try node(path: names, definitionLevel: definition, repetitionLevel: repeated))
        }
        return SchemaNode(
            element: element, repetition: repetition, children: children, columnIndex: nil,
            definitionLevel: definition, repetitionLevel: repeated)
    }

    private func descriptor(
        _ element: SchemaElement, _ path: [String], _ definition: Int, _ repeated: Int
    ) throws(ParquetError) -> ColumnDescriptor {
        guard let type = element.type else { throw .corrupt("a column has no type") }
        if let count = element.childCount, count != 0 {
            throw .corrupt("column \(element.name) has both a type and children")
        }
        var length = 0
        if type == .fixedLenByteArray {
            length = Int(element.typeLength ?? 0)
            guard length > 0 else {
                throw .corrupt("column \(element.name) has values of \(length) bytes")
            }
        }
        return ColumnDescriptor(
            path: path, element: element, physicalType: type, typeLength: length,
            maxDefinitionLevel: definition, maxRepetitionLevel: repeated)
    }
}
