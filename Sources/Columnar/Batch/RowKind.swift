/// What a row of a change says about its table.
public enum RowKind: UInt8, Sendable {
    case insert = 0
    case updateBefore = 1
    case updateAfter = 2
    case delete = 3
}
