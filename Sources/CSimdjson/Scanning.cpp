// The slow paths of the tokenizer: strings with escapes, and finding the place of an error that
// the structural scan reports without one.
#include "Scanning.hpp"

#include <cstring>

namespace scanning {

namespace {

// The value of four hexadecimal digits, or -1.
int32_t hexadecimal(const uint8_t *cursor, const uint8_t *end) {
    if (end - cursor < 4) return -1;
    int32_t value = 0;
    for (int index = 0; index < 4; ++index) {
        const uint8_t byte = cursor[index];
        const uint8_t lower = byte | 0x20;
        if (isDigit(byte)) value = value * 16 + (byte - '0');
        else if (lower >= 'a' && lower <= 'f') value = value * 16 + (lower - 'a' + 10);
        else return -1;
    }
    return value;
}

size_t writeUTF8(uint32_t scalar, uint8_t *output) {
    if (scalar < 0x80) {
        output[0] = static_cast<uint8_t>(scalar);
        return 1;
    }
    if (scalar < 0x800) {
        output[0] = static_cast<uint8_t>(0xC0 | (scalar >> 6));
        output[1] = static_cast<uint8_t>(0x80 | (scalar & 0x3F));
        return 2;
    }
    if (scalar < 0x10000) {
        output[0] = static_cast<uint8_t>(0xE0 | (scalar >> 12));
        output[1] = static_cast<uint8_t>(0x80 | ((scalar >> 6) & 0x3F));
        output[2] = static_cast<uint8_t>(0x80 | (scalar & 0x3F));
        return 3;
    }
    output[0] = static_cast<uint8_t>(0xF0 | (scalar >> 18));
    output[1] = static_cast<uint8_t>(0x80 | ((scalar >> 12) & 0x3F));
    output[2] = static_cast<uint8_t>(0x80 | ((scalar >> 6) & 0x3F));
    output[3] = static_cast<uint8_t>(0x80 | (scalar & 0x3F));
    return 4;
}

// The byte that a one-letter escape stands for, or 0.
uint8_t simpleEscape(uint8_t letter) {
    switch (letter) {
    case '"': return '"';
    case '\\': return '\\';
    case '/': return '/';
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return 0;
    }
}

// The length of the well-formed UTF-8 sequence at `cursor`, or 0 (Unicode 15, table 3-7).
size_t sequenceLength(const uint8_t *cursor, const uint8_t *end) {
    const uint8_t lead = *cursor;
    if (lead < 0x80) return 1;
    const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || static_cast<size_t>(end - cursor) < length) return 0;
    for (size_t index = 1; index < length; ++index) {
        if ((cursor[index] & 0xC0) != 0x80) return 0;
    }
    const uint8_t second = cursor[1];
    if (lead == 0xE0 && second < 0xA0) return 0;
    if (lead == 0xED && second > 0x9F) return 0;
    if (lead == 0xF0 && second < 0x90) return 0;
    if (lead == 0xF4 && second > 0x8F) return 0;
    return length;
}

} // namespace

Unescaped unescape(const uint8_t *start, const uint8_t *end, uint8_t *output) {
    const uint8_t *cursor = start;
    uint8_t *out = output;
    while (true) {
        const uint8_t *stop = quoteOrBackslash(cursor, end);
        const size_t run = static_cast<size_t>(stop - cursor);
        std::memcpy(out, cursor, run);
        out += run;
        cursor = stop;
        if (cursor >= end) return {LAKE_JSON_UNCLOSED_STRING, start, 0};
        if (*cursor == '"') return {LAKE_JSON_OK, cursor, static_cast<size_t>(out - output)};
        if (end - cursor < 2) return {LAKE_JSON_BAD_ESCAPE, cursor, 0};
        if (cursor[1] != 'u') {
            const uint8_t byte = simpleEscape(cursor[1]);
            if (byte == 0) return {LAKE_JSON_BAD_ESCAPE, cursor, 0};
            *out++ = byte;
            cursor += 2;
            continue;
        }
        const int32_t first = hexadecimal(cursor + 2, end);
        if (first < 0) return {LAKE_JSON_BAD_ESCAPE, cursor, 0};
        uint32_t scalar = static_cast<uint32_t>(first);
        size_t consumed = 6;
        if (first >= 0xD800 && first < 0xE000) {
            if (first >= 0xDC00 || end - cursor < 12 || cursor[6] != '\\' || cursor[7] != 'u') {
                return {LAKE_JSON_LONE_SURROGATE, cursor, 0};
            }
            const int32_t second = hexadecimal(cursor + 8, end);
            if (second < 0xDC00 || second >= 0xE000) {
                return {LAKE_JSON_LONE_SURROGATE, cursor, 0};
            }
            scalar = 0x10000 + ((scalar - 0xD800) << 10) + (static_cast<uint32_t>(second) - 0xDC00);
            consumed = 12;
        }
        out += writeUTF8(scalar, out);
        cursor += consumed;
    }
}

Fault firstTextFault(const uint8_t *input, size_t count) {
    const uint8_t *end = input + count;
    const uint8_t *cursor = input;
    const uint8_t *opened = nullptr;
    while (cursor < end) {
        const size_t length = sequenceLength(cursor, end);
        const size_t offset = static_cast<size_t>(cursor - input);
        if (length == 0) return {LAKE_JSON_INVALID_UTF8, offset};
        if (opened && *cursor < 0x20) return {LAKE_JSON_CONTROL_CHARACTER, offset};
        if (*cursor == '"') {
            opened = opened ? nullptr : cursor;
        } else if (opened && *cursor == '\\' && end - cursor > 1 && cursor[1] < 0x80
            && cursor[1] >= 0x20) {
            ++cursor;
        }
        cursor += length;
    }
    if (opened) return {LAKE_JSON_UNCLOSED_STRING, static_cast<size_t>(opened - input)};
    return {LAKE_JSON_EXPECTED_VALUE, 0};
}

} // namespace scanning
