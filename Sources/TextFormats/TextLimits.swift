// The named bounds of what text decoders hold.

/// Limits on text input, each configurable.
package struct TextLimits: Sendable {
    /// The longest line of NDJSON, or record of CSV, in bytes; a longer one is a bad row.
    package var lineBytesMax = 16 << 20
    /// How many bytes of a bad row are kept.
    package var badRowBytesMax = 64 << 10
    /// The longest JSON document that is read as a whole, in bytes.
    package var documentBytesMax = 512 << 20
    /// How deep JSON may nest.
    package var depthMax = 128
    /// The most fields, nested ones too, that a schema is inferred with.
    package var inferredColumnsMax = 10_000

    package init() {}
}
