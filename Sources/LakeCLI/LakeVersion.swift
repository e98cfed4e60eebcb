/// The version that `lake --version` prints.
package enum LakeVersion {
    package static let text = "0.1.0"
}
