#include "textflag.h"

// All take 32 numbers at a time, in four registers: an addition takes four cycles, and so none waits for the
// one before.

#define ZERO \
	VXORPS Y0, Y0, Y0 \
	VXORPS Y1, Y1, Y1 \
	VXORPS Y2, Y2, Y2 \
	VXORPS Y3, Y3, Y3

// SUM adds up Y0 to Y3 into the lowest number of X0.
#define SUM \
	VADDPS Y1, Y0, Y0        \
	VADDPS Y3, Y2, Y2        \
	VADDPS Y2, Y0, Y0        \
	VEXTRACTF128 $1, Y0, X1  \
	VADDPS X1, X0, X0        \
	VHADDPS X0, X0, X0       \
	VHADDPS X0, X0, X0       \
	VZEROUPPER

// func dotBlocks(v, w *float32, n int) float32
TEXT ·dotBlocks(SB), NOSPLIT, $0-28
	MOVQ v+0(FP), SI
	MOVQ w+8(FP), DX
	MOVQ n+16(FP), CX
	ZERO

dot:
	VMOVUPS (SI), Y4
	VMOVUPS 32(SI), Y5
	VMOVUPS 64(SI), Y6
	VMOVUPS 96(SI), Y7
	VFMADD231PS (DX), Y4, Y0
	VFMADD231PS 32(DX), Y5, Y1
	VFMADD231PS 64(DX), Y6, Y2
	VFMADD231PS 96(DX), Y7, Y3
	ADDQ $128, SI
	ADDQ $128, DX
	SUBQ $32, CX
	JNZ dot

	SUM
	MOVSS X0, ret+24(FP)
	RET

// func dotRoundedBlocks(v *float32, w *byte, n int) float32
TEXT ·dotRoundedBlocks(SB), NOSPLIT, $0-28
	MOVQ v+0(FP), SI
	MOVQ w+8(FP), DX
	MOVQ n+16(FP), CX
	ZERO

rounded:
	VPMOVSXBD (DX), Y4
	VPMOVSXBD 8(DX), Y5
	VPMOVSXBD 16(DX), Y6
	VPMOVSXBD 24(DX), Y7
	VCVTDQ2PS Y4, Y4
	VCVTDQ2PS Y5, Y5
	VCVTDQ2PS Y6, Y6
	VCVTDQ2PS Y7, Y7
	VFMADD231PS (SI), Y4, Y0
	VFMADD231PS 32(SI), Y5, Y1
	VFMADD231PS 64(SI), Y6, Y2
	VFMADD231PS 96(SI), Y7, Y3
	ADDQ $128, SI
	ADDQ $32, DX
	SUBQ $32, CX
	JNZ rounded

	SUM
	MOVSS X0, ret+24(FP)
	RET

// func addTimesBlocks(y, x *float32, n int, by float32)
TEXT ·addTimesBlocks(SB), NOSPLIT, $0-28
	MOVQ y+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ n+16(FP), CX
	VBROADCASTSS by+24(FP), Y0

times:
	VMOVUPS (DI), Y1
	VMOVUPS 32(DI), Y2
	VMOVUPS 64(DI), Y3
	VMOVUPS 96(DI), Y4
	VFMADD231PS (SI), Y0, Y1
	VFMADD231PS 32(SI), Y0, Y2
	VFMADD231PS 64(SI), Y0, Y3
	VFMADD231PS 96(SI), Y0, Y4
	VMOVUPS Y1, (DI)
	VMOVUPS Y2, 32(DI)
	VMOVUPS Y3, 64(DI)
	VMOVUPS Y4, 96(DI)
	ADDQ $128, SI
	ADDQ $128, DI
	SUBQ $32, CX
	JNZ times

	VZEROUPPER
	RET
