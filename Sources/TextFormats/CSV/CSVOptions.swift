/// How CSV is read and written (RFC 4180 with a choice of delimiter).
package struct CSVOptions: Sendable {
    /// What the first record is.
    package enum Header: Sendable {
        /// The names of the columns, in the file's own order.
        case present
        /// A row; columns are the schema's, in its order.
        case absent
    }

    /// What a column of the file that is none of the schema does.
    package enum UnknownColumns: Sendable {
        case ignore
        /// The file is refused.
        case refuse
    }

    /// An ASCII character other than a quote or a line end.
    package var delimiter: UInt8
    package var header: Header
    /// A field without quotes that is this text is null.
    package var nullText: String
    package var unknownColumns: UnknownColumns
    package var limits: TextLimits

    package init(
        delimiter: UInt8 = UInt8(ascii: ","), header: Header = .present, nullText: String = "",
        unknownColumns: UnknownColumns = .ignore, limits: TextLimits = TextLimits()
    ) {
        self.delimiter = delimiter
        self.header = header
        self.nullText = nullText
        self.unknownColumns = unknownColumns
        self.limits = limits
    }
}
