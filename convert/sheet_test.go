package convert

import "testing"

func TestSheet(t *testing.T) {
	block := func(text string) func(*sheet) {
		return func(s *sheet) { s.begin(); s.lines([]byte(text)) }
	}
	within := func(marker, indent string, inner ...func(*sheet)) func(*sheet) {
		return func(s *sheet) {
			s.within(marker, indent, func() {
				for _, f := range inner {
					f(s)
				}
			})
		}
	}
	for _, c := range []struct {
		name   string
		blocks []func(*sheet)
		want   string
	}{
		{"one block", []func(*sheet){block("a")}, "a"},
		{"two blocks", []func(*sheet){block("a"), block("b\nc")}, "a\n\nb\nc"},
		{"a quote", []func(*sheet){within("> ", "> ", block("a\n\nb"), block("c"))}, "> a\n>\n> b\n>\n> c"},
		{"an item", []func(*sheet){within("- ", "  ", block("a\n\nb"), block("c")), block("d")}, "- a\n\n  b\n\n  c\n\nd"},
		{"a quote in an item", []func(*sheet){within("10. ", "    ", within("> ", "> ", block("a\nb")))}, "10. > a\n    > b"},
		{"nothing in it", []func(*sheet){block("a"), within("- ", "  "), block("b")}, "a\n\n-\n\nb"},
		{"code at the end", []func(*sheet){within("> ", "> ", block("```\na\n\n```"))}, "> ```\n> a\n>\n> ```"},
	} {
		var s sheet
		s.reset()
		for _, f := range c.blocks {
			f(&s)
		}
		if got := string(s.out); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestSheetTight(t *testing.T) {
	var s sheet
	s.reset()
	s.within("- ", "  ", func() { s.begin(); s.string("a") })
	s.tight = true
	s.within("- ", "  ", func() { s.begin(); s.string("b") })
	if got := string(s.out); got != "- a\n- b" {
		t.Errorf("a tight list is %q", got)
	}
}
