// Tokenizes JSON: simdjson finds the structural characters and validates UTF-8 and the text of
// strings (its first stage, dispatched to the widest vectors at run time); the walk over them
// here checks the grammar and writes one 16-byte token a value.
//
// Why not the on-demand front end: it is made to be pulled value by value, copies every string,
// and refuses a line only after the lines before it were consumed. Here one structural scan
// serves a whole chunk of lines, strings without escapes stay where they are, and a bad line
// costs only itself.
#include "Parser.hpp"

#include <algorithm>
#include <cstring>

namespace {

// Up to this many keys an object is checked for duplicates pair by pair, above by sorting.
inline constexpr size_t pairwiseKeysMax = 16;

// What the structural scan is first given room for, at four bytes of memory each: a parser is often
// made for one commit or one schema, which are small.
inline constexpr size_t documentBytesMin = 1024;

} // namespace

// Runs the structural scan; afterwards the index array ends in sentinels that are >= count.
int32_t lake_json_parser::scan(const uint8_t *input, size_t count) {
    if (count > structureCapacity || !structure) {
        size_t capacity = std::max(count, documentBytesMin);
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

// Reads a number or a literal.
Outcome lake_json_parser::readScalar(const uint8_t *input, size_t offset, size_t end) {
    const uint8_t *const start = input + offset;
    const uint8_t *const limit = input + end;
    lake_json_token &token = tokens.elements[tokens.count];
    if (*start == '-' || scanning::isDigit(*start)) {
        bool isInteger;
        const uint8_t *stop = scanning::numberEnd(start, limit, isInteger);
        if (!stop) return {LAKE_JSON_BAD_NUMBER, offset};
        token = {static_cast<uint32_t>(offset), static_cast<uint32_t>(stop - start), 0,
            LAKE_JSON_NUMBER, static_cast<uint8_t>(isInteger ? LAKE_JSON_INTEGER : 0), 0};
        ++tokens.count;
        return ok;
    }
    if (*start != 't' && *start != 'f' && *start != 'n') {
        return {LAKE_JSON_EXPECTED_VALUE, offset};
    }
    const char *literal = *start == 'f' ? "false" : *start == 't' ? "true" : "null";
    const uint8_t kind = *start == 'f' ? LAKE_JSON_FALSE
        : *start == 't' ? LAKE_JSON_TRUE : LAKE_JSON_NULL;
    const size_t length = *start == 'f' ? 5 : 4;
    if (end - offset < length || std::memcmp(start, literal, length) != 0
        || !scanning::isTerminator(start + length, limit)) {
        return {LAKE_JSON_BAD_LITERAL, offset};
    }
    token = {static_cast<uint32_t>(offset), static_cast<uint32_t>(length), 0, kind, 0, 0};
    ++tokens.count;
    return ok;
}

// Walks the structural characters of one document, which ends before `end`. The caller has made
// room for one token a structural character.
Outcome lake_json_parser::walk(
    const uint8_t *input, size_t end, const uint32_t *&cursor, const lake_json_options &options) {
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
    default:
        outcome = readScalar(input, offset, end);
        if (outcome.error) return outcome;
        break;
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
