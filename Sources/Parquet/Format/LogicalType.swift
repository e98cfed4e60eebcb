// The union `LogicalType` of parquet.thrift, ids as there. A member that is not known here keeps
// its id: the column is then read by its physical type, and never fails the file.

import BinaryIO

/// What the values of a column mean.
package enum LogicalType: Hashable, Sendable {
    case string
    case map
    case list
    case `enum`
    case decimal(scale: Int32, precision: Int32)
    case date
    case time(isAdjustedToUTC: Bool, unit: TimeUnit)
    case timestamp(isAdjustedToUTC: Bool, unit: TimeUnit)
    case integer(bitWidth: Int8, isSigned: Bool)
    case unknown
    case json
    case bson
    case uuid
    case float16
    /// A member that came after this code, by its id, with the bytes of its structure, so that it
    /// can be written again.
    case other(Int16, [UInt8])

    /// The union `TimeUnit`, ids as there.
    package enum TimeUnit: Int16, Hashable, Sendable {
        case millis = 1
        case micros = 2
        case nanos = 3
    }
}

extension LogicalType {
    init(
        from reader: inout CompactProtocolReader, _ field: CompactProtocolReader.FieldHeader
    ) throws(BinaryError) {
        try reader.enterStructure(field)
        var last: Int16 = 0
        var result = LogicalType.other(0, LogicalType.emptyStructure)
        while let field = try reader.nextField(after: &last) {
            let start = reader.offset
            result = try Self.member(field, &reader)
            if case .other = result, field.type == .structure {
                result = .other(field.id, reader.bytes(from: start).array())
            }
        }
        reader.leaveStructure()
        self = result
    }

    /// The end of a structure's fields.
    private static let emptyStructure: [UInt8] = [0]

    private static func member(
        _ field: CompactProtocolReader.FieldHeader, _ reader: inout CompactProtocolReader
    ) throws(BinaryError) -> LogicalType {
        switch field.id {
        case 5: return try decimal(field, &reader)
        case 7, 8: return try temporal(field, &reader)
        case 10: return try integer(field, &reader)
        default:
            try reader.skip(field)
            switch field.id {
            case 1: return .string
            case 2: return .map
            case 3: return .list
            case 4: return .enum
            case 6: return .date
            case 11: return .unknown
            case 12: return .json
            case 13: return .bson
            case 14: return .uuid
            case 15: return .float16
            default: return .other(field.id, emptyStructure)
            }
        }
    }

    private static func decimal(
        _ field: CompactProtocolReader.FieldHeader, _ reader: inout CompactProtocolReader
    ) throws(BinaryError) -> LogicalType {
        try reader.enterStructure(field)
        var last: Int16 = 0
        var scale: Int32 = 0
        var precision: Int32 = 0
        while let member = try reader.nextField(after: &last) {
            switch member.id {
            case 1: scale = try reader.readInt32(member)
            case 2: precision = try reader.readInt32(member)
            default: try reader.skip(member)
            }
        }
        reader.leaveStructure()
        return .decimal(scale: scale, precision: precision)
    }

    private static func temporal(
        _ field: CompactProtocolReader.FieldHeader, _ reader: inout CompactProtocolReader
    ) throws(BinaryError) -> LogicalType {
        try reader.enterStructure(field)
        var last: Int16 = 0
        var isAdjustedToUTC = false
        var unit: TimeUnit?
        while let member = try reader.nextField(after: &last) {
            switch member.id {
            case 1: isAdjustedToUTC = try reader.readBool(member)
            case 2: unit = try timeUnit(member, &reader)
            default: try reader.skip(member)
            }
        }
        reader.leaveStructure()
        guard let unit else { return .other(field.id, emptyStructure) }
        return field.id == 7
            ? .time(isAdjustedToUTC: isAdjustedToUTC, unit: unit)
            : .timestamp(isAdjustedToUTC: isAdjustedToUTC, unit: unit)
    }

    private static func timeUnit(
        _ field: CompactProtocolReader.FieldHeader, _ reader: inout CompactProtocolReader
    ) throws(BinaryError) -> TimeUnit? {
        try reader.enterStructure(field)
        var last: Int16 = 0
        var unit: TimeUnit?
        while let member = try reader.nextField(after: &last) {
            unit = TimeUnit(rawValue: member.id)
            try reader.skip(member)
        }
        reader.leaveStructure()
        return unit
    }

    private static func integer(
        _ field: CompactProtocolReader.FieldHeader, _ reader: inout CompactProtocolReader
    ) throws(BinaryError) -> LogicalType {
        try reader.enterStructure(field)
        var last: Int16 = 0
        var bitWidth: Int8 = 0
        var isSigned = true
        while let member = try reader.nextField(after: &last) {
            switch member.id {
            case 1: bitWidth = try reader.readInt8(member)
            case 2: isSigned = try reader.readBool(member)
            default: try reader.skip(member)
            }
        }
        reader.leaveStructure()
        return .integer(bitWidth: bitWidth, isSigned: isSigned)
    }
}

extension LogicalType {
    func write(_ id: Int16, to writer: inout CompactProtocolWriter) {
        writer.beginStructure(id)
        switch self {
        case .string: writer.emptyStructure(1)
        case .map: writer.emptyStructure(2)
        case .list: writer.emptyStructure(3)
        case .enum: writer.emptyStructure(4)
        case .decimal(let scale, let precision):
            writer.beginStructure(5)
            writer.field(1, scale)
            writer.field(2, precision)
            writer.endStructure()
        case .date: writer.emptyStructure(6)
        case .time(let isAdjustedToUTC, let unit):
            Self.writeTemporal(7, isAdjustedToUTC, unit, to: &writer)
        case .timestamp(let isAdjustedToUTC, let unit):
            Self.writeTemporal(8, isAdjustedToUTC, unit, to: &writer)
        case .integer(let bitWidth, let isSigned):
            writer.beginStructure(10)
            writer.field(1, bitWidth)
            writer.field(2, isSigned)
            writer.endStructure()
        case .unknown: writer.emptyStructure(11)
        case .json: writer.emptyStructure(12)
        case .bson: writer.emptyStructure(13)
        case .uuid: writer.emptyStructure(14)
        case .float16: writer.emptyStructure(15)
        case .other(let member, let content): writer.structure(member, content)
        }
        writer.endStructure()
    }

    private static func writeTemporal(
        _ id: Int16, _ isAdjustedToUTC: Bool, _ unit: TimeUnit,
        to writer: inout CompactProtocolWriter
    ) {
        writer.beginStructure(id)
        writer.field(1, isAdjustedToUTC)
        writer.beginStructure(2)
        writer.emptyStructure(unit.rawValue)
        writer.endStructure()
        writer.endStructure()
    }
}
