// `get_json_object`: null for text that is not JSON and for what is not there; a string without
// its quotes, other values as JSON without blanks.

import BinaryIO
import Columnar
import JSONCodec

extension KernelCall {
    func jsonValues() throws(ExpressionError) -> Vector {
        guard let views = arguments[0].array.storage.views,
            let paths = arguments[1].array.storage.views
        else { return Vector(constant: .null, type) }
        let (first, second) = (arguments[0].isConstant ? 0 : 1, arguments[1].isConstant ? 0 : 1)
        var parser = JSONParser()
        var path = second == 0 ? try JSONPath(paths.string(at: 0)) : nil
        var failures: [(Int, ExpressionError)] = []
        let result = try built { row, buffer in
            if second == 1 {
                do throws(ExpressionError) {
                    path = try JSONPath(paths.string(at: row))
                } catch {
                    failures.append((row, error))
                    return false
                }
            }
            guard let path else { return false }
            let text = Bytes(copying: views.bytes(at: row * first))
            guard let tokens = try? parser.document(text) else { return false }
            return Self.append(tokens.root, path.steps[...], to: &buffer)
        }
        for (row, error) in failures { try context.fail(row, error.code, error.message) }
        return result
    }

    /// Appends what a path leads to; false where that is nothing or null.
    private static func append(
        _ element: JSONElement, _ steps: ArraySlice<JSONPath.Step>, to buffer: inout [UInt8]
    ) -> Bool {
        guard let step = steps.first else { return append(element, to: &buffer) }
        switch step {
        case .name(let name):
            guard element.kind == .object, var fields = try? element.fields() else { return false }
            while let field = fields.next() {
                if field.name.string() == name,
                    append(field.value, steps.dropFirst(), to: &buffer)
                {
                    return true
                }
            }
        case .index(let index):
            guard element.kind == .array, var elements = try? element.elements() else {
                return false
            }
            var place = 0
            while let inner = elements.next() {
                if place == index { return append(inner, steps.dropFirst(), to: &buffer) }
                place += 1
            }
        }
        return false
    }

    private static func append(_ element: JSONElement, to buffer: inout [UInt8]) -> Bool {
        switch element.kind {
        case .null: return false
        case .string:
            guard let text = try? element.string() else { return false }
            buffer += Array(text.utf8)
        default:
            let raw = element.raw
            var isQuoted = false
            var index = 0
            while index < raw.byteCount {
                let byte = raw.byte(index)
                index += 1
                if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
                if byte == UInt8(ascii: "\\"), isQuoted, index < raw.byteCount {
                    buffer += [byte, raw.byte(index)]
                    index += 1
                } else if isQuoted || byte > 0x20 {
                    buffer.append(byte)
                }
            }
        }
        return true
    }
}
