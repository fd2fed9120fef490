/* Reads the device tree once, and splits the command line into words. */
#include <disco/boot.h>
#include <disco/boot-info.h>
#include <disco/fdt.h>
#include <disco/hal.h>
#include <disco/machine.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_WORDS 64

struct boot_info boot_info;

static char words[DISCO_MAX_ARGUMENT_BYTES];
static char *argv[MAX_WORDS + 2]; /* name, words, 0 */

static void
add_hole(uint64_t base, uint64_t bytes)
{
	if (base >= hal_memory_bytes || boot_info.holes == MAX_HOLES)
		return;
	boot_info.hole[boot_info.holes++] = (struct range) { base, bytes };
}

/* RAM is contiguous up to the devices. Where it is given node by node, each
 * further node begins with its own exception vectors (the 64 KB alias). */
static void
add_memory(void *unused, uint64_t base, uint64_t bytes)
{
	uint64_t end = base + bytes;

	(void) unused;
	if (base >= hal_memory_bytes)
		return;
	if (base != 0)
		add_hole(base, DISCO_ALIAS_BYTES);
	if (end > hal_memory_bytes)
		end = hal_memory_bytes;
	if (end > boot_info.memory)
		boot_info.memory = end;
}

static void
add_reserved(void *unused, uint64_t base, uint64_t bytes)
{
	(void) unused;
	add_hole(base, bytes);
}

/* Blanks separate words; within "double quotes" they do not. */
static void
split(char *p)
{
	char *to = p;

	argv[0] = "program";
	boot_info.argc = 1;
	boot_info.argv = argv;
	for (;;) {
		int quoted = 0;
		while (*p == ' ')
			p++;
		if (*p == 0)
			return;
		if (boot_info.argc > MAX_WORDS) {
			printf("start: more than %d words\n", MAX_WORDS);
			exit(DISCO_EXIT_BAD_ARGUMENTS);
		}
		argv[boot_info.argc++] = to;
		for (; *p && (quoted || *p != ' '); p++)
			if (*p == '"')
				quoted = !quoted;
			else
				*to++ = *p;
		if (*p)
			p++;
		*to++ = 0;
	}
}

void
boot_read(const void *tree)
{
	const uint32_t *hertz;
	const char *text;
	int length;

	if (!fdt_valid(tree)) {
		printf("start: no device tree at %p\n", tree);
		exit(DISCO_EXIT_PANIC);
	}
	boot_info.cpus = fdt_children(tree, "/cpus", "cpu@");
	hertz = fdt_property(tree, "/cpus/cpu", "clock-frequency", &length);
	boot_info.hertz = length == 4 ? hertz[0] : length == 8 ? hertz[1] : 0;
	fdt_memory(tree, add_memory, 0);
	fdt_reserved(tree, add_reserved, 0);
	text = fdt_property(tree, "/chosen", "bootargs", &length);
	if (length > (int) sizeof words) {
		printf("start: a command line of %d bytes, room for %d\n",
		    length, (int) sizeof words);
		exit(DISCO_EXIT_BAD_ARGUMENTS);
	}
	if (text)
		memcpy(words, text, length);
	split(words);
}
