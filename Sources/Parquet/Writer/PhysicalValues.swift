// The values of a leaf in the layout that the file stores, dense. Most column layouts are that
// already and are not copied.

import Columnar

/// Dense values of one physical type.
enum PhysicalValues {
    case none
    case boolean(Bitmap)
    case int32(TypedBuffer<Int32>)
    case int64(TypedBuffer<Int64>)
    case float(TypedBuffer<Float>)
    case double(TypedBuffer<Double>)
    case bytes(BinaryViews)
    case dictionaryBytes(indices: TypedBuffer<Int32>, values: BinaryViews)
    case wideDecimal(TypedBuffer<Int128>)

    /// - Parameters:
    ///   - values: without nulls.
    ///   - column: where they go.
    /// - Throws: `ParquetError` where a decimal exceeds its precision, or a value of fixed length
    ///   has another one.
    init(_ values: ColumnArray, column: ColumnDescriptor) throws(ParquetError) {
        try self.init(values)
        guard let length = column.bytesOfEach else { return }
        switch self {
        case .bytes(let views), .dictionaryBytes(_, let views):
            let span = views.views.span
            for row in span.indices where span[row].count != length {
                throw ParquetError(
                    .schemaMismatch,
                    "a value of \(span[row].count) bytes, the column has \(length) each")
            }
        default: return
        }
    }

    private init(_ column: ColumnArray) throws(ParquetError) {
        if case .dictionary(let indices, let values) = column.storage {
            if case .views(let views) = values.storage {
                self = .dictionaryBytes(indices: indices, values: views)
            } else {
                try self.init(column.flattened())
            }
            return
        }
        switch column.storage {
        case .null: self = .none
        case .boolean(let bits): self = .boolean(bits)
        case .int8(let values): self = .int32(Self.widened(values))
        case .int16(let values): self = .int32(Self.widened(values))
        case .int32(let values): self = .int32(values)
        case .int64(let values):
            if case .decimal(let decimal) = column.type,
                decimal.precision <= DecimalType.precisionOfInt32Max
            {
                self = .int32(try Self.narrowed(values))
            } else {
                self = .int64(values)
            }
        case .int128(let values): self = .wideDecimal(values)
        case .float32(let values): self = .float(values)
        case .float64(let values): self = .double(values)
        case .views(let views): self = .bytes(views)
        case .list, .struct, .dictionary: throw .corrupt("a nested column is no leaf")
        }
    }

    private static func widened<T: FixedWidthInteger & BitwiseCopyable & Sendable>(
        _ values: TypedBuffer<T>
    ) -> TypedBuffer<Int32> {
        let source = values.span
        return TypedBuffer(capacity: source.count) { output in
            for index in source.indices {
                output.append(Int32(truncatingIfNeeded: source[index]))
            }
        }
    }

    private static func narrowed(
        _ values: TypedBuffer<Int64>
    ) throws(ParquetError) -> TypedBuffer<Int32> {
        let source = values.span
        var failed = false
        let result = TypedBuffer<Int32>(capacity: source.count) { output in
            for index in source.indices {
                let value = Int32(truncatingIfNeeded: source[index])
                if Int64(value) != source[index] { failed = true }
                output.append(value)
            }
        }
        if failed {
            throw ParquetError(.schemaMismatch, "a decimal has more digits than its type")
        }
        return result
    }
}

extension ColumnDescriptor {
    /// Bytes of each value that is stored as bytes of one length; nil where lengths differ.
    fileprivate var bytesOfEach: Int? {
        switch physicalType {
        case .int96: 12
        case .fixedLenByteArray: typeLength
        default: nil
        }
    }
}
