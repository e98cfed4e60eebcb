// A leaf of the schema: what pages of one column chunk hold and how deep they are nested.

/// A leaf column of a file.
package struct ColumnDescriptor: Hashable, Sendable {
    /// Names from the top; names may contain points, so they are never joined for look-up.
    package let path: [String]
    package let element: SchemaElement
    package let physicalType: PhysicalType
    /// Bytes of a FIXED_LEN_BYTE_ARRAY, otherwise 0.
    package let typeLength: Int
    /// The definition level of a value that is there.
    package let maxDefinitionLevel: Int
    /// How many repeated nodes the path passes.
    package let maxRepetitionLevel: Int

    /// Whether values are floating-point numbers, which may be NaN.
    var isFloating: Bool {
        switch physicalType {
        case .float, .double: true
        case .fixedLenByteArray: element.logicalType == .float16 && typeLength == 2
        default: false
        }
    }

    /// The path for messages.
    package var name: String { path.joined(separator: ".") }
}

extension ColumnDescriptor {
    /// - Throws: `unsupported` with the column's name where nobody here knows its values.
    func checkIsReadable() throws(ParquetError) {
        guard physicalType == .unknown else { return }
        throw ParquetError(
            .unsupported,
            "the column's physical type is not known here; the other columns can be read",
            column: name)
    }
}
