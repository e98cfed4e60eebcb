// Which fields of a structure have been read: a footer has a structure for each column of each row
// group, and each of them is asked whether its required fields were there.

/// Ids of fields, of which those from 0 to 63 are told apart: every required field of
/// parquet.thrift is among them, and an id beyond them counts as none.
struct FieldSet: ExpressibleByArrayLiteral {
    private var bits: UInt64 = 0

    init(arrayLiteral ids: Int16...) {
        for id in ids { insert(id) }
    }

    mutating func insert(_ id: Int16) {
        guard (0..<64).contains(id) else { return }
        bits |= 1 << UInt64(id)
    }

    func isSuperset(of other: FieldSet) -> Bool { bits & other.bits == other.bits }
}
