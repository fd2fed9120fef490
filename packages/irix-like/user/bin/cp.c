/* cp FILE TO, cp FILE... DIRECTORY */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int
copy(const char *from, const char *to)
{
	static char buf[16384];
	struct stat st;
	ssize_t n = -1;
	int in = open(from, O_RDONLY), out = -1;

	if (in >= 0 && fstat(in, &st) == 0)
		out = open(to, O_WRONLY | O_CREAT | O_TRUNC, st.st_mode & 0777);
	if (in < 0 || out < 0) {
		perror(in < 0 ? from : to);
		return 1;
	}
	while ((n = read(in, buf, sizeof buf)) > 0)
		if (write(out, buf, n) != n)
			break;
	if (n != 0)
		perror(to);
	close(in);
	close(out);
	return n != 0;
}

int
main(int argc, char **argv)
{
	struct stat st;
	char to[1024];
	int directory, bad = 0;

	if (argc < 3) {
		fprintf(stderr, "cp FILE... TO\n");
		return 2;
	}
	directory = stat(argv[argc - 1], &st) == 0 && S_ISDIR(st.st_mode);
	if (!directory)
		return copy(argv[1], argv[2]);
	for (int i = 1; i < argc - 1; i++) {
		const char *slash = strrchr(argv[i], '/');
		snprintf(to, sizeof to, "%s/%s", argv[argc - 1],
		    slash ? slash + 1 : argv[i]);
		bad |= copy(argv[i], to);
	}
	return bad;
}
