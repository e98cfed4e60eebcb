// What libFuzzer drives: one binary, the decoder chosen by the variable FUZZ_TARGET. Built only by
// tools/fuzz, with the sanitizers on.

import BinaryIO
@preconcurrency import Glibc

/// libFuzzer's own entry: SwiftPM gives the program another main.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// The target that the environment names.
private let chosen: FuzzTarget = {
    let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
        fputs("FUZZ_TARGET must be one of:\n", stderr)
        for target in FuzzTarget.allCases { fputs("  \(target.rawValue)\n", stderr) }
        exit(64)
    }
    return target
}()

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    chosen.run(Bytes(Array(UnsafeBufferPointer(start: start, count: count))))
    return 0
}

@main
struct Fuzz {
    static func main() {
        var count = CommandLine.argc
        var arguments = CommandLine.unsafeArgv
        exit(runDriver(&count, &arguments) { testOneInput($0, $1) })
    }
}
