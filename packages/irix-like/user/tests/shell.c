/* The shell, the C library and the kernel's counters, from outside. */
#include <fcntl.h>
#include <setjmp.h>
#include <sys/sysmp.h>
#include <sys/wait.h>

#include "test.h"

static void
sh_status(void)
{
	CHECK(script("exit 7", "") == 7);
	CHECK(script("false", "") == 1);
	CHECK(script("true; false; true", "") == 0);
	CHECK(script("nothing-of-that-name", "nothing-of-that-name: not found\n")
	    == 127);
	CHECK(script("/etc/motd", "/etc/motd: Permission denied\n") == 126);
	script("false; echo $?; true; echo $?", "1\n0\n");
	script("sh -c 'kill -9 $$' & wait; echo on", "on\n");
}

static void
sh_and_or(void)
{
	script("true && echo a || echo b", "a\n");
	script("false && echo a || echo b", "b\n");
	script("false || false || echo c", "c\n");
	script("true && false; echo $?", "1\n");
}

static void
sh_pipes(void)
{
	script("echo one two | wc", "      1       2       8\n");
	script("for i in 3 1 2; do echo $i; done | sort | head -n 2", "1\n2\n");
	script("echo x | cat | cat | cat", "x\n");
	script("false | true", "");
}

static void
sh_redirections(void)
{
	script("echo a > f; echo b >> f; cat < f", "a\nb\n");
	script("cat nothing 2> f; wc < f | grep -c 1", "1\n");
	script("echo both > f 2>&1; cat f", "both\n");
	script("(echo a; echo b) > f; cat f", "a\nb\n");
	script("> empty; ls empty", "empty\n");
	CHECK(script("cat < nothing", "nothing: No such file or directory\n"));
}

static void
sh_variables(void)
{
	script("a=1; b=${a}2; echo $b $a$b", "12 112\n");
	script("a='x  y'; echo $a; echo \"$a\"", "x y\nx  y\n");
	script("echo [$nothing]", "[]\n");
	script("a=1; (a=2; echo $a); echo $a", "2\n1\n");
	script("echo $HOME", "/\n");
}

static void
sh_quotes(void)
{
	script("echo 'a $b' \"c;d\" e\\ f", "a $b c;d e f\n");
	script("echo \"it's\" 'say \"x\"'", "it's say \"x\"\n");
	script("echo a # b", "a\n");
	script("echo '*'", "*\n");
}

static void
sh_patterns(void)
{
	close(make_file("a1", ""));
	close(make_file("a2", ""));
	close(make_file("b1", ""));
	close(make_file(".h", ""));
	script("echo a*", "a1 a2\n");
	script("echo ?1", "a1 b1\n");
	script("echo [b-z]1 [ab]2", "b1 a2\n");
	script("echo no*thing", "no*thing\n");
	script("cd /; echo /et*", "/etc\n");
}

static void
sh_control(void)
{
	script("if true; then echo yes; else echo no; fi", "yes\n");
	script("if false; then echo 1; elif true; then echo 2; fi", "2\n");
	script("for i in a b; do for j in 1 2; do echo $i$j; done; done",
	    "a1\na2\nb1\nb2\n");
	script("> f; while ls f > g; do echo once; rm f; done 2> h", "once\n");
}

static void
sh_errors(void)
{
	CHECK(script("if true; then", "sh: unexpected end\n") == 2);
	CHECK(script("echo 'x", "sh: unexpected end\n") == 2);
	CHECK(script("| cat", "sh: a command is missing\n") == 2);
	CHECK(script("cat <<E\nx\n", "sh: unexpected end\n") == 2);
	CHECK(script("echo $(", "sh: unexpected end\n") == 2);
	CHECK(script("echo )", "sh: unexpected word\n") == 2);
}

static void
sh_scripts(void)
{
	close(make_file("s", "for i in x y\ndo\n\techo $i $1\ndone\n"));
	script("sh s word", "x word\ny word\n");
}

static void
sh_here_documents(void)
{
	script("cat <<E\na $HOME\n\tb\nE\necho on", "a /\n\tb\non\n");
	script("cat <<'E'\n$HOME `x`\nE", "$HOME `x`\n");
	script("cat <<-E\n\t\ta\n\tb\n\tE", "a\nb\n");
	script("cat <<A; cat <<B\n1\nA\n2\nB", "1\n2\n");
	script("cat <<A - <<B\n1\nA\n2\nB", "2\n");
	script("x=y; cat <<E | tr y z\n${x}$(echo y)\\$x\nE", "zz$x\n");
	script("while read a b; do echo \"$b $a\"; done <<E\n1 2 3\n4 5\nE",
	    "2 3 1\n5 4\n");
	script("cat <<E\nE", "");
	script("if true; then cat <<E\nin\nE\nfi", "in\n");
}

static void
sh_functions(void)
{
	script("f() { echo $1-$#; }; f a b; f", "a-2\n-0\n");
	CHECK(script("f() { return 3; echo no; }; f", "") == 3);
	script("f() {\n\tx=$1\n\techo in $x\n}\nf 1; echo $x", "in 1\n1\n");
	script("f() (x=2); x=1; f; echo $x", "1\n");
	script("f() { cat; } < /etc/motd; f | grep -c .", "1\n");
	script("f() { [ $1 -eq 0 ] || { echo $1; f $(($1 - 1)); }; }; f 3",
	    "3\n2\n1\n");
	script("f() { echo 1; }; f() { echo 2; }; f > out2; cat out2", "2\n");
	script("for i in 1 2; do f() { echo $i; }; f; done; f", "1\n2\n2\n");
	script("f() { for a; do echo \"<$a>\"; done; }; f 'x y' z",
	    "<x y>\n<z>\n");
}

static void
sh_substitution(void)
{
	script("echo $(echo a; echo b) `echo c`", "a b c\n");
	script("echo \"$(echo 'a  b'; echo c)\"", "a  b\nc\n");
	script("echo $(echo $(echo deep))", "deep\n");
	script("x=$(false); echo $?; y=$(exit 4); echo $?", "1\n4\n");
	script("echo ${no-default} ${HOME:+set} ${#HOME}", "default set 1\n");
	script("echo ${a:=1}; echo $a", "1\n1\n");
	script("echo $((2 + 3 * 4)) $(( (1 << 4) % 10 == 6 ))", "14 1\n");
	script("i=0; while [ $i -lt 3 ]; do i=$((i + 1)); done; echo $i",
	    "3\n");
	script("a='*'; echo \"$a\" '\\*'", "* \\*\n");
}

static void
sh_case(void)
{
	script("case abc in a) echo 1;; a*|b) echo 2;; *) echo 3;; esac",
	    "2\n");
	script("case x in (y) echo 1 ;; esac; echo $?", "0\n");
	script("case '*' in '*') echo star;; esac", "star\n");
	script("until false; do echo 1; break; done", "1\n");
	script("for i in 1 2 3; do [ $i = 2 ] && continue; echo $i; done",
	    "1\n3\n");
	script("for i in 1 2; do for j in 1 2; do break 2; done; done; "
	    "echo $i$j", "11\n");
	script("! true; echo $?; ! false; echo $?", "1\n0\n");
	script("{ echo a; echo b; } | tr -d '\\n'", "ab");
}

static void
sh_builtins(void)
{
	script("X=1 sh -c 'echo $X'; echo [$X]", "1\n[]\n");
	script("export Y=2; sh -c 'echo $Y'; unset Y; sh -c 'echo [$Y]'",
	    "2\n[]\n");
	script("set a b c; shift; echo $# $1 $*; shift 5 || echo no",
	    "2 b b c\nno\n");
	script("test a = a && [ 1 -lt 2 ] && [ -d / ] && [ ! -f / ]", "");
	CHECK(script("[ -n '' ]", "") == 1);
	CHECK(script("[ 1 -eq", "[: ] is missing\n") == 2);
	script("echo 'echo sourced $1' > f; . ./f; eval 'echo e;' echo v",
	    "sourced\ne\nv\n");
	script("(exec echo gone; echo no); exec > g; echo there", "gone\n");
	script("cat g; cd /etc; pwd", "there\n/etc\n");
	script("true & wait $!; echo $?; false & wait $!; echo $?",
	    "0\n1\n");
	script("sleep 9 & kill $!; wait $!; echo $?", "143\n");
	script("echo a > f; { read x; } < f; echo $x >> f; cat < f", "a\na\n");
	CHECK(script("sh -c 'echo $0 $1' name one", "name one\n") == 0);
}

static int order(const void *a, const void *b)
{
	return *(const int *) a - *(const int *) b;
}

static void
library(void)
{
	static int numbers[1000];
	char text[64], *p[200];
	jmp_buf env;
	int n;

	for (int i = 0; i < 200; i++) {
		p[i] = malloc(i * 37 + 1);
		CHECK(p[i] && ((uintptr_t) p[i] & 15) == 0);
		memset(p[i], i, i * 37 + 1);
	}
	for (int i = 0; i < 200; i += 2)
		free(p[i]);
	for (int i = 1; i < 200; i += 2)
		CHECK(p[i][0] == (char) i && p[i][i * 37] == (char) i);
	for (int i = 0; i < 1000; i++)
		numbers[i] = i * 7919 % 1000;
	qsort(numbers, 1000, sizeof(int), order);
	for (int i = 0; i < 1000; i++)
		CHECK(numbers[i] == i);
	snprintf(text, sizeof text, "%5.2f|%-4s|%04x|%lld", 3.14159, "ab", 255,
	    1ll << 40);
	CHECK(strcmp(text, " 3.14|ab  |00ff|1099511627776") == 0);
	if ((n = setjmp(env)) < 3)
		longjmp(env, n + 1);
	CHECK(n == 3);
	CHECK(strtol("-0x1f", 0, 0) == -31 && strtod("2.5e3", 0) == 2500);
}

static void
streams(void)
{
	char line[64];
	FILE *f = fopen("f", "w");

	CHECK(f && fprintf(f, "one\ntwo\nthree") == 13);
	CHECK(fclose(f) == 0);
	CHECK((f = fopen("f", "a")) && fputs("!\n", f) == 0 && fclose(f) == 0);
	CHECK((f = fopen("f", "r")));
	CHECK(fgets(line, sizeof line, f) && strcmp(line, "one\n") == 0);
	CHECK(fgetc(f) == 't' && ungetc('T', f) == 'T');
	CHECK(fgets(line, sizeof line, f) && strcmp(line, "Two\n") == 0);
	CHECK(fread(line, 1, 64, f) == 7 && memcmp(line, "three!\n", 7) == 0);
	CHECK(fgetc(f) == EOF && feof(f) && !ferror(f));
	fclose(f);
	CHECK(fopen("no/f", "w") == 0 && fopen("no", "r") == 0);
}

static void
counters(void)
{
	struct mpstat before, after;
	struct mplock lock;
	struct mpproc proc;
	int cpu, found = 0, n;

	CHECK(sysmp(MP_NPROCS, 0, 0) >= 1);
	cpu = sysmp(MP_CPU, 0, 0);
	CHECK(sysmp(MP_STAT, cpu, &before) == 0);
	for (int i = 0; i < 50; i++)
		getppid();
	CHECK(sysmp(MP_STAT, cpu, &after) == 0);
	CHECK(after.syscalls >= before.syscalls);
	FAILS(sysmp(MP_STAT, 1000, &after), EINVAL);
	FAILS(sysmp(99, 0, 0), EINVAL);
	FAILS(sysmp(MP_STAT, 0, (void *) 0x80000000), EFAULT);
	for (n = 0; sysmp(MP_LOCK, n, &lock) == 0; n++)
		found += strcmp(lock.name, "memlock") == 0 && lock.taken > 1000;
	CHECK(errno == ENOENT && found == 1);
	for (n = found = 0; sysmp(MP_PROC, n, &proc) == 0; n++)
		found += proc.state && proc.pid == getpid() &&
		    strcmp(proc.comm, "usertests") == 0;
	CHECK(found == 1);
}

const struct test shell_tests[] = {
	{ "sh-status", sh_status },
	{ "sh-and-or", sh_and_or },
	{ "sh-pipes", sh_pipes },
	{ "sh-redirections", sh_redirections },
	{ "sh-variables", sh_variables },
	{ "sh-quotes", sh_quotes },
	{ "sh-patterns", sh_patterns },
	{ "sh-control", sh_control },
	{ "sh-here-documents", sh_here_documents },
	{ "sh-functions", sh_functions },
	{ "sh-substitution", sh_substitution },
	{ "sh-case", sh_case },
	{ "sh-builtins", sh_builtins },
	{ "sh-errors", sh_errors },
	{ "sh-scripts", sh_scripts },
	{ "library", library },
	{ "streams", streams },
	{ "counters", counters },
	{ 0, 0 },
};
