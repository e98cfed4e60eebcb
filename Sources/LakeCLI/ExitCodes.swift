/// What the exit code of `lake` means to a script.
package enum ExitCodes: Int32 {
    case done = 0
    case error = 1
    case conflict = 3
    case notFound = 4
    case unsupported = 5
    case corrupt = 6
    case usage = 64
    case unknownOutcome = 75
}
