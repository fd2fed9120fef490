/* The commands, from outside: what POSIX says of each. */
#include <fnmatch.h>
#include <regex.h>
#include <sys/stat.h>

#include "test.h"

static void
text_file(const char *name, const char *text)
{
	close(make_file(name, text));
}

static void
file_tools(void)
{
	script("echo b > x; echo a >> x; cp x y; mv y z; sort z; ls",
	    "a\nb\nout\nx\nz\n");
	script("mkdir d; cp x z d; ls d; rm -r d; ls d",
	    "x\nz\nd: No such file or directory\n");
	script("mkdir -p d/e/f d/e; ls d; mkdir d/e; mkdir -p x/y; rm -r d",
	    "e\nd/e: File exists\nx/y: Not a directory\n");
	script("wc -l < x; wc -w -l x z; wc -c nothing",
	    "2\n      2       2 x\n      2       2 z\n      4       4 total\n"
	    "nothing: No such file or directory\n");
	script("grep -v a x; grep -c '^b$' x; grep zz x || echo none",
	    "b\n1\nnone\n");
	script("echo 10 > n; echo 9 >> n; sort -n n; sort -n -r n",
	    "9\n10\n10\n9\n");
}


static void
text_tools(void)
{
	text_file("f", "b\na\na\nc\n");
	script("head -n 2 f; tail -n 2 f; tail -n +4 f; tail -c 2 f",
	    "b\na\na\nc\nc\nc\n");
	script("sort f | uniq; uniq -d f; sort f | uniq -u",
	    "a\nb\nc\na\nb\nc\n");
	script("uniq -c f", "      1 b\n      2 a\n      1 c\n");
	script("tr a-c A-C < f | tr -d '\\n'; echo aabb | tr -s a",
	    "BAACabb\n");
	script("echo a1b2 | tr -cd '[:digit:]\\n'", "12\n");
	script("echo x | tee y z; cat y z", "x\nx\nx\n");
	CHECK(script("cmp f f", "") == 0);
	CHECK(script("sed s/c/d/ f > g; cmp f g",
	    "f g differ: char 7, line 4\n") == 1);
	CHECK(script("cmp f nothing",
	    "nothing: No such file or directory\n") == 2);
}

static void
grep_tool(void)
{
	text_file("f", "one\nTwo\nthree 33\n");
	CHECK(script("grep -n e f", "1:one\n3:three 33\n") == 0);
	CHECK(script("grep xyz f", "") == 1);
	CHECK(script("grep x nothing",
	    "nothing: No such file or directory\n") == 2);
	CHECK(script("grep '[' f",
	    "grep: [: [ ] is not closed\n") == 2);
	script("grep -i two f; grep -c . f; grep -v e f", "Two\n3\nTwo\n");
	script("grep -E 'one|(3)+$' f; grep '\\(3\\)\\1' f",
	    "one\nthree 33\nthree 33\n");
	script("grep -x one f; grep -F '.' f; grep -l one f /etc/motd",
	    "one\nf\n");
	script("grep -e one -e Two f; grep '^[[:upper:]]' f",
	    "one\nTwo\nTwo\n");
	CHECK(script("grep -q one f", "") == 0);
}

static void
sed_tool(void)
{
	text_file("f", "one\ntwo\nthree\n");
	script("sed s/o/0/ f", "0ne\ntw0\nthree\n");
	script("sed -n '2p;$p' f; sed '1,2d' f", "two\nthree\nthree\n");
	script("sed -n '/two/,$p' f; sed '/o/!d' f",
	    "two\nthree\none\ntwo\n");
	script("sed 's/\\(.\\)\\(.\\)/\\2\\1/' f", "noe\nwto\nhtree\n");
	script("sed -E 's/(e+)$/<&>/' f", "on<e>\ntwo\nthr<ee>\n");
	script("sed '1!G;h;$!d' f", "three\ntwo\none\n");
	script("sed -e 'y/eo/EO/' -e 2q f", "OnE\ntwO\n");
	script("sed ':a;N;$!ba;s/\\n/,/g' f", "one,two,three\n");
	script("sed '/two/i\\\nbefore\n' f", "one\nbefore\ntwo\nthree\n");
	script("sed '2c\\\nTWO\n3a\\\nend\n' f", "one\nTWO\nthree\nend\n");
	script("echo a.b.c | sed 's/\\./-/2'", "a.b-c\n");
	CHECK(script("sed Z f", "sed: Z: unknown command\n") == 1);
	CHECK(script("sed p nothing",
	    "nothing: No such file or directory\n") == 2);
}

static void
diff_tool(void)
{
	text_file("a", "1\n2\n3\n4\n5\n");
	text_file("b", "1\n3\n4x\n5\n6\n");
	CHECK(script("diff a b",
	    "2d1\n< 2\n4c3\n< 4\n---\n> 4x\n5a5\n> 6\n") == 1);
	CHECK(script("diff a a", "") == 0);
	CHECK(script("diff a nothing",
	    "nothing: No such file or directory\n") == 2);
	text_file("c", "1");
	CHECK(script("echo 1 | diff - c",
	    "1c1\n< 1\n---\n> 1\n\\ No newline at end of file\n") == 1);
	text_file("d", "a  b \n");
	CHECK(script("echo 'a b' | diff -b - d", "") == 0);
	CHECK(script("diff -q a b", "Files a and b differ\n") == 1);
}

static void
find_tool(void)
{
	script("mkdir d d/e; touch d/x.c d/e/y.c d/z; find d -name '*.c' | sort",
	    "d/e/y.c\nd/x.c\n");
	script("find d -type d | sort", "d\nd/e\n");
	script("find d -name e -prune -o -type f -print | sort",
	    "d/x.c\nd/z\n");
	script("find d ! -name '*.c' -a ! -type d", "d/z\n");
	script("find d -depth -type d", "d/e\nd\n");
	script("find d -name z -exec echo found {} ';'", "found d/z\n");
	script("find /etc/motd -size -1; find /etc/motd -size +0c",
	    "/etc/motd\n");
	CHECK(script("find nothing",
	    "nothing: No such file or directory\n") == 1);
	CHECK(script("find d -what",
	    "find: unknown expression: -what\n") == 2);
}

static void
tar_tool(void)
{
	script("mkdir d d/e; echo hello > d/x; echo deep > d/e/y; chmod 700 d/x",
	    "");
	script("tar -cf t d; tar -tf t | sort", "d/\nd/e/\nd/e/y\nd/x\n");
	script("mkdir o; tar -x -C o -f t; cat o/d/x o/d/e/y",
	    "hello\ndeep\n");
	script("tar xf t d/e; tar cf - d | tar tf - | grep -c d", "4\n");
	script("ls -l o/d | grep x$ | sed 's/ .*//'", "-rwx------\n");
	CHECK(script("head -c 700 t > u; tar tf u",
	    "d/\ntar: the archive ends too early\n") == 2);
	CHECK(script("echo no archive > n; tar tf n",
	    "tar: the archive ends too early\n") == 2);
	CHECK(script("tar xf nothing",
	    "tar: No such file or directory\n") == 2);
	CHECK(script("tar -cf v nothing",
	    "tar: nothing: No such file or directory\n") == 1);
}

static void
regular_expressions(void)
{
	static const struct {
		const char *pattern, *text;
		int extended, from, to; /* from -1: no match */
	} cases[] = {
		{ "b*", "aabb", 0, 0, 0 },
		{ "bb*", "aabb", 0, 2, 4 },
		{ "^a.c$", "abc", 0, 0, 3 },
		{ "a\\{2,3\\}", "aaaa", 0, 0, 3 },
		{ "\\(ab\\)*c", "xababc", 0, 1, 6 },
		{ "\\(.\\)\\1", "abccd", 0, 2, 4 },
		{ "*a", "*a", 0, 0, 2 },
		{ "[^]a]", "]ab", 0, 2, 3 },
		{ "[[:digit:]]+", "ab12", 1, 2, 4 },
		{ "a|ab|abc", "abcd", 1, 0, 3 },
		{ "(a|b)*c", "abac", 1, 0, 4 },
		{ "x?y", "y", 1, 0, 1 },
		{ "a{2}", "a", 1, -1, -1 },
		{ "()", "a", 1, 0, 0 },
	};
	regmatch_t m;
	regex_t re;

	for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int flags = cases[i].extended ? REG_EXTENDED : 0, found;
		CHECK(regcomp(&re, cases[i].pattern, flags) == 0);
		found = regexec(&re, cases[i].text, 1, &m, 0) == 0;
		if (found != (cases[i].from >= 0) || (found &&
		    (m.rm_so != cases[i].from || m.rm_eo != cases[i].to))) {
			printf("  %s\n", cases[i].pattern);
			CHECK(!"the match");
		}
		regfree(&re);
	}
	CHECK(regcomp(&re, "\\(a", 0) == REG_EPAREN);
	CHECK(regcomp(&re, "[a", 0) == REG_EBRACK);
	CHECK(regcomp(&re, "a{2,1}", REG_EXTENDED) == REG_EBRACE);
	CHECK(regcomp(&re, "*", REG_EXTENDED) == REG_BADRPT);
	CHECK(fnmatch("*.[ch]", "x.c", 0) == 0);
	CHECK(fnmatch("[!a]?\\*", "bc*", 0) == 0);
	CHECK(fnmatch("a*b*c", "abcb", 0) == FNM_NOMATCH);
}

const struct test tool_tests[] = {
	{ "file-tools", file_tools },
	{ "text-tools", text_tools },
	{ "grep", grep_tool },
	{ "sed", sed_tool },
	{ "diff", diff_tool },
	{ "find", find_tool },
	{ "tar", tar_tool },
	{ "regular-expressions", regular_expressions },
	{ 0, 0 },
};
