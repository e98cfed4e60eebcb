// Which decoder reads which conversion.

import BinaryIO
import Columnar

extension ColumnDescriptor {
    /// A decoder for the values of this column.
    func makeDecoder(_ options: ReadOptions) -> any ValueDecoder {
        @inline(__always)
        func fixed(_ mapping: some ValueMapping) -> any ValueDecoder {
            FixedWidthDecoder(mapping, column: self, limits: options.limits)
        }
        let (type, conversion) = self.conversion
        switch conversion {
        case .null: return NullDecoder()
        case .boolean: return BooleanDecoder(column: self)
        case .int32ToInt8: return fixed(WidenedInteger<Int8, Int8>(storedBytes: 4))
        case .int32ToInt16: return fixed(WidenedInteger<Int16, Int16>(storedBytes: 4))
        case .uint8ToInt16: return fixed(WidenedInteger<UInt8, Int16>(storedBytes: 4))
        case .int32: return fixed(SameValue<Int32>())
        case .uint16ToInt32: return fixed(WidenedInteger<UInt16, Int32>(storedBytes: 4))
        case .uint32ToInt64: return fixed(WidenedInteger<UInt32, Int64>(storedBytes: 4))
        case .int32ToInt64: return fixed(WidenedInteger<Int32, Int64>(storedBytes: 4))
        case .int32ToInt128: return fixed(WidenedInteger<Int32, Int128>(storedBytes: 4))
        case .int64: return fixed(SameValue<Int64>())
        case .millisToMicros: return fixed(MillisToMicros())
        case .nanosToMicros: return fixed(NanosToMicros())
        case .int64ToInt128: return fixed(WidenedInteger<Int64, Int128>(storedBytes: 8))
        case .uint64ToInt128: return fixed(WidenedInteger<UInt64, Int128>(storedBytes: 8))
        case .int96ToMicros: return fixed(Int96ToMicros())
        case .float32: return fixed(SameValue<Float>())
        case .float64: return fixed(SameValue<Double>())
        case .float16: return fixed(HalfToFloat())
        case .bytes, .text: return BinaryDecoder(column: self, type: type, options: options)
        case .decimalToInt64:
            if physicalType == .fixedLenByteArray {
                return fixed(BigEndianDecimal<Int64>(storedBytes: typeLength))
            }
            return VariableDecimalDecoder<Int64>(column: self, type: type, options: options)
        case .decimalToInt128:
            if physicalType == .fixedLenByteArray {
                return fixed(BigEndianDecimal<Int128>(storedBytes: typeLength))
            }
            return VariableDecimalDecoder<Int128>(column: self, type: type, options: options)
        }
    }
}
