/* Open files: reading, writing, descriptors. */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "test.h"

#define BAD ((void *) 0x70000000)

static void
write_then_read(void)
{
	char text[20] = "";
	int fd = make_file("f", "hello");

	CHECK(lseek(fd, 0, SEEK_SET) == 0);
	CHECK(read(fd, text, sizeof text) == 5);
	CHECK(strcmp(text, "hello") == 0);
	CHECK(read(fd, text, sizeof text) == 0);
	CHECK(close(fd) == 0);
	FAILS(close(fd), EBADF);
	FAILS(read(fd, text, 1), EBADF);
	FAILS(write(fd, text, 1), EBADF);
	FAILS(read(-1, text, 1), EBADF);
	FAILS(read(1000000, text, 1), EBADF);
}

static void
open_flags(void)
{
	struct stat st;
	int fd;

	FAILS(open("f", O_RDONLY), ENOENT);
	CHECK((fd = open("f", O_WRONLY | O_CREAT | O_EXCL, 0640)) >= 0);
	FAILS(open("f", O_WRONLY | O_CREAT | O_EXCL, 0640), EEXIST);
	CHECK(write(fd, "abc", 3) == 3);
	CHECK(fstat(fd, &st) == 0 && st.st_size == 3);
	CHECK((st.st_mode & 0777) == 0640);
	CHECK((fd = open("f", O_WRONLY | O_TRUNC)) >= 0);
	CHECK(fstat(fd, &st) == 0 && st.st_size == 0);
	FAILS(open("f", O_ACCMODE), EINVAL);
	FAILS(open("f/g", O_RDONLY), ENOTDIR);
	FAILS(open("f/g", O_CREAT | O_WRONLY, 0666), ENOTDIR);
	FAILS(open("no/g", O_CREAT | O_WRONLY, 0666), ENOENT);
	FAILS(open(".", O_WRONLY), EISDIR);
	FAILS(open("", O_RDONLY), ENOENT);
	FAILS(open(BAD, O_RDONLY), EFAULT);
}

static void
access_mode(void)
{
	char c;
	int fd = open("f", O_WRONLY | O_CREAT, 0666);

	FAILS(read(fd, &c, 1), EBADF);
	close(fd);
	fd = open("f", O_RDONLY);
	FAILS(write(fd, &c, 1), EBADF);
	FAILS(ftruncate(fd, 0), EINVAL);
}

static void
append(void)
{
	struct stat st;
	int fd = make_file("f", "one"), other;

	other = open("f", O_WRONLY | O_APPEND);
	CHECK(write(other, "two", 3) == 3);
	lseek(other, 0, SEEK_SET);
	CHECK(write(other, "three", 5) == 5);
	CHECK(fstat(fd, &st) == 0 && st.st_size == 11);
}

static void
seek(void)
{
	int fd = make_file("f", "0123456789"), p[2];
	char c;

	CHECK(lseek(fd, 3, SEEK_SET) == 3 && read(fd, &c, 1) == 1 && c == '3');
	CHECK(lseek(fd, 2, SEEK_CUR) == 6 && read(fd, &c, 1) == 1 && c == '6');
	CHECK(lseek(fd, -1, SEEK_END) == 9 && read(fd, &c, 1) == 1 && c == '9');
	FAILS(lseek(fd, -11, SEEK_END), EINVAL);
	FAILS(lseek(fd, 0, 9), EINVAL);
	FAILS(lseek(50, 0, SEEK_SET), EBADF);
	pipe(p);
	FAILS(lseek(p[0], 0, SEEK_SET), ESPIPE);
}

static void
write_behind_the_end(void)
{
	char buf[6000];
	int fd = make_file("f", "x");

	CHECK(lseek(fd, 5000, SEEK_SET) == 5000);
	CHECK(write(fd, "y", 1) == 1);
	lseek(fd, 0, SEEK_SET);
	CHECK(read(fd, buf, sizeof buf) == 5001);
	CHECK(buf[0] == 'x' && buf[5000] == 'y');
	for (int i = 1; i < 5000; i++)
		CHECK(buf[i] == 0);
}

static void
truncation(void)
{
	struct stat st;
	char buf[10];
	int fd = make_file("f", "0123456789");

	CHECK(ftruncate(fd, 4) == 0);
	CHECK(fstat(fd, &st) == 0 && st.st_size == 4);
	CHECK(ftruncate(fd, 10000) == 0);
	CHECK(fstat(fd, &st) == 0 && st.st_size == 10000);
	lseek(fd, 0, SEEK_SET);
	CHECK(read(fd, buf, 10) == 10);
	CHECK(memcmp(buf, "0123\0\0\0\0\0\0", 10) == 0);
	FAILS(ftruncate(fd, -1), EINVAL);
	FAILS(ftruncate(50, 0), EBADF);
}

static void
large_file(void)
{
	static char buf[8192];
	int fd = open("f", O_RDWR | O_CREAT, 0666);

	for (int i = 0; i < 256; i++) {
		memset(buf, i, sizeof buf);
		CHECK(write(fd, buf, sizeof buf) == sizeof buf);
	}
	for (int i = 255; i >= 0; i -= 5) {
		lseek(fd, i * sizeof buf, SEEK_SET);
		CHECK(read(fd, buf, sizeof buf) == sizeof buf);
		CHECK(buf[0] == (char) i && buf[8191] == (char) i);
	}
}

/* Two files that grow in turns have many extents. */
static void
many_extents(void)
{
	static char buf[4096];
	int a = open("a", O_RDWR | O_CREAT, 0666);
	int b = open("b", O_RDWR | O_CREAT, 0666);

	for (int i = 0; i < 60; i++) {
		memset(buf, i, sizeof buf);
		CHECK(write(a, buf, sizeof buf) == sizeof buf);
		CHECK(write(b, buf, sizeof buf) == sizeof buf);
	}
	for (int i = 59; i >= 0; i--) {
		lseek(a, i * sizeof buf, SEEK_SET);
		CHECK(read(a, buf, sizeof buf) == sizeof buf);
		CHECK(buf[17] == i);
	}
	CHECK(ftruncate(a, 4096 * 5) == 0);
	CHECK(lseek(a, 0, SEEK_END) == 4096 * 5);
	lseek(b, 59 * sizeof buf, SEEK_SET);
	CHECK(read(b, buf, sizeof buf) == sizeof buf && buf[0] == 59);
}

static void
descriptors_run_out(void)
{
	int n = 0, p[2];

	while (dup(0) >= 0)
		n++;
	CHECK(errno == EMFILE && n > 20);
	FAILS(open("/etc/motd", O_RDONLY), EMFILE);
	FAILS(pipe(p), EMFILE);
	close(20);
	FAILS(pipe(p), EMFILE);
	CHECK(open("/etc/motd", O_RDONLY) == 20);
}

static void
dup_shares_offset(void)
{
	char c;
	int fd = make_file("f", "0123"), other;

	lseek(fd, 0, SEEK_SET);
	CHECK((other = dup(fd)) >= 0);
	read(fd, &c, 1);
	CHECK(read(other, &c, 1) == 1 && c == '1');
	if (fork() == 0) {
		read(fd, &c, 1);
		_exit(0);
	}
	wait(0);
	CHECK(read(other, &c, 1) == 1 && c == '3');
	CHECK(dup2(fd, 30) == 30 && dup2(30, 30) == 30);
	FAILS(dup(55), EBADF);
	FAILS(dup2(55, 3), EBADF);
	FAILS(dup2(fd, 64), EBADF);
	FAILS(dup2(fd, -1), EBADF);
	CHECK(fcntl(fd, F_DUPFD, 40) == 40);
	FAILS(fcntl(fd, F_DUPFD, 100), EINVAL);
	FAILS(fcntl(fd, 77, 0), EINVAL);
}

static void
bad_addresses(void)
{
	int fd = make_file("f", "0123456789"), p[2];

	lseek(fd, 0, SEEK_SET);
	FAILS(read(fd, BAD, 5), EFAULT);
	FAILS(write(fd, BAD, 5), EFAULT);
	FAILS(read(fd, (void *) 0x80010000, 5), EFAULT);
	FAILS(write(fd, (void *) 0x80010000, 5), EFAULT);
	FAILS(write(fd, (void *) 0x7ffffff0, 100), EFAULT);
	FAILS(write(fd, (void *) 0xfffffff0, 0x20), EFAULT);
	FAILS(read(fd, p, 0xffffffff), EINVAL);
	FAILS(pipe(BAD), EFAULT);
	FAILS(fstat(fd, BAD), EFAULT);
	FAILS(stat("f", BAD), EFAULT);
	FAILS(stat(BAD, BAD), EFAULT);
	FAILS(getdents(open(".", O_RDONLY), BAD, 4096), EFAULT);
	CHECK(getcwd(BAD, 100) == 0 && errno == EFAULT);
	CHECK(lseek(fd, 0, SEEK_CUR) == 0);
}

/* A write whose memory ends in the middle writes no more than there is. */
static void
partly_bad_address(void)
{
	static char page[8192] __attribute__((aligned(4096)));
	char *end = sbrk(0);
	int fd = make_file("f", "");

	(void) page;
	end = (char *) (((uintptr_t) end + 4095) & ~4095);
	brk(end);
	FAILS(write(fd, end - 100, 200), EFAULT);
	CHECK(lseek(fd, 0, SEEK_END) == 0);
	CHECK(write(fd, end - 100, 100) == 100);
}

static void
zero_bytes(void)
{
	char c;
	int fd = make_file("f", "x");

	CHECK(write(fd, &c, 0) == 0);
	CHECK(read(fd, &c, 0) == 0);
}

static void
devices(void)
{
	char buf[100];
	int null = open("/dev/null", O_RDWR), zero = open("/dev/zero", O_RDONLY);

	CHECK(null >= 0 && zero >= 0);
	CHECK(write(null, buf, 100) == 100 && read(null, buf, 100) == 0);
	memset(buf, 1, sizeof buf);
	CHECK(read(zero, buf, 100) == 100 && buf[0] == 0 && buf[99] == 0);
	FAILS(read(zero, BAD, 10), EFAULT);
	FAILS(ioctl(null, TIOCGPGRP, buf), ENOTTY);
	FAILS(ioctl(0, 0x9999, buf), EINVAL);
	CHECK(mknod("dev", S_IFCHR | 0666, 0x7700) == 0);
	FAILS(write(open("dev", O_WRONLY), buf, 1), ENXIO);
}

static void
fsync_and_sync(void)
{
	int fd = make_file("f", "durable");

	CHECK(fsync(fd) == 0);
	sync();
	FAILS(fsync(50), EBADF);
}

/* Appends from many processes: none is lost, none is torn. */
static void
concurrent_appends(void)
{
	char record[50];
	int fd = open("f", O_RDWR | O_CREAT | O_APPEND, 0666), count[4] = { 0 };

	for (int n = 0; n < 4; n++)
		if (fork() == 0) {
			memset(record, '0' + n, sizeof record);
			for (int i = 0; i < 30; i++)
				if (write(fd, record, 50) != 50)
					_exit(1);
			_exit(0);
		}
	while (wait(0) > 0)
		;
	lseek(fd, 0, SEEK_SET);
	while (read(fd, record, 50) == 50) {
		for (int i = 1; i < 50; i++)
			CHECK(record[i] == record[0]);
		count[record[0] - '0']++;
	}
	for (int n = 0; n < 4; n++)
		CHECK(count[n] == 30);
}

/* The disk fills up: ENOSPC, and then there is room again. */
static void
disk_full(void)
{
	static char buf[65536];
	int fd = open("f", O_RDWR | O_CREAT, 0666), n = 0;
	ssize_t done;

	while ((done = write(fd, buf, sizeof buf)) == sizeof buf)
		n++;
	CHECK(done > 0 || errno == ENOSPC);
	FAILS(write(fd, buf, sizeof buf), ENOSPC);
	CHECK(n > 16);
	FAILS(mkdir("d", 0777), ENOSPC);
	CHECK(ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0);
	CHECK(write(fd, buf, sizeof buf) == sizeof buf);
}

const struct test file_tests[] = {
	{ "write-then-read", write_then_read },
	{ "open-flags", open_flags },
	{ "access-mode", access_mode },
	{ "append", append },
	{ "seek", seek },
	{ "write-behind-the-end", write_behind_the_end },
	{ "truncation", truncation },
	{ "large-file", large_file },
	{ "many-extents", many_extents },
	{ "descriptors-run-out", descriptors_run_out },
	{ "dup-shares-offset", dup_shares_offset },
	{ "bad-addresses", bad_addresses },
	{ "partly-bad-address", partly_bad_address },
	{ "zero-bytes", zero_bytes },
	{ "devices", devices },
	{ "fsync-and-sync", fsync_and_sync },
	{ "concurrent-appends", concurrent_appends },
	{ "disk-full", disk_full },
	{ 0, 0 },
};
