/* ls [-l] [-a] [FILE...] */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int longer, all, bad;

static void
show(const char *path, const char *name)
{
	struct stat st;
	char mode[11] = "-rwxrwxrwx";

	if (!longer) {
		puts(name);
		return;
	}
	if (stat(path, &st) < 0) {
		perror(path);
		bad = 1;
		return;
	}
	mode[0] = S_ISDIR(st.st_mode) ? 'd' : S_ISCHR(st.st_mode) ? 'c' : '-';
	for (int i = 0; i < 9; i++)
		if (!(st.st_mode & 0400 >> i))
			mode[i + 1] = '-';
	printf("%s %3d %4u %8ld %s\n", mode, st.st_nlink, st.st_ino,
	    st.st_size, name);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *) a, *(char *const *) b);
}

static void
list(const char *path)
{
	char *names[1024], full[1024];
	struct dirent *e;
	int n = 0;
	DIR *d = opendir(path);

	if (!d) {
		perror(path);
		bad = 1;
		return;
	}
	while (n < 1024 && (e = readdir(d)))
		if (all || e->d_name[0] != '.')
			names[n++] = strdup(e->d_name);
	closedir(d);
	qsort(names, n, sizeof names[0], by_name);
	for (int i = 0; i < n; i++) {
		snprintf(full, sizeof full, "%s/%s", path, names[i]);
		show(full, names[i]);
	}
}

int
main(int argc, char **argv)
{
	struct stat st;
	int c;

	while ((c = getopt(argc, argv, "la")) != -1)
		if (c == 'l')
			longer = 1;
		else if (c == 'a')
			all = 1;
		else
			return 2;
	if (optind == argc)
		list(".");
	for (int i = optind; i < argc; i++)
		if (stat(argv[i], &st) < 0) {
			perror(argv[i]);
			bad = 1;
		} else if (S_ISDIR(st.st_mode))
			list(argv[i]);
		else
			show(argv[i], argv[i]);
	return bad;
}
