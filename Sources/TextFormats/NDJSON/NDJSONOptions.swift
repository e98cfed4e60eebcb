/// How JSON rows are read.
package struct NDJSONOptions: Sendable {
    /// What a field that is no column does.
    package enum UnknownFields: Sendable {
        /// It is left out.
        case ignore
        /// Its row is bad.
        case refuse
    }

    package var unknownFields: UnknownFields
    package var limits: TextLimits

    package init(unknownFields: UnknownFields = .ignore, limits: TextLimits = TextLimits()) {
        self.unknownFields = unknownFields
        self.limits = limits
    }
}
