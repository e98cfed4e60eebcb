/// The columns of a batch or a table, in order.
public struct Schema: Hashable, Sendable {
    public let fields: [Field]

    public init(_ fields: [Field]) {
        self.fields = fields
    }

    public var count: Int { fields.count }

    public var names: [String] { fields.map(\.name) }

    public subscript(index: Int) -> Field { fields[index] }

    /// The position of the column with exactly this name.
    ///
    /// - Complexity: O(columns).
    public func index(of name: String) -> Int? {
        fields.firstIndex { $0.name == name }
    }

    /// The column with exactly this name.
    public func field(_ name: String) -> Field? {
        fields.first { $0.name == name }
    }

    /// The columns at these positions, in this order.
    public func selecting(_ indices: [Int]) -> Schema {
        Schema(indices.map { fields[$0] })
    }
}

extension Schema: CustomStringConvertible {
    /// One column a line, in the words of Spark SQL's DDL.
    public var description: String {
        fields.map { "\($0.name) \($0.type)\($0.nullable ? "" : " NOT NULL")" }
            .joined(separator: "\n")
    }
}
