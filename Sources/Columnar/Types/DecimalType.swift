/// The precision and scale of a decimal.
///
/// A value is stored as its unscaled integer: 12.34 with scale 2 is 1234.
public struct DecimalType: Hashable, Sendable {
    /// Decimal digits in all, 1 through 38.
    public let precision: Int
    /// Digits behind the point, 0 through `precision`.
    public let scale: Int

    /// The most digits that a decimal may have (Delta PROTOCOL.md, *Primitive Types*).
    public static let precisionMax = 38
    /// Decimals of at most this many digits are held as `Int64`, wider ones as `Int128`.
    public static let precisionOfInt64Max = 18

    /// Nil where precision or scale is out of range.
    public init?(precision: Int, scale: Int) {
        guard (1...Self.precisionMax).contains(precision), (0...precision).contains(scale) else {
            return nil
        }
        self.precision = precision
        self.scale = scale
    }

    /// Whether values are held as `Int64` rather than `Int128`.
    public var fitsInt64: Bool { precision <= Self.precisionOfInt64Max }
}

extension DecimalType: CustomStringConvertible {
    public var description: String { "decimal(\(precision),\(scale))" }
}
