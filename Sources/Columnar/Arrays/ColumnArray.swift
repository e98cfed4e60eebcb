// A column is a closed enum of Arrow layouts, so that every kernel dispatches once a batch and
// the compiler names the kernels that a new layout needs.

/// An immutable column of values of one type; slices and copies share memory.
public struct ColumnArray: Sendable {
    public let type: DataType
    /// The number of rows.
    public let count: Int
    /// A set bit for each row that is not null; nil when no row is null.
    ///
    /// What the storage holds under a null is not defined, but is safe to read.
    public let validity: Bitmap?
    public let storage: Storage

    /// The memory layouts.
    ///
    /// | Types | Layout |
    /// |---|---|
    /// | `null` | `null` |
    /// | `boolean` | `boolean` |
    /// | `int8` … `int64`, `float32`, `float64` | of the same name |
    /// | `date` | `int32` |
    /// | `timestamp`, `timestampNTZ` | `int64` |
    /// | `decimal` up to 18 digits / above | `int64` / `int128` |
    /// | `string`, `binary` | `views` |
    /// | `list`, `map` | `list`; a map's child is a struct of key and value |
    /// | `struct` | `struct` |
    ///
    /// A column of any type may stand as `dictionary` instead.
    public indirect enum Storage: Sendable {
        case null
        case boolean(Bitmap)
        case int8(TypedBuffer<Int8>)
        case int16(TypedBuffer<Int16>)
        case int32(TypedBuffer<Int32>)
        case int64(TypedBuffer<Int64>)
        case int128(TypedBuffer<Int128>)
        case float32(TypedBuffer<Float>)
        case float64(TypedBuffer<Double>)
        case views(BinaryViews)
        /// `count + 1` ascending offsets into the child.
        case list(offsets: TypedBuffer<Int32>, child: ColumnArray)
        /// One column a field, each with the struct's row count.
        case `struct`([ColumnArray])
        /// A row's value is the dictionary's value at its index; the index under a null row is
        /// not defined and may lie outside. A value of the dictionary may itself be null.
        case dictionary(indices: TypedBuffer<Int32>, values: ColumnArray)
    }

    /// - Precondition: `storage` is a layout of `type` and every part has `count` rows.
    public init(type: DataType, count: Int, validity: Bitmap?, storage: Storage) {
        precondition(storage.holds(type, count: count), "storage does not fit \(type) x \(count)")
        precondition(validity == nil || validity?.count == count, "validity of another length")
        self.type = type
        self.count = count
        self.validity = validity
        self.storage = storage
    }

    /// Whether row `index` is null by this column's own validity or by its dictionary's.
    public func isNull(_ index: Int) -> Bool {
        if case .null = storage { return true }
        if let validity, !validity[index] { return true }
        if case .dictionary(let indices, let values) = storage {
            return values.isNull(Int(indices[index]))
        }
        return false
    }

    /// How many rows are null.
    ///
    /// - Complexity: O(count / 64); O(count) for a dictionary with null values.
    public var nullCount: Int {
        if case .null = storage { return count }
        if case .dictionary(_, let values) = storage, values.nullCount > 0 {
            return (0..<count).count { isNull($0) }
        }
        guard let validity else { return 0 }
        return count - validity.setCount()
    }

    /// The same values under another type that has the same layout.
    public func retyped(_ type: DataType) -> ColumnArray {
        ColumnArray(type: type, count: count, validity: validity, storage: storage)
    }

    /// The same values with another validity.
    public func withValidity(_ validity: Bitmap?) -> ColumnArray {
        ColumnArray(type: type, count: count, validity: validity, storage: storage)
    }
}

extension ColumnArray.Storage {
    /// Whether this is a layout of `type` with `count` rows in every part.
    func holds(_ type: DataType, count: Int) -> Bool {
        if case .dictionary(let indices, let values) = self {
            return indices.count == count && values.storage.holds(type, count: values.count)
        }
        switch (type, self) {
        case (.null, .null): return true
        case (.boolean, .boolean(let bits)): return bits.count == count
        case (.int8, .int8(let values)): return values.count == count
        case (.int16, .int16(let values)): return values.count == count
        case (.int32, .int32(let values)), (.date, .int32(let values)):
            return values.count == count
        case (.int64, .int64(let values)), (.timestamp, .int64(let values)),
            (.timestampNTZ, .int64(let values)):
            return values.count == count
        case (.decimal(let decimal), .int64(let values)):
            return decimal.fitsInt64 && values.count == count
        case (.decimal(let decimal), .int128(let values)):
            return !decimal.fitsInt64 && values.count == count
        case (.float32, .float32(let values)): return values.count == count
        case (.float64, .float64(let values)): return values.count == count
        case (.string, .views(let values)), (.binary, .views(let values)):
            return values.count == count
        case (.list(let element), .list(let offsets, let child)):
            return offsets.count == count + 1 && child.type == element.type
        case (.map(let key, let value), .list(let offsets, let child)):
            return offsets.count == count + 1
                && child.type.children.map(\.type) == [key.type, value.type]
        case (.struct(let fields), .struct(let columns)):
            return columns.count == fields.count
                && zip(fields, columns).allSatisfy { $0.type == $1.type && $1.count == count }
        default: return false
        }
    }
}
