// The least and the greatest of values, found one by one: a model of statistics that shares nothing
// with the code that writes them.

import Columnar

/// What is known of some values.
struct ScalarRange {
    private(set) var least: Scalar?
    private(set) var greatest: Scalar?
    private(set) var nanCount = 0

    mutating func include(_ value: Scalar) {
        switch value {
        case .null: return
        case .float32(let number) where number.isNaN: nanCount += 1
        case .float64(let number) where number.isNaN: nanCount += 1
        default:
            if least.map({ !StatisticsDecoder.inOrder($0, value) }) ?? true { least = value }
            if greatest.map({ !StatisticsDecoder.inOrder(value, $0) }) ?? true { greatest = value }
        }
    }

    mutating func include(_ other: ScalarRange) {
        if let least = other.least { include(least) }
        if let greatest = other.greatest { include(greatest) }
        nanCount += other.nanCount
    }

    /// What `minimum` and `maximum` say falsely; nil where they are right.
    func contradiction(
        minimum: Scalar?, maximum: Scalar?, isMinimumExact: Bool = false,
        isMaximumExact: Bool = false
    ) -> String? {
        guard let least, let greatest else { return nil }
        if let minimum {
            if !StatisticsDecoder.inOrder(minimum, least) {
                return "the least value is \(least.text), below the minimum \(minimum.text)"
            }
            if isMinimumExact && !StatisticsDecoder.inOrder(least, minimum) {
                return "the least value is \(least.text), not the exact minimum \(minimum.text)"
            }
        }
        if let maximum {
            if !StatisticsDecoder.inOrder(greatest, maximum) {
                return "the greatest value is \(greatest.text), above the maximum \(maximum.text)"
            }
            if isMaximumExact && !StatisticsDecoder.inOrder(maximum, greatest) {
                return
                    "the greatest value is \(greatest.text), not the exact maximum \(maximum.text)"
            }
        }
        return nil
    }
}

extension Scalar {
    /// The value in a few words.
    fileprivate var text: String {
        switch self {
        case .boolean(let value): "\(value)"
        case .int8(let value): "\(value)"
        case .int16(let value): "\(value)"
        case .int32(let value), .date(let value): "\(value)"
        case .int64(let value), .timestamp(let value), .timestampNTZ(let value): "\(value)"
        case .float32(let value): "\(value)"
        case .float64(let value): "\(value)"
        case .decimal(let value, let type): "\(value) / 10^\(type.scale)"
        case .string(let value): "'\(value.prefix(40))'"
        case .binary(let value): "\(value.prefix(20))"
        default: "another value"
        }
    }
}
