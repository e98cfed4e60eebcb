extension ColumnArray {
    /// Numbers the distinct values of this column in order of first appearance; null is a value.
    ///
    /// - Precondition: not a nested column.
    /// - Complexity: O(count); a dictionary's values are hashed once each.
    public func factorize() -> Factorization {
        switch storage {
        case .null: return Factorization(rowCount: count) { _ in 0 }
        case .boolean(let bits): return factorize { bits[$0] ? 1 : 0 }
        case .int8(let values):
            let span = values.span
            return factorize { UInt64(UInt8(bitPattern: span[$0])) }
        case .int16(let values):
            let span = values.span
            return factorize { UInt64(UInt16(bitPattern: span[$0])) }
        case .int32(let values):
            let span = values.span
            return factorize { UInt64(UInt32(bitPattern: span[$0])) }
        case .float32(let values):
            let span = values.span
            return factorize { UInt64(span[$0].bitPattern) }
        case .int64(let values):
            let span = values.span
            return factorizeWide { (UInt64(bitPattern: span[$0]), 0) }
        case .float64(let values):
            let span = values.span
            return factorizeWide { (span[$0].bitPattern, 0) }
        case .int128(let values):
            let span = values.span
            return factorizeWide {
                let bits = UInt128(bitPattern: span[$0])
                return (UInt64(truncatingIfNeeded: bits), UInt64(truncatingIfNeeded: bits >> 64))
            }
        case .views(let views): return factorize(views)
        case .dictionary(let indices, let values): return factorize(indices, values)
        case .list, .struct: preconditionFailure("nested columns are not factorized")
        }
    }

    /// Keys of at most 32 bits; null is a key of its own above them.
    private func factorize(_ key: (Int) -> UInt64) -> Factorization {
        guard let validity else { return Factorization(rowCount: count, key: key) }
        return Factorization(rowCount: count) { validity[$0] ? key($0) : 1 &<< 40 }
    }

    private struct WideKey: Hashable {
        let low: UInt64
        let high: UInt64
        let isNull: Bool
    }

    private func factorizeWide(_ key: (Int) -> (UInt64, UInt64)) -> Factorization {
        factorizeByHash { row -> WideKey in
            if let validity, !validity[row] { return WideKey(low: 0, high: 0, isNull: true) }
            let (low, high) = key(row)
            return WideKey(low: low, high: high, isNull: false)
        }
    }

    private func factorizeByHash(_ key: (Int) -> WideKey) -> Factorization {
        var numbers: [WideKey: Int32] = [:]
        var first: [Int32] = []
        let codes = TypedBuffer<Int32>(capacity: count) { output in
            for row in 0..<count {
                let key = key(row)
                if let code = numbers[key] {
                    output.append(code)
                } else {
                    let code = Int32(truncatingIfNeeded: first.count)
                    numbers[key] = code
                    first.append(Int32(truncatingIfNeeded: row))
                    output.append(code)
                }
            }
        }
        return Factorization(codes: codes, firstRows: first)
    }

    private func factorize(_ views: BinaryViews) -> Factorization {
        var table = ViewTable(views)
        let codes = TypedBuffer<Int32>(capacity: count) { output in
            for row in 0..<count {
                let isNull = validity.map { !$0[row] } ?? false
                output.append(isNull ? table.codeOfNull(row) : table.code(row))
            }
        }
        return Factorization(codes: codes, firstRows: table.firstRows)
    }

    /// Numbers the dictionary's values, then looks each row's number up.
    private func factorize(
        _ indices: TypedBuffer<Int32>, _ values: ColumnArray
    ) -> Factorization {
        let distinct = values.factorize()
        let numbers = distinct.codes.span
        let span = indices.span
        let nulls = (0..<values.count).map { values.isNull($0) }
        return Factorization(rowCount: count) { row in
            if let validity, !validity[row] { return 1 &<< 40 }
            let index = Int(span[row])
            return nulls[index] ? 1 &<< 40 : UInt64(UInt32(bitPattern: numbers[index]))
        }
    }
}

/// An open-addressing table from the bytes of views to their numbers.
private struct ViewTable {
    let views: BinaryViews
    var firstRows: [Int32] = []
    private var slots: [Int32]
    private var hashes: [UInt64] = []
    private var nullCode: Int32 = -1
    private var lastRow = -1
    private var lastCode: Int32 = -1

    init(_ views: BinaryViews) {
        self.views = views
        slots = Array(repeating: -1, count: 64)
    }

    mutating func codeOfNull(_ row: Int) -> Int32 {
        if nullCode < 0 {
            nullCode = Int32(truncatingIfNeeded: firstRows.count)
            firstRows.append(Int32(truncatingIfNeeded: row))
            hashes.append(0)
        }
        return nullCode
    }

    mutating func code(_ row: Int) -> Int32 {
        if lastRow >= 0, BinaryViews.equal(views, row, views, lastRow) { return lastCode }
        let hash = views.hash(at: row)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        var code = slots[slot]
        while code >= 0 {
            if hashes[Int(code)] == hash,
                BinaryViews.equal(views, row, views, Int(firstRows[Int(code)]))
            {
                break
            }
            slot = (slot + 1) & (slots.count - 1)
            code = slots[slot]
        }
        if code < 0 {
            code = Int32(truncatingIfNeeded: firstRows.count)
            firstRows.append(Int32(truncatingIfNeeded: row))
            hashes.append(hash)
            slots[slot] = code
            if firstRows.count * 2 > slots.count { grow() }
        }
        lastRow = row
        lastCode = code
        return code
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        for code in firstRows.indices where Int32(truncatingIfNeeded: code) != nullCode {
            var slot = Int(truncatingIfNeeded: hashes[code]) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(truncatingIfNeeded: code)
        }
    }
}
