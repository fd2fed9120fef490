#ifndef STDIO_H
#define STDIO_H

#include <stdarg.h>
#include <stddef.h>
#include <sys/types.h>

#define EOF (-1)
#define BUFSIZ 1024
#define FOPEN_MAX 32
#define FILENAME_MAX 1024
#define L_tmpnam 32
#define TMP_MAX 32768

#define _IOFBF 0
#define _IOLBF 1
#define _IONBF 2

#ifndef SEEK_SET
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#endif

typedef struct file FILE;
typedef long fpos_t;
extern FILE *const stdin;
extern FILE *const stdout;
extern FILE *const stderr;

#define PRINTS(f, v) __attribute__((format(printf, f, v)))
#define SCANS(f, v) __attribute__((format(scanf, f, v)))

int printf(const char *format, ...) PRINTS(1, 2);
int fprintf(FILE *f, const char *format, ...) PRINTS(2, 3);
int sprintf(char *to, const char *format, ...) PRINTS(2, 3);
int snprintf(char *to, size_t size, const char *format, ...) PRINTS(3, 4);
int vprintf(const char *format, va_list args);
int vfprintf(FILE *f, const char *format, va_list args);
int vsprintf(char *to, const char *format, va_list args);
int vsnprintf(char *to, size_t size, const char *format, va_list args);

int scanf(const char *format, ...) SCANS(1, 2);
int fscanf(FILE *f, const char *format, ...) SCANS(2, 3);
int sscanf(const char *from, const char *format, ...) SCANS(2, 3);
int vscanf(const char *format, va_list args);
int vfscanf(FILE *f, const char *format, va_list args);
int vsscanf(const char *from, const char *format, va_list args);

FILE *fopen(const char *path, const char *mode);
FILE *freopen(const char *path, const char *mode, FILE *f);
FILE *fdopen(int fd, const char *mode);
FILE *tmpfile(void);
char *tmpnam(char *name);
FILE *popen(const char *command, const char *mode);
int pclose(FILE *f);
int fclose(FILE *f);
int fflush(FILE *f);
int setvbuf(FILE *f, char *buf, int mode, size_t size);
void setbuf(FILE *f, char *buf);
int fileno(FILE *f);
int feof(FILE *f);
int ferror(FILE *f);
void clearerr(FILE *f);
int fseek(FILE *f, long offset, int whence);
long ftell(FILE *f);
void rewind(FILE *f);
int fgetpos(FILE *f, fpos_t *position);
int fsetpos(FILE *f, const fpos_t *position);
size_t fread(void *to, size_t size, size_t n, FILE *f);
size_t fwrite(const void *from, size_t size, size_t n, FILE *f);
int fgetc(FILE *f);
int getc(FILE *f);
int getchar(void);
int ungetc(int c, FILE *f);
char *fgets(char *line, int n, FILE *f);
ssize_t getline(char **line, size_t *room, FILE *f);
int fputc(int c, FILE *f);
int putc(int c, FILE *f);
int putchar(int c);
int fputs(const char *s, FILE *f);
int puts(const char *s);
void perror(const char *what);
int remove(const char *path);
int rename(const char *old, const char *new);

#endif
