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
}
