// Configuration of a named domain (PROTOCOL.md, *Domain Metadata*).

/// The `domainMetadata` action.
package struct DomainMetadata: Hashable, Sendable {
    package var domain: String
    package var configuration: String
    /// Whether the domain is no longer there.
    package var removed: Bool

    package init(domain: String, configuration: String, removed: Bool = false) {
        self.domain = domain
        self.configuration = configuration
        self.removed = removed
    }
}
