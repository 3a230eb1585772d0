package convert

import "testing"

func TestIndexFold(t *testing.T) {
	for _, c := range []struct {
		s, needle string
		want      int
	}{
		{"a</PRE>", "</pre>", 1}, {"<</pre>", "</pre>", 1}, {"</pr", "</pre>", -1}, {"", "-->", -1}, {"--->", "-->", 1},
	} {
		if got := indexFold(c.s, c.needle); got != c.want {
			t.Errorf("indexFold(%q, %q) = %d, want %d", c.s, c.needle, got, c.want)
		}
	}
}

func TestEndTag(t *testing.T) {
	for s, want := range map[string]int{
		"a</style>": 1, "</STYLE >": 0, "</style": 0, "</styles>x</style\n>": 10, "</style-x></style/>": 10,
		"</styles>": -1, "<style>": -1, "": -1,
	} {
		if got := endTag(s, "style"); got != want {
			t.Errorf("endTag(%q) = %d, want %d", s, got, want)
		}
	}
}

func TestHasPrefixFold(t *testing.T) {
	for s, want := range map[string]bool{"<BR>": true, "<br": true, "<b": false, "": false, "a<br": false} {
		if got := hasPrefixFold(s, "<br"); got != want {
			t.Errorf("hasPrefixFold(%q) = %v, want %v", s, got, want)
		}
	}
}

// Letters beyond ASCII keep their case: lowering some of them would move what
// stands behind.
func TestASCIILower(t *testing.T) {
	if got := asciiLower("AZ@[az İÄ"); got != "az@[az İÄ" {
		t.Errorf("asciiLower = %q", got)
	}
}
