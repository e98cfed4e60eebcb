// Conversions in which no value can change: what appends and scans may do without being asked.
// The pairs are those of Delta's type widening that are lossless, plus integers to decimals.

extension DataType {
    /// Whether every value of this type has the same value in `other`; equal types included.
    ///
    /// Structs match by field name: `other` may have more nullable fields, in any order.
    public func widens(to other: DataType) -> Bool {
        if self == other || self == .null { return true }
        switch (self, other) {
        case (.int8, .int16), (.int8, .int32), (.int8, .int64), (.int16, .int32),
            (.int16, .int64), (.int32, .int64), (.float32, .float64), (.date, .timestampNTZ),
            (.int8, .float64), (.int16, .float64), (.int32, .float64):
            return true
        case (.decimal(let from), .decimal(let to)):
            return to.scale >= from.scale && to.precision - to.scale >= from.precision - from.scale
        case (_, .decimal(let to)):
            guard let digits = integerDigits else { return false }
            return to.precision - to.scale >= digits
        case (.list(let from), .list(let to)): return from.type.widens(to: to.type)
        case (.map(let fromKey, let fromValue), .map(let toKey, let toValue)):
            return fromKey.type.widens(to: toKey.type) && fromValue.type.widens(to: toValue.type)
        case (.struct(let from), .struct(let to)): return Self.structWidens(from, to)
        default: return false
        }
    }

    /// The most decimal digits of an integer type; nil for other types.
    private var integerDigits: Int? {
        switch self {
        case .int8: 3
        case .int16: 5
        case .int32: 10
        case .int64: 19
        default: nil
        }
    }

    private static func structWidens(_ from: [Field], _ to: [Field]) -> Bool {
        let known = from.allSatisfy { field in
            to.contains { $0.name == field.name && field.type.widens(to: $0.type) }
        }
        let missing = to.filter { field in !from.contains { $0.name == field.name } }
        return known && missing.allSatisfy(\.nullable)
    }
}

extension ColumnArray {
    /// The same values as a column of `type`; nil where one of them is a date that lies beyond
    /// what a timestamp can say, some 292,000 years from the epoch.
    ///
    /// - Precondition: this column's type widens to `type`.
    /// - Complexity: O(count); O(1) where the type is the same.
    public func widened(to type: DataType) -> ColumnArray? {
        if self.type == type { return self }
        precondition(self.type.widens(to: type), "\(self.type) does not widen to \(type)")
        if self.type == .null { return ColumnArray(nulls: count, type: type) }
        let storage: Storage?
        if case .dictionary(let indices, let values) = self.storage {
            storage = values.widened(to: type).map { .dictionary(indices: indices, values: $0) }
        } else {
            storage = widenedStorage(to: type)
        }
        return storage.map {
            ColumnArray(type: type, count: count, validity: validity, storage: $0)
        }
    }

    private func widenedStorage(to type: DataType) -> Storage? {
        switch storage {
        case .int8(let values): Self.widenInteger(values, to: type)
        case .int16(let values): Self.widenInteger(values, to: type)
        case .int32(let values):
            self.type == .date ? widenDates(values) : Self.widenInteger(values, to: type)
        case .int64(let values): widenInt64(values, to: type)
        case .int128(let values): .int128(Self.rescale(values, by: scaleSteps(to: type)))
        case .float32(let values): .float64(values.map { Double($0) })
        case .list(let offsets, let child): Self.widenList(offsets, child, to: type)
        case .struct(let columns): widenStruct(columns, to: type)
        case .null, .boolean, .float64, .views, .dictionary:
            preconditionFailure("no wider type than \(self.type)")
        }
    }

    private static let dayMicroseconds: Int64 = 86_400_000_000

    private func widenDates(_ values: TypedBuffer<Int32>) -> Storage? {
        let limit = Int32(Int64.max / Self.dayMicroseconds)
        let span = values.span
        for row in span.indices where !(-limit...limit).contains(span[row]) && !isNull(row) {
            return nil
        }
        return .int64(values.map { Int64($0) &* Self.dayMicroseconds })
    }

    private static func widenInteger<T: FixedWidthInteger & BitwiseCopyable & Sendable>(
        _ values: TypedBuffer<T>, to type: DataType
    ) -> Storage {
        switch type {
        case .int16: return .int16(values.map { Int16(truncatingIfNeeded: $0) })
        case .int32: return .int32(values.map { Int32(truncatingIfNeeded: $0) })
        case .int64: return .int64(values.map { Int64(truncatingIfNeeded: $0) })
        case .float64: return .float64(values.map { Double($0) })
        case .decimal(let decimal):
            let factor = powerOfTen(decimal.scale)
            if decimal.fitsInt64 {
                let small = Int64(truncatingIfNeeded: factor)
                return .int64(values.map { Int64(truncatingIfNeeded: $0) &* small })
            }
            return .int128(values.map { Int128(truncatingIfNeeded: $0) &* factor })
        default: preconditionFailure("an integer does not widen to \(type)")
        }
    }

    /// 64-bit integers to decimals, and narrow decimals to wider ones.
    private func widenInt64(_ values: TypedBuffer<Int64>, to type: DataType) -> Storage {
        guard case .decimal(let decimal) = type else {
            preconditionFailure("\(self.type) does not widen to \(type)")
        }
        guard case .decimal = self.type else { return Self.widenInteger(values, to: type) }
        let steps = scaleSteps(to: type)
        if decimal.fitsInt64 { return .int64(Self.rescale(values, by: steps)) }
        return .int128(Self.rescale(values.map { Int128($0) }, by: steps))
    }

    private func scaleSteps(to type: DataType) -> Int {
        guard case .decimal(let from) = self.type, case .decimal(let to) = type else {
            preconditionFailure("only decimals have a scale")
        }
        return to.scale - from.scale
    }

    private static func rescale<T: FixedWidthInteger & BitwiseCopyable & Sendable>(
        _ values: TypedBuffer<T>, by steps: Int
    ) -> TypedBuffer<T> {
        if steps == 0 { return values }
        let factor = T(truncatingIfNeeded: powerOfTen(steps))
        return values.map { $0 &* factor }
    }

    private static func powerOfTen(_ exponent: Int) -> Int128 {
        (0..<exponent).reduce(1) { power, _ in power * 10 }
    }

    private static func widenList(
        _ offsets: TypedBuffer<Int32>, _ child: ColumnArray, to type: DataType
    ) -> Storage? {
        switch type {
        case .list(let element):
            return child.widened(to: element.type).map { .list(offsets: offsets, child: $0) }
        case .map(let key, let value):
            return child.widenedEntries(key, value).map { .list(offsets: offsets, child: $0) }
        default: preconditionFailure("a list does not widen to \(type)")
        }
    }

    /// A map's entries: key and value by position, whatever their names are.
    private func widenedEntries(_ key: Field, _ value: Field) -> ColumnArray? {
        guard case .struct(let columns) = storage, columns.count == 2 else {
            preconditionFailure("a map's child is a struct of key and value")
        }
        guard let keys = columns[0].widened(to: key.type),
            let values = columns[1].widened(to: value.type)
        else { return nil }
        return ColumnArray(
            type: .struct([key, value]), count: count, validity: validity,
            storage: .struct([keys, values]))
    }

    private func widenStruct(_ columns: [ColumnArray], to type: DataType) -> Storage? {
        guard case .struct(let from) = self.type, case .struct(let to) = type else {
            preconditionFailure("\(self.type) does not widen to \(type)")
        }
        var widened: [ColumnArray] = []
        for field in to {
            guard let index = from.firstIndex(where: { $0.name == field.name }) else {
                widened.append(ColumnArray(nulls: count, type: field.type))
                continue
            }
            guard let column = columns[index].widened(to: field.type) else { return nil }
            widened.append(column)
        }
        return .struct(widened)
    }
}

extension TypedBuffer {
    /// The results of `transform`, value by value, under nulls too.
    func map<Result: BitwiseCopyable & Sendable>(
        _ transform: (Element) -> Result
    ) -> TypedBuffer<Result> {
        let source = span
        return TypedBuffer<Result>(capacity: count) { output in
            for index in source.indices { output.append(transform(source[index])) }
        }
    }
}
