import HostEnvironment

extension Duration {
    /// Whole milliseconds, rounded towards zero, saturating at the ends of `Int64`.
    var wholeMilliseconds: Int64 { wholeMicroseconds / 1000 }
}
