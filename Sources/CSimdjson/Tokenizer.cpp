// Tokenizes JSON: simdjson finds the structural characters and validates UTF-8 and the text of
// strings (its first stage, dispatched to the widest vectors at run time); the walk over them
// here checks the grammar and writes one 16-byte token a value.
//
// Why not the on-demand front end: it is made to be pulled value by value, copies every string,
// and refuses a line only after the lines before it were consumed. Here one structural scan
// serves a whole chunk of lines, strings without escapes stay where they are, and a bad line
// costs only itself.
#include "CSimdjson.h"
#include "GrowingArray.hpp"
#include "Scanning.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <simdjson.h>

namespace {

// The walk keeps open containers in an array of this size; `depth_max` cannot exceed it.
constexpr uint32_t openContainersMax = 1024;
// Up to this many keys an object is checked for duplicates pair by pair, above by sorting.
constexpr size_t pairwiseKeysMax = 16;

struct Outcome {
    int32_t error;
    size_t offset;
};

constexpr Outcome ok = {LAKE_JSON_OK, 0};

} // namespace

struct lake_json_parser {
    std::unique_ptr<simdjson::internal::dom_parser_implementation> structure;
    size_t structureCapacity = 0;
    GrowingArray<lake_json_token> tokens;
    GrowingArray<lake_json_line> lines;
    GrowingArray<uint8_t> unescaped;
    GrowingArray<uint32_t> keys;
    uint32_t open[openContainersMax];

    int32_t scan(const uint8_t *input, size_t count);
    Outcome walk(
        const uint8_t *input, size_t end, const uint32_t *&cursor,
        const lake_json_options &options);
    Outcome readString(const uint8_t *input, size_t offset, size_t end, uint8_t kind);
    Outcome duplicateKey(const uint8_t *input, uint32_t object);
    void line(
        const uint8_t *input, size_t start, size_t end, uint32_t number,
        const uint32_t *&cursor, const lake_json_options &options);
    bool linesTogether(
        const uint8_t *input, size_t count, const lake_json_options &options,
        lake_json_result &result);
    bool linesOneByOne(
        const uint8_t *input, size_t count, const lake_json_options &options,
        lake_json_result &result);
    void publish(lake_json_result &result);

    const uint8_t *text(const uint8_t *input, const lake_json_token &token) const {
        return ((token.flags & LAKE_JSON_ESCAPED) ? unescaped.elements : input) + token.offset;
    }
};

// Runs the structural scan; afterwards the index array ends in sentinels that are >= count.
int32_t lake_json_parser::scan(const uint8_t *input, size_t count) {
    if (count > structureCapacity || !structure) {
        size_t capacity = std::max<size_t>(count, 64 * 1024);
        if (structureCapacity > 0) capacity = std::max(capacity, structureCapacity * 2);
        capacity = std::min<size_t>(capacity, UINT32_MAX - 4096);
        simdjson::error_code error = structure
            ? structure->set_capacity(capacity)
            : simdjson::get_active_implementation()->create_dom_parser_implementation(
                capacity, 1, structure);
        if (error != simdjson::SUCCESS) {
            structure.reset();
            structureCapacity = 0;
            return LAKE_JSON_OUT_OF_MEMORY;
        }
        structureCapacity = capacity;
    }
    const simdjson::error_code error =
        structure->stage1(input, count, simdjson::stage1_mode::regular);
    if (error == simdjson::SUCCESS) return LAKE_JSON_OK;
    if (error == simdjson::EMPTY) return LAKE_JSON_EMPTY;
    return LAKE_JSON_INVALID_UTF8;
}

Outcome lake_json_parser::readString(
    const uint8_t *input, size_t offset, size_t end, uint8_t kind) {
    const uint8_t *start = input + offset + 1;
    const uint8_t *stop = scanning::quoteOrBackslash(start, input + end);
    lake_json_token &token = tokens.elements[tokens.count];
    if (stop < input + end && *stop == '"') {
        token = {static_cast<uint32_t>(offset + 1), static_cast<uint32_t>(stop - start), 0, kind,
            0, 0};
        ++tokens.count;
        return ok;
    }
    // The unescaped text of all strings together is never longer than the input.
    const uint8_t *bound = stop;
    while (bound < input + end && *bound != '"') {
        bound = scanning::quoteOrBackslash(bound + 2 <= input + end ? bound + 2 : input + end,
            input + end);
    }
    if (!unescaped.reserve(static_cast<size_t>(bound - start))) {
        return {LAKE_JSON_OUT_OF_MEMORY, offset};
    }
    const scanning::Unescaped text = scanning::unescape(
        start, input + end, unescaped.elements + unescaped.count);
    if (text.error) return {text.error, static_cast<size_t>(text.position - input)};
    token = {static_cast<uint32_t>(unescaped.count), static_cast<uint32_t>(text.length),
        static_cast<uint32_t>(offset), kind, LAKE_JSON_ESCAPED, 0};
    unescaped.count += text.length;
    ++tokens.count;
    return ok;
}

// Walks the structural characters of one document, which ends before `end`. The caller has made
// room for one token a structural character.
Outcome lake_json_parser::walk(
    const uint8_t *input, size_t end, const uint32_t *&cursor, const lake_json_options &options) {
    const uint8_t *const limit = input + end;
    const uint32_t depthMax = std::min(options.depth_max, openContainersMax);
    uint32_t depth = 0;
    size_t offset;
    Outcome outcome;

value:
    offset = *cursor;
    if (offset >= end) return {LAKE_JSON_UNEXPECTED_END, end};
    ++cursor;
    switch (input[offset]) {
    case '{':
    case '[': {
        const bool isObject = input[offset] == '{';
        if (depth >= depthMax) return {LAKE_JSON_TOO_DEEP, offset};
        open[depth++] = static_cast<uint32_t>(tokens.count);
        tokens.elements[tokens.count++] = {static_cast<uint32_t>(offset), 0, 0,
            static_cast<uint8_t>(isObject ? LAKE_JSON_OBJECT : LAKE_JSON_ARRAY), 0, 0};
        if (*cursor < end && input[*cursor] == (isObject ? '}' : ']')) {
            offset = *cursor++;
            goto close;
        }
        if (isObject) goto key;
        goto value;
    }
    case '"':
        outcome = readString(input, offset, end, LAKE_JSON_STRING);
        if (outcome.error) return outcome;
        break;
    case 't':
    case 'f':
    case 'n': {
        const bool isFalse = input[offset] == 'f';
        const char *literal = isFalse ? "false" : input[offset] == 't' ? "true" : "null";
        const size_t length = isFalse ? 5 : 4;
        if (end - offset < length || std::memcmp(input + offset, literal, length) != 0
            || !scanning::isTerminator(input + offset + length, limit)) {
            return {LAKE_JSON_BAD_LITERAL, offset};
        }
        const uint8_t kind = isFalse ? LAKE_JSON_FALSE
            : input[offset] == 't' ? LAKE_JSON_TRUE : LAKE_JSON_NULL;
        tokens.elements[tokens.count++] = {static_cast<uint32_t>(offset),
            static_cast<uint32_t>(length), 0, kind, 0, 0};
        break;
    }
    case '-': case '0': case '1': case '2': case '3': case '4':
    case '5': case '6': case '7': case '8': case '9': {
        bool isInteger;
        const uint8_t *stop = scanning::numberEnd(input + offset, limit, isInteger);
        if (!stop) return {LAKE_JSON_BAD_NUMBER, offset};
        tokens.elements[tokens.count++] = {static_cast<uint32_t>(offset),
            static_cast<uint32_t>(stop - (input + offset)), 0, LAKE_JSON_NUMBER,
            static_cast<uint8_t>(isInteger ? LAKE_JSON_INTEGER : 0), 0};
        break;
    }
    default:
        return {LAKE_JSON_EXPECTED_VALUE, offset};
    }

after:
    if (depth == 0) {
        if (*cursor < end) return {LAKE_JSON_TRAILING_CONTENT, *cursor};
        return ok;
    }
    offset = *cursor;
    if (offset >= end) return {LAKE_JSON_UNEXPECTED_END, end};
    ++cursor;
    if (tokens.elements[open[depth - 1]].kind == LAKE_JSON_OBJECT) {
        if (input[offset] == ',') goto key;
        if (input[offset] == '}') goto close;
    } else {
        if (input[offset] == ',') goto value;
        if (input[offset] == ']') goto close;
    }
    return {LAKE_JSON_EXPECTED_COMMA, offset};

key:
    offset = *cursor;
    if (offset >= end) return {LAKE_JSON_UNEXPECTED_END, end};
    ++cursor;
    if (input[offset] != '"') return {LAKE_JSON_EXPECTED_KEY, offset};
    outcome = readString(input, offset, end, LAKE_JSON_KEY);
    if (outcome.error) return outcome;
    offset = *cursor;
    if (offset >= end) return {LAKE_JSON_UNEXPECTED_END, end};
    ++cursor;
    if (input[offset] != ':') return {LAKE_JSON_EXPECTED_COLON, offset};
    goto value;

close: {
    const uint32_t container = open[--depth];
    lake_json_token &token = tokens.elements[container];
    token.length = static_cast<uint32_t>(offset + 1 - token.offset);
    token.link = static_cast<uint32_t>(tokens.count);
    if (options.refuse_duplicate_keys && token.kind == LAKE_JSON_OBJECT) {
        outcome = duplicateKey(input, container);
        if (outcome.error) return outcome;
    }
    goto after;
}
}

// An error where two keys of the object at `object` have the same text once unescaped. Sorting, not
// hashing, above a few keys: its cost cannot be driven up by chosen keys.
Outcome lake_json_parser::duplicateKey(const uint8_t *input, uint32_t object) {
    const uint32_t end = tokens.elements[object].link;
    keys.count = 0;
    for (uint32_t index = object + 1; index < end;) {
        if (!keys.reserve(1)) return {LAKE_JSON_OUT_OF_MEMORY, 0};
        keys.elements[keys.count++] = index;
        const lake_json_token &value = tokens.elements[index + 1];
        index = value.kind >= LAKE_JSON_ARRAY ? value.link : index + 2;
    }
    const auto order = [&](uint32_t left, uint32_t right) {
        const lake_json_token &first = tokens.elements[left], &second = tokens.elements[right];
        if (first.length != second.length) return first.length < second.length ? -1 : 1;
        return std::memcmp(text(input, first), text(input, second), first.length);
    };
    const auto duplicate = [&](uint32_t left, uint32_t right) {
        const lake_json_token &token = tokens.elements[std::max(left, right)];
        const uint32_t quote = (token.flags & LAKE_JSON_ESCAPED) ? token.link : token.offset - 1;
        return Outcome{LAKE_JSON_DUPLICATE_KEY, quote};
    };
    if (keys.count <= pairwiseKeysMax) {
        for (size_t right = 1; right < keys.count; ++right) {
            for (size_t left = 0; left < right; ++left) {
                if (order(keys.elements[left], keys.elements[right]) == 0) {
                    return duplicate(keys.elements[left], keys.elements[right]);
                }
            }
        }
        return ok;
    }
    std::sort(keys.elements, keys.elements + keys.count,
        [&](uint32_t left, uint32_t right) { return order(left, right) < 0; });
    for (size_t index = 1; index < keys.count; ++index) {
        if (order(keys.elements[index - 1], keys.elements[index]) == 0) {
            return duplicate(keys.elements[index - 1], keys.elements[index]);
        }
    }
    return ok;
}

// Appends the record of one line and its tokens; `cursor` is left at the next line's first
// structural character. The caller has made room for both.
void lake_json_parser::line(
    const uint8_t *input, size_t start, size_t end, uint32_t number, const uint32_t *&cursor,
    const lake_json_options &options) {
    const size_t firstToken = tokens.count;
    const size_t firstUnescaped = unescaped.count;
    Outcome outcome = {LAKE_JSON_TOO_LARGE, start};
    if (end - start <= options.line_bytes_max) outcome = walk(input, end, cursor, options);
    if (outcome.error) {
        tokens.count = firstToken;
        unescaped.count = firstUnescaped;
        while (*cursor < end) ++cursor;
    }
    lines.elements[lines.count++] = {static_cast<uint32_t>(start),
        static_cast<uint32_t>(end - start), number, static_cast<uint32_t>(firstToken),
        static_cast<uint32_t>(tokens.count - firstToken), static_cast<uint32_t>(outcome.offset),
        outcome.error, 0};
}

namespace {

// The end of the line at `start`, without a carriage return; `next` is behind its newline.
size_t lineEnd(const uint8_t *input, size_t start, size_t count, size_t &next, bool &isLast) {
    const void *newline = std::memchr(input + start, '\n', count - start);
    isLast = newline == nullptr;
    size_t end = isLast ? count : static_cast<size_t>(
        static_cast<const uint8_t *>(newline) - input);
    next = isLast ? count : end + 1;
    if (end > start && input[end - 1] == '\r') --end;
    return end;
}

} // namespace

// One structural scan for all lines. Its success proves that no string crosses a newline.
bool lake_json_parser::linesTogether(
    const uint8_t *input, size_t count, const lake_json_options &options,
    lake_json_result &result) {
    if (!tokens.reserve(structure->n_structural_indexes)) return false;
    const uint32_t *cursor = structure->structural_indexes.get();
    uint32_t number = 0;
    for (size_t start = 0, next = 0; start < count; start = next, ++number) {
        bool isLast = false;
        const size_t end = lineEnd(input, start, count, next, isLast);
        if (!isLast) ++result.newline_count;
        if (*cursor >= end) continue;
        if (!lines.reserve(1)) return false;
        line(input, start, end, number, cursor, options);
    }
    return true;
}

// A structural scan for every line: the way a chunk with one bad line is read.
bool lake_json_parser::linesOneByOne(
    const uint8_t *input, size_t count, const lake_json_options &options,
    lake_json_result &result) {
    uint32_t number = 0;
    for (size_t start = 0, next = 0; start < count; start = next, ++number) {
        bool isLast = false;
        const size_t end = lineEnd(input, start, count, next, isLast);
        if (!isLast) ++result.newline_count;
        if (end == start) continue;
        const size_t length = end - start;
        int32_t error = length <= options.line_bytes_max
            ? scan(input + start, length) : LAKE_JSON_TOO_LARGE;
        if (error == LAKE_JSON_EMPTY) continue;
        if (error == LAKE_JSON_OUT_OF_MEMORY || !lines.reserve(1)) return false;
        if (error == LAKE_JSON_OK) {
            // Structural offsets are relative to the line here: shift them to the input's.
            uint32_t *indexes = structure->structural_indexes.get();
            const uint32_t indexCount = structure->n_structural_indexes;
            for (uint32_t index = 0; index < indexCount; ++index) {
                indexes[index] += static_cast<uint32_t>(start);
            }
            indexes[indexCount] = static_cast<uint32_t>(end);
            if (!tokens.reserve(indexCount)) return false;
            const uint32_t *cursor = indexes;
            line(input, start, end, number, cursor, options);
            continue;
        }
        size_t place = 0;
        if (error != LAKE_JSON_TOO_LARGE) {
            const scanning::Fault fault = scanning::firstTextFault(input + start, length);
            error = fault.error;
            place = fault.offset;
        }
        lines.elements[lines.count++] = {static_cast<uint32_t>(start),
            static_cast<uint32_t>(length), number, static_cast<uint32_t>(tokens.count), 0,
            static_cast<uint32_t>(start + place), error, 0};
    }
    return true;
}

void lake_json_parser::publish(lake_json_result &result) {
    result.tokens = tokens.elements;
    result.token_count = tokens.count;
    result.lines = lines.elements;
    result.line_count = lines.count;
    result.unescaped = unescaped.elements;
    result.unescaped_count = unescaped.count;
}

extern "C" {

lake_json_parser *lake_json_parser_create(void) { return new (std::nothrow) lake_json_parser(); }

void lake_json_parser_destroy(lake_json_parser *parser) { delete parser; }

void lake_json_parse_document(
    lake_json_parser *parser, const uint8_t *input, size_t count,
    const lake_json_options *options, lake_json_result *result) {
    *result = {};
    parser->tokens.count = parser->lines.count = parser->unescaped.count = 0;
    Outcome outcome = {LAKE_JSON_TOO_LARGE, 0};
    if (count < UINT32_MAX - 4096) {
        outcome.error = count == 0 ? LAKE_JSON_EMPTY : parser->scan(input, count);
        if (outcome.error == LAKE_JSON_INVALID_UTF8) {
            const scanning::Fault fault = scanning::firstTextFault(input, count);
            outcome = {fault.error, fault.offset};
        } else if (outcome.error == LAKE_JSON_OK) {
            const uint32_t *cursor = parser->structure->structural_indexes.get();
            outcome = parser->tokens.reserve(parser->structure->n_structural_indexes)
                ? parser->walk(input, count, cursor, *options)
                : Outcome{LAKE_JSON_OUT_OF_MEMORY, 0};
        }
    }
    if (outcome.error) parser->tokens.count = 0;
    parser->publish(*result);
    result->error = outcome.error;
    result->error_offset = static_cast<uint32_t>(outcome.offset);
}

void lake_json_parse_lines(
    lake_json_parser *parser, const uint8_t *input, size_t count,
    const lake_json_options *options, lake_json_result *result) {
    *result = {};
    parser->tokens.count = parser->lines.count = parser->unescaped.count = 0;
    if (count >= UINT32_MAX - 4096) {
        result->error = LAKE_JSON_TOO_LARGE;
        return;
    }
    if (count == 0) return;
    const int32_t error = parser->scan(input, count);
    bool hasMemory = error != LAKE_JSON_OUT_OF_MEMORY;
    if (error == LAKE_JSON_OK || error == LAKE_JSON_EMPTY) {
        if (error == LAKE_JSON_EMPTY) parser->structure->structural_indexes[0] = UINT32_MAX;
        if (error == LAKE_JSON_EMPTY) parser->structure->n_structural_indexes = 0;
        hasMemory = parser->linesTogether(input, count, *options, *result);
    } else if (hasMemory) {
        hasMemory = parser->linesOneByOne(input, count, *options, *result);
    }
    parser->publish(*result);
    if (!hasMemory) result->error = LAKE_JSON_OUT_OF_MEMORY;
}

bool lake_utf8_is_valid(const uint8_t *text, size_t count) {
    return count == 0
        || simdjson::validate_utf8(reinterpret_cast<const char *>(text), count);
}

} // extern "C"
