// In which order the bounds of a column are: parquet.thrift, ColumnOrder.

import Columnar

/// The order of a column's values.
enum BoundsOrder: Hashable, Sendable {
    /// Of numbers with a sign, and of booleans.
    case signed
    /// Of numbers without a sign, and of bytes.
    case unsigned
    /// There is none, or none that is known here: there are no bounds.
    case none
}

extension ColumnDescriptor {
    /// The order that the column's type defines.
    var boundsOrder: BoundsOrder {
        switch element.logicalType {
        case .other, .unknown: return .none
        case .integer(_, let isSigned): return isSigned ? .signed : .unsigned
        case .decimal, .float16: return conversion.type == .binary ? .none : .signed
        default: break
        }
        switch element.convertedType {
        case .interval: return .none
        case .uint8, .uint16, .uint32, .uint64: return .unsigned
        case .decimal: return conversion.type == .binary ? .none : .signed
        default: break
        }
        switch physicalType {
        case .int96, .unknown: return .none
        case .byteArray, .fixedLenByteArray: return .unsigned
        case .boolean, .int32, .int64, .float, .double: return .signed
        }
    }
}
