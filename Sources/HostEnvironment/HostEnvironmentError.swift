// The failures of the host itself.

/// What the host could not give.
public struct HostEnvironmentError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Kinds of failure; stable, unlike messages.
    public enum Code: Sendable, Hashable {
        /// A memory reservation does not fit now.
        case memoryExhausted
        /// A memory reservation is larger than the whole budget.
        case memoryRequestTooLarge
        /// A task waiting for memory was cancelled.
        case cancelled
        /// In a simulation nothing can ever run again, but the body has not ended.
        case simulationStalled
        /// A simulation has used up its steps.
        case simulationStepLimit
        /// Work of a simulation ran outside its scheduler, so its order is not reproducible.
        case simulationEscaped
    }

    /// What can be done.
    public enum Recovery: Sendable, Hashable {
        case retry
        case fixInput
        case fatal
    }

    public var code: Code
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var recovery: Recovery {
        switch code {
        case .memoryExhausted: .retry
        case .memoryRequestTooLarge: .fixInput
        case .cancelled, .simulationStalled, .simulationStepLimit, .simulationEscaped: .fatal
        }
    }

    public var description: String { message }
}
