/* Devices by number: 1 the console, 2.0 null, 2.1 zero. */
#include "file.h"
#include "defs.h"
#include "vnode.h"

enum { MAJOR_TTY = 1, MAJOR_MEM = 2 };

static int
zero_read(uint32_t uaddr, uint32_t n, uint32_t *done)
{
	static const char zeros[256];

	for (*done = 0; *done < n;) {
		uint32_t some = n - *done < sizeof zeros ? n - *done :
		    sizeof zeros;
		if (copyout(zeros, uaddr + *done, some))
			return EFAULT;
		*done += some;
	}
	return 0;
}

int
dev_rdwr(struct file *f, int write, uint32_t uaddr, uint32_t n, uint32_t *done)
{
	dev_t dev = f->f_vp->v_rdev;

	*done = 0;
	switch (dev >> 8) {
	case MAJOR_TTY:
		return write ? tty_write(uaddr, n, done) :
		    tty_read(f, uaddr, n, done);
	case MAJOR_MEM:
		if (write)
			*done = n;
		else if (dev & 0xff)
			return zero_read(uaddr, n, done);
		return 0;
	default:
		return ENXIO;
	}
}

int
dev_ioctl(struct file *f, uint32_t command, uint32_t arg)
{
	if (!f->f_vp || f->f_vp->v_type != VCHR ||
	    f->f_vp->v_rdev >> 8 != MAJOR_TTY)
		return ENOTTY;
	return tty_ioctl(command, arg);
}
