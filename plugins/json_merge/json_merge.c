/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An aggregate that makes one JSON object of many: each member of each object, of members with the
 * same name the last. They stand in the order in which their names came first. Values and names are
 * copied as they are written; names are the same when they say the same, however they are escaped.
 */

#include "../shared/heap.h"
#include "../strings/values.h"

#define EXPORT(name) __attribute__((export_name(name)))
#define DONE 0
#define REFUSED 1
#define DEEPEST 512

/* A member: its text, name and all, and its name decoded behind that, in a block of the heap. */
typedef struct {
  uint8_t *text;
  uint32_t length;
  uint32_t name_length;
  uint32_t hash;
} Member;

typedef struct {
  Member *members;
  uint32_t count;
  uint32_t capacity;
  /* Places of members in the list above, from 1; as many as a power of two. */
  uint32_t *index;
  uint32_t index_size;
  uint32_t objects;
} State;

EXPORT("alloc") void *alloc(size_t size) { return heap_take(size); }

EXPORT("dealloc") void dealloc(void *address, size_t size) {
  (void)size;
  heap_give(address);
}

EXPORT("agg_new") State *agg_new(void) {
  State *state = heap_take(sizeof(State));
  if (state != NULL) *state = (State){NULL, 0, 0, NULL, 0, 0};
  return state;
}

/* ---- reading; nothing is believed ---- */

typedef struct {
  const uint8_t *at;
  const uint8_t *end;
} Reader;

static void skip_space(Reader *in) {
  while (in->at < in->end &&
         (*in->at == ' ' || *in->at == '\n' || *in->at == '\t' || *in->at == '\r'))
    in->at++;
}

static bool take(Reader *in, uint8_t byte) {
  if (in->at == in->end || *in->at != byte) return false;
  in->at++;
  return true;
}

static bool skip_word(Reader *in, const char *word) {
  for (; *word != 0; word++) {
    if (!take(in, (uint8_t)*word)) return false;
  }
  return true;
}

static bool skip_escape(Reader *in) {
  if (in->at == in->end) return false;
  uint8_t name = *in->at++;
  if (name != 'u') {
    for (const char *known = "\"\\/bfnrt"; *known != 0; known++) {
      if (name == *known) return true;
    }
    return false;
  }
  for (int i = 0; i < 4; i++) {
    if (in->at == in->end || hex_digit(*in->at++) < 0) return false;
  }
  return true;
}

static bool skip_string(Reader *in) {
  if (!take(in, '"')) return false;
  while (in->at < in->end) {
    uint8_t byte = *in->at++;
    if (byte == '"') return true;
    if (byte < ' ' || (byte == '\\' && !skip_escape(in))) return false;
  }
  return false;
}

static bool skip_digits(Reader *in) {
  const uint8_t *start = in->at;
  while (in->at < in->end && *in->at >= '0' && *in->at <= '9') in->at++;
  return in->at > start;
}

static bool skip_number(Reader *in) {
  take(in, '-');
  if (!take(in, '0') && !skip_digits(in)) return false;
  if (take(in, '.') && !skip_digits(in)) return false;
  if (take(in, 'e') || take(in, 'E')) {
    if (!take(in, '-')) take(in, '+');
    return skip_digits(in);
  }
  return true;
}

static bool skip_scalar(Reader *in) {
  if (in->at == in->end) return false;
  switch (*in->at) {
    case '"':
      return skip_string(in);
    case 't':
      return skip_word(in, "true");
    case 'f':
      return skip_word(in, "false");
    case 'n':
      return skip_word(in, "null");
    default:
      return skip_number(in);
  }
}

/* The name of a member, and the colon. */
static bool skip_name(Reader *in) {
  skip_space(in);
  if (!skip_string(in)) return false;
  skip_space(in);
  return take(in, ':');
}

/* A value, without recursion: what is open stands in a list of bits. */
static bool skip_value(Reader *in) {
  uint8_t is_object[DEEPEST];
  int depth = 0;
  for (;;) {
    skip_space(in);
    bool object = take(in, '{');
    if (object || take(in, '[')) {
      skip_space(in);
      if (!take(in, object ? '}' : ']')) {
        if (depth == DEEPEST) return false;
        is_object[depth++] = object;
        if (object && !skip_name(in)) return false;
        continue;
      }
    } else if (!skip_scalar(in)) {
      return false;
    }
    for (;;) {
      if (depth == 0) return true;
      skip_space(in);
      if (take(in, ',')) break;
      if (!take(in, is_object[depth - 1] ? '}' : ']')) return false;
      depth--;
    }
    if (is_object[depth - 1] && !skip_name(in)) return false;
  }
}

/* ---- keeping ---- */

static uint32_t hash_of(const uint8_t *bytes, size_t length) {
  uint32_t hash = 0x811c9dc5u;
  for (size_t i = 0; i < length; i++) hash = (hash ^ bytes[i]) * 0x01000193u;
  return hash ^ hash >> 15;
}

static bool is_named_alike(const Member *a, const Member *b) {
  if (a->hash != b->hash || a->name_length != b->name_length) return false;
  for (uint32_t i = 0; i < a->name_length; i++) {
    if (a->text[a->length + i] != b->text[b->length + i]) return false;
  }
  return true;
}

/* Where a member of that name is in the index, or would be. */
static uint32_t *find(const State *state, const Member *member) {
  uint32_t at = member->hash & (state->index_size - 1);
  while (state->index[at] != 0 &&
         !is_named_alike(&state->members[state->index[at] - 1], member))
    at = (at + 1) & (state->index_size - 1);
  return &state->index[at];
}

static bool grow(State *state) {
  if (state->count < state->capacity) return true;
  uint32_t capacity = state->capacity == 0 ? 8 : 2 * state->capacity;
  Member *members = heap_take(capacity * sizeof(Member));
  uint32_t *index = heap_take(2 * capacity * sizeof(uint32_t));
  if (members == NULL || index == NULL) {
    heap_give(members);
    heap_give(index);
    return false;
  }
  __builtin_memcpy(members, state->members, state->count * sizeof(Member));
  __builtin_memset(index, 0, 2 * capacity * sizeof(uint32_t));
  heap_give(state->members);
  heap_give(state->index);
  state->members = members;
  state->capacity = capacity;
  state->index = index;
  state->index_size = 2 * capacity;
  for (uint32_t i = 0; i < state->count; i++) *find(state, &members[i]) = i + 1;
  return true;
}

/* Keeps a member that begins with its name, which ends at the colon. */
static bool keep(State *state, const uint8_t *start, const uint8_t *value, const uint8_t *end) {
  size_t length = (size_t)(end - start), name_length = (size_t)(value - start);
  Member member = {heap_take(length + name_length + 2), (uint32_t)length, 0, 0};
  if (member.text == NULL || !grow(state)) {
    heap_give(member.text);
    return false;
  }
  __builtin_memcpy(member.text, start, length);
  /* The name is decoded where it is kept: as the one element of an array. */
  uint8_t *name = member.text + length;
  name[0] = '[';
  __builtin_memcpy(name + 1, start, name_length);
  Values values = {name, name + 1 + name_length, false};
  Text text;
  if (!next_text(&values, &text)) {
    heap_give(member.text);
    return false;
  }
  __builtin_memmove(name, text.start, text.length);
  member.name_length = (uint32_t)text.length;
  member.hash = hash_of(name, text.length);
  uint32_t *place = find(state, &member);
  if (*place == 0) {
    state->members[state->count] = member;
    *place = ++state->count;
  } else {
    heap_give(state->members[*place - 1].text);
    state->members[*place - 1] = member;
  }
  return true;
}

/* Reads an object; where a state is given, keeps its members. */
static bool read_object(Reader in, State *state) {
  skip_space(&in);
  if (!take(&in, '{')) return false;
  skip_space(&in);
  bool more = !take(&in, '}');
  while (more) {
    skip_space(&in);
    const uint8_t *start = in.at;
    if (!skip_string(&in)) return false;
    const uint8_t *name_end = in.at;
    skip_space(&in);
    if (!take(&in, ':') || !skip_value(&in)) return false;
    if (state != NULL && !keep(state, start, name_end, in.at)) return false;
    skip_space(&in);
    more = take(&in, ',');
    if (!more && !take(&in, '}')) return false;
  }
  skip_space(&in);
  return in.at == in.end;
}

/* What is no object leaves the state as it was. */
EXPORT("agg_add") int agg_add(State *state, const uint8_t *input, size_t length) {
  Reader in = {input, input + length};
  if (!read_object(in, NULL) || !read_object(in, state)) return REFUSED;
  state->objects = 1;
  return DONE;
}

EXPORT("agg_merge") int agg_merge(State *state, const uint8_t *other, size_t length) {
  return length == 0 ? DONE : agg_add(state, other, length);
}

EXPORT("agg_result") uint64_t agg_result(const State *state) {
  static uint8_t *written;
  heap_give(written);
  written = NULL;
  if (state->objects == 0) return 0;
  size_t size = 2;
  for (uint32_t i = 0; i < state->count; i++) size += state->members[i].length + 1;
  uint8_t *to = written = heap_take(size);
  if (to == NULL) __builtin_trap();
  *to++ = '{';
  for (uint32_t i = 0; i < state->count; i++) {
    if (i > 0) *to++ = ',';
    __builtin_memcpy(to, state->members[i].text, state->members[i].length);
    to += state->members[i].length;
  }
  *to++ = '}';
  return packed(written, (size_t)(to - written));
}

/* Of no objects, nothing: that is not the same as an empty object. */
EXPORT("agg_state") uint64_t agg_state(const State *state) {
  return state->objects == 0 ? packed(state, 0) : agg_result(state);
}

EXPORT("agg_free") void agg_free(State *state) {
  for (uint32_t i = 0; i < state->count; i++) heap_give(state->members[i].text);
  heap_give(state->members);
  heap_give(state->index);
  heap_give(state);
}
