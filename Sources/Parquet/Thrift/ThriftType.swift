// The wire types of the Thrift compact protocol (thrift-compact-protocol.md).

/// The type of a field or list element on the wire.
enum ThriftType: UInt8 {
    case booleanTrue = 1
    case booleanFalse = 2
    case byte = 3
    case int16 = 4
    case int32 = 5
    case int64 = 6
    case double = 7
    case binary = 8
    case list = 9
    case set = 10
    case map = 11
    case structure = 12
    case uuid = 13
}
