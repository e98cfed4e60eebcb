/// Where unsafe code may stand: kernels, and the types that own memory or call C.
enum UnsafeBudget {
    static let uncheckedSendableMax = 12

    private static let owners = [
        "Sources/BinaryIO/",
        "Sources/Columnar/Memory/",
        "Sources/Columnar/Arrays/",
        "Sources/Compression/",
        "Sources/HostEnvironment/",
        "Sources/JSONCodec/",
        "Sources/LakeCLI/Output/",
        "Sources/ObjectStorage/Stores/",
        "Sources/ObjectStorage/Local/",
    ]

    static func mayBeUnsafe(_ path: String) -> Bool {
        path.hasSuffix("+Kernels.swift") || owners.contains { path.hasPrefix($0) }
    }
}
