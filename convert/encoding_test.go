package convert

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html/charset"
)

// encoded writes text in another encoding, without the help of the code
// under test.
func encoded(t *testing.T, label, text string) []byte {
	t.Helper()
	enc, _ := charset.Lookup(label)
	out, err := enc.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", label, err)
	}
	return out
}

const meta = `<meta http-equiv="Content-Type" content="text/html; charset=`

func TestDeclaredEncodings(t *testing.T) {
	for label, text := range map[string]string{
		"gb2312":       "猫在窗台上",
		"big5":         "貓在窗臺上",
		"shift_jis":    "猫は窓にいる",
		"euc-jp":       "猫は窓にいる",
		"iso-2022-jp":  "猫は窓にいる",
		"euc-kr":       "고양이는 창가에",
		"windows-1251": "кот на окне",
		"koi8-r":       "кот на окне",
		"iso-8859-1":   "Kätzchen",
	} {
		want := meta + label + `"><p>` + text
		p := mustParse(t, string(encoded(t, label, want)))
		if p.Body != want || len(p.Warnings) > 0 {
			t.Errorf("declared %s: read as %s %q, %+v", label, p.Encoding, p.Body, p.Warnings)
		}
	}
}

// A declaration that the bytes contradict is none, and UTF-8 needs none.
func TestFalseDeclarations(t *testing.T) {
	for _, src := range []string{meta + `big5"><p>猫`, meta + `utf-16"><p>猫`, meta + `nonsense"><p>猫`} {
		if p := mustParse(t, src); p.Body != src || p.Encoding != "utf-8" || len(p.Warnings) > 0 {
			t.Errorf("Parse(%q) = %s %q, %+v", src, p.Encoding, p.Body, p.Warnings)
		}
	}
	text := meta + `euc-kr"><p>` + strings.Repeat("今天天气很好，我们去公园散步。", 4)
	if p := mustParse(t, string(encoded(t, "gb18030", text))); p.Encoding != "gb18030" {
		t.Errorf("gb18030 declared as euc-kr read as %s", p.Encoding)
	}
}

func TestGuessedEncodings(t *testing.T) {
	for _, c := range []struct{ label, name, text string }{
		{"gbk", "gb18030", "中文测试"},
		{"gbk", "gb18030", "今天天气很好，我们去公园散步，看见一只猫。"},
		{"gb18030", "gb18030", "今天天气很好，看见一只㐀，还有一只猫。"},
		{"big5", "big5", "今天天氣很好，我們去公園散步，看見一隻貓。"},
		{"shift_jis", "shift_jis", "今日は天気がいいので、公園を散歩しました。"},
		{"euc-jp", "euc-jp", "今日は天気がいいので、公園を散歩しました。"},
		{"euc-kr", "euc-kr", "오늘은 날씨가 좋아서 공원을 산책했습니다."},
		{"windows-1251", "windows-1251", "Сегодня хорошая погода, мы гуляли в парке."},
		{"windows-1252", "windows-1252", "Der Kater läuft über die Straße, “schön” – später schläft er."},
	} {
		want := "<div>\n<p>" + c.text + "</p>\n</div>"
		src := append([]byte("---\ntitle: a plain title\ndate: 2021-11-20\n---\n"), encoded(t, c.label, want)...)
		p := mustParse(t, string(src))
		warned := len(p.Warnings) == 1 && p.Warnings[0] == Warning{0, ClassEncoding, "the encoding is not declared, read as " + c.name}
		if p.Body != want || p.Encoding != c.name || !warned {
			t.Errorf("%s: read as %s %q, %+v", c.label, p.Encoding, p.Body, p.Warnings)
		}
	}
}

// The detector works on many goroutines; what it finds must not depend on
// which of them is first.
// Text in which an escape stands, and that declares nothing, is UTF-8; so is
// what declares to be that and is broken.
func TestUTF8AllTheSame(t *testing.T) {
	for src, want := range map[string]string{
		"<p>costs \x1b$5": "<p>costs $5",
		`<meta charset="utf-8"><p>Zürich, Genève, Köln, Málaga, ` + "\xff" + `Łódź`: `<meta charset="utf-8"><p>Zürich, Genève, Köln, Málaga, ` + "\uFFFD" + `Łódź`,
	} {
		p, err := Parse("a.html", []byte(src))
		if err != nil || p.Encoding != "utf-8" || p.Body != want {
			t.Errorf("Parse(%q) = %+v, %v", src, p, err)
		}
	}
}

func TestGuessIsStable(t *testing.T) {
	src := encoded(t, "gbk", "<p>猫狗</p>")
	want := candidates(src)
	for range 20 {
		if got := candidates(src); !slices.Equal(got, want) {
			t.Fatalf("candidates = %v, then %v", want, got)
		}
	}
}

func TestByteOrderMarks(t *testing.T) {
	body := "<p>猫\n"
	for name, src := range map[string][]byte{
		"utf-8":    []byte("\xef\xbb\xbf" + body),
		"utf-16le": append([]byte("\xff\xfe"), encoded(t, "utf-16le", body)...),
		"utf-16be": append([]byte("\xfe\xff"), encoded(t, "utf-16be", body)...),
	} {
		p := mustParse(t, string(src))
		if p.Body != body || p.Encoding != name || len(p.Warnings) > 0 {
			t.Errorf("%s: read as %s %q, %+v", name, p.Encoding, p.Body, p.Warnings)
		}
	}
}

// UTF-16 without a mark looks like no text, until somebody says what it is.
func TestUTF16WithoutMark(t *testing.T) {
	for _, name := range []string{"utf-16le", "utf-16be", "UTF-16"} {
		for _, body := range []string{"<p>plain words\n", "<p>猫\n"} {
			p, err := ParseAs("a.md", name, encoded(t, name, body))
			if err != nil || p.Body != body || len(p.Warnings) > 0 {
				t.Errorf("%s: %+v, %v, want %q", name, p, err, body)
			}
		}
		if p, err := ParseAs("a.md", name, make([]byte, 100)); err == nil {
			t.Errorf("%s: %q is taken for text", name, p.Body)
		}
	}
}

func TestBrokenUTF8(t *testing.T) {
	for src, want := range map[string]string{
		"<p>猫\xff\xfe\xc0\x80 tail":              "<p>猫\uFFFD\uFFFD\uFFFD\uFFFD tail",
		"<p>" + strings.Repeat("é", 30) + "\x92": "<p>" + strings.Repeat("é", 30) + "\uFFFD",
		"<p>猫猫\xe7\x8c":                          "<p>猫猫\uFFFD",
	} {
		p := mustParse(t, src+strings.Repeat("猫", 3))
		want += strings.Repeat("猫", 3)
		if strings.ReplaceAll(p.Body, "\uFFFD\uFFFD", "\uFFFD") != strings.ReplaceAll(want, "\uFFFD\uFFFD", "\uFFFD") || p.Encoding != "utf-8" || len(p.Warnings) != 1 {
			t.Errorf("Parse(%q) = %s %q, %+v", src, p.Encoding, p.Body, p.Warnings)
		}
	}
}

func TestParseAs(t *testing.T) {
	p, err := ParseAs("a.md", "GB2312", encoded(t, "gb18030", "<p>㐀猫"))
	if err != nil || p.Body != "<p>㐀猫" || p.Encoding != "gb18030" || len(p.Warnings) > 0 {
		t.Errorf("ParseAs = %+v, %v", p, err)
	}
	p, err = ParseAs("a.md", "chinese", encoded(t, "gb18030", "<p>㐀猫")) // a name of GBK
	if err != nil || p.Body != "<p>㐀猫" || p.Encoding != "gb18030" {
		t.Errorf("ParseAs with another name = %+v, %v", p, err)
	}
	if _, err = ParseAs("a.md", "iso-2022-kr", []byte("<p>")); err == nil { // which browsers read as nothing
		t.Error("ParseAs takes an encoding that nobody reads")
	}
	p, err = ParseAs("a.md", "euc-kr", []byte("<p>\xff\xff"))
	if err != nil || len(p.Warnings) != 1 || p.Warnings[0].Detail != "2 characters not euc-kr, replaced" {
		t.Errorf("ParseAs with the wrong encoding = %+v, %v", p, err)
	}
	_, err = ParseAs("a.md", "latin-99", []byte("<p>"))
	var e *Error
	if !errors.As(err, &e) || e.Class != ClassEncoding || err.Error() != `a.md: unknown encoding "latin-99"` {
		t.Errorf("ParseAs with an unknown encoding: %v", err)
	}
}
