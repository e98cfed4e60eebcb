import HostEnvironment

/// A system call that failed.
struct SystemCallFailure: Error {
    var call: SystemCall
    var path: String
    var errno: Int32
}
