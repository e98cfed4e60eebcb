package import Columnar

extension BoundExpression {
    /// A column of a schema as it is.
    package static func column(_ index: Int, of schema: Schema) -> BoundExpression {
        BoundExpression(
            .column(index), schema[index].type, nullable: schema[index].nullable, canFail: false)
    }

    /// NULL of a type.
    package static func null(_ type: DataType) -> BoundExpression {
        BoundExpression(literal: .null, type)
    }

    /// Whether this is a column or a constant.
    package var isLeaf: Bool {
        switch node {
        case .column, .literal: true
        default: false
        }
    }

    /// The same expression with each column replaced by the expression at its position.
    package func replacingColumns(_ expressions: [BoundExpression]) -> BoundExpression {
        if case .column(let index) = node { return expressions[index] }
        let children = node.mapChildren { $0.replacingColumns(expressions) }
        return BoundExpression(
            children, type, nullable: nullable, canFail: canFail, isLenient: isLenient,
            position: position)
    }
}
