/* Names of files: directories, links, renames. */
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "test.h"

static int
links(const char *path)
{
	struct stat st;

	return stat(path, &st) < 0 ? -1 : st.st_nlink;
}

static void
directories(void)
{
	CHECK(mkdir("d", 0777) == 0);
	FAILS(mkdir("d", 0777), EEXIST);
	FAILS(mkdir("x/y", 0777), ENOENT);
	FAILS(mkdir("/", 0777), EEXIST);
	CHECK(links("d") == 2);
	CHECK(mkdir("d/e", 0777) == 0);
	CHECK(links("d") == 3);
	FAILS(rmdir("d"), EEXIST);
	CHECK(rmdir("d/e") == 0 && links("d") == 2);
	CHECK(rmdir("d") == 0);
	FAILS(rmdir("d"), ENOENT);
	FAILS(rmdir("/"), EBUSY);
	CHECK(mkdir("d", 0777) == 0);
	FAILS(rmdir("d/."), EINVAL);
	FAILS(rmdir("d/.."), EINVAL);
	FAILS(unlink("d"), EISDIR);
	make_file("f", "");
	FAILS(rmdir("f"), ENOTDIR);
}

static void
dot_names(void)
{
	struct stat a, b;

	CHECK(stat(".", &a) == 0 && stat("./././", &b) == 0);
	CHECK(a.st_ino == b.st_ino);
	CHECK(stat("/..", &a) == 0 && stat("/", &b) == 0);
	CHECK(a.st_ino == b.st_ino);
	mkdir("d", 0777);
	CHECK(stat("d/..//d/../.", &a) == 0 && stat(".", &b) == 0);
	CHECK(a.st_ino == b.st_ino);
}

static void
working_directory(void)
{
	char path[64];

	CHECK(mkdir("d", 0777) == 0 && chdir("d") == 0);
	CHECK(strcmp(getcwd(path, sizeof path), "/tmp/test/d") == 0);
	CHECK(getcwd(path, 3) == 0 && errno == ERANGE);
	make_file("f", "");
	CHECK(chdir("..") == 0);
	CHECK(links("d/f") == 1);
	FAILS(chdir("d/f"), ENOTDIR);
	FAILS(chdir("no"), ENOENT);
	CHECK(chdir("/") == 0 && strcmp(getcwd(path, 64), "/") == 0);
	chdir("/tmp/test");
}

static void
removed_directory(void)
{
	CHECK(mkdir("d", 0777) == 0 && chdir("d") == 0);
	CHECK(rmdir("../d") == 0);
	FAILS(open("f", O_CREAT | O_WRONLY, 0666), ENOENT);
	FAILS(mkdir("e", 0777), ENOENT);
	chdir("/tmp/test");
}

static void
long_names(void)
{
	char name[70], path[1100];

	memset(name, 'n', 59);
	name[59] = 0;
	close(make_file(name, ""));
	CHECK(links(name) == 1);
	memset(name, 'n', 60);
	name[60] = 0;
	FAILS(open(name, O_CREAT | O_WRONLY, 0666), ENAMETOOLONG);
	FAILS(unlink(name), ENAMETOOLONG);
	memset(path, '/', 1099);
	path[1099] = 0;
	FAILS(open(path, O_RDONLY), ENAMETOOLONG);
}

static void
hard_links(void)
{
	char text[4] = "";
	int fd = make_file("a", "one");

	CHECK(link("a", "b") == 0);
	CHECK(links("a") == 2);
	FAILS(link("a", "b"), EEXIST);
	FAILS(link("no", "c"), ENOENT);
	FAILS(link("a", "no/c"), ENOENT);
	FAILS(link(".", "c"), EPERM);
	CHECK(unlink("a") == 0 && links("b") == 1);
	close(fd);
	fd = open("b", O_RDONLY);
	CHECK(read(fd, text, 3) == 3 && strcmp(text, "one") == 0);
}

static void
unlinked_but_open(void)
{
	char text[6] = "";
	int fd = make_file("f", "still");

	CHECK(unlink("f") == 0);
	FAILS(open("f", O_RDONLY), ENOENT);
	FAILS(unlink("f"), ENOENT);
	lseek(fd, 0, SEEK_SET);
	CHECK(read(fd, text, 5) == 5 && strcmp(text, "still") == 0);
	CHECK(write(fd, "more", 4) == 4);
}

static void
renames(void)
{
	struct stat st;

	close(make_file("a", "aaa"));
	CHECK(rename("a", "b") == 0);
	FAILS(rename("a", "b"), ENOENT);
	CHECK(links("b") == 1);
	close(make_file("c", "c"));
	CHECK(rename("b", "c") == 0);
	CHECK(stat("c", &st) == 0 && st.st_size == 3);
	CHECK(links("b") == -1);
	CHECK(rename("c", "c") == 0 && links("c") == 1);
	FAILS(rename("c", "no/x"), ENOENT);
	FAILS(rename(".", "x"), EINVAL);
}

static void
renames_of_directories(void)
{
	CHECK(mkdir("d", 0777) == 0 && mkdir("d/e", 0777) == 0);
	CHECK(mkdir("t", 0777) == 0);
	FAILS(rename("d", "d/e/f"), EINVAL);
	FAILS(rename("d", "d/f"), EINVAL);
	CHECK(rename("d/e", "t/e") == 0);
	CHECK(links("d") == 2 && links("t") == 3);
	CHECK(chdir("t/e") == 0 && links("../../d") == 2);
	CHECK(chdir("/tmp/test") == 0);
	close(make_file("f", ""));
	FAILS(rename("f", "d"), EISDIR);
	FAILS(rename("d", "f"), ENOTDIR);
	FAILS(rename("d", "t"), EEXIST);
	CHECK(rename("t/e", "d") == 0);
	CHECK(links("t") == 2 && links("d") == 2);
}

static void
modes(void)
{
	struct stat st;

	close(make_file("f", ""));
	CHECK(chmod("f", 0123) == 0 && stat("f", &st) == 0);
	CHECK((st.st_mode & 07777) == 0123 && S_ISREG(st.st_mode));
	CHECK(chown("f", 5, 6) == 0 && stat("f", &st) == 0);
	CHECK(st.st_uid == 5 && st.st_gid == 6);
	CHECK(umask(077) == 022 && umask(077) == 077);
	close(open("g", O_CREAT | O_WRONLY, 0666));
	CHECK(stat("g", &st) == 0 && (st.st_mode & 0777) == 0600);
	FAILS(chmod("no", 0), ENOENT);
	FAILS(mknod("x", S_IFDIR | 0777, 0), EINVAL);
}

static void
listing(void)
{
	char name[8], seen[200] = { 0 };
	struct dirent *e;
	int n = 0, tiny;
	DIR *d;

	for (int i = 0; i < 150; i++) {
		snprintf(name, sizeof name, "f%d", i);
		close(make_file(name, ""));
	}
	for (int i = 0; i < 150; i += 3) {
		snprintf(name, sizeof name, "f%d", i);
		CHECK(unlink(name) == 0);
	}
	CHECK((d = opendir(".")) != 0);
	while ((e = readdir(d))) {
		n++;
		if (e->d_name[0] == 'f')
			seen[atoi(e->d_name + 1)]++;
	}
	closedir(d);
	CHECK(n == 102);
	for (int i = 0; i < 150; i++)
		CHECK(seen[i] == (i % 3 != 0));
	tiny = open(".", O_RDONLY);
	FAILS(getdents(tiny, name, 8), EINVAL);
	FAILS(getdents(0, seen, 200), ENOTDIR);
}

/* Everybody makes and removes the same name. */
static void
create_races(void)
{
	int status;

	for (int n = 0; n < 4; n++)
		if (fork() == 0) {
			for (int i = 0; i < 40; i++) {
				int fd = open("f", O_CREAT | O_RDWR, 0666);
				if (fd < 0 || write(fd, "x", 1) != 1)
					_exit(1);
				close(fd);
				unlink("f");
			}
			_exit(0);
		}
	while (wait(&status) > 0)
		CHECK(status == 0);
	FAILS(open("f", O_RDONLY), ENOENT);
}

/* Renames against each other, in both directions. */
static void
rename_races(void)
{
	int status;

	mkdir("a", 0777);
	mkdir("b", 0777);
	close(make_file("a/f", "x"));
	for (int n = 0; n < 4; n++)
		if (fork() == 0) {
			for (int i = 0; i < 40; i++)
				if (n % 2)
					rename("a/f", "b/f");
				else
					rename("b/f", "a/f");
			_exit(0);
		}
	while (wait(&status) > 0)
		CHECK(status == 0);
	CHECK((links("a/f") == 1) != (links("b/f") == 1));
}

/* Each process in a directory of its own. */
static void
parallel_trees(void)
{
	int status;

	for (int n = 0; n < 4; n++)
		if (fork() == 0) {
			char name[16];
			snprintf(name, sizeof name, "d%d", n);
			if (mkdir(name, 0777) < 0 || chdir(name) < 0)
				_exit(1);
			for (int i = 0; i < 20; i++) {
				snprintf(name, sizeof name, "f%d", i);
				close(make_file(name, "text"));
			}
			for (int i = 0; i < 20; i++) {
				snprintf(name, sizeof name, "f%d", i);
				if (unlink(name) < 0)
					_exit(2);
			}
			_exit(0);
		}
	while (wait(&status) > 0)
		CHECK(status == 0);
	for (int n = 0; n < 4; n++) {
		char name[16];
		snprintf(name, sizeof name, "d%d", n);
		CHECK(rmdir(name) == 0);
	}
}

static void
inodes_run_out(void)
{
	char name[16];
	int n = 0, fd;

	for (;; n++) {
		snprintf(name, sizeof name, "f%d", n);
		if ((fd = open(name, O_CREAT | O_WRONLY, 0666)) < 0)
			break;
		close(fd);
	}
	CHECK(errno == ENOSPC && n > 100);
	CHECK(unlink("f0") == 0);
	CHECK((fd = open("again", O_CREAT | O_WRONLY, 0666)) >= 0);
}

const struct test name_tests[] = {
	{ "directories", directories },
	{ "dot-names", dot_names },
	{ "working-directory", working_directory },
	{ "removed-directory", removed_directory },
	{ "long-names", long_names },
	{ "hard-links", hard_links },
	{ "unlinked-but-open", unlinked_but_open },
	{ "renames", renames },
	{ "renames-of-directories", renames_of_directories },
	{ "modes", modes },
	{ "listing", listing },
	{ "create-races", create_races },
	{ "rename-races", rename_races },
	{ "parallel-trees", parallel_trees },
	{ "inodes-run-out", inodes_run_out },
	{ 0, 0 },
};
