// The enumerations of parquet.thrift. Those whose unknown members must not fail a file are
// structures over the number; those that decide how bytes are laid out are closed.

/// `Type`: how values of a column are stored.
package enum PhysicalType: Int32, Hashable, Sendable {
    case boolean = 0
    case int32 = 1
    case int64 = 2
    case int96 = 3
    case float = 4
    case double = 5
    case byteArray = 6
    case fixedLenByteArray = 7
    /// A number that is not known here: the column cannot be read, others can.
    case unknown = -1
}

extension PhysicalType: CustomStringConvertible {
    /// The name in parquet.thrift.
    package var description: String {
        switch self {
        case .boolean: "BOOLEAN"
        case .int32: "INT32"
        case .int64: "INT64"
        case .int96: "INT96"
        case .float: "FLOAT"
        case .double: "DOUBLE"
        case .byteArray: "BYTE_ARRAY"
        case .fixedLenByteArray: "FIXED_LEN_BYTE_ARRAY"
        case .unknown: "values of a type that is not known here"
        }
    }
}

/// `FieldRepetitionType`.
package enum Repetition: Int32, Hashable, Sendable {
    case required = 0
    case optional = 1
    case repeated = 2
}

/// `ConvertedType`: the annotations of before 2017, still written beside `LogicalType`.
package enum ConvertedType: Int32, Hashable, Sendable {
    case utf8 = 0
    case map = 1
    case mapKeyValue = 2
    case list = 3
    case `enum` = 4
    case decimal = 5
    case date = 6
    case timeMillis = 7
    case timeMicros = 8
    case timestampMillis = 9
    case timestampMicros = 10
    case uint8 = 11
    case uint16 = 12
    case uint32 = 13
    case uint64 = 14
    case int8 = 15
    case int16 = 16
    case int32 = 17
    case int64 = 18
    case json = 19
    case bson = 20
    case interval = 21
}

/// `Encoding`: how values become bytes. Unknown numbers are kept: only reading such a page fails.
package struct Encoding: RawRepresentable, Hashable, Sendable {
    package let rawValue: Int32

    package init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    package static let plain = Encoding(rawValue: 0)
    package static let plainDictionary = Encoding(rawValue: 2)
    package static let rle = Encoding(rawValue: 3)
    package static let bitPacked = Encoding(rawValue: 4)
    package static let deltaBinaryPacked = Encoding(rawValue: 5)
    package static let deltaLengthByteArray = Encoding(rawValue: 6)
    package static let deltaByteArray = Encoding(rawValue: 7)
    package static let rleDictionary = Encoding(rawValue: 8)
    package static let byteStreamSplit = Encoding(rawValue: 9)
    package static let alp = Encoding(rawValue: 10)

    /// Whether values are indices into the dictionary page.
    var isDictionary: Bool { self == .plainDictionary || self == .rleDictionary }
}

extension Encoding: CustomStringConvertible {
    /// The name in parquet.thrift.
    package var description: String {
        switch self {
        case .plain: "PLAIN"
        case .plainDictionary: "PLAIN_DICTIONARY"
        case .rle: "RLE"
        case .bitPacked: "BIT_PACKED"
        case .deltaBinaryPacked: "DELTA_BINARY_PACKED"
        case .deltaLengthByteArray: "DELTA_LENGTH_BYTE_ARRAY"
        case .deltaByteArray: "DELTA_BYTE_ARRAY"
        case .rleDictionary: "RLE_DICTIONARY"
        case .byteStreamSplit: "BYTE_STREAM_SPLIT"
        case .alp: "ALP"
        default: "encoding \(rawValue)"
        }
    }
}

/// `PageType`. Unknown numbers are kept: such pages are skipped by their size.
package struct PageType: RawRepresentable, Hashable, Sendable {
    package let rawValue: Int32

    package init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    package static let dataPage = PageType(rawValue: 0)
    package static let indexPage = PageType(rawValue: 1)
    package static let dictionaryPage = PageType(rawValue: 2)
    package static let dataPageV2 = PageType(rawValue: 3)
}
