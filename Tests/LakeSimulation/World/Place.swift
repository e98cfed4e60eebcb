/// The folders of a simulation's store.
enum Place {
    static let table = "table"
    static let badRecords = "table_bad_records"
    static let incoming = "incoming"
    static let archive = "archive"
    static let checkpoint = "checkpoint"
}
