// swift-tools-version: 6.2
// The layer diagram of ARCHITECTURE.md in executable form: targets stand in dependency order,
// a target may import only what it lists, and `tools/check` builds with the import check on.
import PackageDescription

let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .enableExperimentalFeature("Lifetimes"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let relaxed: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
]

let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let arguments: Target.Dependency = .product(
    name: "ArgumentParser", package: "swift-argument-parser")

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func suite(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: relaxed)
}

let package = Package(
    name: "swift-lakehouse",
    products: [
        .executable(name: "lake", targets: ["lake"]),
        .library(name: "DeltaTable", targets: ["DeltaTable"]),
        .library(name: "Streaming", targets: ["Streaming"]),
        .library(name: "Backfill", targets: ["Backfill"]),
        .library(name: "Parquet", targets: ["Parquet", "ParquetIO"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    ],
    targets: [
        // MARK: 0 - C libraries and system calls
        .systemLibrary(
            name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CSnappy", providers: [.apt(["libsnappy-dev"])]),
        .systemLibrary(
            name: "CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"])]),
        .systemLibrary(
            name: "CBrotli", pkgConfig: "libbrotlienc", providers: [.apt(["libbrotli-dev"])]),
        .target(
            name: "CSimdjson",
            linkerSettings: [.linkedLibrary("simdjson")]),
        .target(name: "CLinuxIO"),

        // MARK: 1 - Leaves
        module("BinaryIO"),
        module("HostEnvironment", ["CLinuxIO"]),

        // MARK: 2 - Memory and bytes
        module("Columnar", ["BinaryIO"]),
        module(
            "Compression", ["BinaryIO", "CZstd", "CZlib", "CSnappy", "CLZ4", "CBrotli"]),
        module("JSONCodec", ["BinaryIO", "CSimdjson"]),
        module("ObjectStorage", ["BinaryIO", "HostEnvironment", "CLinuxIO"]),

        // MARK: 3 - Formats: pure, no clock, no storage, no async
        module("DeltaProtocol", ["BinaryIO", "Columnar", "JSONCodec"]),
        module("Parquet", ["BinaryIO", "Columnar", "Compression"]),
        module("TextFormats", ["BinaryIO", "Columnar", "JSONCodec"]),
        module("Expressions", ["BinaryIO", "Columnar", "JSONCodec"]),

        // MARK: 4 - The bridge between Parquet and storage
        module(
            "ParquetIO",
            ["BinaryIO", "Columnar", "Parquet", "ObjectStorage", "HostEnvironment"]),

        // MARK: 5 - The log and the query engine
        module(
            "DeltaLog",
            [
                "BinaryIO", "Columnar", "JSONCodec", "DeltaProtocol", "Parquet", "ParquetIO",
                "Expressions", "ObjectStorage", "HostEnvironment",
            ]),
        module("QueryEngine", ["BinaryIO", "Columnar", "Expressions"]),

        // MARK: 6 - Tables
        module(
            "DeltaTable",
            [
                "BinaryIO", "Columnar", "JSONCodec", "DeltaProtocol", "Parquet", "ParquetIO",
                "Expressions", "QueryEngine", "DeltaLog", "ObjectStorage", "HostEnvironment",
            ]),

        // MARK: 7 - Streams
        module(
            "Streaming",
            [
                "BinaryIO", "Columnar", "JSONCodec", "TextFormats", "Compression", "Parquet",
                "ParquetIO", "Expressions", "QueryEngine", "DeltaProtocol", "DeltaLog",
                "DeltaTable", "ObjectStorage", "HostEnvironment", log,
            ]),

        // MARK: 8 - Jobs over a history
        module(
            "Backfill",
            [
                "BinaryIO", "Columnar", "JSONCodec", "TextFormats", "Parquet", "ParquetIO",
                "Expressions", "QueryEngine", "DeltaProtocol", "DeltaLog", "DeltaTable",
                "Streaming", "ObjectStorage", "HostEnvironment", log,
            ]),

        // MARK: 9 - The command line
        module(
            "LakeCLI",
            [
                "BinaryIO", "Columnar", "JSONCodec", "TextFormats", "Compression", "Parquet",
                "ParquetIO", "Expressions", "QueryEngine", "DeltaProtocol", "DeltaLog",
                "DeltaTable", "Streaming", "Backfill", "ObjectStorage", "HostEnvironment", log,
                arguments,
            ]),
        .executableTarget(name: "lake", dependencies: ["LakeCLI"], swiftSettings: strict),

        // MARK: Measuring
        .executableTarget(
            name: "text-bench",
            dependencies: ["BinaryIO", "Columnar", "Compression", "JSONCodec", "TextFormats"],
            path: "Benchmarks/TextBench", swiftSettings: relaxed),

        .executableTarget(
            name: "lake-bench",
            dependencies: [
                "BinaryIO", "Columnar", "Compression", "Parquet", "ParquetIO", "Expressions",
                "DeltaProtocol", "DeltaLog", "DeltaTable", "ObjectStorage", "HostEnvironment",
                arguments,
            ],
            path: "Benchmarks/LakeBench", swiftSettings: relaxed),

        // MARK: Tests mirror the sources
        .target(
            name: "LakeTestSupport",
            dependencies: ["BinaryIO", "HostEnvironment", "ObjectStorage"],
            path: "Tests/LakeTestSupport", swiftSettings: relaxed),
        .target(
            name: "LakeSimulation",
            dependencies: [
                "BinaryIO", "Columnar", "JSONCodec", "ObjectStorage", "HostEnvironment",
                "Expressions", "DeltaProtocol", "DeltaLog", "DeltaTable", "ParquetIO", "Streaming",
                "Backfill",
            ],
            path: "Tests/LakeSimulation", exclude: ["failed-seeds.txt"], swiftSettings: relaxed),
        .executableTarget(
            name: "lake-simulator", dependencies: ["LakeSimulation", arguments],
            path: "Tests/LakeSimulator", swiftSettings: relaxed),
        suite("BinaryIOTests", ["BinaryIO"]),
        suite("HostEnvironmentTests", ["HostEnvironment", "LakeTestSupport"]),
        suite(
            "ObjectStorageTests",
            ["ObjectStorage", "HostEnvironment", "BinaryIO", "LakeTestSupport"]),
        suite("ColumnarTests", ["Columnar", "BinaryIO"]),
        suite("CompressionTests", ["Compression", "BinaryIO"]),
        suite(
            "DeltaTableTests",
            [
                "DeltaTable", "Columnar", "DeltaProtocol", "DeltaLog", "ObjectStorage",
                "HostEnvironment", "Expressions", "BinaryIO", "ParquetIO", "Parquet",
                "LakeTestSupport",
            ]),
        suite("ParquetTests", ["Parquet", "Columnar", "Compression", "BinaryIO"]),
        suite(
            "ParquetIOTests",
            ["ParquetIO", "Parquet", "Columnar", "ObjectStorage", "HostEnvironment"]),
        suite(
            "StreamingTests",
            [
                "Streaming", "BinaryIO", "Columnar", "Compression", "DeltaTable",
                "HostEnvironment", "ObjectStorage", "Parquet", "LakeTestSupport",
            ]),
        suite("ExpressionsTests", ["Expressions", "Columnar", "BinaryIO"]),
        suite("QueryEngineTests", ["QueryEngine", "Expressions", "Columnar", "BinaryIO"]),
        suite(
            "BackfillTests",
            [
                "Backfill", "BinaryIO", "Columnar", "DeltaTable", "HostEnvironment",
                "ObjectStorage", "Streaming", "LakeTestSupport",
            ]),
        suite(
            "LakeCLITests", ["LakeCLI", "HostEnvironment", "LakeTestSupport", arguments]),
        suite(
            "PowerLossTests",
            [
                "Backfill", "BinaryIO", "Columnar", "DeltaTable", "HostEnvironment",
                "ObjectStorage", "Streaming", "LakeTestSupport",
            ]),
        suite("TidyTests"),
        suite("JSONCodecTests", ["JSONCodec", "BinaryIO"]),
        suite("DeltaProtocolTests", ["DeltaProtocol", "BinaryIO", "Columnar", "JSONCodec"]),
        suite(
            "DeltaLogTests",
            [
                "DeltaLog", "DeltaProtocol", "BinaryIO", "Columnar", "JSONCodec", "ObjectStorage",
                "HostEnvironment", "LakeTestSupport",
            ]),
        suite(
            "CommitModelTests",
            [
                "DeltaTable", "DeltaLog", "DeltaProtocol", "Columnar", "JSONCodec",
                "ObjectStorage", "HostEnvironment",
            ]),
        suite("SimulationTests", ["LakeSimulation"]),
        suite(
            "TextFormatsTests",
            ["TextFormats", "JSONCodec", "Columnar", "Compression", "BinaryIO"]),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)

// Fuzz targets have no main of their own: tools/fuzz links libFuzzer's.
if Context.environment["LAKE_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "parquet-fuzz",
            dependencies: ["BinaryIO", "Columnar", "Compression", "Parquet"],
            path: "Benchmarks/ParquetFuzz",
            swiftSettings: [.enableUpcomingFeature("ExistentialAny")]))
}
