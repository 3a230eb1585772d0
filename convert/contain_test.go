package convert

import (
	"errors"
	"os"
	"runtime/debug"
	"strings"
	"testing"
)

func TestMain(m *testing.M) {
	contains = false
	if os.Getenv("GOGC") == "" { // the command's: most tests make trees that are thrown away at once
		debug.SetGCPercent(225)
	}
	os.Exit(m.Run())
}

// A panic costs its post and nothing else: the same converter goes on.
func TestContain(t *testing.T) {
	contains = true
	defer func() { contains = false }()
	conv := New(Options{})
	good := conv.writers.New
	conv.writers.New = func() any { return &writer{} } // without an engine
	doc, err := conv.Convert(&Post{Path: "a.html", Body: "<p>a</p>"})
	var bad *Error
	if doc != nil || !errors.As(err, &bad) || bad.Class != ClassInternal || !strings.HasPrefix(err.Error(), "a.html: an error of markive itself") {
		t.Errorf("got %v, %v", doc, err)
	}
	conv.writers.New = good
	doc, err = conv.Convert(&Post{Path: "b.html", Body: "<p>b</p>"})
	if err != nil || string(doc.Markdown(nil)) != "b\n" {
		t.Errorf("the next post: %v, %v", doc, err)
	}
}
