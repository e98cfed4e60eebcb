// The one mapping from errors to messages and exit codes.

import ArgumentParser
import Glibc

/// An error as a person and a script see it.
struct ErrorReport {
    let error: any Error
    let code: ExitCodes

    init(_ error: any Error) {
        self.error = error
        self.code = .error
    }

    /// Prints the message to standard error and ends the process.
    func exit(from command: LakeCommand.Type) -> Never {
        if isFromArguments { command.exit(withError: error) }
        StandardError.write("Error: \(error)\n")
        Glibc.exit(code.rawValue)
    }

    /// Usage errors, help and the version are the argument parser's to print.
    private var isFromArguments: Bool {
        LakeCommand.exitCode(for: error) != .failure || error is ValidationError
            || error is CleanExit
    }
}
