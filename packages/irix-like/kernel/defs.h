/* Every function of the kernel, under the name of its file. */
#ifndef DEFS_H
#define DEFS_H

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>
#include "hal.h"
#include "lock.h"
#include "page.h"
#include "param.h"
#include "pda.h"
#include "proc.h"
#include "trap.h"

struct as;
struct file;
struct files;
struct mplock;
struct pregion;
struct region;
struct vnode;
enum access { A_READ, A_WRITE };

#define EJUSTRETURN (-1) /* a call that has set the registers itself */

/* bio.c */
extern uint32_t ndirty; /* dirty pages */
void bio_init(void);
void bdflush(void *unused);
int getpage(struct vnode *vp, uint32_t off, struct pfdat **page);
void page_dirty(struct pfdat *pf);
void page_dirty_locked(struct pfdat *pf);
void pageout_kick(void);

/* clock.c */
extern volatile uint32_t lbolt;
void clock_init(void);
void clock_init_cpu(void);
void clock_intr(struct eframe *ef);
void timeout(void (*func)(void *), void *arg, uint32_t ticks);
uint32_t untimeout(void (*func)(void *), void *arg);
int nap(uint32_t ticks);

/* virtio.c */
void disk_intr(void);

/* file.c */
struct files *files_alloc(void);
struct files *files_hold(struct files *f);
struct files *files_dup(struct files *f);
void files_release(struct files *f);

/* kmem.c */
void kmem_init(void);
void *kmem_zalloc(uint32_t bytes);
void kmem_free(void *p, uint32_t bytes);

/* locore.S */
int save(struct label *l) __attribute__((returns_twice));
void resume(void);
int ucopy(void *to, const void *from, size_t n);
int ustrcpy(char *to, const char *from, size_t n);
void fpsave(uint64_t *f);
void fprestore(const uint64_t *f);
void cpu_entry(void);

/* lock.c */
void lock_init(struct spinlock *l, const char *name);
int splock(struct spinlock *l);
void spunlock(struct spinlock *l, int s);
void nested_splock(struct spinlock *l);
void nested_spunlock(struct spinlock *l);
int lock_stat(uint32_t n, struct mplock *st);
void mutex_init(struct mutex *m, enum mutexclass class);
void mutex_lock(struct mutex *m);
int mutex_trylock(struct mutex *m);
void mutex_unlock(struct mutex *m);

/* main.c */
extern uint32_t ramend; /* physical end of the memory that we use */
extern char bootargs[DISCO_MAX_ARGUMENT_BYTES];

/* page.c */
void page_init(uint32_t first, uint32_t last, int (*usable)(uint32_t pfn));
struct pfdat *page_alloc(void);
void memory_comes(void);
struct pfdat *page_alloc_kernel(void);
void page_free_kernel(struct pfdat *pf);
void page_hold_locked(struct pfdat *pf);
void page_release(struct pfdat *pf);
void page_release_locked(struct pfdat *pf);
struct pfdat *page_find_locked(const struct vnode *vp, uint32_t off);
struct pfdat *page_lookup(struct vnode *vp, uint32_t off, int *fresh);
void page_forget_locked(struct pfdat *pf);
void page_lock(struct pfdat *pf);
void page_unlock(struct pfdat *pf, int set, int clear);
int mem_reserve(int32_t pages);
void mem_unreserve(int32_t pages);

/* vhand.c */
extern uint32_t vhand_passes;
void vhand(void *unused);
void vhand_kick(void);

/* printf.c */
void printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void panic(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* proc.c */
void proc_init(void);
struct proc *proc_find(pid_t pid);
struct proc *kthread(const char *name, void (*func)(void *), void *arg);
struct proc *proc_idle(int cpu);
void proc_start_init(void (*func)(void *));
void as_change(struct as *as);
_Noreturn void exit(int status);

/* fault.c */
int vfault(struct as *as, uint32_t va, enum access access);

/* prda.c */
int prda_fault(void);
int prda_dup(struct proc *p);
void prda_release(struct proc *p);

/* region.c */
struct region *region_alloc(int type, struct vnode *vp, uint32_t off,
    uint32_t bytes);
void region_hold(struct region *rg);
void region_release(struct region *rg);
struct as *as_alloc(void);
struct as *as_dup(struct as *as, int *error);
void as_hold(struct as *as);
void as_release(struct as *as);
pte_t *pte_of(struct as *as, uint32_t va);
pte_t *pte_make(struct as *as, uint32_t va);
struct pregion *as_find(struct as *as, uint32_t va);
int as_free_range(struct as *as, uint32_t va, uint32_t bytes);
int as_attach(struct as *as, struct region *rg, const struct pregion *what);
void as_unmap(struct as *as, struct pregion *pr, uint32_t va, uint32_t end);
int as_detach_range(struct as *as, uint32_t va, uint32_t bytes);
int as_protect(struct as *as, uint32_t va, uint32_t bytes, int prot);
int as_resize(struct as *as, struct pregion *pr, uint32_t pages);

/* sched.c */
void sched_init_cpu(int cpu);
_Noreturn void sched_start(void);
void setrun(struct proc *p);
void swtch(void);
void switch_done(void);
void yield(void);
void mustrun(int cpu);
void idle(void *unused);
int sleep(void *chan, int intr, struct spinlock *l);
void wakeup(void *chan);
void wakeup_one(void *chan);
void unsleep(struct proc *p);

/* signal.c */
uint32_t issig(const struct proc *p);
void psignal(struct proc *p, int sig);
void psignal_locked(struct proc *p, int sig);
int gsignal(pid_t pgrp, int sig);
void psig(struct eframe *ef);

/* syscall.c */
void syscall(struct eframe *ef);

/* exec.c */
int exec_path(const char *path, uint32_t argv, uint32_t envp);

/* sysproc.c */
void alarm_rings(void *p);

/* sysmem.c */
void shm_init(void);
int shm_region(uint32_t pages, struct region **rg);

/* tlb.c */
void tlb_init_cpu(volatile struct percpu *mine);
void as_activate(struct as *as);
void as_flush(struct as *as);
void as_replaced(struct as *as);
void tlb_poll(void);
void tlb_refresh(struct as *as, uint32_t va);
void tlb_private(uint32_t va, struct pfdat *pf);
void quick_fault(uint32_t va);

/* trap.c */
void trap(struct eframe *ef);
void user_return(struct eframe *ef);
void fp_get(struct eframe *ef);
void fp_put(const struct proc *p);

/* tty.c */
void cons_putc(int c);
void tty_intr(void);

/* usercopy.c */
int copyin(uint32_t from, void *to, uint32_t n);
int copyout(const void *from, uint32_t to, uint32_t n);
int copyinstr(uint32_t from, char *to, uint32_t size, int toolong);

/* vnode.c */
void vn_hold(struct vnode *vp);
void vn_release(struct vnode *vp);

#endif
