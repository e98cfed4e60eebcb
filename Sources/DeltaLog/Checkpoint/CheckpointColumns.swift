// Builders of the columns of a checkpoint: rows of one kind of action gather here and become one
// struct column; the other columns of their batch are null.

import Columnar
import DeltaProtocol

/// Collects a string column in which values may be null.
struct NullableTextBuilder {
    private var views = BinaryViewsBuilder()
    private var validity = BitmapBuilder()

    mutating func append(_ text: String?) {
        validity.append(text != nil)
        if let text { views.append(text) } else { views.appendEmpty() }
    }

    mutating func append(bytes: RawSpan) {
        validity.append(true)
        views.append(bytes)
    }

    mutating func finish() -> ColumnArray {
        let values = views.finish()
        return ColumnArray(views: values, validity: validity.finishValidity())
    }
}

/// Collects an integer column in which values may be null.
struct NullableInt64Builder {
    private var values: [Int64] = []
    private var validity = BitmapBuilder()

    mutating func append(_ value: Int64?) {
        values.append(value ?? 0)
        validity.append(value != nil)
    }

    mutating func finish() -> ColumnArray {
        defer { values.removeAll(keepingCapacity: true) }
        return ColumnArray(int64: TypedBuffer(values), validity: validity.finishValidity())
    }
}

/// Collects a boolean column in which values may be null.
struct NullableBoolBuilder {
    private var values = BitmapBuilder()
    private var validity = BitmapBuilder()

    mutating func append(_ value: Bool?) {
        values.append(value ?? false)
        validity.append(value != nil)
    }

    mutating func finish() -> ColumnArray {
        ColumnArray(boolean: values.finish(), validity: validity.finishValidity())
    }
}

/// Collects a column of maps from string to string.
struct StringMapBuilder {
    private var offsets: [Int32] = [0]
    private var keys = NullableTextBuilder()
    private var values = NullableTextBuilder()
    private var validity = BitmapBuilder()
    private var entryCount: Int32 = 0

    mutating func append(_ partition: PartitionValues?) {
        for entry in partition?.entries ?? [] { append(entry.column, entry.value) }
        end(isValid: partition != nil)
    }

    mutating func append(_ map: [String: String]?) {
        for (key, value) in (map ?? [:]).sorted(by: { $0.key < $1.key }) { append(key, value) }
        end(isValid: map != nil)
    }

    private mutating func append(_ key: String, _ value: String?) {
        keys.append(key)
        values.append(value)
        entryCount += 1
    }

    private mutating func end(isValid: Bool) {
        offsets.append(entryCount)
        validity.append(isValid)
    }

    mutating func finish() -> ColumnArray {
        defer { self = StringMapBuilder() }
        let fields = CheckpointSchema.stringMap.children
        let child = ColumnArray(
            type: .struct(fields), count: Int(entryCount), validity: nil,
            storage: .struct([keys.finish(), values.finish()]))
        return ColumnArray(
            type: CheckpointSchema.stringMap, count: offsets.count - 1,
            validity: validity.finishValidity(),
            storage: .list(offsets: TypedBuffer(offsets), child: child))
    }
}

extension ColumnArray {
    /// A struct column without null rows.
    static func structure(_ fields: [Field], _ columns: [ColumnArray], count: Int) -> ColumnArray {
        ColumnArray(
            type: .struct(fields), count: count, validity: nil, storage: .struct(columns))
    }

    /// A column whose rows are all null, flat at every level.
    static func absent(_ type: DataType, count: Int) -> ColumnArray {
        ColumnArray(
            type: type, count: count,
            validity: type == .null ? nil : Bitmap(repeating: false, count: count),
            storage: absentStorage(type, count))
    }

    private static func absentStorage(_ type: DataType, _ count: Int) -> Storage {
        switch type {
        case .null: .null
        case .boolean: .boolean(Bitmap(repeating: false, count: count))
        case .int8: .int8(TypedBuffer(repeating: 0, count: count))
        case .int16: .int16(TypedBuffer(repeating: 0, count: count))
        case .int32, .date: .int32(TypedBuffer(repeating: 0, count: count))
        case .int64, .timestamp, .timestampNTZ: .int64(TypedBuffer(repeating: 0, count: count))
        case .decimal(let decimal):
            decimal.fitsInt64
                ? .int64(TypedBuffer(repeating: 0, count: count))
                : .int128(TypedBuffer(repeating: 0, count: count))
        case .float32: .float32(TypedBuffer(repeating: 0, count: count))
        case .float64: .float64(TypedBuffer(repeating: 0, count: count))
        case .string, .binary:
            .views(BinaryViews(views: TypedBuffer(repeating: .empty, count: count), blocks: []))
        case .struct(let fields): .struct(fields.map { absent($0.type, count: count) })
        case .list(let element):
            .list(
                offsets: TypedBuffer(repeating: 0, count: count + 1),
                child: absent(element.type, count: 0))
        case .map(let key, let value):
            .list(
                offsets: TypedBuffer(repeating: 0, count: count + 1),
                child: structure(
                    [key, value],
                    [absent(key.type, count: 0), absent(value.type, count: 0)], count: 0))
        }
    }
}
