package convert

import "testing"

// What is escaped is what a linter would find: two of a kind, one of them on
// the wrong side of a blank. All else stays readable, and so does the last of
// those that are left without a partner.
func TestSpaced(t *testing.T) {
	for text, want := range map[string]string{
		"2 * 3 * 4":            "2 \\* 3 * 4",
		"2 * 3 * 4 * 5":        "2 \\* 3 \\* 4 * 5",
		"2 * 3":                "2 * 3",
		"a_b _ c _":            `a_b \_ c \_`,
		"a_b _ c":              "a_b \\_ c",
		"2*3 and snake_case_a": "2*3 and snake_case_a",
		"cp a/* b; cp c/* d":   `cp a/\* b; cp c/* d`,
		"/*+ hint */":          `/*+ hint \*/`,
		"/* note */":           `/\* note */`,
		"a * b ** c":           "a * b ** c",
		"a ** b ** c":          `a \*\* b ** c`,
		"x * y *\u3000z":       "x \\* y *\u3000z",
		"$a * b$ is $c * d$":   "$a * b$ is $c * d$",
		"$a * b$ * c * d":      "$a * b$ \\* c * d",
		"$$a * b$ * c":         "$$a \\* b$ * c",
		"$5 * 2 * 3":           "$5 \\* 2 * 3",
		"f(x)[0]":              `f(x)\[0]`,
		"f(x)[]":               "f(x)[]",
		"f()[0]":               "f()[0]",
		"f(x)[0](y)":           `f(x)[0\](y)`,
		"(a) [b]":              "(a) [b]",
		")[b]":                 ")[b]",
		"**** a **** b ****c":  "**** a **** b ****c",
	} {
		if got := string(compose(part{kind: textPart, text: text})); got != want {
			t.Errorf("%q is written %q, want %q", text, got, want)
		}
	}
}
