/* Pipes. */
#include <fcntl.h>
#include "file.h"
#include "defs.h"

#define PIPEBYTES 4096

struct pipe {
	struct spinlock pi_lock;
	int pi_readers, pi_writers;  /* open ends: 0 or 1 each */
	uint32_t pi_read, pi_written; /* bytes so far */
	char *pi_data;               /* PIPEBYTES, a ring */
	int pi_busy[2];              /* somebody reads, writes */
};

int
pipe_make(struct file **r, struct file **w)
{
	struct pipe *pi = kmem_zalloc(sizeof *pi);
	char *data = kmem_zalloc(PIPEBYTES);

	*r = file_alloc(O_RDONLY);
	*w = file_alloc(O_WRONLY);
	if (!pi || !data || !*r || !*w) {
		kmem_free(pi, sizeof *pi);
		kmem_free(data, PIPEBYTES);
		kmem_free(*r, sizeof **r);
		kmem_free(*w, sizeof **w);
		return ENFILE;
	}
	pi->pi_data = data;
	pi->pi_readers = pi->pi_writers = 1;
	(*r)->f_pipe = (*w)->f_pipe = pi;
	return 0;
}

void
pipe_close(struct file *f)
{
	struct pipe *pi = f->f_pipe;
	int s = splock(&pi->pi_lock), last;

	if (f->f_flags & O_WRONLY)
		pi->pi_writers = 0;
	else
		pi->pi_readers = 0;
	last = !pi->pi_readers && !pi->pi_writers;
	wakeup(pi);
	spunlock(&pi->pi_lock, s);
	if (last) {
		kmem_free(pi->pi_data, PIPEBYTES);
		kmem_free(pi, sizeof *pi);
	}
}

/* Bytes that can be read, or written; the lock is held. */
static uint32_t
ready(const struct pipe *pi, int write)
{
	uint32_t full = pi->pi_written - pi->pi_read;

	return write ? PIPEBYTES - full : full;
}

/* Waits until `least` bytes can be read or written and nobody else does so; 0,
 * an error, or -1: the other end is closed. */
static int
wait_ready(struct file *f, int write, uint32_t least)
{
	struct pipe *pi = f->f_pipe;
	int error = 0;

	for (;;) {
		int other = write ? pi->pi_readers : pi->pi_writers;
		if (write && !other)
			return -1;
		if (!pi->pi_busy[write] && ready(pi, write) >= least)
			return 0;
		if (!write && !other && ready(pi, 0) == 0)
			return -1;
		if (error)
			return error;
		if (f->f_flags & O_NONBLOCK)
			return EAGAIN;
		error = sleep(pi, 1, &pi->pi_lock);
	}
}

/* Moves what can be moved at once, without the lock: user memory may fault. */
static int
move(struct pipe *pi, int write, uint32_t uaddr, uint32_t n)
{
	uint32_t at = (write ? pi->pi_written : pi->pi_read) % PIPEBYTES;
	uint32_t first = n < PIPEBYTES - at ? n : PIPEBYTES - at;
	int error;

	if (write) {
		error = copyin(uaddr, pi->pi_data + at, first);
		if (!error)
			error = copyin(uaddr + first, pi->pi_data, n - first);
	} else {
		error = copyout(pi->pi_data + at, uaddr, first);
		if (!error)
			error = copyout(pi->pi_data, uaddr + first, n - first);
	}
	return error;
}

/* A write of at most PIPEBYTES is not mixed with others'. A read gives what is
 * there. */
int
pipe_rdwr(struct file *f, int write, uint32_t uaddr, uint32_t n, uint32_t *done)
{
	struct pipe *pi = f->f_pipe;
	int s = splock(&pi->pi_lock), error = 0;

	*done = 0;
	while (!error && *done < n) {
		uint32_t left = n - *done, some;
		error = wait_ready(f, write,
		    write && n <= PIPEBYTES ? left : 1);
		if (error)
			break;
		some = ready(pi, write) < left ? ready(pi, write) : left;
		pi->pi_busy[write] = 1;
		spunlock(&pi->pi_lock, s);
		error = move(pi, write, uaddr + *done, some);
		s = splock(&pi->pi_lock);
		pi->pi_busy[write] = 0;
		if (!error) {
			*done += some;
			if (write)
				pi->pi_written += some;
			else
				pi->pi_read += some;
		}
		wakeup(pi);
		if (!write)
			break;
	}
	spunlock(&pi->pi_lock, s);
	if (error == -1) {
		error = write ? EPIPE : 0;
		if (write)
			psignal(curproc, SIGPIPE);
	}
	return *done && error != EFAULT ? 0 : error;
}
