// Numbering the distinct rows of a column: what partition routing and grouping stand on.

/// The distinct values of some rows, numbered in order of first appearance.
public struct Factorization: Sendable {
    /// The number of each row's value.
    public let codes: TypedBuffer<Int32>
    /// For each number the first row that has its value.
    public let firstRows: [Int32]

    /// How many distinct values there are; null counts as one.
    public var groupCount: Int { firstRows.count }

    /// The rows of each group, ascending.
    ///
    /// - Complexity: O(rows).
    public func rowsByGroup() -> [TypedBuffer<Int32>] {
        if groupCount == 1 {
            let all = TypedBuffer<Int32>(capacity: codes.count) { output in
                for row in 0..<codes.count { output.append(Int32(truncatingIfNeeded: row)) }
            }
            return [all]
        }
        let span = codes.span
        var counts = Array(repeating: 0, count: groupCount)
        for row in span.indices { counts[Int(span[row])] += 1 }
        var rows = counts.map { count in
            var list: [Int32] = []
            list.reserveCapacity(count)
            return list
        }
        for row in span.indices { rows[Int(span[row])].append(Int32(truncatingIfNeeded: row)) }
        return rows.map { TypedBuffer($0) }
    }
}

extension Factorization {
    /// Numbers the distinct rows of several columns of the same length.
    ///
    /// Values are the same when their bits are: two NaNs of one pattern are one group, and 0.0 and
    /// -0.0 are two.
    ///
    /// - Precondition: at least one column, none of them nested.
    /// - Complexity: O(rows x columns).
    public init(_ columns: [ColumnArray]) {
        precondition(!columns.isEmpty, "nothing to factorize")
        var result = columns[0].factorize()
        for column in columns.dropFirst() {
            result = result.refined(by: column.factorize())
        }
        self = result
    }

    private func refined(by other: Factorization) -> Factorization {
        if other.groupCount == 1 { return self }
        if groupCount == 1 { return other }
        let left = codes.span
        let right = other.codes.span
        return Factorization(rowCount: codes.count) { row in
            UInt64(UInt32(bitPattern: left[row])) &<< 32 | UInt64(UInt32(bitPattern: right[row]))
        }
    }

    /// Numbers rows by a 64-bit key that tells values apart exactly.
    init(rowCount: Int, key: (Int) -> UInt64) {
        var numbers: [UInt64: Int32] = [:]
        var first: [Int32] = []
        var lastKey: UInt64 = 0
        var lastCode: Int32 = -1
        codes = TypedBuffer(capacity: rowCount) { output in
            for row in 0..<rowCount {
                let key = key(row)
                if lastCode < 0 || key != lastKey {
                    if let code = numbers[key] {
                        lastCode = code
                    } else {
                        lastCode = Int32(truncatingIfNeeded: first.count)
                        numbers[key] = lastCode
                        first.append(Int32(truncatingIfNeeded: row))
                    }
                    lastKey = key
                }
                output.append(lastCode)
            }
        }
        firstRows = first
    }
}
