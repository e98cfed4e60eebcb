// Encodings other than PLAIN and the dictionary are first turned into PLAIN, so that the decoders
// of values know two forms, not seven. It costs one more pass over data that is rare.

import BinaryIO

/// The values of a page in PLAIN form.
enum PlainBody {
    /// - Parameter valueCountMax: how many values there are at most.
    static func of(
        _ body: Bytes, encoding: Encoding, column: ColumnDescriptor, valueCountMax: Int,
        limits: ParquetLimits
    ) throws(ParquetError) -> Bytes {
        do {
            switch (encoding, column.physicalType) {
            case (.plain, _):
                return body
            case (.byteStreamSplit, .int32), (.byteStreamSplit, .float):
                return try ByteStreamSplit.plain(body, valueBytes: 4)
            case (.byteStreamSplit, .int64), (.byteStreamSplit, .double):
                return try ByteStreamSplit.plain(body, valueBytes: 8)
            case (.byteStreamSplit, .fixedLenByteArray):
                return try ByteStreamSplit.plain(body, valueBytes: column.typeLength)
            case (.deltaBinaryPacked, .int32), (.deltaBinaryPacked, .int64):
                var reader = ByteReader(body)
                let values = try DeltaBinaryPacked.decode(&reader, countMax: valueCountMax)
                return plain(values, wide: column.physicalType == .int64)
            case (.deltaLengthByteArray, .byteArray):
                return try DeltaLengthByteArray.plain(body, countMax: valueCountMax)
            case (.deltaByteArray, .byteArray), (.deltaByteArray, .fixedLenByteArray):
                return try DeltaByteArray.plain(
                    body, countMax: valueCountMax,
                    fixedBytes: column.physicalType == .byteArray ? nil : column.typeLength,
                    bytesMax: limits.expandedPageBytesMax)
            default: throw ParquetError.unsupportedEncoding(encoding, of: column)
            }
        } catch let error as BinaryError {
            let code: ParquetError.Code = error.code == .limitExceeded ? .limitExceeded : .corrupt
            throw ParquetError(code, "\(encoding) values are damaged: \(error)")
        } catch let error as ParquetError {
            throw error
        } catch {
            throw .corrupt("\(encoding) values are damaged")
        }
    }

    private static func plain(_ values: [Int64], wide: Bool) -> Bytes {
        var writer = ByteWriter(capacity: values.count * (wide ? 8 : 4))
        for value in values {
            if wide {
                writer.append(UInt64(bitPattern: value))
            } else {
                writer.append(UInt32(truncatingIfNeeded: value))
            }
        }
        return writer.finish()
    }
}
