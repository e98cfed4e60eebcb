extension ColumnArray {
    /// A column of these values; for tests, literals and partition values, not for bulk data.
    ///
    /// - Precondition: every scalar is null or of `type`.
    public init(scalars: [Scalar], type: DataType) {
        var validity = BitmapBuilder(reserving: scalars.count)
        for scalar in scalars { validity.append(!scalar.isNull) }
        self.init(
            type: type, count: scalars.count,
            validity: type == .null ? nil : validity.finishValidity(),
            storage: Storage(scalars: scalars, type: type))
    }
}

extension ColumnArray.Storage {
    init(scalars: [Scalar], type: DataType) {
        switch type {
        case .null: self = .null
        case .boolean:
            self = .boolean(
                Bitmap(scalars.map { if case .boolean(let bit) = $0 { bit } else { false } }))
        case .int8:
            self = .int8(
                Self.buffer(scalars) { if case .int8(let value) = $0 { value } else { 0 } })
        case .int16:
            self = .int16(
                Self.buffer(scalars) { if case .int16(let value) = $0 { value } else { 0 } })
        case .int32, .date: self = .int32(Self.buffer(scalars, Self.int32))
        case .int64, .timestamp, .timestampNTZ: self = .int64(Self.buffer(scalars, Self.int64))
        case .decimal(let decimal):
            self =
                decimal.fitsInt64
                ? .int64(Self.buffer(scalars, Self.int64))
                : .int128(Self.buffer(scalars, Self.int128))
        case .float32:
            self = .float32(
                Self.buffer(scalars) { if case .float32(let value) = $0 { value } else { 0 } })
        case .float64:
            self = .float64(
                Self.buffer(scalars) { if case .float64(let value) = $0 { value } else { 0 } })
        case .string, .binary: self = .views(Self.views(scalars))
        case .struct(let fields): self = Self.structure(scalars, fields)
        case .list(let element): self = Self.list(scalars, element)
        case .map(let key, let value): self = Self.map(scalars, key, value)
        }
    }

    private static func buffer<T: BitwiseCopyable & Sendable>(
        _ scalars: [Scalar], _ value: (Scalar) -> T
    ) -> TypedBuffer<T> {
        TypedBuffer(scalars.map(value))
    }

    private static func int32(_ scalar: Scalar) -> Int32 {
        switch scalar {
        case .int32(let value), .date(let value): value
        default: 0
        }
    }

    private static func int64(_ scalar: Scalar) -> Int64 {
        switch scalar {
        case .int64(let value), .timestamp(let value), .timestampNTZ(let value): value
        case .decimal(let value, _): Int64(value)
        default: 0
        }
    }

    private static func int128(_ scalar: Scalar) -> Int128 {
        if case .decimal(let value, _) = scalar { value } else { 0 }
    }

    private static func views(_ scalars: [Scalar]) -> BinaryViews {
        var builder = BinaryViewsBuilder(reserving: scalars.count)
        for scalar in scalars {
            switch scalar {
            case .string(let text): builder.append(text)
            case .binary(let bytes): unsafe builder.append(bytes.span.bytes)
            default: builder.appendEmpty()
            }
        }
        return builder.finish()
    }

    private static func structure(_ scalars: [Scalar], _ fields: [Field]) -> Self {
        .struct(
            fields.enumerated().map { position, field in
                let values = scalars.map { scalar -> Scalar in
                    if case .struct(let members) = scalar { members[position] } else { .null }
                }
                return ColumnArray(scalars: values, type: field.type)
            })
    }

    private static func list(_ scalars: [Scalar], _ element: Field) -> Self {
        let rows = scalars.map { scalar -> [Scalar] in
            if case .list(let elements) = scalar { elements } else { [] }
        }
        return .list(
            offsets: offsets(rows.map(\.count)),
            child: ColumnArray(scalars: rows.flatMap { $0 }, type: element.type))
    }

    private static func map(_ scalars: [Scalar], _ key: Field, _ value: Field) -> Self {
        var keys: [Scalar] = []
        var values: [Scalar] = []
        var counts: [Int] = []
        for scalar in scalars {
            guard case .map(let rowKeys, let rowValues) = scalar else {
                counts.append(0)
                continue
            }
            keys += rowKeys
            values += rowValues
            counts.append(rowKeys.count)
        }
        let child = ColumnArray(
            type: .struct([key, value]), count: keys.count, validity: nil,
            storage: .struct([
                ColumnArray(scalars: keys, type: key.type),
                ColumnArray(scalars: values, type: value.type),
            ]))
        return .list(offsets: offsets(counts), child: child)
    }

    private static func offsets(_ counts: [Int]) -> TypedBuffer<Int32> {
        var offset: Int32 = 0
        return TypedBuffer(
            [0]
                + counts.map { count in
                    offset += Int32(count)
                    return offset
                })
    }
}
