// Which files the recent past of a table names: what vacuum must not touch beside the files of
// the newest version (spec/tables.md DT-VAC-01).

package import DeltaProtocol
package import HostEnvironment

extension TableLog {
    /// All data files, and files of their deletion vectors, that commits at `time` or later add or
    /// remove. Together with the files of the newest version these are all files of every version
    /// that was current at `time` or later, as far as the log still holds its commits.
    ///
    /// - Throws: `corruptLog` where one of them has no legal path.
    /// - Complexity: O(actions of those commits).
    package func dataPaths(
        ofCommitsSince time: WallTime
    ) async throws(DeltaLogError) -> Set<DataPath> {
        let versions = TimeTravel.versions(since: time, in: try await list(from: nil))
        let paths = try await inOrder(
            versions, concurrency: limits.concurrentReadsMax, state: Set<DataPath>()
        ) { version in
            do throws(DeltaLogError) {
                // A commit that a clean-up has just deleted is no version to travel to any more.
                let actions = try await self.actions(of: version) ?? []
                return .success(try Self.dataPaths(actions, version))
            } catch {
                return .failure(error)
            }
        } absorb: { (all: inout Set<DataPath>, paths: [DataPath]) throws(DeltaLogError) in
            all.formUnion(paths)
        }
        return paths ?? []
    }

    private static func dataPaths(
        _ actions: [Action], _ version: TableVersion
    ) throws(DeltaLogError) -> [DataPath] {
        var paths: [DataPath] = []
        do {
            for action in actions {
                switch action {
                case .add(let file):
                    paths += try DataPath.files(of: file.path, file.deletionVector)
                case .remove(let file):
                    paths += try DataPath.files(of: file.path, file.deletionVector)
                case .cdc(let file): paths.append(try DataPath(parsing: file.path))
                default: continue
                }
            }
        } catch {
            throw DeltaLogError(error, path: LogPath.commit(version).path, version: version)
        }
        return paths
    }
}
