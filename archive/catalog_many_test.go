package archive

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"
)

// The data of a large archive is in many files, of which a view needs few, and
// a post more changes few of them.
func TestCatalogOfMany(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("makes a catalogue of 700 posts")
	}
	root := rootOf(t, t.TempDir())
	made := func(n int) map[string]string {
		manyCards(t, root, n)
		return catalogOf(t, root.Name())
	}
	before := made(700)
	first := len(before[catalogFile])
	for name, content := range before {
		kind, _, _ := strings.Cut(name, "-")
		if words("search style root")[kind] {
			first += len(content)
		}
		if len(content) > 512<<10 {
			t.Errorf("%s has %d bytes", name, len(content))
		}
	}
	if first += 20 << 10; first > 300<<10 { // a screenful of posts more
		t.Errorf("the first view has %d bytes", first)
	}
	if len(before) < 50 {
		t.Errorf("%d files", len(before))
	}
	written := 0
	for name := range made(701) {
		if before[name] == "" {
			written++
		}
	}
	if written*2 > len(before) {
		t.Errorf("of %d files a new post changes %d", len(before), written)
	}
}

// manyCards makes the catalogue of n posts that are made up.
func manyCards(t testing.TB, root *os.Root, n int) {
	t.Helper()
	w := &workplace{root, stateFolder}
	must(t, errors.Join(ensureFolder(root, stateFolder), ensureFolder(root, catalogFolder)))
	c := newCatalog(w, reasons{}, false)
	defer c.order.close()
	file, err := root.Create(w.in(cardsFile))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	c.made = fmt.Sprint(n)
	file.WriteString(cardsHeader + c.made + "\n")
	random := rand.New(rand.NewPCG(3, 4))
	word := func() string { return fmt.Sprintf("w%x", int(random.ExpFloat64()*4000)) }
	var p cardPacker
	texts := &texts{catalog: c}
	for i := range n {
		var text strings.Builder
		for range 300 {
			text.WriteString(word() + " ")
			if random.IntN(3) == 0 {
				text.WriteRune(rune(0x4E00 + random.IntN(3000)))
				text.WriteRune(rune(0x4E00 + random.IntN(3000)))
			}
		}
		d := &card{Bundle: fmt.Sprintf("p/%06d", i), Name: "Post " + word(), Page: fmt.Sprintf("p/%06d/index.html", i)}
		d.Date = time.Date(2000, 1, i/12, 0, 0, 0, 0, time.UTC).Format("2006-01-02")
		d.Tags, d.Categories = []string{word(), word()}, []string{word()[:2]}
		must(t, p.pack(d, text.String()))
		file.Write(d.record)
		c.before = append(c.before, -1)
		must(t, texts.add(d))
	}
	must(t, cmp.Or(texts.flush(), c.write(context.Background())))
}
