/* Between the files of the file system. */
#ifndef EFS_H
#define EFS_H

#include <disco/efs.h>
#include <stdint.h>
#include <sys/types.h>

struct pfdat;
struct vnode;

extern struct efs_superblock efs_super;
extern uint32_t efs_bitmaps; /* blocks of the bitmap */
extern struct mutex efs_names; /* held to change directories */

/* bio.c */
int bwrite(uint32_t block, struct pfdat **pages, int n);

/* journal.c */
int journal_recover(void);
void tx_free(uint32_t start, uint32_t blocks);
int tx_frees(void);

/* efs-alloc.c */
uint32_t efs_alloc(uint32_t hint, uint32_t want, uint32_t *got);
void efs_mark_free(uint32_t start, uint32_t blocks);
int efs_inode(uint32_t ino, struct efs_inode **ip, struct pfdat **page);
int efs_ialloc(uint32_t *ino);
void efs_ifree(uint32_t ino);

/* efs.c */
int efs_iget(uint32_t ino, struct vnode **vpp);
int efs_bmap(struct vnode *vp, uint32_t off, uint32_t *block, uint32_t *run);
int efs_grow(struct vnode *vp, uint32_t size);
int efs_truncate(struct vnode *vp, uint32_t size);

/* efs-dir.c */
int efs_lookup(struct vnode *dvp, const char *name, struct vnode **vpp);
int efs_create(struct vnode *dvp, const char *name, mode_t mode, dev_t rdev,
    struct vnode **vpp);
int efs_link(struct vnode *dvp, const char *name, struct vnode *vp);
int efs_remove(struct vnode *dvp, const char *name, int directory);
int efs_rename(struct vnode *from, const char *old, struct vnode *to,
    const char *new);
int efs_entry(struct vnode *dvp, uint32_t *pos, ino_t *ino, char *name);

#endif
