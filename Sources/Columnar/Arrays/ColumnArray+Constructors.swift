extension ColumnArray {
    public init(boolean values: Bitmap, validity: Bitmap? = nil) {
        self.init(
            type: .boolean, count: values.count, validity: validity, storage: .boolean(values))
    }

    public init(int32 values: TypedBuffer<Int32>, type: DataType = .int32, validity: Bitmap? = nil)
    {
        self.init(type: type, count: values.count, validity: validity, storage: .int32(values))
    }

    public init(int64 values: TypedBuffer<Int64>, type: DataType = .int64, validity: Bitmap? = nil)
    {
        self.init(type: type, count: values.count, validity: validity, storage: .int64(values))
    }

    public init(float64 values: TypedBuffer<Double>, validity: Bitmap? = nil) {
        self.init(
            type: .float64, count: values.count, validity: validity, storage: .float64(values))
    }

    public init(views: BinaryViews, type: DataType = .string, validity: Bitmap? = nil) {
        self.init(type: type, count: views.count, validity: validity, storage: .views(views))
    }

    /// A column in which every row is null.
    public init(nulls count: Int, type: DataType) {
        self.init(repeating: .null, count: count, type: type)
    }

    /// A column in which every row has the same value, held once.
    public init(repeating scalar: Scalar, count: Int, type: DataType) {
        if type == .null {
            self.init(type: .null, count: count, validity: nil, storage: .null)
            return
        }
        let values = ColumnArray(scalars: [scalar], type: type)
        self.init(
            type: type, count: count,
            validity: scalar.isNull ? Bitmap(repeating: false, count: count) : nil,
            storage: .dictionary(indices: TypedBuffer(repeating: 0, count: count), values: values))
    }
}
