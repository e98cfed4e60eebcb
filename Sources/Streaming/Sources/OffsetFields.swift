import JSONCodec

/// Reads the fields of an offset that is a JSON object.
struct OffsetFields {
    private let json: JSONValue

    /// Nil where the offset is not a JSON object.
    init?(_ offset: SourceOffset) {
        guard let json = try? JSONValue(parsing: offset.json), json.object != nil else {
            return nil
        }
        self.json = json
    }

    func integer(_ name: String) -> Int64? { json[name]?.int64 }

    /// A number that is not negative.
    func count(_ name: String) -> Int? {
        guard let value = integer(name), value >= 0 else { return nil }
        return Int(exactly: value)
    }

    /// A number that was written as its decimal digits in a string.
    func unsigned(_ name: String) -> UInt64? { json[name]?.string.flatMap { UInt64($0) } }
}
