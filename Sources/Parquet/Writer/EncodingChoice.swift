// Which encoding the values of a column chunk get.

/// How values become bytes.
public enum EncodingChoice: Hashable, Sendable {
    /// A dictionary where it pays, otherwise PLAIN: what every reader reads.
    case dictionaryOrPlain
    /// What turns out smallest on the first pages of each chunk: a dictionary, a delta encoding,
    /// BYTE_STREAM_SPLIT, runs or PLAIN.
    case smallest
    /// This one in every column whose type can have it, PLAIN in the others.
    case always(ValueEncoding)
}

/// The encodings of parquet.thrift that are written.
public enum ValueEncoding: String, Hashable, Sendable, CaseIterable {
    case plain
    case dictionary
    case runs
    case deltaBinaryPacked
    case deltaLengthByteArray
    case deltaByteArray
    case byteStreamSplit

    var encoding: Encoding {
        switch self {
        case .plain: .plain
        case .dictionary: .rleDictionary
        case .runs: .rle
        case .deltaBinaryPacked: .deltaBinaryPacked
        case .deltaLengthByteArray: .deltaLengthByteArray
        case .deltaByteArray: .deltaByteArray
        case .byteStreamSplit: .byteStreamSplit
        }
    }
}
