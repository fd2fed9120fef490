# Assembles, disassembles and runs with the installed command: a program of one's own, and Radix in a virtual machine.
# installs: @disco-vm/cli @disco-vm/monitor @disco-vm/machine @disco-vm/mips @disco-vm/numa @disco-vm/wasm @disco-vm/abi @disco-vm/workloads @disco-vm/guest-sdk @disco-vm/splashos @disco-vm/irix-like
# installs: commander fastest-levenshtein
# prints: hi
# prints: exit code 7
# prints: radix: 4096 keys below 524288, radix 1024, seed 1: sorted, sum 1077702847, fingerprint 000008010fa57526
# prints: exit code 0
PATH=$PWD/node_modules/.bin:$PATH

cat > hi.s <<'END'
        dli     $t0, 0xffffffffbf000000     # console
        li      $t1, 'h'
        sb      $t1, 0($t0)
        li      $t1, 'i'
        sb      $t1, 0($t0)
        li      $t1, '\n'
        sb      $t1, 0($t0)
        dli     $t0, 0xffffffffbf001000     # power
        li      $t1, 7
        sw      $t1, 0($t0)
        b       .
END
disco asm hi.s -o hi.elf
disco run hi.elf
echo "exit code $?"

disco run radix --monitor disco --cpus 2 --append "-n 4096"
echo "exit code $?"
