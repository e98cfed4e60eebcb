// The ways in which storage fails, one case each. What a case does to a call, and which calls it
// can meet, stands here and nowhere else.

/// A way in which one call to a store can go wrong.
public enum Fault: String, Sendable, Hashable, CaseIterable {
    // No effect, and the caller is told so, more or less clearly.
    /// The store asks to be called less.
    case throttled
    /// An error answer of the server; nothing was done.
    case unavailable
    /// No answer in time; nothing was done.
    case timedOut
    /// A conditional request met another one that was under way (409); nothing was done.
    case conflicted

    // The effect happened, the answer was lost.
    /// An error answer although it was done.
    case lostUnavailable
    /// The connection broke after it was done.
    case lostReset
    /// No answer in time although it was done.
    case lostTimeout

    /// No answer in time, and the effect happens later, when the caller has gone on.
    case landsLate
    /// The request arrives twice and the caller gets the second answer: a creator hears from its
    /// own first request that the object exists.
    case deliveredTwice

    /// A read breaks off and says so.
    case shortRead
    /// A read gives fewer bytes and does not say so: no store should, some have.
    case truncatedRead
    /// A read gives one wrong bit.
    case flippedBit
    /// A listing leaves out the newest objects.
    case staleListing
    /// A page of a listing ends before its limit, so that others change what comes on the next.
    case shortPage
    /// A listing names an object twice.
    case repeatedEntry
    /// A listing names an object that has been deleted.
    case ghostEntry

    // The medium.
    case noSpace
    case ioError
    case permissionDenied

    /// What networks and servers do.
    public static let remote: [Fault] = [
        .throttled, .unavailable, .timedOut, .lostUnavailable, .lostReset, .lostTimeout,
        .landsLate, .deliveredTwice, .shortRead, .conflicted, .shortPage,
    ]
    /// What listings show that lag behind or are stitched together.
    public static let lagging: [Fault] = [.repeatedEntry, .ghostEntry]
    /// What disks do.
    public static let medium: [Fault] = [.noSpace, .ioError, .permissionDenied]
    /// What breaks the contract of a store; to prove that it is noticed, not that it is endured.
    public static let deceptive: [Fault] = [.truncatedRead, .flippedBit, .staleListing]

    /// Whether the fault can meet a call of this kind.
    public func applies(to operation: ObjectStorageError.Operation) -> Bool {
        switch self {
        case .throttled, .unavailable, .timedOut, .ioError, .permissionDenied: true
        case .lostUnavailable, .lostReset, .lostTimeout, .landsLate:
            operation == .put || operation == .delete
        case .deliveredTwice: operation == .put || operation == .delete
        case .shortRead, .truncatedRead, .flippedBit: operation == .get
        case .staleListing, .shortPage, .repeatedEntry, .ghostEntry: operation == .list
        case .conflicted: operation == .put
        case .noSpace: operation == .put || operation == .upload
        }
    }

    /// What the caller hears; nil where it hears nothing.
    func error(
        _ operation: ObjectStorageError.Operation, _ path: ObjectPath?
    ) -> ObjectStorageError? {
        let code: ObjectStorageError.Code
        switch self {
        case .throttled, .conflicted: code = .throttled
        case .unavailable, .lostUnavailable: code = .unavailable
        case .timedOut, .lostTimeout, .landsLate: code = .timeout
        case .lostReset: code = .ambiguous
        case .shortRead: code = .shortRead
        case .noSpace: code = .noSpace
        case .ioError: code = .ioError
        case .permissionDenied: code = .permissionDenied
        case .deliveredTwice, .truncatedRead, .flippedBit, .staleListing, .shortPage,
            .repeatedEntry, .ghostEntry:
            return nil
        }
        let place = path.map { " of '\($0)'" } ?? ""
        return ObjectStorageError(
            code, operation, "injected fault \(rawValue) in \(operation.rawValue)\(place)",
            path: path)
    }
}
