/// One value of any type: literals, partition values, statistics, tests.
public indirect enum Scalar: Sendable, Hashable {
    case null
    case boolean(Bool)
    case int8(Int8)
    case int16(Int16)
    case int32(Int32)
    case int64(Int64)
    case float32(Float)
    case float64(Double)
    /// The unscaled integer.
    case decimal(Int128, DecimalType)
    case string(String)
    case binary([UInt8])
    /// Days since 1970-01-01.
    case date(Int32)
    /// Microseconds since 1970-01-01T00:00:00Z.
    case timestamp(Int64)
    /// Microseconds since 1970-01-01T00:00:00 on a clock without a time zone.
    case timestampNTZ(Int64)
    case list([Scalar])
    case `struct`([Scalar])
    /// Keys and values in order.
    case map([Scalar], [Scalar])

    public var isNull: Bool {
        if case .null = self { return true }
        return false
    }
}

extension ColumnArray {
    /// The value of row `index`, looked up through dictionaries.
    ///
    /// - Note: for single values; a kernel reads the storage.
    public func scalar(at index: Int) -> Scalar {
        if isNull(index) { return .null }
        switch storage {
        case .null: return .null
        case .boolean(let bits): return .boolean(bits[index])
        case .int8(let values): return .int8(values[index])
        case .int16(let values): return .int16(values[index])
        case .int32(let values):
            return type == .date ? .date(values[index]) : .int32(values[index])
        case .int64(let values): return scalar(ofInt64: values[index])
        case .int128(let values):
            guard case .decimal(let decimal) = type else { return .null }
            return .decimal(values[index], decimal)
        case .float32(let values): return .float32(values[index])
        case .float64(let values): return .float64(values[index])
        case .views(let views):
            if type == .string { return .string(views.string(at: index)) }
            return .binary(unsafe views.bytes(at: index).withUnsafeBytes { unsafe Array($0) })
        case .list(let offsets, let child):
            let range = Int(offsets[index])..<Int(offsets[index + 1])
            return scalar(ofList: child, range)
        case .struct(let columns): return .struct(columns.map { $0.scalar(at: index) })
        case .dictionary(let indices, let values): return values.scalar(at: Int(indices[index]))
        }
    }

    private func scalar(ofInt64 value: Int64) -> Scalar {
        switch type {
        case .timestamp: .timestamp(value)
        case .timestampNTZ: .timestampNTZ(value)
        case .decimal(let decimal): .decimal(Int128(value), decimal)
        default: .int64(value)
        }
    }

    private func scalar(ofList child: ColumnArray, _ range: Range<Int>) -> Scalar {
        guard case .map = type, case .struct(let columns) = child.storage else {
            return .list(range.map { child.scalar(at: $0) })
        }
        return .map(
            range.map { columns[0].scalar(at: $0) }, range.map { columns[1].scalar(at: $0) })
    }

    /// All rows as scalars; for tests and small columns.
    public func scalars() -> [Scalar] { (0..<count).map { scalar(at: $0) } }
}
