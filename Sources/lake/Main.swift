import LakeCLI

@main
struct Main {
    static func main() async {
        await LakeCommand.start()
    }
}
