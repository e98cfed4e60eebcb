// The schema as a tree, rebuilt from its flattened form.

/// A group or a column in its place.
package struct SchemaNode: Hashable, Sendable {
    package let element: SchemaElement
    package let repetition: Repetition
    package let children: [SchemaNode]
    /// The position among the leaf columns; nil for a group.
    package let columnIndex: Int?
    /// The definition level at which this node is there (for a repeated node: has an element).
    package let definitionLevel: Int
    /// How many repeated nodes there are from the root down to and with this one.
    package let repetitionLevel: Int

    package var name: String { element.name }
    package var isLeaf: Bool { columnIndex != nil }

    /// How many leaf columns there are at and below this node.
    var leafCount: Int { isLeaf ? 1 : children.reduce(0) { $0 + $1.leafCount } }

    /// Whether the annotation, new or old, is that of a list.
    var isList: Bool { element.logicalType == .list || element.convertedType == .list }

    /// Whether the annotation, new or old, is that of a map.
    var isMap: Bool {
        element.logicalType == .map || element.convertedType == .map
            || element.convertedType == .mapKeyValue
    }
}
