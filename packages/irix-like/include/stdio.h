#ifndef STDIO_H
#define STDIO_H

#include <stdarg.h>
#include <stddef.h>

#define EOF (-1)
#define BUFSIZ 1024

typedef struct file FILE;
extern FILE *const stdin;
extern FILE *const stdout;
extern FILE *const stderr;

#define PRINTS(f, v) __attribute__((format(printf, f, v)))

int printf(const char *format, ...) PRINTS(1, 2);
int fprintf(FILE *f, const char *format, ...) PRINTS(2, 3);
int sprintf(char *to, const char *format, ...) PRINTS(2, 3);
int snprintf(char *to, size_t size, const char *format, ...) PRINTS(3, 4);
int vprintf(const char *format, va_list args);
int vfprintf(FILE *f, const char *format, va_list args);
int vsprintf(char *to, const char *format, va_list args);
int vsnprintf(char *to, size_t size, const char *format, va_list args);

FILE *fopen(const char *path, const char *mode);
FILE *fdopen(int fd, const char *mode);
int fclose(FILE *f);
int fflush(FILE *f);
int fileno(FILE *f);
int feof(FILE *f);
int ferror(FILE *f);
size_t fread(void *to, size_t size, size_t n, FILE *f);
size_t fwrite(const void *from, size_t size, size_t n, FILE *f);
int fgetc(FILE *f);
int ungetc(int c, FILE *f);
int fputc(int c, FILE *f);
char *fgets(char *line, int n, FILE *f);
int fputs(const char *s, FILE *f);
int puts(const char *s);
int putchar(int c);
int getchar(void);
#define getc(f) fgetc(f)
#define putc(c, f) fputc(c, f)
void perror(const char *what);
int remove(const char *path);
int rename(const char *old, const char *new);

#endif
