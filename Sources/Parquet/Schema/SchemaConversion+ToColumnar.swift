// From the tree of a file to the columns of a batch: LogicalTypes.md, sections Lists and Maps,
// with their backward-compatibility rules.

import Columnar

/// Turns schema nodes into columns, keeping those below the wanted paths.
struct ColumnNodeBuilder {
    /// The leaf columns as they are read.
    let columns: [ColumnDescriptor]
    /// Whether fields carry how they are stored, to be written again in the same way.
    var keepsStoredTypes = false
    /// Field metadata under which a Parquet field id is carried, as PyArrow names it.
    static let fieldIDKey = "PARQUET:field_id"

    /// The column for `node`, or nil where nothing below it is wanted or has values.
    ///
    /// - Parameter selection: what is wanted below `node`.
    func column(_ node: SchemaNode, _ selection: ProjectionTree) -> ColumnNode? {
        build(node, selection, ancestorDefinition: 0, repetitionLevel: 0)
    }

    private func build(
        _ node: SchemaNode, _ selection: ProjectionTree, ancestorDefinition: Int,
        repetitionLevel: Int
    ) -> ColumnNode? {
        if node.repetition == .repeated {
            // A repeated node without annotation is a required list of required elements.
            guard
                let element = content(
                    node, selection, nullable: false, ancestorDefinition: node.definitionLevel,
                    repetitionLevel: node.repetitionLevel)
            else { return nil }
            return list(
                node, of: element, definitionLevel: node.definitionLevel - 1, nullable: false,
                ancestorDefinition: ancestorDefinition, repetitionLevel: repetitionLevel,
                elementDefinition: node.definitionLevel)
        }
        return content(
            node, selection, nullable: node.repetition == .optional,
            ancestorDefinition: ancestorDefinition, repetitionLevel: repetitionLevel)
    }

    /// The node itself, its repetition left aside.
    private func content(
        _ node: SchemaNode, _ selection: ProjectionTree, nullable: Bool, ancestorDefinition: Int,
        repetitionLevel: Int
    ) -> ColumnNode? {
        if let index = node.columnIndex {
            let (type, conversion) = columns[index].conversion
            return ColumnNode(
                field: field(node, type, nullable: nullable || type == .null),
                kind: .leaf(index, conversion), definitionLevel: node.definitionLevel,
                repetitionLevel: repetitionLevel, ancestorDefinitionLevel: ancestorDefinition)
        }
        if node.children.count == 1, let repeated = node.children.first,
            repeated.repetition == .repeated
        {
            if node.isMap,
                let map = map(
                    node, repeated, selection, nullable: nullable,
                    ancestorDefinition: ancestorDefinition, repetitionLevel: repetitionLevel)
            {
                return map
            }
            if node.isList || node.isMap {
                return annotatedList(
                    node, repeated, selection, nullable: nullable,
                    ancestorDefinition: ancestorDefinition, repetitionLevel: repetitionLevel)
            }
        }
        return structure(
            node, selection, nullable: nullable, ancestorDefinition: ancestorDefinition,
            repetitionLevel: repetitionLevel)
    }

    private func structure(
        _ node: SchemaNode, _ selection: ProjectionTree, nullable: Bool, ancestorDefinition: Int,
        repetitionLevel: Int
    ) -> ColumnNode? {
        let fields = node.children.compactMap { child -> ColumnNode? in
            guard let below = selection.child(child.name) else { return nil }
            return build(
                child, below, ancestorDefinition: ancestorDefinition,
                repetitionLevel: repetitionLevel)
        }
        guard !fields.isEmpty else { return nil }
        return ColumnNode(
            field: field(node, .struct(fields.map(\.field)), nullable: nullable),
            kind: .structure(fields), definitionLevel: node.definitionLevel,
            repetitionLevel: repetitionLevel, ancestorDefinitionLevel: ancestorDefinition)
    }

    private func annotatedList(
        _ node: SchemaNode, _ repeated: SchemaNode, _ selection: ProjectionTree, nullable: Bool,
        ancestorDefinition: Int, repetitionLevel: Int
    ) -> ColumnNode? {
        let element: ColumnNode?
        if repeatedIsElement(repeated, listName: node.name) {
            element = content(
                repeated, selection.unnamed, nullable: false,
                ancestorDefinition: repeated.definitionLevel,
                repetitionLevel: repeated.repetitionLevel)
        } else {
            element = repeated.children.first.flatMap {
                build(
                    $0, selection.unnamed, ancestorDefinition: repeated.definitionLevel,
                    repetitionLevel: repeated.repetitionLevel)
            }
        }
        guard let element else { return nil }
        return list(
            node, of: element, definitionLevel: node.definitionLevel, nullable: nullable,
            ancestorDefinition: ancestorDefinition, repetitionLevel: repetitionLevel,
            elementDefinition: repeated.definitionLevel)
    }

    /// Rules 1 to 4 of *Lists*, *Backward-compatibility rules*: whether the repeated node is the
    /// element rather than a wrapper around it.
    private func repeatedIsElement(_ repeated: SchemaNode, listName: String) -> Bool {
        if repeated.isLeaf || repeated.children.count != 1 { return true }
        if repeated.children[0].repetition == .repeated { return true }
        if repeated.isList || repeated.isMap { return true }
        return repeated.name == "array" || repeated.name == "\(listName)_tuple"
    }

    private func map(
        _ node: SchemaNode, _ entries: SchemaNode, _ selection: ProjectionTree, nullable: Bool,
        ancestorDefinition: Int, repetitionLevel: Int
    ) -> ColumnNode? {
        guard entries.children.count == 2 else { return nil }
        let columns = entries.children.compactMap {
            build(
                $0, selection.unnamed, ancestorDefinition: entries.definitionLevel,
                repetitionLevel: entries.repetitionLevel)
        }
        guard columns.count == 2 else { return nil }
        let key = columns[0].field.renamed("key")
        let value = columns[1].field.renamed("value")
        let element = ColumnNode(
            field: Field("key_value", .struct([key, value]), nullable: false),
            kind: .structure(columns), definitionLevel: entries.definitionLevel,
            repetitionLevel: entries.repetitionLevel,
            ancestorDefinitionLevel: entries.definitionLevel)
        return ColumnNode(
            field: field(node, .map(key: key, value: value), nullable: nullable),
            kind: .list(element, elementDefinitionLevel: entries.definitionLevel),
            definitionLevel: node.definitionLevel, repetitionLevel: repetitionLevel,
            ancestorDefinitionLevel: ancestorDefinition)
    }

    private func list(
        _ node: SchemaNode, of element: ColumnNode, definitionLevel: Int, nullable: Bool,
        ancestorDefinition: Int, repetitionLevel: Int, elementDefinition: Int
    ) -> ColumnNode {
        ColumnNode(
            field: field(node, .list(element.field.renamed("element")), nullable: nullable),
            kind: .list(element, elementDefinitionLevel: elementDefinition),
            definitionLevel: definitionLevel, repetitionLevel: repetitionLevel,
            ancestorDefinitionLevel: ancestorDefinition)
    }

    private func field(_ node: SchemaNode, _ type: DataType, nullable: Bool) -> Field {
        var metadata = node.element.fieldID.map { [Self.fieldIDKey: String($0)] } ?? [:]
        let isTimestamp = node.columnIndex.map { columns[$0].physicalType == .int96 } ?? false
        if keepsStoredTypes, !isTimestamp, let stored = node.element.storedTypeToKeep {
            metadata[StoredType.metadataKey] = stored.text
        }
        return Field(node.name, type, nullable: nullable, metadata: metadata)
    }
}
