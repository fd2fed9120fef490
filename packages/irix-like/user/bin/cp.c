/* cp [-r] FILE TO, cp [-r] FILE... DIRECTORY */
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include "place.h"

static int recursive;

static int
copy_file(const char *from, const char *to)
{
	static char buf[16384];
	struct stat st, other;
	ssize_t n = -1;
	int in = open(from, O_RDONLY), out = -1;

	if (in < 0 || fstat(in, &st) < 0) {
		perror(from);
		return 1;
	}
	if (stat(to, &other) == 0 && other.st_ino == st.st_ino) {
		fprintf(stderr, "cp: %s and %s are the same file\n", from, to);
		close(in);
		return 1;
	}
	out = open(to, O_WRONLY | O_CREAT | O_TRUNC, st.st_mode & 0777);
	while (out >= 0 && (n = read(in, buf, sizeof buf)) > 0)
		if (write(out, buf, n) != n)
			break;
	if (n != 0)
		perror(out < 0 || n > 0 ? to : from);
	close(in);
	if (out >= 0)
		close(out);
	return n != 0;
}

static int
copy(const char *from, const char *to)
{
	char below[1024], there[1024];
	struct dirent *e;
	int bad = 0;
	DIR *d;

	if (!is_directory(from))
		return copy_file(from, to);
	if (!recursive) {
		fprintf(stderr, "cp: %s is a directory\n", from);
		return 1;
	}
	if ((!is_directory(to) && mkdir(to, 0777) < 0) ||
	    !(d = opendir(from))) {
		perror(to);
		return 1;
	}
	while ((e = readdir(d)))
		if (strcmp(e->d_name, ".") && strcmp(e->d_name, "..")) {
			snprintf(below, sizeof below, "%s/%s", from, e->d_name);
			snprintf(there, sizeof there, "%s/%s", to, e->d_name);
			bad |= copy(below, there);
		}
	closedir(d);
	return bad;
}

int
main(int argc, char **argv)
{
	const char *to;
	int c, bad;

	while ((c = getopt(argc, argv, "rR")) != -1)
		if (c == '?')
			return 2;
		else
			recursive = 1;
	to = argv[argc - 1];
	bad = check_target("cp", argc - optind - 1, to);
	for (int i = optind; bad < 2 && i < argc - 1; i++)
		bad |= copy(argv[i], place(argv[i], to));
	return bad;
}
