/// How deep a check of a table looks; each depth includes those before it.
public enum CheckDepth: String, Sendable, CaseIterable, Comparable {
    /// The log alone.
    case log
    /// Also what lies in the folder, with its size, deletion vectors, and the log's statistics as
    /// they are written.
    case files
    /// Also the footer of every data file.
    case footers
    /// Also every byte of every data file.
    case data

    public static func < (left: CheckDepth, right: CheckDepth) -> Bool {
        allCases.firstIndex(of: left) ?? 0 < allCases.firstIndex(of: right) ?? 0
    }
}
