import Columnar

/// Which field of a record each column of the schema is.
struct CSVBinding: Sendable {
    /// The fields of a record.
    let fieldCount: Int
    /// For each column the number of its field, or nil where the file has none.
    let fields: [Int?]

    /// Columns in the order of the fields.
    init(columnCount: Int) {
        fieldCount = columnCount
        fields = Array(0..<columnCount)
    }

    /// Columns by name.
    ///
    /// - Throws: `.headerMismatch` where a name stands twice, no column of the schema is there, a
    ///   required one is missing, or an unknown one is to be refused.
    init(header: [String], schema: Schema, options: CSVOptions) throws(TextFormatError) {
        var numbers: [String: Int] = [:]
        for (number, name) in header.enumerated() {
            guard numbers.updateValue(number, forKey: name) == nil else {
                throw TextFormatError(
                    .headerMismatch, "the header has column \(name) twice", position: .start)
            }
            if case .refuse = options.unknownColumns, schema.index(of: name) == nil {
                throw TextFormatError(
                    .headerMismatch, "the header has column \(name), which the schema has not",
                    position: .start)
            }
        }
        for field in schema.fields where !field.nullable && numbers[field.name] == nil {
            throw TextFormatError(
                .headerMismatch, "the header has no column \(field.name), which must have values",
                position: .start)
        }
        fieldCount = header.count
        fields = schema.fields.map { numbers[$0.name] }
        if schema.count > 0, fields.allSatisfy({ $0 == nil }) {
            throw TextFormatError(
                .headerMismatch,
                "none of the schema's columns is in the header: \(header.joined(separator: ", "))",
                position: .start)
        }
    }
}
