// Columns of the type `variant` (PROTOCOL.md, *Variant Data Type*) are columns of JSON texts here,
// as the protocol allows to readers; a mark in their metadata says what they are in the log.

package import Columnar
import JSONCodec

extension Field {
    /// The type's name in a schema.
    static let variantName = "variant"
    /// Never in a schema's text.
    static let variantMark = "swift-lakehouse.variant"

    /// Whether the log calls the column a variant.
    package var isVariant: Bool { type == .string && metadata[Self.variantMark] != nil }

    /// The metadata of a field of which a schema says this type.
    static func marks(of type: JSONValue) -> [String: String] {
        type.string == variantName ? [variantMark: "true"] : [:]
    }
}
