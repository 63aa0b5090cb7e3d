#include "go_asm.h"
#include "textflag.h"

// Both functions keep the sums of their rows in registers, the sixteen outputs of a row in two. For each
// input they make its sixteen weights floats (Y12, Y13) and add them, times the input of a row, to
// the sums of that row. With six rows that is two conversions to twelve multiplications, and all sixteen
// registers.

// BEGIN finds what is needed: x of the first row in SI, of the fourth in R9, its rows R8 bytes apart.
#define BEGIN \
	MOVQ t+0(FP), DI       \
	MOVQ tile_x(DI), SI    \
	MOVQ tile_weights(DI), DX \
	MOVQ tile_in(DI), CX   \
	LEAQ (CX*4), R8        \
	LEAQ (R8)(R8*2), R9    \
	ADDQ SI, R9

#define WEIGHTS \
	VPMOVSXBD (DX), Y12    \
	VPMOVSXBD 8(DX), Y13   \
	VCVTDQ2PS Y12, Y12     \
	VCVTDQ2PS Y13, Y13

#define ROW(x, low, high) \
	VBROADCASTSS x, Y14       \
	VFMADD231PS Y12, Y14, low \
	VFMADD231PS Y13, Y14, high

// END makes ready for STORE: scale in Y12 and Y13, bias in Y14 and Y15, y in DI, its rows R8 bytes apart.
#define END \
	MOVQ tile_scale(DI), AX \
	VMOVUPS (AX), Y12       \
	VMOVUPS 32(AX), Y13     \
	MOVQ tile_bias(DI), AX  \
	VMOVUPS (AX), Y14       \
	VMOVUPS 32(AX), Y15     \
	MOVQ tile_out(DI), R8   \
	SHLQ $2, R8             \
	LEAQ tile_floor(DI), AX \
	MOVQ tile_y(DI), DI

// STORE writes a row and goes on to the next.
#define STORE(low, high) \
	VFMADD213PS Y14, Y12, low  \
	VFMADD213PS Y15, Y13, high \
	VMAXPS (AX), low, low      \
	VMAXPS (AX), high, high    \
	VMOVUPS low, (DI)          \
	VMOVUPS high, 32(DI)       \
	ADDQ R8, DI

// func sixRows(t *tile)
TEXT ·sixRows(SB), NOSPLIT, $0-8
	BEGIN
	VXORPS Y0, Y0, Y0
	VXORPS Y1, Y1, Y1
	VXORPS Y2, Y2, Y2
	VXORPS Y3, Y3, Y3
	VXORPS Y4, Y4, Y4
	VXORPS Y5, Y5, Y5
	VXORPS Y6, Y6, Y6
	VXORPS Y7, Y7, Y7
	VXORPS Y8, Y8, Y8
	VXORPS Y9, Y9, Y9
	VXORPS Y10, Y10, Y10
	VXORPS Y11, Y11, Y11

six:
	WEIGHTS
	ROW((SI), Y0, Y1)
	ROW((SI)(R8*1), Y2, Y3)
	ROW((SI)(R8*2), Y4, Y5)
	ROW((R9), Y6, Y7)
	ROW((R9)(R8*1), Y8, Y9)
	ROW((R9)(R8*2), Y10, Y11)
	ADDQ $16, DX
	ADDQ $4, SI
	ADDQ $4, R9
	DECQ CX
	JNZ six

	END
	STORE(Y0, Y1)
	STORE(Y2, Y3)
	STORE(Y4, Y5)
	STORE(Y6, Y7)
	STORE(Y8, Y9)
	STORE(Y10, Y11)
	VZEROUPPER
	RET

// func threeRows(t *tile)
TEXT ·threeRows(SB), NOSPLIT, $0-8
	BEGIN
	VXORPS Y0, Y0, Y0
	VXORPS Y1, Y1, Y1
	VXORPS Y2, Y2, Y2
	VXORPS Y3, Y3, Y3
	VXORPS Y4, Y4, Y4
	VXORPS Y5, Y5, Y5

three:
	WEIGHTS
	ROW((SI), Y0, Y1)
	ROW((SI)(R8*1), Y2, Y3)
	ROW((SI)(R8*2), Y4, Y5)
	ADDQ $16, DX
	ADDQ $4, SI
	DECQ CX
	JNZ three

	END
	STORE(Y0, Y1)
	STORE(Y2, Y3)
	STORE(Y4, Y5)
	VZEROUPPER
	RET
