/* What a layer needs of the rest of the adapter, and what it gives. */
#ifndef ADAPTER_H
#define ADAPTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  NAME_BYTES = 256,
  FAILURE_BYTES = 512,
};

/* realloc() that does not fail. */
void *resized(void *memory, size_t size);

/* Text that grows; all zero is an empty one. */
struct text {
  char *characters;
  size_t length;
};

void put_characters(struct text *text, const char *characters, size_t length);
void put(struct text *text, const char *format, ...);
/* Appends a JSON string. */
void put_string(struct text *text, const char *string);
/* Appends a JSON string of two hexadecimal digits for each byte. */
void put_bytes(struct text *text, const uint8_t *bytes, size_t count);

/* Where the JSON value that begins here ends. */
const char *skip_value(const char *json);
/* Where the first element of a list begins, or the one after `element`; NULL if there is none. */
const char *first_element(const char *list);
const char *next_element(const char *element);
/* The value of a member; NULL if the object has none of that name. */
const char *member(const char *object, const char *name);
/* A number, or a 64-bit value in its string; 0 if there is none. The suite checks what it sends. */
uint64_t get_number(const char *object, const char *name);
/* Decodes as many bytes as fit; returns their number. */
size_t get_bytes(const char *object, const char *name, uint8_t *bytes, size_t size);
/* Decodes a string into `string`, cut where it does not fit; empty if there is none. */
void get_string(const char *object, const char *name, char *string, size_t size);

/* A message that was read. */
struct message {
  struct message *next;
  char json[];
};

/* A request at work. */
struct request {
  /* An object, as it came. */
  const char *params;
  /* What the request names: see struct method; NULL for requests that name nothing. */
  void *subject;
  /* The answer's JSON; nothing stands for null. */
  struct text result;
  /* Error code of the answer, where it fails. */
  int code;
  char failure[FAILURE_BYTES];
};

/* The implementation cannot do what was asked: the scenario fails, with this as the reason. Returns false. */
bool fail(struct request *request, const char *format, ...);
/* The layer cannot be what it is asked to be; where it is made, the scenario does not apply to it. Returns false. */
bool cannot_be_built(struct request *request, const char *reason);
/*
 * Asks the suite and waits for the answer, to be freed; its member "result" is the result. NULL if the suite refuses: the request
 * has failed then. `params` is an object, and freed. Events that arrive meanwhile are served, inside this call; other requests wait,
 * unless `method` is an event itself.
 */
struct message *call(struct request *request, const char *method, struct text *params);
/* Tells the suite; there is no answer. `params` is an object, and freed. */
void notify(const char *method, struct text *params);

/* A method of the layer. */
struct method {
  const char *name;
  /* Writes the result; or calls fail() and returns false. */
  bool (*serve)(struct request *request);
  /* The parameter that names the subject; NULL for none. */
  const char *subject;
};

/* ---- In layer.c ---------------------------------------------------------------------------------------------------- */

/* As they stand in JSON. */
extern const char LAYER[];
extern const char CAPABILITIES[];

/* The methods of the layer; the last one has no name. */
extern const struct method METHODS[];

/* What a request names, a virtual machine for example; NULL if there is none of that name. */
void *subject_named(const char *name);

/* Forgets the machine of the last scenario. */
void forget(void);

#endif
