/* mv FILE TO, mv FILE... DIRECTORY */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

int
main(int argc, char **argv)
{
	struct stat st;
	char to[1024];
	int directory, bad = 0;

	if (argc < 3) {
		fprintf(stderr, "mv FILE... TO\n");
		return 2;
	}
	directory = stat(argv[argc - 1], &st) == 0 && S_ISDIR(st.st_mode);
	for (int i = 1; i < argc - 1; i++) {
		const char *slash = strrchr(argv[i], '/');
		snprintf(to, sizeof to, directory ? "%s/%s" : "%s",
		    argv[argc - 1], slash ? slash + 1 : argv[i]);
		if (rename(argv[i], to) < 0) {
			perror(argv[i]);
			bad = 1;
		}
	}
	return bad;
}
