// The named bounds of everything the parser allocates or recurses on.

/// Limits on JSON input. Memory is bounded by 20 times the input's bytes for any input.
package struct JSONLimits: Sendable {
    /// How deep arrays and objects may nest; at most 1024.
    package var depthMax: Int = 128
    /// The longest document, or chunk of lines, in bytes; below 4 GiB.
    package var inputBytesMax: Int = 1 << 30
    /// The longest line in bytes.
    package var lineBytesMax: Int = 64 << 20

    package init() {}
}
