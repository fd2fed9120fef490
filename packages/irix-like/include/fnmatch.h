/* Patterns of file names. */
#ifndef FNMATCH_H
#define FNMATCH_H

#define FNM_NOMATCH 1

int fnmatch(const char *pattern, const char *name, int flags);

#endif
