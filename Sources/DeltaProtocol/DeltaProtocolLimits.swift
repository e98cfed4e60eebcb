// Bounds on what a log may ask us to hold or to do: input from outside never decides how much
// memory or stack is used.

/// Bounds on input, each with its unit.
package enum DeltaProtocolLimits {
    /// Levels of structs, arrays and maps in a schema.
    package static let schemaDepthMax = 64
    /// Columns of a schema, nested ones included.
    package static let schemaFieldsMax = 100_000
    /// Levels of objects and arrays in a variant.
    package static let variantDepthMax = 128
    /// Bytes of the JSON text of one variant.
    package static let variantTextBytesMax = 128 << 20
    /// UTF-8 bytes of a path before decoding.
    package static let pathBytesMax = 8192
    /// UTF-8 bytes of one segment of a path.
    package static let pathSegmentBytesMax = 1024
    /// Columns by which a table is partitioned.
    package static let partitionColumnsMax = 1024
    /// Bytes of a deletion vector: every second row of two thousand million, uncompressed.
    package static let deletionVectorBytesMax = 256 << 20
}
