/* The console as a terminal: lines, echo, signals from keys. */
#include <fcntl.h>
#include <sys/ioctl.h>
#include "file.h"
#include "defs.h"

#define LINE 256
#define CTRL(c) ((c) & 037)
#define DEL 0177

static struct spinlock ttylock;
static char input[LINE];       /* a ring; guarded by ttylock, as all is */
static uint32_t rd, ready, wr; /* read up to, may be read up to, typed up to */
static int mode = TTY_CANON | TTY_ECHO | TTY_ISIG;
static pid_t foreground;
static int eofs;               /* ^D typed at the start of a line */

void
cons_putc(int c)
{
	if (c == '\n')
		hal_cons_putc('\r');
	hal_cons_putc(c);
}

static void
echo(int c)
{
	if (!(mode & TTY_ECHO))
		return;
	if (c < ' ' && c != '\n' && c != '\t') {
		cons_putc('^');
		c += '@';
	}
	cons_putc(c);
}

static void
erase(void)
{
	if (wr == ready)
		return;
	wr--;
	if (mode & TTY_ECHO) {
		cons_putc('\b');
		cons_putc(' ');
		cons_putc('\b');
	}
}

static int
signal_for(int c)
{
	if (!(mode & TTY_ISIG))
		return 0;
	return c == CTRL('C') ? SIGINT : c == CTRL('Z') ? SIGTSTP :
	    c == CTRL('\\') ? SIGQUIT : 0;
}

/* A character in canonical mode; 1 if a line is complete. */
static int
edit(int c)
{
	if (c == '\b' || c == DEL) {
		erase();
		return 0;
	}
	if (c == CTRL('U')) {
		while (wr != ready)
			erase();
		return 0;
	}
	if (c == CTRL('D')) {
		if (wr == ready)
			eofs++;
		return 1;
	}
	if (wr - rd < LINE - 1 || c == '\n') {
		echo(c);
		input[wr++ % LINE] = c;
	}
	return c == '\n';
}

static void
typed(int c)
{
	int sig = signal_for(c);

	if (c == '\r')
		c = '\n';
	if (sig) {
		echo(c);
		cons_putc('\n');
		wr = ready;
		if (foreground)
			gsignal(foreground, sig);
		return;
	}
	if (mode & TTY_CANON) {
		if (!edit(c))
			return;
	} else if (wr - rd < LINE)
		input[wr++ % LINE] = c;
	ready = wr;
	wakeup(&ready);
}

void
tty_intr(void)
{
	int s = splock(&ttylock), c;

	while ((c = hal_cons_getc()) >= 0)
		typed(c);
	spunlock(&ttylock, s);
}

/* A process in the background may not read. */
static int
background(void)
{
	struct proc *p = curproc;

	return foreground && p->p_pgrp != foreground &&
	    !(p->p_sigmask & sigmask(SIGTTIN)) &&
	    p->p_sigacts->sa_act[SIGTTIN].sa_handler != SIG_IGN;
}

int
tty_read(struct file *f, uint32_t uaddr, uint32_t n, uint32_t *done)
{
	char line[LINE];
	uint32_t got = 0;
	int s = splock(&ttylock), error = 0;

	while (!error && rd == ready && !eofs) {
		if (background()) {
			spunlock(&ttylock, s);
			gsignal(curproc->p_pgrp, SIGTTIN);
			return EINTR;
		}
		if (f->f_flags & O_NONBLOCK)
			error = EAGAIN;
		else
			error = sleep(&ready, 1, &ttylock);
	}
	if (!error && rd == ready)
		eofs--;
	while (!error && got < n && rd != ready) {
		char c = line[got++] = input[rd++ % LINE];
		if (c == '\n' && (mode & TTY_CANON))
			break;
	}
	spunlock(&ttylock, s);
	*done = got;
	return error ? error : copyout(line, uaddr, got);
}

int
tty_write(uint32_t uaddr, uint32_t n, uint32_t *done)
{
	static struct spinlock output;
	char text[128];

	for (*done = 0; *done < n;) {
		uint32_t some = n - *done < sizeof text ? n - *done :
		    sizeof text;
		int s;
		if (copyin(uaddr + *done, text, some))
			return EFAULT;
		s = splock(&output);
		for (uint32_t i = 0; i < some; i++)
			cons_putc(text[i]);
		spunlock(&output, s);
		*done += some;
	}
	return 0;
}

int
tty_ioctl(uint32_t command, uint32_t arg)
{
	int value;

	switch (command) {
	case TIOCGPGRP:
		value = foreground;
		return copyout(&value, arg, sizeof value);
	case TIOCGETMODE:
		value = mode;
		return copyout(&value, arg, sizeof value);
	case TIOCSPGRP:
		if (copyin(arg, &value, sizeof value))
			return EFAULT;
		if (gsignal(value, 0) == 0)
			return EPERM;
		foreground = value;
		return 0;
	case TIOCSETMODE:
		if (copyin(arg, &value, sizeof value))
			return EFAULT;
		mode = value;
		return 0;
	default:
		return EINVAL;
	}
}
