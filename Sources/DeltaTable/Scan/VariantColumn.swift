// The columns of a file that are variants: a struct of two binaries each (PROTOCOL.md, *Variant
// data in Parquet*). Shredded ones have more fields and are not read.

import BinaryIO
import Columnar
import DeltaProtocol

/// Variants of a file as JSON texts.
enum VariantColumn {
    /// Whether a file's struct is that of an unshredded variant.
    static func isVariant(_ fields: [Field]) -> Bool {
        fields.count == 2 && fields.allSatisfy { $0.type == .binary }
            && Set(fields.map(\.name)) == ["metadata", "value"]
    }

    /// The texts; nil where a variant is damaged.
    ///
    /// - Parameter column: a struct of `fields`.
    static func texts(of column: ColumnArray, _ fields: [Field]) -> ColumnArray? {
        guard case .struct(let children) = column.flattened().storage, children.count == 2,
            let position = fields.firstIndex(where: { $0.name == "value" }),
            case .views(let values) = children[position].flattened().storage,
            case .views(let metadata) = children[1 - position].flattened().storage
        else { return nil }
        var text = VariantText()
        var builder = BinaryViewsBuilder()
        for row in 0..<column.count {
            guard !column.isNull(row) else {
                builder.appendEmpty()
                continue
            }
            guard !children[0].isNull(row), !children[1].isNull(row),
                let json = try? text.json(
                    metadata: metadata.bytes(at: row), value: values.bytes(at: row))
            else { return nil }
            builder.append(json.span)
        }
        return ColumnArray(views: builder.finish(), validity: column.flattened().validity)
    }
}
