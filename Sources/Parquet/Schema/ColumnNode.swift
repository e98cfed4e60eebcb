// A column as a batch shows it, tied to the leaves that it is put together from.
//
// Every list and map form of LogicalTypes.md ends up as one of these, so that reading values
// knows nothing of the history of the format. Levels:
//
//   optional group tags (LIST) {          definitionLevel 1: the list is not null
//     repeated group list {               elementDefinitionLevel 2: the list has an element
//       optional binary element; } }      definitionLevel 3: the element is not null

import Columnar

/// A field of the result and how it is read.
struct ColumnNode: Sendable {
    let field: Field
    let kind: Kind
    /// The definition level from which on this node is not null.
    let definitionLevel: Int
    /// The repetition level of the list that it stands in, 0 at the top.
    let repetitionLevel: Int
    /// The definition level from which on the list around it has an element here, 0 at the top.
    let ancestorDefinitionLevel: Int

    indirect enum Kind: Sendable {
        /// The position among the leaf columns.
        case leaf(Int, LeafConversion)
        case structure([ColumnNode])
        /// A list, or a map with its entries as structures.
        case list(ColumnNode, elementDefinitionLevel: Int)
    }

    /// The leaf columns below, in order.
    var leaves: [Int] {
        switch kind {
        case .leaf(let index, _): [index]
        case .structure(let fields): fields.flatMap(\.leaves)
        case .list(let element, _): element.leaves
        }
    }
}
