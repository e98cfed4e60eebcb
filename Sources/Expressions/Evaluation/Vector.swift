import Columnar

/// The values of one expression on some rows: a column, or one value for all of them.
struct Vector {
    /// One row where the vector is constant.
    let array: ColumnArray
    let isConstant: Bool

    init(_ array: ColumnArray) {
        self.array = array
        isConstant = false
    }

    /// The single row of `array` for every row.
    init(constant array: ColumnArray) {
        self.array = array
        isConstant = true
    }

    init(constant value: Scalar, _ type: DataType) {
        self.init(constant: ColumnArray(scalars: [value], type: type))
    }

    var type: DataType { array.type }

    /// The value, where it is the same for every row.
    var constant: Scalar? { isConstant ? array.scalar(at: 0) : nil }

    /// Whether every row is null for sure.
    var isConstantNull: Bool { isConstant && array.isNull(0) }

    /// The same values without a dictionary.
    var flat: Vector {
        isConstant ? Vector(constant: array.flattened()) : Vector(array.flattened())
    }

    /// The nulls of `count` rows; nil where no row is null.
    func validity(_ count: Int) -> Bitmap? {
        if !isConstant { return array.validity }
        return array.isNull(0) ? Bitmap(repeating: false, count: count) : nil
    }

    /// As a column of `count` rows.
    func expanded(_ count: Int) -> ColumnArray {
        isConstant
            ? ColumnArray(repeating: array.scalar(at: 0), count: count, type: array.type) : array
    }

    /// An input column; one that repeats a single value is constant.
    init(column: ColumnArray) {
        if case .dictionary(_, let values) = column.storage, values.count == 1,
            column.validity == nil, column.count > 0
        {
            self.init(constant: values)
        } else {
            self.init(column)
        }
    }
}

/// Fixed-width values to loop over: a buffer, or one value for every row.
struct Operand<T: BitwiseCopyable & Sendable> {
    let buffer: TypedBuffer<T>
    /// 0 for a constant, 1 otherwise.
    let step: Int

    init(_ buffer: TypedBuffer<T>, isConstant: Bool) {
        self.buffer = buffer
        step = isConstant ? 0 : 1
    }
}
