// The host as commands see it: the machine, and where a test asks for it the crash switch.

import ArgumentParser
import HostEnvironment

extension HostEnvironment {
    /// The environment of the process's command; one for the whole process.
    ///
    /// - Throws: `ValidationError` where LAKE_CRASH_AT cannot be read, `LineFileError` where the
    ///   file that LAKE_CALL_TRACE names cannot be written.
    static func commandLine() throws -> HostEnvironment {
        try made.get()
    }

    private static let made = Result { () throws -> HostEnvironment in
        let point = try set("LAKE_CRASH_AT").map { try CrashPoint(parsing: $0) }
        let trace = try set("LAKE_CALL_TRACE").map { try LineFile(path: $0) }
        guard point != nil || trace != nil else { return .system() }
        return .system().announcingSystemCalls(to: CrashSwitch(point, trace: trace).hook)
    }

    /// A variable with a value.
    private static func set(_ name: String) -> String? {
        variable(name).flatMap { $0.isEmpty ? nil : $0 }
    }
}
