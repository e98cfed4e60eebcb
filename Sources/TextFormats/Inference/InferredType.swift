// What a column may be, learned from its values one by one. What was seen is a set, so that the
// outcome does not depend on the order of the rows.

import Columnar

/// What was seen in a column, and in the columns inside it.
struct InferredType: Sendable {
    /// The kinds of values seen; null is not one.
    struct Kinds: OptionSet {
        let rawValue: UInt16

        static let boolean = Kinds(rawValue: 1)
        static let int64 = Kinds(rawValue: 2)
        /// An integer beyond 64 bits of at most 38 digits.
        static let wideInteger = Kinds(rawValue: 4)
        static let float64 = Kinds(rawValue: 8)
        static let date = Kinds(rawValue: 16)
        static let timestamp = Kinds(rawValue: 32)
        static let string = Kinds(rawValue: 64)
        static let object = Kinds(rawValue: 128)
        static let array = Kinds(rawValue: 256)
    }

    var kinds: Kinds = []
    /// The fields of objects, in order of first appearance.
    private(set) var fields: [(name: String, type: InferredType)] = []
    private var positions: [String: Int] = [:]
    /// The elements of arrays: none or one.
    private var elements: [InferredType] = []

    /// The position of a field, which is added where it is new.
    mutating func position(of name: String) -> Int {
        if let position = positions[name] { return position }
        positions[name] = fields.count
        fields.append((name, InferredType()))
        return fields.count - 1
    }

    /// Changes the type of the field at `position`.
    mutating func updateField(_ position: Int, _ body: (inout InferredType) -> Void) {
        body(&fields[position].type)
    }

    /// Changes the type of the elements.
    mutating func updateElement(_ body: (inout InferredType) -> Void) {
        if elements.isEmpty { elements.append(InferredType()) }
        body(&elements[0])
    }

    /// The narrowest type that holds everything seen, by Spark's widening: integers widen to
    /// doubles, dates to timestamps; anything else that conflicts, and nothing at all, is text.
    var resolved: DataType {
        switch kinds {
        case .boolean: return .boolean
        case .int64: return .int64
        case .date: return .date
        case .object where !fields.isEmpty:
            return .struct(fields.map { Field($0.name, $0.type.resolved) })
        case .array: return .list(Field("element", elements.first?.resolved ?? .string))
        default: break
        }
        if kinds.isEmpty { return .string }
        if kinds.isSubset(of: [.int64, .wideInteger]),
            let type = DecimalType(precision: DecimalType.precisionMax, scale: 0)
        {
            return .decimal(type)
        }
        if kinds.isSubset(of: [.int64, .wideInteger, .float64]) { return .float64 }
        if kinds.isSubset(of: [.date, .timestamp]) { return .timestamp }
        return .string
    }
}
