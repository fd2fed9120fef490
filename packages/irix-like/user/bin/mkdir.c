/* mkdir [-p] DIRECTORY... */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Makes what lacks on the way; what is there already is well. */
static int
make_path(char *path)
{
	struct stat st;

	for (char *p = path + 1; (p = strchr(p, '/')); p++) {
		*p = 0;
		int bad = mkdir(path, 0777) < 0 && errno != EEXIST;
		*p = '/';
		if (bad)
			return -1;
	}
	if (mkdir(path, 0777) == 0)
		return 0;
	if (errno == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return 0;
	return -1;
}

int
main(int argc, char **argv)
{
	int c, bad = 0, parents = 0;

	while ((c = getopt(argc, argv, "p")) != -1) {
		if (c == '?')
			return 1;
		parents = 1;
	}
	for (int i = optind; i < argc; i++)
		if ((parents ? make_path(argv[i]) : mkdir(argv[i], 0777)) < 0) {
			perror(argv[i]);
			bad = 1;
		}
	return bad;
}
