// What a reader that keeps stored types does with a column: read it as one of the types of a
// batch where that loses nothing, otherwise as stored.

import Columnar

extension ColumnDescriptor {
    /// The column as it is read when stored types are kept.
    ///
    /// - Parameter keepsInt96: whether an INT96 stays one; otherwise it is a timestamp.
    func asStored(keepsInt96: Bool) -> ColumnDescriptor {
        guard !element.isHeldByType, element.logicalType != .float16,
            keepsInt96 || physicalType != .int96
        else { return self }
        var stripped = element
        stripped.convertedType = nil
        stripped.logicalType = nil
        // Text stays text: it is checked to be UTF-8, as everywhere.
        if conversion.type == .string { stripped.logicalType = .string }
        let isOld = physicalType == .int96
        return ColumnDescriptor(
            path: path, element: stripped,
            // Twelve bytes, whatever their name.
            physicalType: isOld ? .fixedLenByteArray : physicalType,
            typeLength: isOld ? 12 : typeLength, maxDefinitionLevel: maxDefinitionLevel,
            maxRepetitionLevel: maxRepetitionLevel)
    }
}

extension SchemaElement {
    /// Whether a batch has a type for it, which a writer stores with the same annotation.
    fileprivate var isHeldByType: Bool {
        switch logicalType {
        case .string, .date, .unknown: return true
        case .timestamp(_, .micros): return type == .int64
        case .integer(let bitWidth, let isSigned):
            return type == .int32 && isSigned && bitWidth < 32
        case .decimal(let scale, let precision):
            return DecimalType(precision: Int(precision), scale: Int(scale)) != nil
        case nil: break
        default: return false
        }
        switch convertedType {
        case .utf8, .date, .int8, .int16, .timestampMicros: return true
        case .decimal:
            return DecimalType(precision: Int(precision ?? 0), scale: Int(scale ?? 0)) != nil
        case nil: return type != .fixedLenByteArray && type != .int96
        default: return false
        }
    }

    /// What has to be carried along so that the element is written again; nil where the type of
    /// the column says it all.
    var storedTypeToKeep: StoredType? {
        guard type != nil else {
            guard case .other = logicalType else { return nil }
            var kept = SchemaElement(name: "")
            kept.logicalType = logicalType
            return StoredType(element: kept)
        }
        guard !isHeldByType else { return nil }
        var kept = SchemaElement(name: "")
        kept.type = type
        kept.typeLength = typeLength
        kept.convertedType = convertedType
        kept.scale = scale
        kept.precision = precision
        kept.logicalType = logicalType
        return StoredType(element: kept)
    }
}
