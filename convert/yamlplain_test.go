package convert

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"unicode/utf8"
)

// plainBlocks are read without the library, otherBlocks by it alone.
var (
	plainBlocks = []string{
		"title: a\ndate: 2020-01-01\n",
		"title: 'a b: c # d'\ntags:\n  - x\n  - 'y'\n  - 7\nn: 15\n",
		"tags: \n- 中文\n- true\nlast:",
		"a: \"x\"  \n\nb: y  z\nc:\n\nd: false\ne: ''\n",
		"date: Sat, 17 Jan 2015 03:16:00 UTC\nurl: 'http://e.org/?a=b&c'\nat: 2020-01-01 10:00:00 +0800\n",
		"a: x\na: z\n_draft: true\nb-c: 2020-01-02\nd: 10 000\ne: 0\n",
		"",
	}
	otherBlocks = []string{
		"a: b: c\n", "a: b # c\n", "a: b\n  c\n", "a: |\n  b\n", "a: [b]\n", "a: &x b\n", "a: *x\n", "a: 'b''c'\n", `a: "b\n"`,
		"a:\n  b: c\n", "a:\n  - b\n - c\n", "a: x\n- b\n", "- a\n", "a\n", "a:b\n", "? a\n", "a: b:\n", "a: ~\n", "a: 'b\n", "---\n",
		"a: x\ty\n", "\ta: x\n", "a: x\u2028y\n", "a: \ufeffx\n", "a:\n  -\n  - b\n", "a:\n\n  - b\n", "a: 'b' c\n", "a: -\n", "a: - b\n", "# a\n", "é: x\n", "a: 1.5\n", "a: 0x1F\n", "a: 1_000\n", "a: 010\n", "a: null\n", "a: True\n", "a: yes\n", "a: 1e3\n", "a:\n  - ''\n",
	}
)

// What is read without the library is what the library reads.
func TestPlainYAML(t *testing.T) {
	for _, raw := range plainBlocks {
		v := plainYAML(raw)
		if v == nil {
			t.Errorf("%q is left to the library", raw)
			continue
		}
		want, err := parseAnyYAML(raw)
		if err != nil || !reflect.DeepEqual(v, want) {
			t.Errorf("%q is %s, to the library %s, %v", raw, show(v), show(want), err)
		}
	}
	for _, raw := range otherBlocks {
		if v := plainYAML(raw); v != nil {
			t.Errorf("%q is read as %s", raw, show(v))
		}
	}
}

func FuzzPlainYAML(f *testing.F) {
	for _, raw := range slices.Concat(plainBlocks, otherBlocks) {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		v := plainYAML(raw)
		if v == nil || bounded(raw) != nil || !utf8.ValidString(raw) { // as the text of every post
			return
		}
		if want, err := parseAnyYAML(raw); err != nil || !reflect.DeepEqual(v, want) {
			t.Errorf("%q is %s, to the library %s, %v", raw, show(v), show(want), err)
		}
	})
}

func show(v *value) string {
	if v == nil {
		return "nil"
	}
	s := fmt.Sprintf("%s:%d %q %d-%d %q (", v.key, v.kind, v.text, v.start, v.end, v.quote)
	for _, m := range v.list {
		s += show(m)
	}
	return s + ")"
}
