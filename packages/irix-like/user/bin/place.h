/* Where cp and mv put a file. */
#ifndef PLACE_H
#define PLACE_H

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static inline int
is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* `to` itself, or the file's own name in that directory. */
static inline const char *
place(const char *file, const char *to)
{
	static char path[1024];
	const char *slash = strrchr(file, '/');

	if (!is_directory(to))
		return to;
	snprintf(path, sizeof path, "%s/%s", to, slash ? slash + 1 : file);
	return path;
}

/* With several files, the last name must be a directory; 0 if all is well. */
static inline int
check_target(const char *command, int files, const char *to)
{
	if (files < 1) {
		fprintf(stderr, "usage: %s FILE... TO\n", command);
		return 2;
	}
	if (files > 1 && !is_directory(to)) {
		fprintf(stderr, "%s: %s: not a directory\n", command, to);
		return 2;
	}
	return 0;
}

#endif
