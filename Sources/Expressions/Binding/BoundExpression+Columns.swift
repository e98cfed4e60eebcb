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

    /// The same expression, with a row that is null being an error; itself where none can be.
    ///
    /// - Parameter column: the column's name in the error.
    package func requiringValue(of column: String) -> BoundExpression {
        guard nullable else { return self }
        let name = BoundExpression(literal: .string(column), .string)
        return BoundExpression(
            .call(.requireValue, [self, name]), type, nullable: false, canFail: true,
            position: position)
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
