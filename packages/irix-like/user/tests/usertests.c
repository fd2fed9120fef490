/* usertests [-s SEED] [-r ROUNDS] [NAME...]: checks of the kernel from outside;
 * seed and rounds are for the random ones. Ends with a line
 * "usertests: N passed, M failed"; the exit status is 0 if M is. */
#include <dirent.h>
#include <signal.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "test.h"

static const struct test *const lists[] = { process_tests, signal_tests,
    memory_tests, scarcity_tests, file_tests, name_tests, pipe_tests,
    thread_tests, race_tests, shell_tests, tool_tests, hostile_tests };

static int passed, failed;
unsigned test_seed, test_rounds = 1;

_Noreturn void
test_failed(const char *file, int line, const char *what)
{
	const char *slash = strrchr(file, '/');

	printf("  %s:%d: %s (errno %d)\n", slash ? slash + 1 : file, line, what,
	    errno);
	fflush(0);
	_exit(1);
}

int
child_status(void (*f)(void))
{
	int status = -1;
	pid_t pid;

	fflush(0);
	pid = fork();
	CHECK(pid >= 0);
	if (pid == 0) {
		f();
		_exit(0);
	}
	CHECK(waitpid(pid, &status, 0) == pid);
	return status;
}

int
make_file(const char *name, const char *text)
{
	int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0666);

	CHECK(fd >= 0);
	CHECK(write(fd, text, strlen(text)) == (ssize_t) strlen(text));
	return fd;
}

int
script(const char *text, const char *expected)
{
	char got[1024] = "";
	int fd, status;

	fflush(0);
	if (fork() == 0) {
		char *argv[] = { "sh", "-c", (char *) text, 0 };
		fd = open("out", O_RDWR | O_CREAT | O_TRUNC, 0666);
		dup2(fd, 1);
		dup2(fd, 2);
		execv("/bin/sh", argv);
		_exit(1);
	}
	CHECK(wait(&status) > 0 && WIFEXITED(status));
	CHECK((fd = open("out", O_RDONLY)) >= 0);
	CHECK(read(fd, got, sizeof got - 1) >= 0);
	close(fd);
	if (strcmp(got, expected) != 0) {
		printf("  %s\n  got: %s\n", text, got);
		CHECK(strcmp(got, expected) == 0);
	}
	return WEXITSTATUS(status);
}

/* Removes what a test has left. */
static void
clean(const char *path)
{
	struct dirent *e;
	char below[512];
	DIR *d = opendir(path);

	while (d && (e = readdir(d)))
		if (strcmp(e->d_name, ".") && strcmp(e->d_name, "..")) {
			snprintf(below, sizeof below, "%s/%s", path, e->d_name);
			if (unlink(below) < 0)
				clean(below);
		}
	if (d)
		closedir(d);
	rmdir(path);
}

static void
run(const struct test *t)
{
	int status = 0;
	pid_t pid;

	printf("%s\n", t->name);
	fflush(0);
	if (mkdir("/tmp/test", 0777) < 0)
		perror("/tmp/test");
	pid = fork();
	if (pid == 0) {
		setpgid(0, 0);
		chdir("/tmp/test");
		t->run();
		fflush(0);
		_exit(0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		status = -1;
	kill(-pid, 9); /* whatever it has left */
	if (status == 0)
		passed++;
	else {
		failed++;
		printf("%s: FAILED, status %x\n", t->name, status);
	}
	clean("/tmp/test");
}

static int
wanted(int argc, char **argv, const char *name)
{
	for (int i = optind; i < argc; i++)
		if (strcmp(argv[i], name) == 0)
			return 1;
	return argc == optind;
}

int
main(int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, "s:r:")) != -1)
		if (c == 's')
			test_seed = atoi(optarg);
		else if (c == 'r')
			test_rounds = atoi(optarg);
		else
			return 2;
	for (unsigned i = 0; i < sizeof lists / sizeof lists[0]; i++)
		for (const struct test *t = lists[i]; t->name; t++)
			if (wanted(argc, argv, t->name))
				run(t);
	sginap(20); /* what was killed ends, and lets go of its directory */
	printf("usertests: %d passed, %d failed\n", passed, failed);
	return failed != 0;
}
