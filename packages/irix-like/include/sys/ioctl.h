#ifndef SYS_IOCTL_H
#define SYS_IOCTL_H

#define TIOCGPGRP 0x5401 /* int *: the terminal's foreground process group */
#define TIOCSPGRP 0x5402
#define TIOCGETMODE 0x5403 /* int *: TTY_ bits */
#define TIOCSETMODE 0x5404

#define TTY_CANON 1 /* lines, with erase and kill */
#define TTY_ECHO 2
#define TTY_ISIG 4  /* ^C, ^Z and ^\ are signals */

#ifndef KERNEL
int ioctl(int fd, unsigned command, ...);
#endif

#endif
