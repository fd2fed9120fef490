blt $2,$3,.
blt $2,5,.
bge $2,$0,.
bgt $2,$3,.
bgt $2,5,.
ble $2,0x12345,.
bltu $2,$3,.
bgtu $2,5,.
bleu $2,$3,.
bgeu $2,5,.
bltl $2,$3,.
beq $2,5,.
bne $2,0x12345,.
beql $2,5,.
seq $2,$3,$4
seq $2,$3,5
sne $2,$3,$4
sne $2,$3,-5
seq $2,$3,0
seq $2,$3,0x12345
sge $2,$3,$4
sge $2,$3,5
sgt $2,$3,$4
sgt $2,$3,5
sle $2,$3,$4
sle $2,$3,5
sgtu $2,$3,$4
abs $2,$3
abs $2,$2
dabs $2,$3
mul $2,$3,$4
dmul $2,$3,$4
mul $2,$3,5
dmul $2,$3,5
div $2,$3,$4
divu $2,$3,$4
rem $2,$3,$4
remu $2,$3,5
div $2,$3,5
div $2,$3,1
div $2,$3,-1
rem $2,$3,1
rem $2,$3,-1
ddiv $2,$3,$4
ddivu $2,$3,$4
drem $2,$3,$4
dremu $2,$3,7
ddiv $2,$3,-1
div $3,$4
rol $2,$3,4
rol $2,$3,$4
ror $2,$3,$4
ror $2,$3,31
drol $2,$3,$4
dror $2,$3,40
drol $2,$3,4
drol $2,$3,32
ror $2,$3,0
ulw $2,4($3)
ulw $3,4($3)
usw $2,4($3)
uld $2,4($3)
ulh $2,4($3)
ulhu $2,0($3)
ush $2,4($3)
usd $2,8($3)
sub $2,$3,5
subu $2,$3,5
dsubu $2,$3,5
dsub $2,$3,5
sub $2,$3,0x12345
and $2,$3,-1
and $2,$3,0xffff0000
or $2,$3,0x12345678
xor $2,$3,0xff00
nor $2,$3,5
nor $2,$3,-5
slt $2,$3,5
sltu $2,$3,0x12345
slt $2,$3,0x8000
addu $2,$3,0x80000000
addu $2,$3,0x12345
add $2,$3,0x8000
dadd $2,$3,0x8000
daddu $2,$3,0x123456789
teq $2,5
tge $2,0x12345
addu $2,$3
addu $2,5
addiu $2,5
and $2,0xff
sll $2,3
sll $2,$3,$4
dsll $2,$3,40
dsra $2,$3,$4
l.d $f2,4($3)
s.s $f2,4($3)
dsrl $2,33
negu $2
not $2
neg $2,$3
bal .
bgezal $0,.
j $2
jal $2
jal $4,$2
jalr $2
b .
beqz $2,.
bltzal $2,.
bgt $2,-1,.
ble $2,-1,.
blt $2,1,.
bge $2,1,.
blt $2,0,.
bgt $2,0,.
bgtu $2,0,.
bltu $2,0,.
bltu $2,1,.
bgeu $2,1,.
bgeu $2,0,.
bleu $2,0,.
bltul $2,0,.
bleul $2,0x7fff,.
bgtl $2,-2,.
bge $0,$2,.
bltu $0,$2,.
bgtu $0,$2,.
ble $0,$2,.
bleu $2,$0,.
bgeu $2,$0,.
bgt $2,0x7fffffffffffffff,.
bleu $2,-1,.
blt $2,0x8000,.
bgt $2,0x7fff,.
move $2,$3
li $2,0xffffffff
li $2,0x8000
li $2,-32768
li $2,0x10000
li $2,0x12345678
li $2,0xbfc00000
li $2,0x80000000
li $2,-0x80000000
dli $2,0x123456789abcdef0
dli $2,0xffffffff80000000
dli $2,0x80000000
dli $2, 0xffff0000ffff
dli $2, 0x9000000000000000
dli $2,0xa800000000000000
dli $2,0x00ff00000000ff00
dli $2,-2
dli $2, 0x7fffffffffffffff
dli $2, 0xffff
dli $2,0x1ffff
dli $2, 0xfffffffffffffff0
dli $2, 0xffffffff
dli $2, 0x0000ffffffff0000
dli $2, 0x3fffffff80000000
dli $2, 0xfffffff000000000
dli $2, 0x100000000
dli $2, 0x123400005678
dli $2, 0x8000000000000001
dli $2, 0xffff8000ffff8000
dli $2, 0x00000000f0000001
dli $2, 0x12345678ffffffff
dli $2, 0x1234000000000000
dli $2, 0x7fff80000000
dli $2, 0xffffffff7fffffff
la $2,0x12345678
la $2,4($3)
la $2,4
dla $2,0x12345678
dla $2,0x9000000012345678
la $2, 0x12345($3)
la $2, 0x12345($2)
lw $2,0x12345($3)
sw $2,0x12345($3)
lw $2,0x12345
lw $2,0x12348($2)
sd $2,0x80001234
ld $2,-8
lw $2,0x1234
swc1 $f2,0x12345($3)
ldc1 $f2,0x18000($3)
lwl $2,0x12345($3)
sc $2,0x12345($3)
ll $2,0x12345($3)
cache 1,0x12345($3)
pref 1,0x12345($3)
l.s $f2,0x12345($3)
li $2, 'a'
li $2, 1 << 2 + 1
li $2, 6 | 1 + 2
li $2, -1 >> 60
li $2, 7 & 3 ^ 1
li $2, ~5
li $2, 10 - 3 - 2
li $2, 100 / 7 * 2
li $2, -7 / 2
li $2, -7 % 4
li $2, 0b101
li $2, 017
li $2, '\n'
break 7
break 1,2
syscall 0x12345
sync
c.lt.d $f2,$f4
c.lt.d $fcc3,$f2,$f4
bc1t .
bc1t $fcc2,.
movt $2,$3,$fcc1
mfc0 $2,$12
mtc0 $2,$25
mfps $2,1
mtpc $2,1
cfc1 $2,$31
add.d $f2,$f4
madd.d $f2,$f4,$f6,$f8
mov.s $f1,$f3
lwxc1 $f2,$3($4)
prefx 4,$3($4)
div $0,$2,$3
lw $2,($3)
lw $2,4+4*2($3)
lw $2,(4+4)($3)
sra $2,$3,31
jr $31
ssnop
lui $2,0xffff
tnei $2,-4
tne $2,$3
tne $2,$3,5
.dword 0x123456789abcdef0, -1
.half 1,2
.word 3
.byte 1
.align 2
.asciiz "ab\n"
.align 3
.double 1.5, -2
.float 1.5
.word 'a'
