// Which decoder reads which conversion.

import BinaryIO
import Columnar

extension ColumnDescriptor {
    /// A decoder for the values of this column.
    func makeDecoder(_ options: ReadOptions) -> any ValueDecoder {
        let (type, conversion) = self.conversion
        switch conversion {
        case .null: return NullDecoder()
        case .boolean: return BooleanDecoder(column: self)
        case .bytes, .text: return BinaryDecoder(column: self, type: type, options: options)
        case .decimalToInt64, .decimalToInt128:
            if physicalType == .byteArray {
                return VariableDecimalDecoder(column: self, type: type, options: options)
            }
            return FixedWidthDecoder(column: self, limits: options.limits)
        default: return FixedWidthDecoder(column: self, limits: options.limits)
        }
    }
}
