// Which type a leaf column has for the reader of a batch. An annotation that does not fit its
// physical type, or that is not known, is left aside: the values are then read as stored.

import Columnar

/// How stored values become values of a column type.
enum LeafConversion: Hashable, Sendable {
    /// Every value is null, whatever is stored.
    case null
    case boolean
    /// INT32 read as a narrower, equal or wider signed type.
    case int32ToInt8
    case int32ToInt16
    case uint8ToInt16
    case int32
    case uint16ToInt32
    case uint32ToInt64
    case int32ToInt64
    case int32ToInt128
    case int64
    case millisToMicros
    case nanosToMicros
    case int64ToInt128
    case uint64ToInt128
    case int96ToMicros
    case float32
    case float64
    case float16
    /// BYTE_ARRAY or FIXED_LEN_BYTE_ARRAY as it is.
    case bytes
    /// The same, checked to be UTF-8.
    case text
    /// Big-endian two's complement.
    case decimalToInt64
    case decimalToInt128
}

extension ColumnDescriptor {
    /// The type that values are read as, and how.
    var conversion: (type: DataType, conversion: LeafConversion) {
        if element.logicalType == .unknown { return (.null, .null) }
        if let decimal = decimalType { return decimalConversion(decimal) }
        switch physicalType {
        case .boolean: return (.boolean, .boolean)
        case .int32: return int32Conversion
        case .int64: return int64Conversion
        case .int96: return (.timestamp, .int96ToMicros)
        case .float: return (.float32, .float32)
        case .double: return (.float64, .float64)
        case .byteArray: return isText ? (.string, .text) : (.binary, .bytes)
        case .fixedLenByteArray:
            if element.logicalType == .float16 && typeLength == 2 { return (.float32, .float16) }
            return (.binary, .bytes)
        case .unknown: return (.null, .null)
        }
    }

    private var isText: Bool {
        switch element.logicalType {
        case .string, .enum, .json: return true
        case nil:
            switch element.convertedType {
            case .utf8, .enum, .json: return true
            default: return false
            }
        default: return false
        }
    }

    /// The decimal of the annotation, where it is one that can be held.
    private var decimalType: DecimalType? {
        if case .decimal(let scale, let precision) = element.logicalType {
            return DecimalType(precision: Int(precision), scale: Int(scale))
        }
        guard element.convertedType == .decimal, let precision = element.precision else {
            return nil
        }
        return DecimalType(precision: Int(precision), scale: Int(element.scale ?? 0))
    }

    private func decimalConversion(
        _ decimal: DecimalType
    ) -> (type: DataType, conversion: LeafConversion) {
        let type = DataType.decimal(decimal)
        switch physicalType {
        case .int32: return (type, decimal.fitsInt64 ? .int32ToInt64 : .int32ToInt128)
        case .int64: return (type, decimal.fitsInt64 ? .int64 : .int64ToInt128)
        case .byteArray, .fixedLenByteArray:
            return (type, decimal.fitsInt64 ? .decimalToInt64 : .decimalToInt128)
        case .boolean: return (.boolean, .boolean)
        case .int96: return (.timestamp, .int96ToMicros)
        case .float: return (.float32, .float32)
        case .double: return (.float64, .float64)
        case .unknown: return (.null, .null)
        }
    }

    private var int32Conversion: (type: DataType, conversion: LeafConversion) {
        switch element.logicalType {
        case .date: return (.date, .int32)
        case .integer(8, true): return (.int8, .int32ToInt8)
        case .integer(16, true): return (.int16, .int32ToInt16)
        case .integer(8, false): return (.int16, .uint8ToInt16)
        case .integer(16, false): return (.int32, .uint16ToInt32)
        case .integer(32, false): return (.int64, .uint32ToInt64)
        case nil: break
        default: return (.int32, .int32)
        }
        switch element.convertedType {
        case .date: return (.date, .int32)
        case .int8: return (.int8, .int32ToInt8)
        case .int16: return (.int16, .int32ToInt16)
        case .uint8: return (.int16, .uint8ToInt16)
        case .uint16: return (.int32, .uint16ToInt32)
        case .uint32: return (.int64, .uint32ToInt64)
        default: return (.int32, .int32)
        }
    }

    private var int64Conversion: (type: DataType, conversion: LeafConversion) {
        switch element.logicalType {
        case .timestamp(let isAdjustedToUTC, let unit):
            let type: DataType = isAdjustedToUTC ? .timestamp : .timestampNTZ
            switch unit {
            case .millis: return (type, .millisToMicros)
            case .micros: return (type, .int64)
            case .nanos: return (type, .nanosToMicros)
            }
        case .integer(64, false): return (Self.unsigned64, .uint64ToInt128)
        case nil: break
        default: return (.int64, .int64)
        }
        switch element.convertedType {
        case .timestampMillis: return (.timestamp, .millisToMicros)
        case .timestampMicros: return (.timestamp, .int64)
        case .uint64: return (Self.unsigned64, .uint64ToInt128)
        default: return (.int64, .int64)
        }
    }

    /// Unsigned 64-bit integers have up to 20 digits; Spark reads them as this decimal too.
    private static var unsigned64: DataType {
        DecimalType(precision: 20, scale: 0).map { .decimal($0) } ?? .int64
    }
}
