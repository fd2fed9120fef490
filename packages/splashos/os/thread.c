/* Threads, multiplexed cooperatively on their CPU. */
#include <disco/cpu.h>
#include <disco/heap.h>
#include <disco/machine.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <splashos.h>

#define STACK_BYTES (256 * 1024)

struct thread {
	int number;
	void (*function)(void *);
	void *argument;
	struct thread *next; /* in its CPU's queue */
	struct line line;
	jmp_buf context; /* while it does not run */
};

/* Of each CPU: the threads that may run and do not. Other CPUs append. */
struct queue {
	struct spin_lock lock;
	struct thread *head, *tail; /* guarded by lock */
	int started;
	/* runs when no other does; the main thread on CPU 0 */
	struct thread idle;
} __attribute__((aligned(LINE_BYTES_SHARED)));

static struct queue queues[DISCO_MAX_CPUS];
/* main creates threads alone, or under a lock of its own */
static int threads = 1;
static int ended;       /* counted up atomically */

static struct queue *
my_queue(void)
{
	return &queues[this_cpu()->number];
}

static void
append(struct queue *q, struct thread *t)
{
	t->next = 0;
	spin_acquire(&q->lock);
	if (q->head)
		q->tail->next = t;
	else
		__atomic_store_n(&q->head, t, __ATOMIC_RELEASE);
	q->tail = t;
	spin_release(&q->lock);
}

/* The next thread to run, or 0. */
static struct thread *
take(struct queue *q)
{
	struct thread *t;

	/* A waiting thread comes here all the time: look before locking. */
	if (!__atomic_load_n(&q->head, __ATOMIC_ACQUIRE))
		return 0;
	spin_acquire(&q->lock);
	t = q->head;
	q->head = t->next;
	spin_release(&q->lock);
	return t;
}

_Noreturn static void
run(struct thread *t)
{
	struct cpu *cpu = this_cpu();

	cpu->thread = t;
	cpu->line = &t->line;
	longjmp(t->context, 1);
}

void
thread_yield(void)
{
	struct thread *me = this_cpu()->thread, *next;

	if (!me) /* main, before it has created a thread */
		return;
	next = take(my_queue());
	if (!next)
		return;
	if (setjmp(me->context) == 0) {
		/* Only this CPU takes from its queue: nobody runs us yet. */
		if (me != &my_queue()->idle || this_cpu()->number == 0)
			append(my_queue(), me);
		run(next);
	}
}

static void
first_steps(void)
{
	struct thread *me = this_cpu()->thread, *next;

	me->function(me->argument);
	fflush(stdout);
	__atomic_fetch_add(&ended, 1, __ATOMIC_ACQ_REL);
	next = take(my_queue());
	run(next ? next : &my_queue()->idle);
}

/* A started CPU's own stack: runs whatever comes. */
static void
idle(void *unused)
{
	struct queue *q = my_queue();

	(void) unused;
	this_cpu()->thread = &q->idle;
	for (;;)
		thread_yield();
}

static void
adopt_main(void)
{
	struct thread *main_thread = &queues[0].idle;

	if (this_cpu()->thread)
		return;
	main_thread->line = *this_cpu()->line;
	this_cpu()->line = &main_thread->line;
	this_cpu()->thread = main_thread;
	queues[0].started = 1;
}

int
thread_create(void (*function)(void *), void *argument)
{
	struct thread *t = calloc(1, sizeof *t);
	int cpus = cpu_count() < DISCO_MAX_CPUS ? cpu_count() : DISCO_MAX_CPUS;
	struct queue *q;
	char *stack;

	adopt_main();
	if (!t)
		abort();
	t->number = __atomic_fetch_add(&threads, 1, __ATOMIC_RELAXED);
	t->function = function;
	t->argument = argument;
	/* Nothing of the stack is touched here: its pages are the thread's. */
	t->context[JMP_RA] = (int) (uintptr_t) first_steps;
	stack = heap_pages(STACK_BYTES);
	t->context[JMP_SP] = (int) (uintptr_t) (stack + STACK_BYTES);
	q = &queues[t->number % cpus];
	append(q, t);
	if (!__atomic_exchange_n(&q->started, 1, __ATOMIC_ACQ_REL) &&
	    cpu_start(t->number % cpus, idle, 0) != 0) {
		printf("thread_create: CPU %d does not start\n",
		    t->number % cpus);
		abort();
	}
	return t->number;
}

void
thread_wait(int n)
{
	static int waited;

	waited += n;
	while (__atomic_load_n(&ended, __ATOMIC_ACQUIRE) - waited < 0)
		thread_yield();
}

int
thread_number(void)
{
	struct thread *me = this_cpu()->thread;

	return me ? me->number : 0;
}
