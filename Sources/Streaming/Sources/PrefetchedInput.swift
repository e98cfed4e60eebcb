// Looking at the first lines of standard input without losing them.

import BinaryIO
import Columnar
import HostEnvironment

/// An input whose beginning was read already.
actor PrefetchedInput {
    private let input: InputSource.Input
    private var prefix: [UInt8] = []
    private var last: InputDescriptor.Outcome?

    init(_ input: @escaping InputSource.Input) {
        self.input = input
    }

    /// The columns of the first lines, waiting for them; nil where the input ends without any.
    func schema() async throws -> Schema? {
        while true {
            try Task.checkCancellation()
            switch await input() {
            case .bytes(let bytes): prefix += bytes
            case .nothing: break
            case let end:
                last = end
                return prefix.isEmpty ? nil : try SchemaSample.schema(ofLines: Bytes(prefix))
            }
            guard let newline = prefix.lastIndex(of: UInt8(ascii: "\n")) else { continue }
            let lines = Bytes(Array(prefix[...newline]))
            if let schema = try SchemaSample.schema(ofLines: lines) { return schema }
        }
    }

    /// The next bytes: first those that were looked at.
    func read() async -> InputDescriptor.Outcome {
        if !prefix.isEmpty {
            defer { prefix = [] }
            return .bytes(prefix)
        }
        if let last { return last }
        return await input()
    }
}
