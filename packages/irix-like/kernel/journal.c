/* The journal: changes of many blocks that happen together or not at all.
 *
 * A transaction is all that was changed since the last commit. A commit writes
 * first the data of files, then the changed blocks into the journal, then the
 * journal's header, which makes it so; then the blocks to their homes. Blocks
 * that files gave up are marked as free in the commit itself, so that none is
 * used for something else before. */
#include <disco/efs.h>
#include "defs.h"
#include "efs.h"
#include "vnode.h"

#define OPBLOCKS 12  /* blocks that one operation changes at most */
#define OPEXTENTS 32 /* extents that one operation gives up at most */
#define ROOM (EFS_JOURNAL_BLOCKS - 1)
#define NFREED 1024

static struct spinlock txlock;
static int active, committing; /* guarded by txlock, as are the next two */
static int nlogged, nfreed;
static struct pfdat *logged[ROOM];
static struct efs_extent freed[NFREED];
static struct mutex commitlock;
static struct pfdat *header;   /* a page for the journal's header */
uint32_t journal_commits;

/* Copies what a crash has left in the journal to where it belongs. */
int
journal_recover(void)
{
	struct efs_journal *j;
	struct pfdat *page, *block;
	int error;

	mutex_init(&commitlock, M_JOURNAL);
	header = page_alloc_kernel();
	if ((error = bread(efs_super.journal, &page)))
		return error;
	j = page_addr(page);
	if (j->magic != EFS_JOURNAL_MAGIC || j->count > ROOM)
		panic("journal: not a journal");
	for (uint32_t i = 0; i < j->count; i++) {
		if ((error = bread(efs_super.journal + 1 + i, &block)) ||
		    (error = bwrite(j->home[i], &block, 1)))
			return error;
		page_release(block);
	}
	if (j->count > 0) {
		printf("efs: journal replayed, %u blocks\n", j->count);
		j->count = 0;
		error = bwrite(efs_super.journal, &page, 1);
	}
	page_release(page);
	return error;
}

/* Between tx_begin and tx_end changes belong together. */
void
tx_begin(void)
{
	int s = splock(&txlock);

	while (committing ||
	    nlogged + (active + 1) * OPBLOCKS + efs_bitmaps > ROOM ||
	    nfreed + (active + 1) * OPEXTENTS > NFREED) {
		if (committing || active)
			sleep(&active, 0, &txlock);
		else {
			spunlock(&txlock, s);
			journal_commit();
			s = splock(&txlock);
		}
	}
	active++;
	spunlock(&txlock, s);
}

void
tx_end(void)
{
	int s = splock(&txlock);

	active--;
	wakeup(&active);
	spunlock(&txlock, s);
}

/* The block in this page is changed. */
void
tx_dirty(struct pfdat *page)
{
	int s = splock(&txlock);

	nested_splock(&memlock);
	if (!(page->pf_flags & P_LOGGED)) {
		if (nlogged == ROOM)
			panic("tx_dirty: journal is full");
		page->pf_flags |= P_LOGGED;
		page_hold_locked(page);
		logged[nlogged++] = page;
	}
	nested_spunlock(&memlock);
	spunlock(&txlock, s);
}

/* Blocks are given up. */
void
tx_free(uint32_t start, uint32_t blocks)
{
	int s = splock(&txlock);

	if (nfreed == NFREED)
		panic("tx_free: too many");
	freed[nfreed++] = (struct efs_extent) { start, blocks };
	spunlock(&txlock, s);
}

/* Is there anything that a commit would make free? */
int
tx_frees(void)
{
	return nfreed > 0;
}

static int
write_blocks(uint32_t block, struct pfdat **pages, int n)
{
	int error = 0;

	for (int i = 0; i < n && !error; i += 16)
		error = bwrite(block + i, pages + i, n - i < 16 ? n - i : 16);
	return error;
}

static int
write_header(int count)
{
	struct efs_journal *j = page_addr(header);

	hal_page_zero(j);
	j->magic = EFS_JOURNAL_MAGIC;
	j->count = count;
	for (int i = 0; i < count; i++)
		j->home[i] = logged[i]->pf_off;
	return bwrite(efs_super.journal, &header, 1);
}

/* Blocks that follow each other go home together. */
static int
write_home(void)
{
	int error = 0;

	for (int i = 0, n; i < nlogged && !error; i += n) {
		for (n = 1; i + n < nlogged && n < 16; n++)
			if (logged[i + n]->pf_off != logged[i]->pf_off + n)
				break;
		error = bwrite(logged[i]->pf_off, logged + i, n);
	}
	return error;
}

static void
sort_logged(void)
{
	for (int i = 1; i < nlogged; i++) {
		struct pfdat *page = logged[i];
		int at = i;
		for (; at > 0 && logged[at - 1]->pf_off > page->pf_off; at--)
			logged[at] = logged[at - 1];
		logged[at] = page;
	}
}

static int
write_all(void)
{
	int error;

	for (int i = 0; i < nfreed; i++)
		efs_mark_free(freed[i].start, freed[i].blocks);
	nfreed = 0;
	if (nlogged == 0)
		return 0;
	sort_logged();
	if ((error = write_blocks(efs_super.journal + 1, logged, nlogged)) ||
	    (error = write_header(nlogged)) ||
	    (error = write_home()))
		return error;
	return write_header(0);
}

/* Makes all changes so far durable. 0 or an error. */
int
journal_commit(void)
{
	int error, s;

	mutex_lock(&commitlock);
	s = splock(&txlock);
	committing = 1;
	while (active)
		sleep(&active, 0, &txlock);
	spunlock(&txlock, s);
	error = vn_flush(0);
	if (write_all())
		panic("journal: the disk does not write");
	journal_commits++;
	s = splock(&memlock);
	for (int i = 0; i < nlogged; i++) {
		logged[i]->pf_flags &= ~P_LOGGED;
		page_release_locked(logged[i]);
	}
	spunlock(&memlock, s);
	s = splock(&txlock);
	nlogged = 0;
	committing = 0;
	wakeup(&active);
	spunlock(&txlock, s);
	mutex_unlock(&commitlock);
	return error;
}
