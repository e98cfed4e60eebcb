import ArgumentParser
import Backfill
import HostEnvironment
import Streaming

/// What `backfill plan` and `backfill run` have in common. Sources are bound to archives here.
struct BackfillOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp("The pipeline.", valueName: "pipeline.sql"),
        completion: .file(extensions: ["sql"]))
    var pipeline: String

    @Option(help: ArgumentHelp("The job's name; what a later run resumes.", valueName: "name"))
    var job: String

    @OptionGroup var names: BindingOptions

    @Option(help: ArgumentHelp("Files of a unit, at most.", valueName: "n"))
    var unitFiles: Int?

    @Option(help: ArgumentHelp("Bytes of a unit, about; 128MiB if not given.", valueName: "size"))
    var unitBytes: ByteCountArgument?

    func validate() throws {
        if let unitFiles, unitFiles < 1 {
            throw ValidationError("--unit-files must be at least 1")
        }
        if let unitBytes, unitBytes.bytes < 1 {
            throw ValidationError("--unit-bytes must be at least 1")
        }
    }

    /// The plan of the job, made now or before.
    func planned(_ environment: HostEnvironment) async throws -> BackfillPlanner.Planned {
        let name = try JobName(job)
        let pipeline = try await Pipeline(file: pipeline, environment: environment)
        let binding = try await names.binding(
            of: pipeline, live: false, environment: environment)
        var size = UnitSize.standard
        if unitFiles != nil || unitBytes != nil {
            size = UnitSize(filesMax: unitFiles, bytesMax: unitBytes?.bytes)
        }
        return try await BackfillPlanner(environment: environment).plan(
            pipeline, binding: binding, job: name, unitSize: size)
    }
}
