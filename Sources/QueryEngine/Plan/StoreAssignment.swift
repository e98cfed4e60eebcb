import Columnar

/// What may be stored in a column of another type (Spark's `spark.sql.storeAssignmentPolicy`
/// ANSI): numbers in numbers, dates in timestamps and back, anything atomic in a string.
enum StoreAssignment {
    static func isAllowed(_ from: DataType, to target: DataType) -> Bool {
        if from == target || from == .null { return true }
        switch (from, target) {
        case (.list(let a), .list(let b)): return isAllowed(a.type, to: b.type)
        case (.map(let a, let x), .map(let b, let y)):
            return isAllowed(a.type, to: b.type) && isAllowed(x.type, to: y.type)
        case (.struct(let a), .struct(let b)):
            return a.count == b.count
                && zip(a, b).allSatisfy {
                    $0.name.lowercased() == $1.name.lowercased() && isAllowed($0.type, to: $1.type)
                }
        case (_, .string): return !from.isNested && from != .binary
        default:
            return from.isNumber && target.isNumber || from.isTime && target.isTime
        }
    }
}

extension DataType {
    fileprivate var isNumber: Bool {
        switch self {
        case .int8, .int16, .int32, .int64, .float32, .float64, .decimal: true
        default: false
        }
    }

    fileprivate var isTime: Bool {
        switch self {
        case .date, .timestamp, .timestampNTZ: true
        default: false
        }
    }
}
