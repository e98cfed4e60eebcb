/// A call that only its home may make, and what to write instead.
struct BannedCall {
    let call: String
    let remedy: String
    /// Path prefixes in which the call is at home.
    let homes: [String]

    static let all: [BannedCall] = [
        BannedCall("Date()", "ask HostEnvironment for the time"),
        BannedCall("UUID()", "ask HostEnvironment for an identifier"),
        BannedCall(".random(", "ask HostEnvironment for randomness"),
        BannedCall(
            "SystemRandomNumberGenerator", "ask HostEnvironment for randomness",
            ["Sources/HostEnvironment/"]),
        BannedCall(
            "ContinuousClock", "ask HostEnvironment for the time",
            ["Sources/HostEnvironment/"]),
        BannedCall(
            "SuspendingClock", "ask HostEnvironment for the time",
            ["Sources/HostEnvironment/"]),
        BannedCall("Task.sleep", "ask HostEnvironment to sleep", ["Sources/HostEnvironment/"]),
        BannedCall("Task {", "use a task group", ["Sources/HostEnvironment/"]),
        BannedCall("Task.detached", "use a task group", ["Sources/HostEnvironment/"]),
        BannedCall("try!", "handle the error"),
        BannedCall("as!", "match the case"),
        BannedCall("fatalError(", "throw, or state the broken invariant with preconditionFailure"),
        BannedCall(
            "print(", "write through the command line's output",
            ["Sources/LakeCLI/"]),
        BannedCall("FileManager", "go through ObjectStorage"),
        BannedCall("import Foundation", "the engine does without it"),
        BannedCall("DispatchQueue", "use HostEnvironment.runBlocking"),
    ]

    init(_ call: String, _ remedy: String, _ homes: [String] = []) {
        self.call = call
        self.remedy = remedy
        self.homes = homes
    }

    func stands(in line: Substring, of path: String) -> Bool {
        guard !homes.contains(where: { path.hasPrefix($0) }) else { return false }
        let code = line.drop { $0 == " " }
        guard !code.hasPrefix("//"), let range = code.firstRange(of: call) else { return false }
        guard let before = code[..<range.lowerBound].last, let first = call.first else {
            return true
        }
        return !first.isLetter || !(before.isLetter || before.isNumber || before == "_")
    }
}
