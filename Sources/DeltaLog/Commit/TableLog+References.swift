// Which data files the recent past of a table names: what vacuum must not touch beside the files of
// the newest version (spec/tables.md DT-VAC-01).

import DeltaProtocol
package import HostEnvironment

extension TableLog {
    /// The paths, as the log writes them, of all data files that commits at `time` or later add or
    /// remove. Together with the files of the newest version these are all files of every version
    /// that was current at `time` or later, as far as the log still holds its commits.
    ///
    /// - Throws: `unsupportedTableFeature` where one of them has a deletion vector; `corruptLog`.
    /// - Complexity: O(actions of those commits).
    package func dataPaths(
        ofCommitsSince time: WallTime
    ) async throws(DeltaLogError) -> Set<String> {
        let versions = TimeTravel.points(try await list(from: nil))
            .filter { $0.milliseconds >= time.milliseconds }.map(\.version)
        let paths = try await inOrder(
            versions, concurrency: limits.concurrentReadsMax, state: Set<String>()
        ) { version in
            do throws(DeltaLogError) {
                // A commit that a clean-up has just deleted is no version to travel to any more.
                let actions = try await self.actions(of: version) ?? []
                return .success(try Self.dataPaths(actions, version))
            } catch {
                return .failure(error)
            }
        } absorb: { (all: inout Set<String>, paths: [String]) throws(DeltaLogError) in
            all.formUnion(paths)
        }
        return paths ?? []
    }

    private static func dataPaths(
        _ actions: [Action], _ version: TableVersion
    ) throws(DeltaLogError) -> [String] {
        var paths: [String] = []
        for action in actions {
            let vector: DeletionVectorDescriptor?
            switch action {
            case .add(let file):
                paths.append(file.path)
                vector = file.deletionVector
            case .remove(let file):
                paths.append(file.path)
                vector = file.deletionVector
            case .cdc(let file):
                paths.append(file.path)
                vector = nil
            default: continue
            }
            guard vector == nil else {
                throw DeltaLogError(
                    .unsupportedTableFeature,
                    "version \(version) has deletion vectors, which are not supported yet",
                    version: version)
            }
        }
        return paths
    }
}
