package convert

import (
	"testing"

	"golang.org/x/net/html/atom"
)

func TestMathTeX(t *testing.T) {
	for src, want := range map[string]string{
		`<mi>a</mi><mo>=</mo><mn>1</mn>`:                                                                                                   "",
		`<mfrac><mi>a</mi><mrow><mi>b</mi><mo>−</mo><mn>1</mn></mrow></mfrac>`:                                                             `\frac{a}{b-1}`,
		`<mroot><mi>x</mi><mn>3</mn></mroot><mo>+</mo><msqrt><mi>y</mi><mo>+</mo><mi>z</mi></msqrt>`:                                       `\sqrt[3]{x}+\sqrt{y+z}`,
		`<msubsup><mi>x</mi><mn>1</mn><mi>n</mi></msubsup>`:                                                                                `x_1^{n}`,
		`<msup><msup><mi>x</mi><mn>2</mn></msup><mn>3</mn></msup>`:                                                                         `{x^2}^3`,
		`<msup><mi>f</mi><mo>′</mo></msup>`:                                                                                                `f'`,
		`<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>0</mn></mrow><mi>n</mi></munderover>`:                                         `∑_{i = 0}^{n}`,
		`<munder><mi>lim</mi><mrow><mi>n</mi><mo>→</mo><mi>∞</mi></mrow></munder><mi>a</mi>`:                                               `\lim_{n → ∞}a`,
		`<msup><mi>sin</mi><mn>2</mn></msup><mi>x</mi>`:                                                                                    `\sin^2x`,
		`<mi>sin</mi><mi>x</mi><msup><mi>y</mi><mn>2</mn></msup>`:                                                                          `\sin xy^2`,
		`<msup><mi>x</mi><mn>2</mn></msup><ms>a_b</ms><mtext> </mtext><mtext> </mtext><mi>y</mi>`:                                          `x^2\text{a\_b} y`,
		`<msup><mi>x</mi><mn>2</mn></msup><mover><mi>y</mi></mover><munderover><mo>∑</mo><mi>i</mi></munderover>`:                          `x^2y∑`,
		`<msub><mi>rank</mi><mi>A</mi></msub>`:                                                                                             `\operatorname{rank}_{A}`,
		`<mover><mi>x</mi><mo>→</mo></mover><mover><mi>y</mi><mo>^</mo></mover><munder><mi>z</mi><mo>_</mo></munder>`:                      `\vec{x}\hat{y}\underline{z}`,
		`<munder><munder><mi>x</mi><mo>⏟</mo></munder><mi>n</mi></munder>`:                                                                 `\underbrace{x}_{n}`,
		`<mover><mo>=</mo><mtext>def</mtext></mover>`:                                                                                      `\overset{\text{def}}{=}`,
		`<munder><mi>x</mi><mi>n</mi></munder>`:                                                                                            `\underset{n}{x}`,
		`<mover></mover>`:                                                                                                                  ``,
		`<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr><mtr><mtd><mn>3</mn></mtd></mtr></mtable>`:                           `\begin{matrix} 1 & 2 \\ 3 \end{matrix}`,
		`<mtable columnalign="right left"><mtr><mtd><mi>a</mi></mtd></mtr><mtr><mtd><mi>b</mi></mtd></mtr></mtable>`:                       `\begin{aligned} a \\ b \end{aligned}`,
		`<mtable><mlabeledtr><mtd><mtext>(1)</mtext></mtd><mtd><mi>a</mi></mtd></mlabeledtr></mtable>`:                                     `a \quad \text{(1)}`,
		`<mo>(</mo><mfrac linethickness="0"><mi>n</mi><mi>k</mi></mfrac><mo>)</mo>`:                                                        `({n \atop k})`,
		`<mfenced open="{"><msub><mi>a</mi><mn>1</mn></msub><mi>b</mi></mfenced>`:                                                          `\{a_1, b)`,
		`<msub><mi mathvariant="double-struck">R</mi><mn>1</mn></msub><mn>5</mn><mi>%</mi><mspace width="1em"/><mtext>a &amp; b</mtext>`:   `\mathbb{R}_15\% \text{a \& b}`,
		`<semantics><msup><mi>𝑥</mi><mn>2</mn></msup><annotation-xml><apply><mi>other</mi></apply></annotation-xml></semantics>`:           `x^2`,
		`<mmultiscripts><mi>X</mi><mi>a</mi><mi>b</mi></mmultiscripts><mphantom><mi>p</mi></mphantom><merror><mtext>oops</mtext></merror>`: `Xabp\text{oops}`,
	} {
		if got, _ := texOf(find(tree(t, "<math>"+src+"</math>"), atom.Math)); got != want {
			t.Errorf("texOf(%s) = %q, want %q", src, got, want)
		}
	}
}
