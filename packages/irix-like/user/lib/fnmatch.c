/* Does a name match a pattern of * ? [a-z] [!a-z], \ before what stands for
 * itself? */
#include <fnmatch.h>

/* [set], from behind the bracket; where it ends, or 0 if it does not. */
static const char *
in_set(const char *p, char c, int *found)
{
	int inverted = *p == '!' || *p == '^', first = 1;

	p += inverted;
	*found = 0;
	for (; *p != ']' || first; p++, first = 0) {
		if (*p == '\\' && p[1])
			p++;
		if (*p == 0)
			return 0;
		if (p[1] == '-' && p[2] && p[2] != ']') {
			*found |= c >= p[0] && c <= p[2];
			p += 2;
		} else
			*found |= c == *p;
	}
	*found ^= inverted;
	return p;
}

int
fnmatch(const char *p, const char *s, int flags)
{
	for (; *p; p++, s++) {
		const char *end;
		int found;
		if (*p == '*') {
			do
				if (fnmatch(p + 1, s, flags) == 0)
					return 0;
			while (*s++);
			return FNM_NOMATCH;
		}
		if (!*s)
			return FNM_NOMATCH;
		if (*p == '?')
			continue;
		if (*p == '[' && (end = in_set(p + 1, *s, &found))) {
			if (!found)
				return FNM_NOMATCH;
			p = end;
			continue;
		}
		if (*p == '\\' && p[1])
			p++;
		if (*p != *s)
			return FNM_NOMATCH;
	}
	return *s ? FNM_NOMATCH : 0;
}
