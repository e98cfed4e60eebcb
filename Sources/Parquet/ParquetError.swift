// What this module answers where a file cannot be read or a batch cannot be written.

/// A failure to read or write Parquet.
public struct ParquetError: Error, Hashable, Sendable {
    /// What kind of failure it is.
    public enum Code: String, Hashable, Sendable {
        /// The bytes are not a Parquet file.
        case notParquet
        /// The file contradicts itself or the format.
        case corrupt
        /// A page's bytes do not match their checksum.
        case checksumMismatch
        /// The file is encrypted.
        case encrypted
        /// The file needs a part of the format that is not read here.
        case unsupported
        /// A named limit would be exceeded.
        case limitExceeded
        /// A column was asked for that is not in the file.
        case unknownColumn
        /// A batch does not fit the schema that is written.
        case schemaMismatch
    }

    /// What the caller can do about it.
    public enum Recovery: Hashable, Sendable {
        /// Nothing here: the input must be replaced or repaired.
        case fixInput
        /// Call differently: another option, limit or column.
        case fixCall
    }

    public let code: Code
    /// What happened, in a sentence.
    public let message: String
    /// Where: the column's path, joined by points, if one is concerned.
    public var column: String?
    /// Where: the row group's position, if one is concerned.
    public var rowGroup: Int?
    /// Where: the byte in the file, if known.
    public var offset: Int?

    public init(
        _ code: Code, _ message: String, column: String? = nil, rowGroup: Int? = nil,
        offset: Int? = nil
    ) {
        self.code = code
        self.message = message
        self.column = column
        self.rowGroup = rowGroup
        self.offset = offset
    }

    public var recovery: Recovery {
        switch code {
        case .notParquet, .corrupt, .checksumMismatch, .encrypted, .unsupported: .fixInput
        case .limitExceeded, .unknownColumn, .schemaMismatch: .fixCall
        }
    }
}

extension ParquetError: CustomStringConvertible {
    public var description: String {
        var place: [String] = []
        if let column { place.append("column \(column)") }
        if let rowGroup { place.append("row group \(rowGroup)") }
        if let offset { place.append("byte \(offset)") }
        return place.isEmpty ? message : "\(message) (\(place.joined(separator: ", ")))"
    }
}

extension ParquetError {
    static func corrupt(_ message: String) -> ParquetError {
        ParquetError(.corrupt, message)
    }

    /// The same error with places filled in where it names none.
    func located(column: String? = nil, rowGroup: Int? = nil, offset: Int? = nil) -> ParquetError {
        var error = self
        error.column = error.column ?? column
        error.rowGroup = error.rowGroup ?? rowGroup
        error.offset = error.offset ?? offset
        return error
    }
}
