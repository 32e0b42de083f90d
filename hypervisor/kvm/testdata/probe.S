# The firmware that the probe of KVM boots: 64 KiB at the top of the first MiB,
# entered at the reset vector. It does what kernels do and what a KVM that
# merely exists does not: protected and long mode with paging, a page fault that
# is mended, a breakpoint, code in RAM, SSE, string instructions over megabytes
# in both directions, a timer interrupt that wakes a halted CPU. It
# writes a letter to the first serial port after each step; Z is the end.
#
# Descriptors have their accessed bit set, because they lie in ROM. Assemble:
#   as --64 -o probe.o probe.S && ld -Ttext=0xF0000 --oformat binary -e start -o probe.rom probe.o
# probe_rom.go carries the bytes up to 'finish'; a test compares them.

	.macro step letter
	mov $\letter, %al
	mov $0x3f8, %dx
	out %al, %dx
	.endm

	.section .text
	.globl start
	.code16
start:
	cli
	cld
	xor %ax, %ax
	mov %ax, %ss
	mov $0x7000, %sp
	step 'A'
	cs lgdtl gdtr - start
	mov %cr0, %eax
	or $1, %eax
	mov %eax, %cr0
	ljmpl $0x08, $prot

	.code32
prot:
	mov $0x10, %eax
	mov %ax, %ds
	mov %ax, %es
	mov %ax, %ss
	mov $0x70000, %esp
	step 'B'
	# Page tables: PML4 at 0x10000; the first GiB one to one in pages of 2 MiB,
	# and the local APIC's page.
	mov $0x10000, %edi
	xor %eax, %eax
	mov $0x5000/4, %ecx
	rep stosl
	movl $0x11003, 0x10000
	movl $0x12003, 0x11000
	movl $0x14003, 0x11018
	movl $0xfee0009b, 0x14fb8
	mov $0x12000, %edi
	mov $0x83, %eax
	mov $512, %ecx
1:	mov %eax, (%edi)
	add $0x200000, %eax
	add $8, %edi
	loop 1b
	mov $0x80000001, %eax
	cpuid
	bt $29, %edx
	jnc dead
	step 'C'
	mov %cr4, %eax
	or $0x20, %eax
	mov %eax, %cr4
	mov $0x10000, %eax
	mov %eax, %cr3
	mov $0xc0000080, %ecx
	rdmsr
	or $0x100, %eax
	wrmsr
	mov %cr0, %eax
	or $0x80000000, %eax
	mov %eax, %cr0
	ljmp $0x18, $long

	.code64
long:
	mov $0x10, %eax
	mov %ax, %ds
	mov %ax, %es
	mov %ax, %ss
	mov $0x70000, %rsp
	step 'D'
	# Interrupt descriptors at 0x20000.
	mov $0x20000, %rdi
	xor %eax, %eax
	mov $0x1000/8, %ecx
	rep stosq
	lea breakpoint(%rip), %rax
	mov $3, %ecx
	call gate
	lea fault(%rip), %rax
	mov $14, %ecx
	call gate
	lea timer(%rip), %rax
	mov $32, %ecx
	call gate
	lidt idtr(%rip)
	# A fault on a page that is not there; the handler puts it there.
	movq $0x5a5a, 0x40200000
	cmpq $0x5a5a, 0x1e00000
	jne dead
	step 'E'
	xor %ebx, %ebx
	int3
	cmp $1, %ebx
	jne dead
	step 'F'
	# Code in RAM.
	lea ramcode(%rip), %rsi
	mov $0x300000, %rdi
	mov $(ramend-ramcode), %ecx
	rep movsb
	mov $0x300000, %rax
	call *%rax
	cmp $2, %ebx
	jne dead
	step 'G'
	mov %cr0, %rax
	and $~4, %rax
	or $2, %rax
	mov %rax, %cr0
	mov %cr4, %rax
	or $0x600, %rax
	mov %rax, %cr4
	movdqu 0x400000, %xmm0
	paddq %xmm0, %xmm0
	movdqu %xmm0, 0x400000
	step 'H'
	# Fill 8 MiB, copy them forwards and backwards, compare.
	mov $0x400000, %rdi
	mov $0x0123456789abcdef, %rax
	mov $0x100000, %rcx
	rep stosq
	mov $0x400000, %rsi
	mov $0x1000000, %rdi
	mov $0x100000, %rcx
	rep movsq
	std
	mov $0x400000+0x7ffff8, %rsi
	mov $0x1800000+0x7ffff8, %rdi
	mov $0x100000, %rcx
	rep movsq
	cld
	mov $0x1000000, %rsi
	mov $0x1800000, %rdi
	mov $0x100000, %rcx
	repe cmpsq
	jne dead
	step 'I'
	# The local APIC's timer, periodic; halt until it has fired 20 times.
	mov $0xff, %al
	out %al, $0x21
	out %al, $0xa1
	mov $0xfee00000, %ebp
	movl $0x1ff, 0xf0(%rbp)
	movl $0, 0x80(%rbp)
	movl $3, 0x3e0(%rbp)
	movl $0x20020, 0x320(%rbp)
	movl $200000, 0x380(%rbp)
	sti
2:	hlt
	cmp $22, %ebx
	jb 2b
	cli
	step 'Z'
dead:
	cli
	hlt
	jmp dead

# gate makes rax the handler of vector ecx.
gate:
	shl $4, %ecx
	lea 0x20000(%rcx), %rdi
	mov %ax, (%rdi)
	movw $0x18, 2(%rdi)
	movw $0x8e00, 4(%rdi)
	shr $16, %rax
	mov %ax, 6(%rdi)
	shr $16, %rax
	mov %eax, 8(%rdi)
	ret
breakpoint:
	inc %ebx
	iretq
fault:	# 1 GiB + 2 MiB becomes 30 MiB
	movq $0x1e00083, 0x13008
	movq $0x13003, 0x11008
	add $8, %rsp
	iretq
timer:
	inc %ebx
	movl $0, 0xb0(%rbp)
	iretq
ramcode:
	inc %ebx
	ret
ramend:
	.align 8
gdt:	.quad 0
	.quad 0x00cf9b000000ffff
	.quad 0x00cf93000000ffff
	.quad 0x00af9b000000ffff
gdtr:	.word 31
	.long gdt
idtr:	.word 0xfff
	.quad 0x20000
finish:
	.org 0xfff0
	.code16
	ljmp $0xf000, $0
	.org 0x10000
