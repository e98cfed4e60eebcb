// Which encoder writes which column.

extension ColumnDescriptor {
    /// An encoder for the values of this column.
    func makeEncoder(_ options: WriteOptions) -> any ValueEncoder {
        if element.logicalType == .unknown { return NullEncoder() }
        let dictionaries = options.startsWithDictionary
        switch physicalType {
        case .unknown: return NullEncoder()
        case .boolean: return BooleanEncoder()
        case .int32, .int64, .float, .double:
            return FixedWidthEncoder(
                physicalType, order: boundsOrder, writesDictionary: dictionaries)
        case .byteArray:
            return BinaryEncoder(
                hasLengths: true, order: boundsOrder, writesDictionary: dictionaries)
        case .int96:
            return BinaryEncoder(hasLengths: false, order: .none, writesDictionary: dictionaries)
        case .fixedLenByteArray:
            switch conversion.conversion {
            case .decimalToInt64, .decimalToInt128:
                return WideDecimalEncoder(valueBytes: typeLength)
            case .float16: return HalfEncoder()
            default:
                return BinaryEncoder(
                    hasLengths: false, order: boundsOrder, writesDictionary: dictionaries)
            }
        }
    }
}

extension WriteOptions {
    /// Whether a chunk begins with a dictionary, to be kept or left.
    fileprivate var startsWithDictionary: Bool {
        switch encoding {
        case .always(let encoding): encoding == .dictionary
        case .dictionaryOrPlain, .smallest: writesDictionaries
        }
    }
}
