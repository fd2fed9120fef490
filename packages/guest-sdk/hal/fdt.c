/* Devicetree Specification 0.4, chapter 5. All values are big-endian, as we
 * are; cells are 4-byte aligned. */
#include <disco/fdt.h>
#include <string.h>

#define MAGIC 0xd00dfeed
#define COMPATIBLE_VERSION 17

enum { BEGIN_NODE = 1, END_NODE = 2, PROP = 3, NOP = 4, END = 9 };

struct header {
	uint32_t magic, total_bytes, structure, strings, reserved;
	uint32_t version, last_compatible_version;
};

int
fdt_valid(const void *fdt)
{
	const struct header *h = fdt;

	return h && ((uintptr_t) fdt & 3) == 0 && h->magic == MAGIC &&
	    h->last_compatible_version <= COMPATIBLE_VERSION;
}

/* What a walk meets. */
struct token {
	const uint32_t *at; /* where the walk goes on */
	uint32_t kind;
	const char *name; /* of the node or property */
	const void *value;
	int length;
};

static struct token
next(const void *fdt, const uint32_t *at)
{
	const struct header *h = fdt;
	struct token t = { 0 };

	while ((t.kind = *at++) == NOP)
		;
	if (t.kind == BEGIN_NODE) {
		t.name = (const char *) at;
		at += (strlen(t.name) + 4) / 4;
	} else if (t.kind == PROP) {
		t.length = at[0];
		t.name = (const char *) fdt + h->strings + at[1];
		t.value = at + 2;
		at += 2 + (t.length + 3) / 4;
	}
	t.at = at;
	return t;
}

static const uint32_t *
structure(const void *fdt)
{
	const struct header *h = fdt;

	return (const uint32_t *) ((const char *) fdt + h->structure);
}

/* The token after a node's end, given the one that began it. */
static const uint32_t *
skip(const void *fdt, struct token t)
{
	for (int depth = 1; depth > 0;) {
		t = next(fdt, t.at);
		if (t.kind == END)
			break;
		depth += (t.kind == BEGIN_NODE) - (t.kind == END_NODE);
	}
	return t.at;
}

/* Does a node's name match a path component of n bytes? */
static int
matches(const char *name, const char *component, int n)
{
	if (strncmp(name, component, n) != 0)
		return 0;
	return name[n] == 0 || (name[n] == '@' && !memchr(component, '@', n));
}

/* Where the contents of the node at `path` begin, or 0. */
static const uint32_t *
find(const void *fdt, const char *path)
{
	struct token t = next(fdt, structure(fdt));

	for (path += *path == '/'; *path; path += *path == '/') {
		int n = strcspn(path, "/");
		for (;;) {
			t = next(fdt, t.at);
			if (t.kind == END_NODE || t.kind == END)
				return 0;
			if (t.kind != BEGIN_NODE)
				continue;
			if (matches(t.name, path, n))
				break;
			t.at = skip(fdt, t);
		}
		path += n;
	}
	return t.at;
}

static const void *
property_at(const void *fdt, const uint32_t *at, const char *name, int *length)
{
	struct token t = { .at = at };

	while (t.at && (t = next(fdt, t.at)).kind == PROP)
		if (strcmp(t.name, name) == 0) {
			*length = t.length;
			return t.value;
		}
	*length = 0;
	return 0;
}

const void *
fdt_property(const void *fdt, const char *path, const char *name, int *length)
{
	return property_at(fdt, find(fdt, path), name, length);
}

int
fdt_children(const void *fdt, const char *path, const char *prefix)
{
	struct token t = { .at = find(fdt, path) };
	int n = 0;

	while (t.at && (t = next(fdt, t.at)).kind != END_NODE && t.kind != END)
		if (t.kind == BEGIN_NODE) {
			n += strncmp(t.name, prefix, strlen(prefix)) == 0;
			t.at = skip(fdt, t);
		}
	return n;
}

static uint64_t
cells(const uint32_t **at, int n)
{
	uint64_t value = 0;

	while (n-- > 0)
		value = value << 32 | *(*at)++;
	return value;
}

static int
root_cells(const void *fdt, const char *name, int otherwise)
{
	int length;
	const uint32_t *value = fdt_property(fdt, "/", name, &length);

	return value ? (int) *value : otherwise;
}

void
fdt_memory(const void *fdt, void (*visit)(void *, uint64_t, uint64_t),
    void *argument)
{
	int address = root_cells(fdt, "#address-cells", 2);
	int size = root_cells(fdt, "#size-cells", 1);
	struct token t = { .at = find(fdt, "/") };

	while ((t = next(fdt, t.at)).kind != END_NODE && t.kind != END) {
		int length;
		const uint32_t *reg, *end;
		if (t.kind != BEGIN_NODE)
			continue;
		reg = property_at(fdt, t.at, "reg", &length);
		end = reg + length / 4;
		if (matches(t.name, "memory", 6))
			while (end - reg >= address + size) {
				uint64_t base = cells(&reg, address);
				visit(argument, base, cells(&reg, size));
			}
		t.at = skip(fdt, t);
	}
}

void
fdt_reserved(const void *fdt, void (*visit)(void *, uint64_t, uint64_t),
    void *argument)
{
	const struct header *h = fdt;
	const uint32_t *at =
	    (const uint32_t *) ((const char *) fdt + h->reserved);

	for (;;) {
		uint64_t base = cells(&at, 2), bytes = cells(&at, 2);
		if (bytes == 0)
			return;
		visit(argument, base, bytes);
	}
}
