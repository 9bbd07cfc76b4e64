/* Written by npm run build:winograd; do not edit.
 * For F(m, r), one dimension: DATA = BT, WEIGHTS = G, OUTPUT = AT, and for the filter gradient GRADIENT = A, TAPS = G
 * transposed. */
#define K(x) wasm_f32x4_const(x, x, x, x)
INLINE void DATA_43(const f32x4 *i, f32x4 *o) {
  f32x4 x0 = i[0], x1 = i[1], x2 = i[2], x3 = i[3], x4 = i[4], x5 = i[5];
  o[0] = MADD(MADD(MADD(ADD(x0, x4), x1, K(-1.5f)), x2, K(-2.0f)), x3, K(1.5f));
  o[1] = MADD(MADD(SUB(x4, x1), x2, K(0.5f)), x3, K(2.5f));
  o[2] = MADD(MADD(ADD(x1, x4), x2, K(-2.5f)), x3, K(0.5f));
  o[3] = MADD(MADD(SUB(x4, x2), x1, K(-2.0f)), x3, K(2.0f));
  o[4] = MADD(MADD(SUB(x4, x2), x1, K(0.5f)), x3, K(-0.5f));
  o[5] = MADD(MADD(MADD(ADD(x1, x5), x2, K(-1.5f)), x3, K(-2.0f)), x4, K(1.5f));
}
INLINE void WEIGHTS_43(const f32x4 *i, f32x4 *o) {
  f32x4 x0 = i[0], x1 = i[1], x2 = i[2];
  f32x4 e0 = MUL(x1, K(0.3333333333333333f)), d0 = MADD(MUL(x0, K(0.3333333333333333f)), x2, K(0.3333333333333333f));
  o[1] = ADD(e0, d0);
  o[2] = SUB(e0, d0);
  o[0] = x0;
  o[3] = MADD(MADD(MUL(x0, K(-1.0666666666666667f)), x1, K(-0.5333333333333333f)), x2, K(-0.26666666666666666f));
  o[4] = MADD(MADD(MUL(x0, K(0.06666666666666667f)), x1, K(-0.13333333333333333f)), x2, K(0.26666666666666666f));
  o[5] = x2;
}
INLINE void OUTPUT_43(const f32x4 *i, f32x4 *o) {
  f32x4 x0 = i[0], x1 = i[1], x2 = i[2], x3 = i[3], x4 = i[4], x5 = i[5];
  f32x4 e0 = ADD(x1, x2), d0 = SUB(x1, x2);
  o[0] = ADD(ADD(ADD(x0, x3), x4), e0);
  o[1] = MADD(MADD(d0, x3, K(0.5f)), x4, K(-2.0f));
  o[2] = MADD(MADD(e0, x3, K(0.25f)), x4, K(4.0f));
  o[3] = MADD(MADD(ADD(x5, d0), x3, K(0.125f)), x4, K(-8.0f));
}
INLINE void GRADIENT_43(const f32x4 *i, f32x4 *o) {
  f32x4 x0 = i[0], x1 = i[1], x2 = i[2], x3 = i[3];
  f32x4 e0 = ADD(x0, x2), d0 = ADD(x1, x3);
  o[1] = ADD(e0, d0);
  o[2] = SUB(e0, d0);
  o[0] = x0;
  o[3] = MADD(MADD(MADD(x0, x1, K(0.5f)), x2, K(0.25f)), x3, K(0.125f));
  o[4] = MADD(MADD(MADD(x0, x1, K(-2.0f)), x2, K(4.0f)), x3, K(-8.0f));
  o[5] = x3;
}
INLINE void TAPS_43(const f32x4 *i, f32x4 *o) {
  f32x4 x0 = i[0], x1 = i[1], x2 = i[2], x3 = i[3], x4 = i[4], x5 = i[5];
  f32x4 e0 = ADD(x1, x2), d0 = SUB(x1, x2);
  o[0] = MADD(MADD(MADD(x0, x3, K(-1.0666666666666667f)), x4, K(0.06666666666666667f)), d0, K(0.3333333333333333f));
  o[1] = MADD(MADD(MUL(x3, K(-0.5333333333333333f)), x4, K(-0.13333333333333333f)), e0, K(0.3333333333333333f));
  o[2] = MADD(MADD(MADD(x5, x3, K(-0.26666666666666666f)), x4, K(0.26666666666666666f)), d0, K(0.3333333333333333f));
}
INLINE void DATA_53(const f32x4 *i, f32x4 *o) {
  f32x4 x0 = i[0], x1 = i[1], x2 = i[2], x3 = i[3], x4 = i[4], x5 = i[5], x6 = i[6];
  o[0] = MADD(MADD(MADD(MADD(MADD(x5, x0, K(-2.0f)), x1, K(4.0f)), x2, K(2.5f)), x3, K(-5.0f)), x4, K(-0.5f));
  o[1] = MADD(MADD(MADD(MADD(x5, x1, K(2.0f)), x2, K(-2.0f)), x3, K(-4.5f)), x4, K(0.5f));
  o[2] = MADD(MADD(MADD(MADD(x5, x1, K(-2.0f)), x2, K(6.0f)), x3, K(-3.5f)), x4, K(-1.5f));
  o[3] = MADD(MADD(MADD(ADD(x1, x5), x2, K(-1.5f)), x3, K(-2.0f)), x4, K(1.5f));
  o[4] = MADD(MADD(SUB(x5, x1), x2, K(2.5f)), x4, K(-2.5f));
  o[5] = MADD(MADD(x5, x1, K(4.0f)), x3, K(-5.0f));
  o[6] = MADD(MADD(MADD(MADD(MADD(x6, x1, K(-2.0f)), x2, K(4.0f)), x3, K(2.5f)), x4, K(-5.0f)), x5, K(-0.5f));
}
INLINE void WEIGHTS_53(const f32x4 *i, f32x4 *o) {
  f32x4 x0 = i[0], x1 = i[1], x2 = i[2];
  o[0] = MUL(x0, K(-0.5f));
  o[1] = MADD(MADD(MUL(x0, K(-0.3333333333333333f)), x1, K(-0.3333333333333333f)), x2, K(-0.3333333333333333f));
  o[2] = MADD(MADD(MUL(x0, K(0.1111111111111111f)), x1, K(-0.1111111111111111f)), x2, K(0.1111111111111111f));
  o[3] = MADD(MADD(MUL(x0, K(0.027777777777777776f)), x1, K(0.05555555555555555f)), x2, K(0.1111111111111111f));
  o[4] = MADD(MADD(MUL(x0, K(-0.016666666666666666f)), x1, K(0.03333333333333333f)), x2, K(-0.06666666666666667f));
  o[5] = MADD(MADD(MUL(x0, K(0.7111111111111111f)), x1, K(0.35555555555555557f)), x2, K(0.17777777777777778f));
  o[6] = x2;
}
INLINE void OUTPUT_53(const f32x4 *i, f32x4 *o) {
  f32x4 x0 = i[0], x1 = i[1], x2 = i[2], x3 = i[3], x4 = i[4], x5 = i[5], x6 = i[6];
  f32x4 e0 = ADD(x1, x2), d0 = SUB(x1, x2);
  f32x4 e1 = ADD(x3, x4), d1 = SUB(x3, x4);
  o[0] = ADD(ADD(ADD(x0, x5), e0), e1);
  o[1] = MADD(MADD(d0, x5, K(0.5f)), d1, K(2.0f));
  o[2] = MADD(MADD(e0, x5, K(0.25f)), e1, K(4.0f));
  o[3] = MADD(MADD(d0, x5, K(0.125f)), d1, K(8.0f));
  o[4] = MADD(MADD(ADD(x6, e0), x5, K(0.0625f)), e1, K(16.0f));
}
INLINE void GRADIENT_53(const f32x4 *i, f32x4 *o) {
  f32x4 x0 = i[0], x1 = i[1], x2 = i[2], x3 = i[3], x4 = i[4];
  f32x4 e0 = ADD(ADD(x0, x2), x4), d0 = ADD(x1, x3);
  o[1] = ADD(e0, d0);
  o[2] = SUB(e0, d0);
  f32x4 e1 = MADD(MADD(x0, x2, K(4.0f)), x4, K(16.0f)), d1 = MADD(MUL(x1, K(2.0f)), x3, K(8.0f));
  o[3] = ADD(e1, d1);
  o[4] = SUB(e1, d1);
  o[0] = x0;
  o[5] = MADD(MADD(MADD(MADD(x0, x1, K(0.5f)), x2, K(0.25f)), x3, K(0.125f)), x4, K(0.0625f));
  o[6] = x4;
}
INLINE void TAPS_53(const f32x4 *i, f32x4 *o) {
  f32x4 x0 = i[0], x1 = i[1], x2 = i[2], x3 = i[3], x4 = i[4], x5 = i[5], x6 = i[6];
  o[0] = MADD(MADD(MADD(MADD(MADD(MUL(x0, K(-0.5f)), x1, K(-0.3333333333333333f)), x2, K(0.1111111111111111f)), x3, K(0.027777777777777776f)), x4, K(-0.016666666666666666f)), x5, K(0.7111111111111111f));
  o[1] = MADD(MADD(MADD(MADD(MUL(x1, K(-0.3333333333333333f)), x2, K(-0.1111111111111111f)), x3, K(0.05555555555555555f)), x4, K(0.03333333333333333f)), x5, K(0.35555555555555557f));
  o[2] = MADD(MADD(MADD(MADD(MADD(x6, x1, K(-0.3333333333333333f)), x2, K(0.1111111111111111f)), x3, K(0.1111111111111111f)), x4, K(-0.06666666666666667f)), x5, K(0.17777777777777778f));
}
INLINE void DATA_45(const f32x4 *i, f32x4 *o) {
  f32x4 x0 = i[0], x1 = i[1], x2 = i[2], x3 = i[3], x4 = i[4], x5 = i[5], x6 = i[6], x7 = i[7];
  f32x4 e0 = MADD(ADD(x2, x6), x4, K(-4.25f)), d0 = MADD(ADD(x1, x5), x3, K(-4.25f));
  o[1] = ADD(e0, d0);
  o[2] = SUB(e0, d0);
  f32x4 e1 = MADD(MADD(x6, x2, K(0.25f)), x4, K(-1.25f)), d1 = MADD(MADD(MUL(x1, K(0.5f)), x3, K(-2.5f)), x5, K(2.0f));
  o[3] = ADD(e1, d1);
  o[4] = SUB(e1, d1);
  f32x4 e2 = MADD(MADD(x6, x2, K(4.0f)), x4, K(-5.0f)), d2 = MADD(MADD(MUL(x1, K(2.0f)), x3, K(-2.5f)), x5, K(0.5f));
  o[5] = ADD(e2, d2);
  o[6] = SUB(e2, d2);
  o[0] = MADD(MADD(SUB(x6, x0), x2, K(5.25f)), x4, K(-5.25f));
  o[7] = MADD(MADD(SUB(x7, x1), x3, K(5.25f)), x5, K(-5.25f));
}
INLINE void WEIGHTS_45(const f32x4 *i, f32x4 *o) {
  f32x4 x0 = i[0], x1 = i[1], x2 = i[2], x3 = i[3], x4 = i[4];
  f32x4 e0 = MADD(MADD(MUL(x0, K(-0.2222222222222222f)), x2, K(-0.2222222222222222f)), x4, K(-0.2222222222222222f)), d0 = MADD(MUL(x1, K(-0.2222222222222222f)), x3, K(-0.2222222222222222f));
  o[1] = ADD(e0, d0);
  o[2] = SUB(e0, d0);
  f32x4 e1 = MADD(MADD(MUL(x0, K(0.011111111111111112f)), x2, K(0.044444444444444446f)), x4, K(0.17777777777777778f)), d1 = MADD(MUL(x1, K(0.022222222222222223f)), x3, K(0.08888888888888889f));
  o[3] = ADD(e1, d1);
  o[4] = SUB(e1, d1);
  f32x4 e2 = MADD(MADD(MUL(x0, K(0.7111111111111111f)), x2, K(0.17777777777777778f)), x4, K(0.044444444444444446f)), d2 = MADD(MUL(x1, K(0.35555555555555557f)), x3, K(0.08888888888888889f));
  o[5] = ADD(e2, d2);
  o[6] = SUB(e2, d2);
  o[0] = wasm_f32x4_neg(x0);
  o[7] = x4;
}
INLINE void OUTPUT_45(const f32x4 *i, f32x4 *o) {
  f32x4 x0 = i[0], x1 = i[1], x2 = i[2], x3 = i[3], x4 = i[4], x5 = i[5], x6 = i[6], x7 = i[7];
  f32x4 e0 = ADD(x1, x2), d0 = SUB(x1, x2);
  f32x4 e1 = ADD(x3, x4), d1 = SUB(x3, x4);
  f32x4 e2 = ADD(x5, x6), d2 = SUB(x5, x6);
  o[0] = ADD(ADD(ADD(x0, e0), e1), e2);
  o[1] = MADD(MADD(d0, d1, K(2.0f)), d2, K(0.5f));
  o[2] = MADD(MADD(e0, e1, K(4.0f)), e2, K(0.25f));
  o[3] = MADD(MADD(ADD(x7, d0), d1, K(8.0f)), d2, K(0.125f));
}
INLINE void GRADIENT_45(const f32x4 *i, f32x4 *o) {
  f32x4 x0 = i[0], x1 = i[1], x2 = i[2], x3 = i[3];
  f32x4 e0 = ADD(x0, x2), d0 = ADD(x1, x3);
  o[1] = ADD(e0, d0);
  o[2] = SUB(e0, d0);
  f32x4 e1 = MADD(x0, x2, K(4.0f)), d1 = MADD(MUL(x1, K(2.0f)), x3, K(8.0f));
  o[3] = ADD(e1, d1);
  o[4] = SUB(e1, d1);
  f32x4 e2 = MADD(x0, x2, K(0.25f)), d2 = MADD(MUL(x1, K(0.5f)), x3, K(0.125f));
  o[5] = ADD(e2, d2);
  o[6] = SUB(e2, d2);
  o[0] = x0;
  o[7] = x3;
}
INLINE void TAPS_45(const f32x4 *i, f32x4 *o) {
  f32x4 x0 = i[0], x1 = i[1], x2 = i[2], x3 = i[3], x4 = i[4], x5 = i[5], x6 = i[6], x7 = i[7];
  f32x4 e0 = ADD(x1, x2), d0 = SUB(x1, x2);
  f32x4 e1 = ADD(x3, x4), d1 = SUB(x3, x4);
  f32x4 e2 = ADD(x5, x6), d2 = SUB(x5, x6);
  o[0] = MADD(MADD(MADD(wasm_f32x4_neg(x0), e0, K(-0.2222222222222222f)), e1, K(0.011111111111111112f)), e2, K(0.7111111111111111f));
  o[1] = MADD(MADD(MUL(d0, K(-0.2222222222222222f)), d1, K(0.022222222222222223f)), d2, K(0.35555555555555557f));
  o[2] = MADD(MADD(MUL(e0, K(-0.2222222222222222f)), e1, K(0.044444444444444446f)), e2, K(0.17777777777777778f));
  o[3] = MADD(MADD(MUL(d0, K(-0.2222222222222222f)), d1, K(0.08888888888888889f)), d2, K(0.08888888888888889f));
  o[4] = MADD(MADD(MADD(x7, e0, K(-0.2222222222222222f)), e1, K(0.17777777777777778f)), e2, K(0.044444444444444446f));
}
