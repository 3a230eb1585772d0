package convert

import "testing"

// What is escaped is what a linter would find: two of a kind, one of them on
// the wrong side of a blank. All else stays readable.
func TestSpaced(t *testing.T) {
	for text, want := range map[string]string{
		"2 * 3 * 4":            `2 \* 3 \* 4`,
		"2 * 3":                "2 * 3",
		"a_b _ c _":            `a_b \_ c \_`,
		"2*3 and snake_case_a": "2*3 and snake_case_a",
		"cp a/* b; cp c/* d":   `cp a/\* b; cp c/\* d`,
		"/*+ hint */":          `/*+ hint \*/`,
		"a * b ** c":           "a * b ** c",
		"x * y *\u3000z":       "x \\* y \\*\u3000z",
		"f(x)[0]":              `f(x)\[0]`,
		"f(x)[]":               "f(x)[]",
		"(a) [b]":              "(a) [b]",
		")[b]":                 ")[b]",
		"**** a **** b ****c":  "**** a **** b ****c",
	} {
		if got := string(compose(part{kind: textPart, text: text})); got != want {
			t.Errorf("%q is written %q, want %q", text, got, want)
		}
	}
}
