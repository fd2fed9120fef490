/* Files in memory, and what a kind of file system can do with them. */
#ifndef VNODE_H
#define VNODE_H

#include <sys/stat.h>
#include <sys/types.h>
#include "lock.h"

enum vtype { VNON, VREG, VDIR, VCHR, VBLK, VFIFO };

struct vnode {
	struct vnode *v_hnext;   /* by inode number */
	struct vnode *v_next;    /* unused ones, oldest first */
	int v_refs;              /* guarded by vnlock, as are the lists */
	int v_settled;           /* nobody came since vop_inactive; vnlock */
	enum vtype v_type;
	const struct vnodeops *v_op;
	ino_t v_ino;
	dev_t v_rdev;
	uint32_t v_size;         /* bytes; v_map */
	uint32_t v_blocks;       /* blocks that it has; v_map */
	uint32_t v_lastread;     /* page behind the last one read */
	/* v_lock is held over whole reads and writes, and faults of user
	 * memory meanwhile; v_map over looks at the extents and nothing else. */
	struct mutex v_lock, v_map;
};

/* All take and give 0 or an error. Names are components of a path. */
struct vnodeops {
	int (*vop_lookup)(struct vnode *dvp, const char *name,
	    struct vnode **vpp);
	int (*vop_create)(struct vnode *dvp, const char *name, mode_t mode,
	    dev_t rdev, struct vnode **vpp);
	int (*vop_link)(struct vnode *dvp, const char *name, struct vnode *vp);
	int (*vop_remove)(struct vnode *dvp, const char *name, int directory);
	int (*vop_rename)(struct vnode *from, const char *old,
	    struct vnode *to, const char *new);
	int (*vop_entry)(struct vnode *dvp, uint32_t *pos, ino_t *ino,
	    char *name);
	int (*vop_getattr)(struct vnode *vp, struct stat *st);
	int (*vop_setattr)(struct vnode *vp, int mode, int uid, int gid);
	/* The disk's block of a page, and how many follow it. */
	int (*vop_bmap)(struct vnode *vp, uint32_t off, uint32_t *block,
	    uint32_t *run);
	/* Makes the file as long as that; blocks are there afterwards. */
	int (*vop_grow)(struct vnode *vp, uint32_t size);
	int (*vop_truncate)(struct vnode *vp, uint32_t size);
	/* The last user goes; may be called again for the same. */
	void (*vop_inactive)(struct vnode *vp);
};

#define NAMELEN 60

extern struct vnode *rootvp;

/* vnode.c */
void vn_init(void);
struct vnode *vn_get(ino_t ino);
int vn_rdwr(struct vnode *vp, int write, uint32_t *off, uint32_t uaddr,
    uint32_t n, uint32_t *done);
int vn_zero(struct vnode *vp, uint32_t from, uint32_t to);
int vn_read_kernel(struct vnode *vp, uint32_t off, void *to, uint32_t n);
/* namei.c */
int namei(const char *path, struct vnode **vpp);
int nameiparent(const char *path, struct vnode **dvpp, char *name);
/* bio.c */
struct pfdat;
extern struct vnode diskvp;
int bread(uint32_t block, struct pfdat **page);
void bzeroed(uint32_t block, struct pfdat **page);
void vn_invalidate(struct vnode *vp, uint32_t from);
int vn_flush(struct vnode *vp);
/* efs.c, journal.c */
int efs_mount(void);
void tx_begin(void);
void tx_end(void);
void tx_dirty(struct pfdat *page);
int journal_commit(void);
extern uint32_t journal_commits;

#endif
