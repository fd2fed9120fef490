/* tar -c|-t|-x [-v] [-f ARCHIVE] [-C DIRECTORY] [FILE...]: archives in the
 * ustar format of POSIX: a block of 512 bytes about each file, then its
 * contents in such blocks, two blocks of zeros at the end. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK 512

union block {
	char bytes[BLOCK];
	struct {
		char name[100], mode[8], uid[8], gid[8], size[12], mtime[12];
		char sum[8], type, link[100], magic[6], version[2];
		char uname[32], gname[32], major[8], minor[8], prefix[155];
	} h;
};

static int mode, verbose, status;
static FILE *archive;

static _Noreturn void
die(const char *why)
{
	fflush(stdout);
	fprintf(stderr, "tar: %s\n", why);
	exit(2);
}

static void
fail(const char *path)
{
	fprintf(stderr, "tar: %s: %s\n", path, strerror(errno));
	status = 1;
}

static unsigned
sum_of(const union block *b)
{
	unsigned sum = 0;

	for (int i = 0; i < BLOCK; i++)
		sum += i >= 148 && i < 156 ? ' ' : (unsigned char) b->bytes[i];
	return sum;
}

static void
put_block(const union block *b)
{
	if (fwrite(b, 1, BLOCK, archive) != BLOCK)
		die("the archive cannot be written");
}

/* A long name is cut in two at a slash. 0 if it is too long for that. */
static int
put_name(union block *b, const char *path)
{
	size_t n = strlen(path);
	const char *cut = path;

	if (n > sizeof b->h.name) {
		cut = strchr(path + n - sizeof b->h.name - 1, '/');
		if (!cut || cut - path > (long) sizeof b->h.prefix || !cut[1])
			return 0;
		memcpy(b->h.prefix, path, cut - path);
		cut++;
	}
	memcpy(b->h.name, cut, strlen(cut));
	return 1;
}

static int
put_header(const char *path, const struct stat *st, long size)
{
	union block b = { { 0 } };

	if (!put_name(&b, path)) {
		errno = ENAMETOOLONG;
		return 0;
	}
	snprintf(b.h.mode, 8, "%07o", st->st_mode & 07777);
	snprintf(b.h.uid, 8, "%07o", st->st_uid);
	snprintf(b.h.gid, 8, "%07o", st->st_gid);
	snprintf(b.h.size, 12, "%011lo", size);
	snprintf(b.h.mtime, 12, "%011lo", st->st_mtime);
	b.h.type = S_ISDIR(st->st_mode) ? '5' : '0';
	memcpy(b.h.magic, "ustar", 6);
	memcpy(b.h.version, "00", 2);
	snprintf(b.h.sum, 8, "%06o", sum_of(&b));
	b.h.sum[7] = ' ';
	put_block(&b);
	return 1;
}

static void add(const char *path);

static void
add_directory(const char *path, const struct stat *st)
{
	char below[1024];
	struct dirent *e;
	DIR *d = opendir(path);
	size_t n = strlen(path);

	snprintf(below, sizeof below, "%s%s", path,
	    n > 0 && path[n - 1] == '/' ? "" : "/");
	if (!d || !put_header(below, st, 0)) {
		fail(path);
		return;
	}
	n = strlen(below);
	while ((e = readdir(d)))
		if (strcmp(e->d_name, ".") && strcmp(e->d_name, "..")) {
			snprintf(below + n, sizeof below - n, "%s", e->d_name);
			add(below);
		}
	closedir(d);
}

static void
add_file(const char *path, const struct stat *st)
{
	union block b;
	FILE *f = fopen(path, "r");
	long left = st->st_size;

	if (!f || !put_header(path, st, left)) {
		fail(path);
		if (f)
			fclose(f);
		return;
	}
	for (; left > 0; left -= BLOCK) {
		memset(&b, 0, BLOCK);
		fread(&b, 1, left < BLOCK ? left : BLOCK, f);
		put_block(&b);
	}
	fclose(f);
}

static void
add(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0) {
		fail(path);
		return;
	}
	if (verbose)
		fprintf(stderr, "%s\n", path);
	if (S_ISDIR(st.st_mode))
		add_directory(path, &st);
	else if (S_ISREG(st.st_mode))
		add_file(path, &st);
	else {
		fprintf(stderr, "tar: %s: not a file or directory, left out\n",
		    path);
		status = 1;
	}
}

/* 0 at the end of the archive. */
static int
get_block(union block *b)
{
	size_t n = fread(b, 1, BLOCK, archive);

	if (n > 0 && n < BLOCK)
		die("the archive ends too early");
	return n == BLOCK;
}

/* Makes the directories that a path needs. */
static void
make_parents(const char *path)
{
	char parent[512];

	for (const char *p = path + 1; (p = strchr(p, '/')); p++) {
		snprintf(parent, sizeof parent, "%.*s", (int) (p - path), path);
		mkdir(parent, 0777);
	}
}

/* An archive names files below where it is extracted, no others. */
static int
leads_out(const char *path)
{
	for (; path; path = strchr(path, '/') ? strchr(path, '/') + 1 : 0)
		if (strncmp(path, "..", 2) == 0 && (!path[2] || path[2] == '/'))
			return 1;
	return 0;
}

static FILE *
extract(const char *path, const union block *b)
{
	int permissions = strtol(b->h.mode, 0, 8) & 0777, fd;

	make_parents(path);
	if (b->h.type == '5') {
		if (mkdir(path, permissions | 0700) < 0 && errno != EEXIST)
			fail(path);
		return 0;
	}
	if (b->h.type == '1') {
		unlink(path);
		if (link(b->h.link, path) < 0)
			fail(path);
		return 0;
	}
	if (b->h.type != '0' && b->h.type != 0) {
		fprintf(stderr, "tar: %s: type %c, left out\n", path,
		    b->h.type);
		status = 1;
		return 0;
	}
	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, permissions);
	if (fd < 0)
		fail(path);
	return fd < 0 ? 0 : fdopen(fd, "w");
}

/* Over the contents of a file, and into f. */
static void
contents(long left, FILE *f, const char *path)
{
	union block b;

	for (; left > 0; left -= BLOCK) {
		size_t some = left < BLOCK ? left : BLOCK;
		if (!get_block(&b))
			die("the archive ends too early");
		if (f && fwrite(&b, 1, some, f) != some)
			fail(path);
	}
	if (f && fclose(f) == EOF)
		fail(path);
}

static int
is_wanted(const char *path, char **names)
{
	if (!*names)
		return 1;
	for (; *names; names++) {
		size_t n = strlen(*names);
		if (strncmp(path, *names, n) == 0 && (!path[n] ||
		    path[n] == '/' || (n > 0 && path[n - 1] == '/')))
			return 1;
	}
	return 0;
}

static void
list_entry(const char *path, const union block *b, long size)
{
	static const char bits[] = "rwxrwxrwx";
	int permissions = strtol(b->h.mode, 0, 8);

	if (verbose) {
		putchar(b->h.type == '5' ? 'd' : '-');
		for (int i = 0; i < 9; i++)
			putchar(permissions & 0400 >> i ? bits[i] : '-');
		printf(" %8ld ", size);
	}
	puts(path);
}

static void
read_archive(char **names)
{
	union block b;
	char path[300];

	while (get_block(&b)) {
		long size = strtol(b.h.size, 0, 8);
		FILE *f = 0;
		if (b.h.name[0] == 0)
			return;
		if ((unsigned) strtol(b.h.sum, 0, 8) != sum_of(&b))
			die("this is not a tar archive, or it is damaged");
		snprintf(path, sizeof path, "%.155s%s%.100s", b.h.prefix,
		    *b.h.prefix ? "/" : "", b.h.name);
		if (!is_wanted(path, names))
			;
		else if (mode == 't')
			list_entry(path, &b, size);
		else if (leads_out(path)) {
			fprintf(stderr, "tar: %s: has .., left out\n", path);
			status = 1;
		} else {
			if (verbose)
				fprintf(stderr, "%s\n", path);
			f = extract(path + strspn(path, "/"), &b);
		}
		contents(b.h.type == '5' ? 0 : size, f, path);
	}
}

static int
options(int argc, char **argv, const char **name, const char **directory)
{
	int c;

	while ((c = getopt(argc, argv, "ctxvf:C:")) != -1)
		switch (c) {
		case 'c': case 't': case 'x': mode = c; break;
		case 'v': verbose = 1; break;
		case 'f': *name = optarg; break;
		case 'C': *directory = optarg; break;
		default: exit(2);
		}
	return optind;
}

int
main(int argc, char **argv)
{
	const char *name = "-", *directory = ".";
	union block zeros = { { 0 } };
	char first[32];

	/* The old way: tar cf ARCHIVE, without a dash. */
	if (argc > 1 && argv[1][0] != '-') {
		snprintf(first, sizeof first, "-%s", argv[1]);
		argv[1] = first;
	}
	argv += options(argc, argv, &name, &directory);
	if (!mode)
		die("expected one of c, t and x");
	if (strcmp(name, "-") == 0)
		archive = mode == 'c' ? stdout : stdin;
	else if (!(archive = fopen(name, mode == 'c' ? "w" : "r")))
		die(strerror(errno));
	if (chdir(directory) < 0)
		die(strerror(errno));
	if (mode != 'c')
		read_archive(argv);
	else {
		while (*argv)
			add(*argv++);
		put_block(&zeros);
		put_block(&zeros);
	}
	if (fflush(archive) == EOF)
		die("the archive cannot be written");
	return status;
}
