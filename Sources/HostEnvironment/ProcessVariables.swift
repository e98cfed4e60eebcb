// The variables that the process was started with.

import Glibc

extension HostEnvironment {
    /// The value of an environment variable; nil where it is not set or not UTF-8.
    package static func variable(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(validatingCString: value)
    }
}
