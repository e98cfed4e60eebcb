// C face of the JSON tokenizer: one call parses a whole document, or every line of a chunk, into
// a flat token array that Swift walks without another call across the language border.
// See ../Tokenizer.cpp for what is checked, and ../Numbers.cpp for floating point.
#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// The order is that of `JSONTokenKind` in Swift.
enum {
    LAKE_JSON_NULL = 0,
    LAKE_JSON_FALSE = 1,
    LAKE_JSON_TRUE = 2,
    LAKE_JSON_NUMBER = 3,
    LAKE_JSON_STRING = 4,
    LAKE_JSON_KEY = 5,
    LAKE_JSON_ARRAY = 6,
    LAKE_JSON_OBJECT = 7,
};

enum {
    // The text of a string or key had escapes: it lies in the unescaped buffer.
    LAKE_JSON_ESCAPED = 1,
    // The number has neither a fraction nor an exponent.
    LAKE_JSON_INTEGER = 2,
};

// The order is that of `JSONError.Code` in Swift.
enum {
    LAKE_JSON_OK = 0,
    LAKE_JSON_EMPTY = 1,
    LAKE_JSON_UNEXPECTED_END = 2,
    LAKE_JSON_EXPECTED_VALUE = 3,
    LAKE_JSON_EXPECTED_KEY = 4,
    LAKE_JSON_EXPECTED_COLON = 5,
    LAKE_JSON_EXPECTED_COMMA = 6,
    LAKE_JSON_TRAILING_CONTENT = 7,
    LAKE_JSON_BAD_NUMBER = 8,
    LAKE_JSON_BAD_LITERAL = 9,
    LAKE_JSON_BAD_ESCAPE = 10,
    LAKE_JSON_LONE_SURROGATE = 11,
    LAKE_JSON_CONTROL_CHARACTER = 12,
    LAKE_JSON_UNCLOSED_STRING = 13,
    LAKE_JSON_INVALID_UTF8 = 14,
    LAKE_JSON_TOO_DEEP = 15,
    LAKE_JSON_DUPLICATE_KEY = 16,
    LAKE_JSON_TOO_LARGE = 17,
    LAKE_JSON_OUT_OF_MEMORY = 18,
};

// 16 bytes. Scalars: `offset` and `length` of the text (a string without its quotes), in the
// input or, when escaped, in the unescaped buffer; `link` is then the input offset of the opening
// quote. Containers: `offset` and `length` of their text in the input with both brackets, `link`
// the index of the first token behind the container. A key is followed by its value.
typedef struct lake_json_token {
    uint32_t offset;
    uint32_t length;
    uint32_t link;
    uint8_t kind;
    uint8_t flags;
    uint16_t reserved;
} lake_json_token;

// One line that is not blank. A line with an error has no tokens.
typedef struct lake_json_line {
    uint32_t offset;
    uint32_t length;
    uint32_t number;
    uint32_t first_token;
    uint32_t token_count;
    uint32_t error_offset;
    int32_t error;
    uint32_t reserved;
} lake_json_line;

typedef struct lake_json_options {
    uint32_t depth_max;
    uint32_t line_bytes_max;
    bool refuse_duplicate_keys;
} lake_json_options;

// Everything here belongs to the parser and is valid until its next call or its end.
typedef struct lake_json_result {
    const lake_json_token *tokens;
    size_t token_count;
    const lake_json_line *lines;
    size_t line_count;
    const uint8_t *unescaped;
    size_t unescaped_count;
    // Newlines seen (lines only), and for a document the error and where.
    uint32_t newline_count;
    int32_t error;
    uint32_t error_offset;
} lake_json_result;

typedef struct lake_json_parser lake_json_parser;

// Null when there is no memory.
lake_json_parser *lake_json_parser_create(void);
void lake_json_parser_destroy(lake_json_parser *parser);

// Parses one document, or every line. Never reads outside `[input, input + count)`.
void lake_json_parse_document(
    lake_json_parser *parser, const uint8_t *input, size_t count,
    const lake_json_options *options, lake_json_result *result);
void lake_json_parse_lines(
    lake_json_parser *parser, const uint8_t *input, size_t count,
    const lake_json_options *options, lake_json_result *result);

// Whether the bytes are well-formed UTF-8.
bool lake_utf8_is_valid(const uint8_t *text, size_t count);

// The nearest double of a decimal number; false when it is not a number of the JSON grammar or
// lies beyond the largest double. Too small a number is zero.
bool lake_json_parse_double(const uint8_t *text, size_t count, double *value);

// The shortest digits that read back as `value` (finite, not zero), without sign or point, at
// most 17 of them; `exponent` is the power of ten of the first digit. Returns the digit count.
size_t lake_json_shortest_double(double value, uint8_t digits[20], int32_t *exponent);
size_t lake_json_shortest_float(float value, uint8_t digits[20], int32_t *exponent);

#ifdef __cplusplus
}
#endif

#endif
