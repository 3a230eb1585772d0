package archive

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestTerms(t *testing.T) {
	for text, want := range map[string]string{
		"":                      "",
		"Hello, WORLD 42":       "hello world 42",
		"Café Ünïcode naïve":    "cafe unicode naive",
		"Cafe\u0301":            "cafe",
		"Привет МИР":            "привет мир",
		"İstanbul":              "istanbul",
		"ΟΔΟΣ οδός":             "οδοσ οδοσ",
		"潮汐钟":                   "潮汐 汐钟 钟",
		"猫":                     "猫",
		"看Go语言2版":               "看 go 语言 言 2 版",
		"がぎ、ぐ":                  "がぎ ぎ ぐ",
		"한국어":                   "한국 국어 어",
		"ＡＢＣ１":                  "abc1",
		"مُحَمَّد أحمد كتابٌ":   "محمد احمد كتاب",
		"می\u200cگوید کتاب":     "ميگويد كتاب",
		"a_b-c.d":               "a b c d .d abcd",
		"I don’t, it's 'so'":    "i don t dont it s its so",
		"L'été l’après-midi":    "l ete lete l apres midi lapresmidi apresmidi",
		"e-mail Wi‑Fi UTF-8":    "e mail email wi fi wifi utf 8 utf8",
		"2021-11-20 3.14 1-2":   "2021 11 20 3 14 1 2",
		"node.js in U.S.A.":     "node js .js nodejs in u s .s a .a usa",
		"a-b-c-d-e, a.bc.d":     "a b c d e a bc .bc d .d",
		"C++ and C# (F#), .NET": "c c++ and c c# f f# net .net",
		"x#y C++11 ... dots":    "x y c c++ 11 dots",
		"me@mail.example":       "me mail example .example mailexample",
		"straße ISPARTA ısı":    "strasse isparta isi",
		"Łódź øre Œuvre đi":     "lodz ore oeuvre di",
		"ﬁn ｶﾞｲﾄﾞ m²":           "fin ガイ イド ド m2",
		"ガ한":                    "ガ한 한",
		"۱۳۸۵ ٣":                "1385 3",
		"צה״ל ג׳":               "צה ל צהל ג",
		"Ｃ＋＋":                   "c c++",
		"ภาษา":                  "ภา าษ ษา า",
		"\xff x":                "x",
		strings.Repeat("a", 50): strings.Repeat("a", 32),
	} {
		var got []string
		terms(text, func(s string) {
			if !strings.ContainsAny(s, "~*") { // of pairs and beginnings, of which the next test tells
				got = append(got, s)
			}
		})
		if s := strings.Join(got, " "); s != want {
			t.Errorf("terms(%q) = %q, want %q", text, s, want)
		}
	}
}

// What a phrase and a short beginning are found by; catalog.js computes the
// same numbers.
func TestTermsOfPhrases(t *testing.T) {
	var got []string
	terms("Go on, 潮汐钟 x", func(s string) { got = append(got, s) })
	want := []string{"go", "g*", "go*", "on", "o*", "on*", pairTerm("go", "on"), "潮汐", "汐钟", "钟", pairTerm("on", "潮"), "x", "x*", pairTerm("钟", "x")}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if a, b := pairTerm("network", "release"), pairTerm("钟", "x"); a != "~ea6d" || b != "~58a7" {
		t.Errorf("%s and %s, which is not what catalog.js says", a, b)
	}
}

func unpackPosts(s string) []uint32 {
	var all []uint32
	last, d, shift := uint32(0), uint32(0), 0
	for _, r := range s {
		v := uint32(strings.IndexRune(packDigits, r))
		d |= v & 31 << shift
		if v&32 != 0 {
			shift += 5
			continue
		}
		last += d
		d, shift = 0, 0
		all = append(all, last)
	}
	return all
}

func TestPackPosts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		posts := rapid.SliceOfNDistinct(rapid.Uint32(), 0, 20, rapid.ID[uint32]).Draw(t, "posts")
		slices.Sort(posts)
		if got := unpackPosts(packPosts(posts)); !slices.Equal(got, posts) {
			t.Fatalf("%v became %v", posts, got)
		}
	})
}

// emptyWorkplace returns the place of an archive that holds nothing.
func emptyWorkplace(t *testing.T) *workplace {
	root := rootOf(t, t.TempDir())
	must(t, ensureFolder(root, stateFolder))
	return &workplace{root, stateFolder}
}

// Whatever is sorted, on the disk or in memory, comes out by its keys, and of
// the same key in the order in which it came.
func TestSorter(t *testing.T) {
	w := emptyWorkplace(t)
	rapid.Check(t, func(t *rapid.T) {
		s := sorter{spill: spill{workplace: w, name: orderFile}, limit: rapid.SampledFrom([]int{1, 200, 1 << 20}).Draw(t, "limit")}
		defer s.close()
		type record struct{ key, value string }
		var want, got []record
		for i, key := range rapid.SliceOfN(rapid.StringN(0, 2, -1), 0, 30).Draw(t, "keys") {
			must(t, s.add(key, fmt.Append(nil, i)))
			want = append(want, record{key, fmt.Sprint(i)})
		}
		slices.SortStableFunc(want, func(a, b record) int { return strings.Compare(a.key, b.key) })
		if err := s.each(func(key string, value []byte) error {
			got = append(got, record{key, string(value)})
			return nil
		}); err != nil || !slices.Equal(got, want) {
			t.Fatalf("%q, %v, want %q", got, err, want)
		}
	})
	if _, err := w.root.Lstat(w.in(orderFile)); err == nil {
		t.Error("the file stays")
	}
}

// What passes through the disk comes out as it does from memory.
func TestTermSorter(t *testing.T) {
	w := emptyWorkplace(t)
	sorted := func(limit int) string {
		s := newTermSorter(w, limit)
		defer s.close()
		random := rand.New(rand.NewPCG(1, 2))
		for n := range uint32(1000) {
			for range 3 {
				must(t, s.add(fmt.Sprint("t", random.IntN(50)), n))
			}
		}
		var b strings.Builder
		if err := s.each(nil, func(term string, posts []uint32) error {
			fmt.Fprintln(&b, term, posts)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	if a, b := sorted(1<<20), sorted(3000); a != b {
		t.Error("sorted on the disk: ", gocmp.Diff(a, b))
	}
	if _, err := w.root.Lstat(w.in(sortFile)); err == nil {
		t.Error("the file stays")
	}
}
