/* rm [-r] [-f] FILE... */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int recursive, force, bad;

static void
complain(const char *path)
{
	if (!force || errno != ENOENT) {
		perror(path);
		bad = 1;
	}
}

static void
removal(const char *path)
{
	struct stat st;
	struct dirent *e;
	char below[1024];
	DIR *d;

	if (stat(path, &st) < 0 || !S_ISDIR(st.st_mode) || !recursive) {
		if (unlink(path) < 0)
			complain(path);
		return;
	}
	if (!(d = opendir(path))) {
		complain(path);
		return;
	}
	while ((e = readdir(d)))
		if (strcmp(e->d_name, ".") && strcmp(e->d_name, "..")) {
			snprintf(below, sizeof below, "%s/%s", path, e->d_name);
			removal(below);
		}
	closedir(d);
	if (rmdir(path) < 0)
		complain(path);
}

int
main(int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, "rf")) != -1)
		if (c == 'r')
			recursive = 1;
		else if (c == 'f')
			force = 1;
		else
			return 2;
	for (int i = optind; i < argc; i++)
		removal(argv[i]);
	return bad;
}
