package archive_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/markive/markive/archive"
	"github.com/markive/markive/convert"
)

// Two posts become two bundles, and the bundles verify.
func Example() {
	dir, err := os.MkdirTemp("", "markive")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	posts := filepath.Join(dir, "posts")
	os.Mkdir(posts, 0o755)
	os.WriteFile(filepath.Join(posts, "hello.html"), []byte("---\ntitle: Hello\n---\n<p>Hello, <b>world</b>.</p>\n"), 0o644)
	os.WriteFile(filepath.Join(posts, "again.html"), []byte("---\ntitle: Again\n---\n<p>See <a href=\"hello\">there</a>.</p>\n"), 0o644)

	found, err := archive.Find([]string{posts})
	if err != nil || len(found.Refused) > 0 {
		log.Fatal(err, found)
	}
	a, err := archive.New(filepath.Join(dir, "archive"), convert.New(convert.Options{}), archive.Options{})
	if err != nil {
		log.Fatal(err)
	}
	report, err := a.Run(context.Background(), found.Posts)
	if err != nil {
		log.Fatal(err)
	}
	a.Close()
	fmt.Println(report.Written, "written,", report.Missing, "missing")

	index, _ := os.ReadFile(filepath.Join(dir, "archive/hello/index.md"))
	fmt.Printf("%s", index)

	verified, err := archive.Verify(context.Background(), filepath.Join(dir, "archive"), archive.VerifyOptions{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(verified.Bundles, "bundles,", len(verified.Damage), "damaged")
	// Output:
	// 2 written, 0 missing
	// ---
	// title: Hello
	// ---
	//
	// Hello, **world**.
	// 2 bundles, 0 damaged
}

// A post of an archive becomes one of a Jekyll site.
func ExampleExport() {
	dir, err := os.MkdirTemp("", "markive")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	posts, blog, site := filepath.Join(dir, "posts"), filepath.Join(dir, "blog"), filepath.Join(dir, "site")
	os.Mkdir(posts, 0o755)
	os.WriteFile(filepath.Join(posts, "hello.html"), []byte("---\ndate: 20 Nov 2021\n---\n<p>Say {{ hello }}.</p>\n"), 0o644)
	found, err := archive.Find([]string{posts})
	if err != nil {
		log.Fatal(err)
	}
	a, err := archive.New(blog, convert.New(convert.Options{}), archive.Options{})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := a.Run(context.Background(), found.Posts); err != nil {
		log.Fatal(err)
	}
	a.Close()

	report, err := archive.Export(context.Background(), blog, site, archive.ExportOptions{
		Target: convert.Target{Name: convert.TargetJekyll},
		Event:  func(e archive.ExportEvent) { fmt.Println(e.File) },
	})
	if err != nil {
		log.Fatal(err)
	}
	post, _ := os.ReadFile(filepath.Join(site, "_posts/2021-11-20-hello.md"))
	fmt.Printf("%d written\n%s", report.Written, post)
	// Output:
	// _posts/2021-11-20-hello.md
	// 1 written
	// ---
	// date: 2021-11-20 00:00:00 +0000
	// ---
	//
	// Say {{ '{{' }} hello }}.
}
