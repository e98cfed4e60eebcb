/// How a table is laid out for a terminal.
package struct TableOptions: Sendable {
    /// The widest a column may be, in terminal cells; longer values end in `…`.
    package var columnWidthMax: Int
    /// The width of the terminal in cells, or nil where lines may be as long as they like.
    package var widthMax: Int?
    /// What stands for null.
    package var nullText: String
    /// Whether the header is bold and nulls are dim, with ANSI sequences.
    package var isColored: Bool

    package init(
        columnWidthMax: Int = 60, widthMax: Int? = nil, nullText: String = "null",
        isColored: Bool = false
    ) {
        self.columnWidthMax = columnWidthMax
        self.widthMax = widthMax
        self.nullText = nullText
        self.isColored = isColored
    }
}
